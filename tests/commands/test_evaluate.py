"""`nlptk evaluate` on a pipeline that was trained for a few steps on the sample."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from nlptk.commands.app import run

if TYPE_CHECKING:
    from conftest import CommandLine

SAMPLE = Path(__file__).parents[2] / "samples" / "en_sample"
DEV = SAMPLE / "dev.conllu"
SMALL = ("--set", "encoder.embed_width=16", "--set", "encoder.type_width=16",
         "--set", "encoder.hidden_width=16", "--set", "encoder.embed_rows=2000")  # fmt: skip


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A pipeline of tagger, parser and entity recognizer that has learned a little."""
    out = tmp_path_factory.mktemp("evaluate") / "out"
    before = {name: os.environ.get(name) for name in ("NLPTK_PLUGINS", "OMP_NUM_THREADS")}
    os.environ["NLPTK_PLUGINS"] = "none"
    args = ["train", "en", out, SAMPLE / "train.conllu", DEV, "-p", "tagger,parser,ner", "-n", "2"]
    assert run([*map(str, args), *SMALL, "-q"]) == 0
    for name, value in before.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value
    return out / "model-best"


@pytest.fixture(autouse=True)
def one_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        monkeypatch.setenv(name, "1")


def scores_of(out: str) -> dict[str, float]:
    document: dict[str, Any] = json.loads(out)
    scores: dict[str, float] = document["scores"]
    return scores


def test_evaluate_prints_scores_and_talks_on_stderr(nlptk: CommandLine, model: Path) -> None:
    done = nlptk("evaluate", model, DEV)
    assert done.code == 0
    names = {line.split("  ")[0] for line in done.out.splitlines()}
    assert {"Token accuracy", "Tag accuracy", "LAS without punctuation", "NER F"} <= names
    assert "documents" in done.err
    assert "gold tokens, own sentences" in done.err


def test_evaluate_as_json_has_conditions_and_figures(nlptk: CommandLine, model: Path) -> None:
    document = json.loads(nlptk("evaluate", model, DEV, "--json", "-G").out)
    assert document["schema"] == "nlptk.evaluate/1"
    assert (document["tokens"], document["sentences"]) == ("gold", "gold")
    ids = [line.split("\t")[0] for line in DEV.read_text("utf-8").splitlines()]
    assert document["words"] == sum(map(str.isdigit, ids))
    assert 0 < document["scores"]["las"] <= document["scores"]["uas"] <= 1
    assert document["speed"]["cpu_wps"] > 0


def test_evaluate_runs_the_components_that_were_asked_for(nlptk: CommandLine, model: Path) -> None:
    scores = scores_of(nlptk("evaluate", model, DEV, "--json", "-p", "tagger").out)
    assert "tag_acc" in scores
    assert "las" not in scores
    done = nlptk("evaluate", model, DEV, "-p", "textcat")
    assert done.code == 2
    assert "no component 'textcat'" in done.err


def test_evaluate_own_tokens_scores_the_tokenizer(nlptk: CommandLine, model: Path) -> None:
    gold = scores_of(nlptk("evaluate", model, DEV, "--json").out)
    own = scores_of(nlptk("evaluate", model, DEV, "--json", "--own-tokens").out)
    assert gold["token_f"] == 1
    assert 0.9 < own["token_f"] <= 1
    assert own["las"] <= gold["las"] + 0.01
    done = nlptk("evaluate", model, DEV, "-G", "--own-tokens")
    assert done.code == 2
    assert "take one" in done.err


def test_evaluate_gives_options_to_the_format(nlptk: CommandLine, model: Path) -> None:
    row = "{}\t{}\t_\tNOUN\tNN\t_\t0\troot\t_\t_\n"
    nlptk.write("dev.conllu", row.format(1, "One") + row.format(2, "two") + "\n")
    refused = nlptk("evaluate", model, "dev.conllu")
    assert refused.code == 2
    assert "-O many_roots=true" in refused.err
    assert nlptk("evaluate", model, "dev.conllu", "-O", "many_roots=true").code == 0
    assert nlptk("evaluate", model, "dev.conllu", "-O", "per=file").code == 2


def test_evaluate_fails_under_a_threshold(nlptk: CommandLine, model: Path) -> None:
    assert nlptk("evaluate", model, DEV, "--fail-under", "las=0.01").code == 0
    done = nlptk("evaluate", model, DEV, "--fail-under", "las=0.01", "--fail-under", "tag_acc=1")
    assert done.code == 1
    assert "tag_acc" in done.err
    assert "las" not in done.err
    assert "UAS" in done.out  # the scores are there all the same
    unknown = nlptk("evaluate", model, DEV, "--fail-under", "lass=0.1")
    assert unknown.code == 2
    assert "las" in unknown.err


def test_evaluate_by_type_confusion_and_errors(nlptk: CommandLine, model: Path) -> None:
    options = ("--per-type", "--confusion", "--errors", "2")
    done = nlptk("evaluate", model, DEV, *options)
    assert done.code == 0
    assert len(done.out) > len(nlptk("evaluate", model, DEV).out)
    document = json.loads(nlptk("evaluate", model, DEV, "--json", *options).out)
    assert len(document["errors"]) == 2
    assert document["errors"][0]["place"].startswith(str(DEV))
    assert document["tables"]


def test_evaluate_confidence_encloses_the_figure(nlptk: CommandLine, model: Path) -> None:
    document = json.loads(nlptk("evaluate", model, DEV, "--json", "--confidence", "-G").out)
    bounds = document["intervals"]["las"]
    assert bounds["low"] < document["scores"]["las"] < bounds["high"]
    again = json.loads(nlptk("evaluate", model, DEV, "--json", "--confidence", "-G").out)
    assert again["intervals"] == document["intervals"]


def test_evaluate_compares_with_an_earlier_report(nlptk: CommandLine, model: Path) -> None:
    assert nlptk("evaluate", model, DEV, "-o", "a.json").code == 0
    document = json.loads(nlptk("evaluate", model, DEV, "--json", "--compare", "a.json").out)
    same = document["comparison"]["las"]
    assert same["other"] == same["this"] == document["scores"]["las"]
    other = nlptk("evaluate", model, DEV, "-G", "--compare", "a.json")
    assert other.code == 2
    assert "not an evaluation on the same documents" in other.err
    nlptk.write("b.json", "{}")
    assert "-o FILE" in nlptk("evaluate", model, DEV, "--compare", "b.json").err


def test_evaluate_draws_what_was_predicted(nlptk: CommandLine, model: Path) -> None:
    done = nlptk("evaluate", model, DEV, "-dp", "pictures", "-dl", "2", "--html", "page.html")
    assert done.code == 0
    assert nlptk.files() == ["page.html", "pictures/entities.html", "pictures/parses.html"]
    parses = (nlptk.folder / "pictures/parses.html").read_text()
    assert parses.startswith("<!DOCTYPE html>")
    assert "<svg" in parses
    page = (nlptk.folder / "page.html").read_text()
    assert "<table" in page
    assert "<svg" in page


@pytest.mark.parametrize(
    ("content", "says"),
    [("", "nothing to evaluate on"), ("1\tbroken\n\n", "data.conllu:1")],
)
def test_evaluate_refuses_what_it_cannot_judge(
    nlptk: CommandLine, model: Path, content: str, says: str
) -> None:
    nlptk.write("data.conllu", content)
    done = nlptk("evaluate", model, "data.conllu", "-o", "scores.json")
    assert (done.code, done.out) == (2, "")
    assert says in done.err
    assert nlptk.files() == ["data.conllu"]


def test_evaluate_says_which_components_have_no_gold_annotation(
    nlptk: CommandLine, model: Path
) -> None:
    nlptk.write("words.conll", "Al B-PER\nruns O\n\n")
    done = nlptk("evaluate", model, "words.conll", "-c", "conll2003")
    assert done.code == 0, done.err
    assert "no gold annotation to judge these by: tagger" in done.err


def test_evaluate_without_a_model_is_one_clear_error(nlptk: CommandLine) -> None:
    done = nlptk("evaluate", "nowhere", DEV)
    assert (done.code, done.out) == (2, "")
    assert "nowhere" in done.err
    assert "Traceback" not in done.err
