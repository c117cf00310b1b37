from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from nlptk.engine.errors import DataError, UsageError
from nlptk.engine.protocols import ComponentSpec
from nlptk.engine.training.config import RunConfig, load_run_config


@dataclass(frozen=True, slots=True)
class Widths:
    width: int = 5
    kinds: tuple[str, ...] = ()


def spec(name: str, **weights: float) -> ComponentSpec:
    return ComponentSpec(
        name=name, summary=name, factory=lambda settings: settings, settings=Widths, weights=weights
    )


SPECS = {one.name: one for one in (spec("tagger", tag_acc=1.0), spec("parser", uas=0.5, las=0.5),
                                   spec("ner", ner_f=1.0))}  # fmt: skip


def load(text: str, *changes: str, folder: Path) -> RunConfig:
    path = folder / "run.cfg"
    path.write_text(text)
    return load_run_config(path, changes, SPECS)


def test_run_config_of_nothing_has_all_defaults() -> None:
    config = load_run_config(None, [], SPECS)
    assert config.pipeline.components == ("tagger", "parser", "ner")
    assert config.components == {"tagger": Widths(), "parser": Widths(), "ner": Widths()}
    assert config.score == {"tag_acc": 1.0, "uas": 0.5, "las": 0.5, "ner_f": 1.0}


def test_run_config_takes_the_file_and_then_the_changes(tmp_path: Path) -> None:
    config = load(
        '[pipeline]\nlang = "en"\ncomponents = ["parser", "people"]\n[training]\nn_iter = 3\n'
        "seed = 4\n[components.people]\nfactory = ner\nwidth = 7\n[score]\nlas = 2\n",
        "training.n_iter=5",
        "score.uas=0",
        folder=tmp_path,
    )
    assert (config.pipeline.lang, config.training.n_iter, config.training.seed) == ("en", 5, 4)
    assert config.components == {"parser": Widths(), "people": Widths(7)}
    assert config.factories == {"parser": "parser", "people": "ner"}
    assert config.score == {"uas": 0.0, "las": 2.0, "ner_f": 1.0}


def test_run_config_text_makes_the_same_run(tmp_path: Path) -> None:
    config = load(
        '[pipeline]\ncomponents = ["parser", "people"]\n[rate]\npeak = 0.001\n'
        '[components.people]\nfactory = ner\nkinds = ["a b", "c"]\n[score]\nlas = 2\n',
        folder=tmp_path,
    )
    again = load(config.to_text(), folder=tmp_path)
    assert again == config
    assert again.to_text() == config.to_text()


def test_run_config_leaves_out_what_is_not_in_the_pipeline(tmp_path: Path) -> None:
    text = "[components.ner]\nwidth = 9\n"
    config = load(text, 'pipeline.components=["parser"]', folder=tmp_path)
    assert config.components == {"parser": Widths()}
    with pytest.raises(DataError, match=r":2: components.ner.width: expected a whole number"):
        load(text.replace("9", "x"), 'pipeline.components=["parser"]', folder=tmp_path)


def test_run_config_tells_all_that_is_wrong_with_its_lines(tmp_path: Path) -> None:
    with pytest.raises(DataError) as caught:
        load(
            "[traning]\nseed = 1\n[training]\nn_itr = 3\n[components.ner]\nwidth = a lot\n"
            "[components.nre]\n[rate]\nschedule = steep\n[score]\nlas = -1\nuas = x\n",
            "optimizer.beta1=2",
            folder=tmp_path,
        )
    said = str(caught.value)
    assert said.startswith(f"{tmp_path}/run.cfg:1: traning: there is no such section; did you mean")
    for part in (
        "line 4: training.n_itr: there is no such setting; did you mean n_iter?",
        "line 6: components.ner.width: expected a whole number, found 'a lot'",
        "line 7: components.nre: nre: there is no such component; did you mean ner?",
        "line 8: rate: unknown schedule",
        "line 12: score.uas: expected a number, found 'x'",
        "optimizer: bad beta1",
    ):
        assert part in said


@pytest.mark.parametrize(("change", "said"), [
    ('pipeline.components=["tager"]', "tager: there is no such component; did you mean tagger?"),
    ("pipeline.components=[]", "at least one component"),
    ('pipeline.components=["ner", "ner"]', "ner stands there twice"),
    ("components.ner=5", "components.ner: expected a section, found 5"),
    ("components.ner.factory=[1]", "there is no such component"),
    ("score.las=-1", "score.las: expected 0 or more, found -1"),
    ("training.n_iter=many", "training.n_iter: expected a whole number, found 'many'"),
])  # fmt: skip
def test_run_config_refuses_changes_that_are_wrong(change: str, said: str) -> None:
    with pytest.raises(UsageError) as caught:
        load_run_config(None, [change], SPECS)
    assert said in str(caught.value)


def test_run_config_written_and_read_has_sections_for_everything() -> None:
    sections: dict[str, Any] = load_run_config(None, [], SPECS).to_dict()
    assert list(sections) == [
        "pipeline", "encoder", "training", "optimizer", "rate", "components", "score"
    ]  # fmt: skip
