"""Reminder: raw text on which a pipeline rehearses what it knew before it was trained further."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from nlptk.engine.data.example import blank_copy
from nlptk.engine.errors import UsageError
from nlptk.engine.pipeline.teacher import Teacher
from nlptk.engine.stream.batch import Batch

if TYPE_CHECKING:
    from collections.abc import Iterable

    from nlptk.engine.data.doc import Doc
    from nlptk.engine.pipeline.language import Language

REHEARSAL = 4
"""What a generator is for, beside those of `loop`."""

_MOST_WORDS = 500_000
"""Words of raw text that are kept in memory; what comes after them is not read."""

_LONGEST = 300
"""Words of a piece of raw text: longer documents are cut."""


class Reminder:
    """Draws raw text for each step, the same for the same step, and lets the teacher speak.

    Make it before anything is learned: what the pipeline knows then is what is rehearsed.

    Raises:
        UsageError: no component has learned anything yet, or there is no text.
    """

    def __init__(self, nlp: Language, docs: Iterable[Doc], *, seed: int) -> None:
        self._teacher = Teacher(nlp)
        if not len(self._teacher):
            raise UsageError(
                "there is nothing to rehearse on raw text",
                expected="a base model with one of the components that are trained",
                hint="add --base-model, without --replace-components; or leave --raw-text out",
            )
        self._pieces = _pieces(docs)
        if not self._pieces:
            raise UsageError("the raw text has no words", expected="texts to rehearse on")
        self._seed = seed

    def use_gpu(self, gpu: int) -> None:
        """Let the teacher work on a GPU, or with -1 on the CPU."""
        self._teacher.use_gpu(gpu)

    def remind(self, nlp: Language, *, step: int, words: int, dropout: float) -> dict[str, float]:
        """Leave gradients of about so many words of raw text in the models; returns the losses."""
        rng = np.random.default_rng([self._seed, REHEARSAL, step])
        chosen: list[Doc] = []
        size = 0
        while size < words:
            chosen.append(self._pieces[int(rng.integers(len(self._pieces)))])
            size += len(chosen[-1])
        return self._teacher.remind(nlp, Batch.of_docs(chosen), rng=rng, dropout=dropout)


def _pieces(docs: Iterable[Doc]) -> list[Doc]:
    """Texts without annotation, none of them empty or too long."""
    pieces: list[Doc] = []
    words = 0
    for doc in docs:
        blank = blank_copy(doc)
        for start in range(0, len(doc), _LONGEST):
            end = min(start + _LONGEST, len(doc))
            pieces.append(blank if end - start == len(doc) else blank.slice(start, end))
        words += len(doc)
        if words >= _MOST_WORDS:
            break
    return pieces
