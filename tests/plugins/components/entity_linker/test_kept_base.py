"""A model with a linker has its knowledge base inside: it can be moved, packed and packaged."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import numpy as np
import pytest

import nlptk
from nlptk import KnowledgeBase
from nlptk.engine.data.doc import Doc
from nlptk.engine.data.span import Span
from nlptk.engine.data.vocab import Vocab
from nlptk.engine.errors import DataError
from nlptk.engine.pipeline.model_folder import ModelFolder
from nlptk.engine.stream.batch import Batch
from nlptk.engine.training.updates import Optimizer, OptimizerSettings

if TYPE_CHECKING:
    from pathlib import Path

PLACES = {"Q1": "town river mayor", "Q2": "writer book novel"}


def linked(words: str, link: str = "") -> Doc:
    doc = Doc(Vocab("en"), words=[*words.split(), "Paris"])
    doc.ents = [Span(doc, len(doc) - 1, len(doc), "X", kb_id=link)]
    return doc


def trained(kb: KnowledgeBase) -> nlptk.Language:
    nlp = nlptk.blank("en")
    nlp.add_pipe("entity_linker", {"n_sents": 1}).kb = kb
    golds = [linked(word, link) for link, all_ in PLACES.items() for word in all_.split()]
    examples = [nlptk.Example.from_reference(gold) for gold in golds]
    for example in examples:
        nlp.get_pipe("entity_linker").observe(example)
    nlp.build(np.random.default_rng(0))
    pipe = nlp.get_pipe("entity_linker")
    optimizer = Optimizer(OptimizerSettings())
    for _ in range(3):
        pipe.update(Batch.of_examples(examples), None)
        optimizer.step({"linker": pipe.model}, rate=0.01)
    return nlp


def small_kb() -> KnowledgeBase:
    kb = KnowledgeBase(entity_vector_length=2)
    kb.add_entity("Q1", 10, [1, 0], texts={"name": "Paris"})
    kb.add_entity("Q2", 10, [0, 1], texts={"name": "Paris (writer)"})
    kb.add_alias("Paris", ["Q1", "Q2"], [0.5, 0.5])
    return kb


@pytest.fixture
def nlp(tmp_path: Path) -> nlptk.Language:
    small_kb().to_disk(tmp_path / "kb")
    made = trained(KnowledgeBase.open(tmp_path / "kb"))
    made.to_disk(tmp_path / "model")
    return made


def ranked(nlp: nlptk.Language) -> dict[str, float]:
    return nlp.get_pipe("entity_linker").rank(linked("the mayor of"))[0][1]


def test_model_works_where_its_base_was_built_and_where_not(
    nlp: nlptk.Language, tmp_path: Path
) -> None:
    shutil.rmtree(tmp_path / "kb")
    (tmp_path / "model").rename(tmp_path / "moved")
    again = nlptk.load(tmp_path / "moved")
    assert ranked(again) == ranked(nlp)
    assert not again.get_pipe("entity_linker").kb.vectors.flags.owndata


def test_bytes_have_the_knowledge_base(nlp: nlptk.Language, tmp_path: Path) -> None:
    data = nlp.to_bytes()
    shutil.rmtree(tmp_path / "kb")
    again = nlptk.blank("en").from_bytes(data)
    assert ranked(again) == ranked(nlp)
    assert again.get_pipe("entity_linker").kb.get_vector("Q2").tolist() == [0, 1]


def test_folders_of_a_run_share_the_files(nlp: nlptk.Language, tmp_path: Path) -> None:
    nlp.to_disk(tmp_path / "other")
    name = "entity_linker/entity_vectors.npy"
    assert (tmp_path / "other" / name).samefile(tmp_path / "model" / name)
    assert not (tmp_path / "other" / name).samefile(tmp_path / "kb" / "entity_vectors.npy")


def test_what_another_pipeline_kept_there_is_not_taken(nlp: nlptk.Language, tmp_path: Path) -> None:
    other = small_kb()
    other.add_entity("Q3", 1, [1, 1])
    trained(other).to_disk(tmp_path / "model")
    nlp.to_disk(tmp_path / "third")
    kb = nlptk.load(tmp_path / "third").get_pipe("entity_linker").kb
    assert kb.get_entity_strings() == ["Q1", "Q2"]


def test_an_addition_is_kept(nlp: nlptk.Language, tmp_path: Path) -> None:
    nlp.get_pipe("entity_linker").kb.add_entity("Q3", 1, [1, 1])
    nlp.to_disk(tmp_path / "third")
    kb = nlptk.load(tmp_path / "third").get_pipe("entity_linker").kb
    assert "Q3" in kb


def test_counts_are_kept_in_a_file_and_not_in_json(nlp: nlptk.Language, tmp_path: Path) -> None:
    again = nlptk.load(tmp_path / "model")
    again.to_disk(tmp_path / "again")
    name = "entity_linker/counts.safetensors"
    assert (tmp_path / "again" / name).read_bytes() == (tmp_path / "model" / name).read_bytes()
    assert "mayor" not in (tmp_path / "model" / "pipeline.json").read_text()
    assert again.to_bytes() == nlp.to_bytes()


def test_altered_counts_are_refused(nlp: nlptk.Language, tmp_path: Path) -> None:
    path = tmp_path / "model" / "entity_linker" / "counts.safetensors"
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(bytes(data))
    with pytest.raises(DataError, match=r"counts\.safetensors|checksum"):
        nlptk.load(tmp_path / "model")


def test_altered_base_is_refused(nlp: nlptk.Language, tmp_path: Path) -> None:
    path = tmp_path / "model" / "entity_linker" / "entity_freqs.npy"
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(bytes(data))
    with pytest.raises(DataError, match=r"entity_freqs\.npy|checksum"):
        nlptk.load(tmp_path / "model")


def test_folder_of_the_base_that_is_a_link_is_refused(
    nlp: nlptk.Language,
    tmp_path: Path,
) -> None:
    (tmp_path / "model" / "entity_linker").rename(tmp_path / "elsewhere")
    (tmp_path / "model" / "entity_linker").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(DataError, match="it is a link"):
        nlptk.load(tmp_path / "model")


def test_manifest_lists_all_files(nlp: nlptk.Language, tmp_path: Path) -> None:
    files = ModelFolder.open(tmp_path / "model")
    there = {path.name for path in (tmp_path / "model" / "entity_linker").iterdir()}
    assert files.part("entity_linker") == there
    assert "kb.json" in there
