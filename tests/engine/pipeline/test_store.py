"""Pipelines as folders: what comes back, and what is said of folders that are damaged."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from small_pipelines import annotation, blank_docs, small_pipeline, teach
from tiny_corpus import SPECS

from nlptk.engine.errors import DataError, OutputError, UsageError
from nlptk.engine.layers.weights import get_weights
from nlptk.engine.pipeline.language import Language
from nlptk.engine.pipeline.store import (
    META,
    PIPELINE,
    WEIGHTS,
    load_pipeline,
    pipeline_arrays,
    save_pipeline,
)
from nlptk.engine.text.languages import get_language

FILES = (META, PIPELINE, WEIGHTS)


@pytest.fixture(scope="module")
def trained() -> Language:
    nlp = small_pipeline("sentencizer", "tagger", "parser", "ner", steps=15, ner={"encoder": "own"})
    nlp.meta = {"name": "tiny", "scores": {"las": 0.5}}
    nlp.vocab.tag_map["VB"] = {"pos": "AUX"}
    return nlp


@pytest.fixture
def folder(trained: Language, tmp_path: Path) -> Path:
    save_pipeline(trained, tmp_path / "model")
    return tmp_path / "model"


def load(folder: Path) -> Language:
    return load_pipeline(folder, SPECS, get_language)


def edit(path: Path, change: Callable[[Any], Any]) -> None:
    document = json.loads(path.read_text())
    change(document)
    path.write_text(json.dumps(document))


# ------------------------------------------------------------------ there and back


def test_a_pipeline_that_was_saved_predicts_the_same(trained: Language, folder: Path) -> None:
    loaded = load(folder)
    docs, again = blank_docs(), blank_docs()
    trained.annotate(docs)
    loaded.annotate(again)
    assert annotation(docs) == annotation(again)
    assert loaded("cats sleep .").texts("pos") == trained("cats sleep .").texts("pos")
    assert loaded("cats sleep .").texts("pos")[1] == "AUX"


def test_all_that_makes_a_pipeline_comes_back(trained: Language, folder: Path) -> None:
    loaded = load(folder)
    assert loaded.pipe_names == trained.pipe_names
    assert [pipe.encoder for pipe in loaded.pipes] == [pipe.encoder for pipe in trained.pipes]
    assert [pipe.settings for pipe in loaded.pipes] == [pipe.settings for pipe in trained.pipes]
    assert loaded.encoder_settings == trained.encoder_settings
    assert loaded.lang == "en"
    assert loaded.vocab.tag_map == trained.vocab.tag_map
    before, after = pipeline_arrays(trained), pipeline_arrays(loaded)
    assert before.keys() == after.keys()
    assert all(before[key].tobytes() == after[key].tobytes() for key in before)


def test_saving_what_was_loaded_gives_the_same_files(folder: Path, tmp_path: Path) -> None:
    save_pipeline(load(folder), tmp_path / "again")
    for name in FILES:
        assert (tmp_path / "again" / name).read_bytes() == (folder / name).read_bytes(), name


def test_the_same_pipeline_gives_the_same_files(trained: Language, folder: Path) -> None:
    save_pipeline(trained, folder.parent / "twin")
    for name in FILES:
        assert (folder.parent / "twin" / name).read_bytes() == (folder / name).read_bytes(), name


def test_a_loaded_pipeline_learns_on(folder: Path) -> None:
    nlp = load(folder)
    before = get_weights(nlp.models()["tagger"])
    teach(nlp, steps=1)
    after = get_weights(nlp.models()["tagger"])
    assert not np.array_equal(before["0.softmax_head.W"], after["0.softmax_head.W"])


def test_the_meta_tells_people_what_it_is(folder: Path) -> None:
    meta = json.loads((folder / META).read_text())
    assert meta["name"] == "tiny"
    assert meta["lang"] == "en"
    assert meta["scores"] == {"las": 0.5}
    assert meta["pipeline"] == ["sentencizer", "tagger", "parser", "ner"]
    assert meta["labels"]["ner"] == ["LOC", "PER"]
    assert sorted(path.name for path in folder.iterdir()) == sorted(FILES)


def test_components_that_are_disabled_are_saved_too(trained: Language, tmp_path: Path) -> None:
    with trained.select_pipes(["tagger"]):
        save_pipeline(trained, tmp_path / "model")
    assert load(tmp_path / "model").pipe_names == trained.pipe_names


def test_a_folder_with_files_is_not_replaced_unless_forced(trained: Language, folder: Path) -> None:
    (folder / "notes.txt").write_text("mine")
    with pytest.raises(OutputError):
        save_pipeline(trained, folder)
    assert (folder / "notes.txt").exists()
    save_pipeline(trained, folder, force=True)
    assert sorted(path.name for path in folder.iterdir()) == sorted(FILES)


# ------------------------------------------------------------------ what is not a model


def test_a_folder_that_is_no_model_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="not a model folder") as caught:
        load(tmp_path)
    assert caught.value.place.path == str(tmp_path / PIPELINE)
    assert WEIGHTS in caught.value.expected


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_missing_is_named(name: str, folder: Path) -> None:
    (folder / name).unlink()
    with pytest.raises(DataError) as caught:
        load(folder)
    assert caught.value.place.path == str(folder / name)


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("share", [0.0, 0.4, 0.99])
def test_a_file_that_was_cut_is_named(name: str, share: float, folder: Path) -> None:
    data = (folder / name).read_bytes()
    (folder / name).write_bytes(data[: int(len(data) * share)])
    with pytest.raises(DataError) as caught:
        load(folder)
    assert caught.value.place.path == str(folder / name)
    assert caught.value.hint


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_something_else_is_named(name: str, folder: Path) -> None:
    for content in (b"\xff\xfe\x00", b"[1, 2]", b"null", b"[" * 100_000):
        (folder / name).write_bytes(content)
        with pytest.raises(DataError) as caught:
            load(folder)
        assert caught.value.place.path == str(folder / name)


@pytest.mark.parametrize("name", FILES)
def test_bytes_that_were_changed_never_end_in_another_error(name: str, folder: Path) -> None:
    chance = random.Random(name)
    good = (folder / name).read_bytes()
    text = good[:3000]  # of the weights, what says how they are to be read
    numbers = [match.span() for match in re.finditer(rb"\d+", text)]
    for _ in range(25):
        start, end = chance.choice(numbers)
        at = chance.randrange(len(text))
        odd = chance.choice([b"0", b"-1", b"null", b'"x"', b"[]", b"99999999999999999999"])
        for bad in (good[:start] + odd + good[end:], good[:at] + b"}" + good[at + 1 :]):
            (folder / name).write_bytes(bad)
            try:
                load(folder)
            except DataError as error:
                assert Path(error.place.path).parent == folder
            except UsageError as error:
                assert "no component" in str(error)


@pytest.mark.parametrize(("change", "message"), [
    (lambda d: d["pipes"][1]["settings"].update(color=1), "no setting 'color'"),
    (lambda d: d["pipes"][1]["settings"].update(column="x"), "cannot learn the column"),
    (lambda d: d["pipes"][1].pop("state"), "KeyError: 'state'"),
    (lambda d: d["pipes"][2].update(encoder="nobody"), "KeyError: 'nobody'"),
    (lambda d: d["encoders"]["shared"].update(hidden_width=0), "cannot be put together"),
    (lambda d: d["encoders"]["shared"].update(hidden_width=10**14), "cannot be put together"),
    (lambda d: d.pop("lang"), "KeyError: 'lang'"),
    (lambda d: d.update(pipes=7), "cannot be put together"),
])  # fmt: skip
def test_settings_that_were_changed_are_told(
    change: Callable[[Any], Any], message: str, folder: Path
) -> None:
    edit(folder / PIPELINE, change)
    with pytest.raises(DataError, match=message) as caught:
        load(folder)
    assert caught.value.place.path == str(folder / PIPELINE)
    assert "copy or train it again" in caught.value.hint


def test_weights_of_another_model_are_told(folder: Path) -> None:
    edit(folder / PIPELINE, lambda d: d["pipes"][1]["state"]["labels"].append("NEW"))
    with pytest.raises(DataError, match="should be float32 32 x 4") as caught:
        load(folder)
    assert caught.value.place.path == str(folder / WEIGHTS)


def test_another_version_is_told(folder: Path) -> None:
    edit(folder / PIPELINE, lambda d: d.update(format=99, nlptk="9.9"))
    with pytest.raises(DataError, match="another version") as caught:
        load(folder)
    assert "format 1" in caught.value.expected
    assert "99, written by nlptk 9.9" in caught.value.found


def test_a_component_that_is_not_installed_is_told(folder: Path) -> None:
    specs = {name: spec for name, spec in SPECS.items() if name != "ner"}
    with pytest.raises(UsageError, match="no component 'ner'") as caught:
        load_pipeline(folder, specs, get_language)
    assert "nlptk plugins" in caught.value.hint
