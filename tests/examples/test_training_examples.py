"""The examples run, and what they train has learned."""

from __future__ import annotations

import importlib
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

import nlptk

FOLDER = Path(__file__).parents[2] / "examples" / "training"
SCRIPTS = sorted(path.stem for path in FOLDER.glob("*.py") if "main(" in path.read_text())


@pytest.fixture
def example(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Imports an example as `python` finds it."""
    monkeypatch.syspath_prepend(str(FOLDER))
    return importlib.import_module


def found(nlp: nlptk.Language, text: str) -> list[tuple[int, int, str]]:
    return [(ent.start_char, ent.end_char, ent.label_) for ent in nlp(text).ents]


def test_the_entity_recognizer_learns_all_annotations(example: Any, tmp_path: Path) -> None:
    script = example("train_ner")
    nlp = script.main(output=tmp_path / "model", n_iter=40)
    for trained in (nlp, nlptk.load(tmp_path / "model")):
        for text, annotation in script.TRAIN_DATA:
            assert found(trained, text) == annotation["entities"]


def test_the_entity_recognizer_goes_on_beside_a_tagger(example: Any, tmp_path: Path) -> None:
    example("train_tagger").main(output=tmp_path / "base", n_iter=10)
    before = nlptk.load(tmp_path / "base")
    nlp = example("train_ner").main(model=str(tmp_path / "base"), n_iter=2)
    text = "the cook needs fresh apples"
    assert nlp.pipe_names == ["tagger", "ner"]
    assert [token.tag for token in nlp(text)] == [token.tag for token in before(text)]


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A pipeline that knows people, places and firms."""
    folder = tmp_path_factory.mktemp("base") / "model"
    sys.path.insert(0, str(FOLDER))
    try:
        script = importlib.import_module("train_new_entity_type")
    finally:
        sys.path.remove(str(FOLDER))
    script.base_model(n_iter=2).to_disk(folder)
    return folder


def test_a_new_type_is_learned_without_forgetting(example: Any, base: Path) -> None:
    script = example("train_new_entity_type")
    kept = script.main(remedy="rehearse", model=str(base), n_iter=6)
    forgotten = script.main(remedy="nothing", model=str(base), n_iter=6)
    assert kept[script.LABEL] > 0.95
    assert kept["after"] >= kept["before"] - 0.02
    assert forgotten["after"] < kept["after"] - 0.04
    with pytest.raises(typer.BadParameter):
        script.main(remedy="prayer")


def test_a_new_type_is_learned_with_revision_data(example: Any, base: Path) -> None:
    script = example("train_new_entity_type")
    kept = script.main(remedy="revise", model=str(base), n_iter=3)
    assert kept[script.LABEL] > 0.95
    assert kept["after"] >= kept["before"] - 0.02


def test_the_tagger_learns_tags_and_what_they_stand_for(example: Any, tmp_path: Path) -> None:
    nlp = example("train_tagger").main(output=tmp_path / "model")
    for trained in (nlp, nlptk.load(tmp_path / "model")):
        doc = trained("the cook needs fresh apples")
        assert [token.tag_ for token in doc] == ["D", "N", "V", "J", "N"]
        assert [token.pos_ for token in doc] == ["DET", "NOUN", "VERB", "ADJ", "NOUN"]


def test_the_parser_learns_trees(example: Any) -> None:
    script = example("train_parser")
    nlp = script.main()
    assert nlp.evaluate(script.TRAIN_DATA).las == 1.0
    doc = nlp("Fishermen sell rice and tea .")
    assert [token.head.i for token in doc][:3] == [1, 1, 1]
    assert len(list(doc.sents)) == 1


def test_the_intent_parser_finds_what_is_asked_for(example: Any) -> None:
    script = example("train_intent_parser")
    assert script.relations(script.main(), "find a hotel with good wifi") == [
        ("find", "ROOT", "find"),
        ("hotel", "PLACE", "find"),
        ("good", "QUALITY", "wifi"),
        ("wifi", "ATTRIBUTE", "hotel"),
    ]


@pytest.mark.parametrize(
    ("kind", "architecture", "wanted"),
    [
        ("exclusive", "bow", {"NEGATIVE"}),
        ("multilabel", "bow", {"FOOD", "STAFF"}),
        ("exclusive", "pooled", {"NEGATIVE"}),
    ],
)
def test_the_text_classifier_learns_categories(
    example: Any, capsys: Any, kind: str, architecture: str, wanted: set[str]
) -> None:
    nlp = example("train_textcat").main(kind=kind, architecture=architecture, n_texts=160, n_iter=3)
    cats = nlp("the manager was rude and breakfast was stale").cats
    assert {label for label, value in cats.items() if value > 0.5} == wanted
    printed = capsys.readouterr().out
    assert printed.count(" P ") == printed.count(" F ") == 3 * len(cats)


def test_rules_make_examples_that_teach_more_than_the_rules(example: Any, capsys: Any) -> None:
    nlp = example("bootstrap_with_matcher").main(n_texts=80, n_iter=7)
    assert "became examples" in capsys.readouterr().out
    assert [ent.text for ent in nlp("Nora Diaz works for Zentara in Lyon").ents] == [
        "Zentara",
        "Lyon",
    ]


def test_the_recipe_finds_a_good_epoch(example: Any, tmp_path: Path) -> None:
    script = example("optimization_recipe")
    best = script.main(output=tmp_path / "model", n_examples=100, n_iter=2)
    assert best > 0.9
    news = example("made_up_news")
    assert nlptk.load(tmp_path / "model").evaluate(news.old_examples(60, seed=2)).ents_f == best


def test_the_entity_linker_tells_people_apart(example: Any, tmp_path: Path) -> None:
    script = example("train_entity_linker")
    script.make_kb().to_disk(tmp_path / "kb")
    nlp = script.main(kb=tmp_path / "kb", output=tmp_path / "model")
    for trained in (nlp, nlptk.load(tmp_path / "model")):
        for text, person in script.NEW_TEXTS.items():
            assert [(ent.text, ent.kb_id_) for ent in trained(text).ents] == [(script.NAME, person)]
        scores = trained.evaluate(script.TRAIN_DATA)
        assert scores["links_acc"] == scores["links_oracle"] == 1.0
        assert scores["links_prior_acc"] == pytest.approx(1 / 3)


@pytest.mark.parametrize("name", SCRIPTS)
def test_every_example_says_how_it_is_used(example: Any, name: str) -> None:
    app = typer.Typer()
    app.command()(example(name).main)
    shown = CliRunner().invoke(app, ["--help"])
    assert shown.exit_code == 0
    assert "--n-iter" in shown.output or not name.startswith("train")


def test_an_example_runs_as_a_script() -> None:
    command = [sys.executable, str(FOLDER / "train_tagger.py"), "--n-iter", "1"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "'apples'" in done.stdout
