"""T: trees that are not there, or of which only the relations are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from nlptk.engine.data.columns import MISSING_HEAD
from nlptk.engine.data.diagnostic import Severity
from nlptk.engine.data.layers import Layer
from nlptk.engine.diagnostics.survey import LabelCount
from nlptk.engine.protocols import Case, Check

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from nlptk.engine.data.diagnostic import Diagnostic
    from nlptk.engine.diagnostics.checked import CheckedDoc
    from nlptk.engine.diagnostics.survey import Survey

_TREE = "1\tAnn\t_\tX\t_\t_\t2\tnsubj\t_\t_\n2\tran\t_\tX\t_\t_\t0\troot\t_\t_\n\n"
_LABELS = "1\tBen\t_\tX\t_\t_\t_\tnsubj\t_\t_\n2\tsat\t_\tX\t_\t_\t_\troot\t_\t_\n\n"
_BLIND = "1\tUna\t_\tX\t_\t_\t_\t_\t_\t_\n2\tsat\t_\tX\t_\t_\t_\t_\t_\t_\n\n"


class _CountedSentences(Check):
    """A check that counts sentences of a part, and keeps the first of them."""

    def __init__(self, settings: Any) -> None:
        super().__init__(settings)
        self._met: dict[str, LabelCount] = {}

    def _count(self, seen: CheckedDoc, rows: NDArray[np.intp]) -> None:
        """Count sentences of a document, given by their numbers in it."""
        if not len(rows):
            return
        if seen.part not in self._met:
            start = seen.sentence_starts[int(rows[0])]
            self._met[seen.part] = LabelCount(place=seen.place(start), where=seen.where(start))
        self._met[seen.part].count += len(rows)


def _headless(seen: CheckedDoc) -> NDArray[np.bool_]:
    """For each sentence, whether no word of it has a head."""
    doc = seen.doc
    starts = np.array(seen.sentence_starts)
    if not doc.has("head"):
        return np.ones(len(starts), np.bool_)
    headless: NDArray[np.bool_] = np.logical_and.reduceat(
        doc.column("head") == MISSING_HEAD, starts
    )
    return headless


class RelationsWithoutHeads(_CountedSentences):
    """Words of a sentence have relations, and none has a head.

    Why: a relation is that of a word to its head. Without heads a parser learns nothing from the
    sentence, its relations included.

    Example: the column HEAD has `_` in all lines of a sentence, and DEPREL has `nsubj`, `root`.

    Fix: annotate the heads; or take the relations out, where only the tags are meant.
    """

    code = "T206"
    name = "relations-without-heads"
    layers = frozenset({Layer.ARCS})
    passing: ClassVar[tuple[Case, ...]] = (
        Case(_TREE, "", "conllu"),
        Case(_TREE + _BLIND, "", "conllu"),
    )
    failing: ClassVar[tuple[Case, ...]] = (
        Case(_LABELS, "", "conllu"),
        Case(_TREE + _LABELS, "", "conllu"),
    )

    def look(self, seen: CheckedDoc) -> Iterator[Diagnostic]:
        """Nothing yet: only counts."""
        doc = seen.doc
        if len(doc) and doc.has("dep"):
            headless = _headless(seen)
            if headless.any():
                labelled = np.array([bool(label) for label in doc.texts("dep")])
                with_labels = np.logical_or.reduceat(labelled, np.array(seen.sentence_starts))
                self._count(seen, np.flatnonzero(headless & with_labels))
        return iter(())

    def finish(self, survey: Survey) -> Iterator[Diagnostic]:
        """A finding a part, at the first such sentence."""
        for part, met in self._met.items():
            sents = max(survey.part(part).sents, met.count)
            message = f"{met.count:,} of {sents:,} sentences in {part} have relations and no heads"
            hint = "annotate the heads, or take the relations out"
            yield survey.finding(self, message, at=met, hint=hint, subject=part)


class SentencesWithoutTree(_CountedSentences):
    """Some sentences have no tree, where others of the corpora have.

    Why: a parser learns nothing from these, and is not judged by them: the corpus is smaller for
    it than it looks. Sometimes the trees were lost on the way.

    Example: 40 of 2,000 sentences have `_` in HEAD and DEPREL throughout.

    Fix: nothing, if it is meant; else put the trees back.
    """

    code = "T207"
    name = "sentences-without-tree"
    severity = Severity.INFO
    passing: ClassVar[tuple[Case, ...]] = (
        Case(_TREE, "", "conllu"),
        Case(_BLIND, "", "conllu"),
        Case(_TREE + _LABELS, "", "conllu"),
    )
    failing: ClassVar[tuple[Case, ...]] = (
        Case(_TREE + _BLIND, "", "conllu"),
        Case(_TREE, _BLIND, "conllu"),
    )

    def __init__(self, settings: Any) -> None:
        super().__init__(settings)
        self._trees = 0

    def look(self, seen: CheckedDoc) -> Iterator[Diagnostic]:
        """Nothing yet: only counts."""
        doc = seen.doc
        if not len(doc):
            return iter(())
        headless = _headless(seen)
        self._trees += len(headless) - int(headless.sum())
        if headless.any():
            if doc.has("dep"):  # with relations it is another finding
                labelled = np.array([bool(label) for label in doc.texts("dep")])
                headless &= ~np.logical_or.reduceat(labelled, np.array(seen.sentence_starts))
            self._count(seen, np.flatnonzero(headless))
        return iter(())

    def finish(self, survey: Survey) -> Iterator[Diagnostic]:
        """A finding a part, at the first such sentence; none where there are no trees at all."""
        for part, met in self._met.items() if self._trees else ():
            sents = max(survey.part(part).sents, met.count)
            message = f"{met.count:,} of {sents:,} sentences in {part} have no tree"
            hint = "were the trees lost on the way?"
            yield survey.finding(self, message, at=met, hint=hint, subject=part)


CHECKS = (RelationsWithoutHeads, SentencesWithoutTree)
