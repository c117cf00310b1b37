"""Pipelines as folders: what comes back, and what is said of folders that are damaged."""

from __future__ import annotations

import json
import os
import random
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sealed import seal
from small_pipelines import annotation, blank_docs, small_pipeline, teach
from tiny_corpus import SPECS

from nlptk.engine.errors import DataError, OutputError, PluginError
from nlptk.engine.layers.half import table_names
from nlptk.engine.layers.weights import get_weights, named_params
from nlptk.engine.pipeline.language import Language
from nlptk.engine.pipeline.meta import META
from nlptk.engine.pipeline.model_folder import MANIFEST
from nlptk.engine.pipeline.store import (
    PIPELINE,
    TOKENIZER,
    WEIGHTS,
    load_pipeline,
    pipeline_arrays,
    save_pipeline,
)
from nlptk.engine.text.languages import get_language

FILES = (META, PIPELINE, TOKENIZER, WEIGHTS)


@pytest.fixture(scope="module")
def trained() -> Language:
    nlp = small_pipeline("sentencizer", "tagger", "parser", "ner", steps=15, ner={"encoder": "own"})
    nlp.meta = {"name": "tiny", "scores": {"las": 0.5}}
    nlp.vocab.tag_map["VB"] = {"pos": "AUX"}
    for model in nlp.models().values():
        for key, node, name in named_params(model):
            if key in table_names(model):  # as training leaves them
                node.set_param(name, node.get_param(name).astype("float16").astype("float32"))
    nlp.weights_changed()
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
    if path.name != MANIFEST:
        seal(path.parent)


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
    for name in (*FILES, MANIFEST):
        assert (tmp_path / "again" / name).read_bytes() == (folder / name).read_bytes(), name


def test_the_same_pipeline_gives_the_same_files(trained: Language, folder: Path) -> None:
    save_pipeline(trained, folder.parent / "twin")
    for name in (*FILES, MANIFEST):
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
    assert sorted(path.name for path in folder.iterdir()) == sorted((*FILES, MANIFEST))


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
    assert sorted(path.name for path in folder.iterdir()) == sorted((*FILES, MANIFEST))


def test_the_rules_of_the_tokenizer_come_from_the_folder(folder: Path) -> None:
    edit(folder / TOKENIZER, lambda d: d["exceptions"].update({"sleepfast": ["sleep", "fast"]}))
    assert load(folder).tokenizer.split("cats sleepfast") == ["cats", "sleep", "fast"]


def test_what_the_folder_lacks_of_the_rules_is_the_installed_language_s(folder: Path) -> None:
    edit(folder / TOKENIZER, lambda d: d.pop("stop_words"))
    assert load(folder).language.stop_words == get_language("en").stop_words


def test_the_config_stays_with_the_pipeline(trained: Language, tmp_path: Path) -> None:
    assert load_saved(trained, tmp_path / "without").config == ""
    trained.config = "[training]\nseed = 7\n"
    try:
        assert load_saved(trained, tmp_path / "with").config == trained.config
    finally:
        trained.config = ""


def load_saved(nlp: Language, folder: Path) -> Language:
    save_pipeline(nlp, folder)
    return load(folder)


def test_tables_take_half_the_room(trained: Language, folder: Path) -> None:
    numbers = sum(array.nbytes for array in pipeline_arrays(trained).values())
    tables = sum(
        node.get_param(name).nbytes
        for model in trained.models().values()
        for key, node, name in named_params(model)
        if key in table_names(model)
    )
    size = (folder / WEIGHTS).stat().st_size
    names = 120 * len(pipeline_arrays(trained))  # and shapes, at the most
    assert numbers - tables / 2 < size < numbers - tables / 2 + names


# ------------------------------------------------------------------ what is not a model


def test_a_folder_that_is_no_model_is_named(tmp_path: Path) -> None:
    for folder, why in ((tmp_path, MANIFEST), (tmp_path / "none", "no such folder")):
        with pytest.raises(DataError, match="not a model folder") as caught:
            load(folder)
        assert caught.value.place.path == str(folder)
        assert why in str(caught.value)


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_missing_is_named(name: str, folder: Path) -> None:
    (folder / name).unlink()
    assert_blamed(folder, name, "not there")


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_the_manifest_lacks_is_not_read(name: str, folder: Path) -> None:
    edit(folder / MANIFEST, lambda d: d["files"].pop(name))
    assert_blamed(folder, MANIFEST, f"no entry for {name}")


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("share", [0.0, 0.4, 0.99])
def test_a_file_that_was_cut_is_named(name: str, share: float, folder: Path) -> None:
    data = (folder / name).read_bytes()
    (folder / name).write_bytes(data[: int(len(data) * share)])
    assert_blamed(folder, name, f"should have {len(data):,}")


@pytest.mark.parametrize("name", FILES)
def test_a_single_bit_that_was_changed_is_found(name: str, folder: Path) -> None:
    data = bytearray((folder / name).read_bytes())
    data[len(data) // 2] ^= 1
    (folder / name).write_bytes(data)
    assert_blamed(folder, name, "checksum")


@pytest.mark.parametrize("name", (*FILES, MANIFEST))
def test_a_link_is_not_followed(name: str, folder: Path, tmp_path: Path) -> None:
    (folder / name).rename(tmp_path / name)
    (folder / name).symlink_to(tmp_path / name)
    assert_blamed(folder, name, "it is a link")


def test_what_is_no_plain_file_is_not_waited_for(folder: Path) -> None:
    (folder / WEIGHTS).unlink()
    os.mkfifo(folder / WEIGHTS)
    assert_blamed(folder, WEIGHTS, "not a plain file")


def test_a_folder_that_is_a_link_itself_is_what_was_asked_for(folder: Path) -> None:
    (folder.parent / "newest").symlink_to(folder)
    assert load(folder.parent / "newest").lang == "en"


def test_other_files_in_the_folder_do_not_matter(folder: Path) -> None:
    (folder / "notes.txt").symlink_to("/nowhere")
    assert load(folder).lang == "en"


@pytest.mark.parametrize("name", (*FILES, MANIFEST))
def test_a_file_that_is_something_else_is_named(name: str, folder: Path) -> None:
    for content in (b"\xff\xfe\x00", b"[1, 2]", b"null", b"{}", b"[" * 100_000):
        (folder / name).write_bytes(content)
        if name != MANIFEST:
            seal(folder)
        with pytest.raises(DataError) as caught:
            load(folder)
        assert Path(caught.value.place.path).parent == folder


@pytest.mark.parametrize("name", FILES)
def test_changes_that_were_sealed_never_end_in_another_error(name: str, folder: Path) -> None:
    chance = random.Random(name)
    good = (folder / name).read_bytes()
    text = good[:3000]  # of the weights, what says how they are to be read
    numbers = [match.span() for match in re.finditer(rb"\d+", text)]
    for _ in range(25):
        at = chance.randrange(len(text))
        changed = [good[:at] + b"}" + good[at + 1 :]]
        if numbers:
            start, end = chance.choice(numbers)
            odd = chance.choice([b"0", b"-1", b"null", b'"x"', b"[]", b"99999999999999999999"])
            changed.append(good[:start] + odd + good[end:])
        for bad in changed:
            (folder / name).write_bytes(bad)
            seal(folder)
            try:
                load(folder)
            except DataError as error:
                assert Path(error.place.path).parent == folder
            except PluginError as error:
                assert "the model needs the component" in str(error)


@pytest.mark.parametrize(("change", "message"), [
    (lambda d: d["pipes"][1]["settings"].update(color=1), "no setting 'color'"),
    (lambda d: d["pipes"][1]["settings"].update(column="x"), "cannot learn the column"),
    (lambda d: d["pipes"][1].pop("state"), "KeyError: 'state'"),
    (lambda d: d["pipes"][2].update(encoder="nobody"), "KeyError: 'nobody'"),
    (lambda d: d["encoders"]["shared"].update(hidden_width=0), "cannot be put together"),
    (lambda d: d["encoders"]["shared"].update(hidden_width=10**14), "more weights than"),
    (lambda d: d["encoders"]["shared"].update(embed_rows=10**9), "more weights than"),
    (lambda d: d["encoders"]["shared"].update(embed_width=300), "more weights than"),
    (lambda d: d.pop("tag_map"), "KeyError: 'tag_map'"),
    (lambda d: d.update(pipes=7), "cannot be put together"),
])  # fmt: skip
def test_settings_that_were_changed_are_told(
    change: Callable[[Any], Any], message: str, folder: Path
) -> None:
    edit(folder / PIPELINE, change)
    error = assert_blamed(folder, PIPELINE, message)
    assert "copy or train it again" in error.hint


def test_weights_of_another_model_are_told(folder: Path) -> None:
    edit(folder / PIPELINE, lambda d: d["pipes"][1]["state"]["labels"].pop())
    assert_blamed(folder, WEIGHTS, "should be float32 32 x 2")


def test_another_layout_is_told(folder: Path) -> None:
    edit(folder / MANIFEST, lambda d: d.update(format=99, nlptk="9.9"))
    error = assert_blamed(folder, MANIFEST, "another layout")
    assert "format 2" in error.expected
    assert "format 99, written by nlptk 9.9" in error.found


def test_a_model_for_another_version_is_told(folder: Path) -> None:
    edit(folder / META, lambda d: d.update(nlptk_version=">=7.1,<8"))
    error = assert_blamed(folder, META, "another version of nlptk")
    assert error.expected == "nlptk >=7.1,<8"
    assert "pip install 'nlptk-pipelines>=7.1,<8'" in error.hint


@pytest.mark.parametrize("versions", [None, 3, "new", ""])
def test_a_range_of_versions_that_is_none_is_told(versions: object, folder: Path) -> None:
    edit(folder / META, lambda d: d.update(nlptk_version=versions))
    if versions == "":  # any version
        assert load(folder).lang == "en"
    else:
        assert_blamed(folder, META, "a damaged model")


def test_a_component_that_is_not_installed_is_told(folder: Path) -> None:
    specs = {name: spec for name, spec in SPECS.items() if name != "ner"}
    with pytest.raises(PluginError, match="needs the component 'ner'") as caught:
        load_pipeline(folder, specs, get_language)
    assert "nlptk plugins" in caught.value.hint


def test_the_package_of_a_component_that_is_not_installed_is_named(
    trained: Language, tmp_path: Path
) -> None:
    brought = {"ner": {"distribution": "nlptk-names", "version": "1.2"}, "other": {}}
    nlp = trained
    nlp.meta = {**nlp.meta, "plugins": brought}
    try:
        save_pipeline(nlp, tmp_path / "model")
    finally:
        nlp.meta = {name: value for name, value in nlp.meta.items() if name != "plugins"}
    assert json.loads((tmp_path / "model" / META).read_text())["plugins"] == {"ner": brought["ner"]}
    specs = {name: spec for name, spec in SPECS.items() if name != "ner"}
    with pytest.raises(PluginError, match="the package nlptk-names brings") as caught:
        load_pipeline(tmp_path / "model", specs, get_language)
    assert "pip install 'nlptk-names>=1.2'" in caught.value.hint


def assert_blamed(folder: Path, name: str, message: str) -> DataError:
    with pytest.raises(DataError, match=re.escape(message)) as caught:
        load(folder)
    assert caught.value.place.path == str(folder / name)
    assert caught.value.hint
    return caught.value
