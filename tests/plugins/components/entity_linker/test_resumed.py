"""A run that was stopped makes the same linker, with all it saw of NIL, when it is resumed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from tiny_corpus import tiny_docs, tiny_job

from nlptk.engine.data.span import Span
from nlptk.engine.errors import DataError
from nlptk.engine.protocols import KeepsProgress
from nlptk.engine.training.checkpoint import NAME
from nlptk.engine.training.keeping import LAST
from nlptk.engine.training.run import run_training
from nlptk.plugins.components.entity_linker.component import EntityLinker
from nlptk.plugins.components.specs import EntityLinkerSettings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from nlptk.engine.data.doc import Doc
    from nlptk.engine.training.run import TrainingJob

MEANT = (("Q1", "NIL"), ("Q2", "NIL", "Q1"))


def docs() -> Iterator[Doc]:
    for number, doc in enumerate(tiny_docs()):
        doc.set_ents(
            Span(doc, ent.start, ent.end, "X", kb_id=ids[number % len(ids)])
            for ent in doc.ents
            for ids in [MEANT[ent.text == "Anna"]]
        )
        yield doc


def job(output: Path, *changes: str) -> TrainingJob:
    small = ("training.batch_from=10", "components.entity_linker.nil_loss=0.5")
    return tiny_job(output, *small, *changes, components="entity_linker", train=docs, dev=docs)


@pytest.mark.parametrize("steps", [2, 5])
def test_a_linker_is_the_same_after_a_stop(tmp_path: Path, steps: int) -> None:
    whole, parted = tmp_path / "whole", tmp_path / "parted"
    list(run_training(job(whole)))
    list(run_training(job(parted, f"training.max_steps={steps}")))
    list(run_training(replace(job(parted), resume=True)))
    for name in (NAME, f"{LAST}/entity_linker/counts.safetensors", f"{LAST}/pipeline.json"):
        assert (whole / name).read_bytes() == (parted / name).read_bytes()


def test_what_a_linker_saw_of_nil_is_progress() -> None:
    linker = EntityLinker(EntityLinkerSettings())
    assert isinstance(linker, KeepsProgress)
    with pytest.raises(LookupError):
        linker.restore_progress({})


def test_a_checkpoint_that_lacks_it_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(EntityLinker, "progress", lambda _self: {})
        list(run_training(job(tmp_path / "out", "training.max_steps=2")))
    with pytest.raises(DataError, match="lacks what a component goes on from"):
        list(run_training(replace(job(tmp_path / "out"), resume=True)))
