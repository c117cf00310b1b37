"""A corpus of a few made-up sentences that any component can learn from in a second."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from nlptk.engine.data.doc import Doc
from nlptk.engine.data.span import Span
from nlptk.engine.data.vocab import Vocab
from nlptk.engine.text.languages import get_language
from nlptk.engine.training.config import load_run_config
from nlptk.engine.training.run import TrainingJob
from nlptk.plugins.components import nlptk_components

if TYPE_CHECKING:
    from pathlib import Path

SPECS = {spec.name: spec for spec in nlptk_components()}

_SUBJECTS = ("cats", "dogs", "Anna", "Berlin")
_VERBS = ("sleep", "run", "sing")
_ENTITIES = {"Anna": "PER", "Berlin": "LOC"}
SMALL = (
    "encoder.embed_width=8",
    "encoder.type_width=16",
    "encoder.hidden_width=16",
    "encoder.embed_rows=2000",
    "training.batch_from=40",
    "rate.warmup_steps=5",
    "rate.peak=0.01",
)
"""Changes that make a pipeline small enough for tests."""


def tiny_docs(n_docs: int = 8) -> list[Doc]:
    """Documents of three sentences "subject verb .", tagged, parsed, with entities and lemmas."""
    return [_tiny_doc(number) for number in range(n_docs)]


def _tiny_doc(number: int) -> Doc:
    words: list[str] = []
    heads: list[int] = []
    for sentence in range(3):
        first = len(words)
        subject = _SUBJECTS[(number + sentence) % len(_SUBJECTS)]
        words += [subject, _VERBS[(number * 2 + sentence) % len(_VERBS)], "."]
        heads += [first + 1, first + 1, first + 1]
    doc = Doc(Vocab("en"), words)
    doc.set_column("head", heads)
    doc.set_column("dep", ["nsubj", "root", "punct"] * 3)
    doc.set_column("tag", ["NN", "VB", "."] * 3)
    doc.set_column("pos", ["NOUN", "VERB", "PUNCT"] * 3)
    doc.set_column("morph", ["Number=Plur", "", ""] * 3)
    doc.set_column("lemma", [word.lower().rstrip("s") or word for word in words])
    doc.set_column("sent_start", [1, -1, -1] * 3)
    doc.set_ents(
        Span(doc, at, at + 1, _ENTITIES[word]) for at, word in enumerate(words) if word in _ENTITIES
    )
    doc.cats = {"A": float(number % 2 == 0), "B": float(number % 2)}
    doc.meta["id"] = str(number)
    return doc


def tiny_job(
    output: Path, *changes: str, components: str = "tagger,parser,ner", **parts: Any
) -> TrainingJob:
    """A job that trains a small pipeline on the tiny corpus; `parts` are fields of the job."""
    names = ",".join(f'"{name}"' for name in components.split(","))
    chosen = [f"pipeline.components=[{names}]", "training.n_iter=3", *SMALL, *changes]

    def docs() -> Iterator[Doc]:
        return iter(tiny_docs())

    fields: dict[str, Any] = {
        "config": load_run_config(None, chosen, SPECS),
        "specs": SPECS,
        "language": get_language("en"),
        "find_language": get_language,
        "train": docs,
        "dev": docs,
        "output": output,
    }
    return TrainingJob(**fields | parts)
