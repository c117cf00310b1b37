"""T2: dependency trees that can be read and are hardly meant so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from nlptk.engine.data.columns import MISSING_HEAD
from nlptk.engine.data.diagnostic import Severity
from nlptk.engine.data.layers import Layer
from nlptk.engine.diagnostics.survey import LabelCount
from nlptk.engine.protocols import Case, Check

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from nlptk.engine.data.diagnostic import Diagnostic
    from nlptk.engine.data.doc import Doc
    from nlptk.engine.diagnostics.checked import CheckedDoc
    from nlptk.engine.diagnostics.survey import Survey

_ARCS = frozenset({Layer.ARCS})


def _case(*arcs: str) -> Case:
    """A CoNLL-U sentence from `form upos head relation`, one a word."""
    lines = []
    for i, arc in enumerate(arcs, start=1):
        form, pos, head, dep = arc.split()
        lines.append(f"{i}\t{form}\t_\t{pos}\t_\t_\t{head}\t{dep}\t_\t_\n")
    return Case("".join(lines) + "\n", "", "conllu")


_SOUND = _case("Ann PROPN 2 nsubj", "ran VERB 0 root", ". PUNCT 2 punct")


class _CountedCheck(Check):
    """A check that says how many tokens of a part it is about, at the first of them."""

    def __init__(self, settings: Any) -> None:
        super().__init__(settings)
        self._met: dict[tuple[str, str], LabelCount] = {}

    def _count(self, seen: CheckedDoc, subject: str, tokens: Sequence[int], *, each: int) -> None:
        """Count `each` items of a subject, whose first tokens are `tokens`."""
        key = seen.part, subject
        if key not in self._met:
            where = seen.where(tokens[0], tokens[0] + 1)
            self._met[key] = LabelCount(place=seen.place(tokens[0]), where=where)
        self._met[key].count += each
        self._met[key].docs += 1


class NonProjective(_CountedCheck):
    """How many arcs cross others.

    Why: a transition-based parser without lifting cannot learn these; it is good to know how many.

    Example: `A hearing is scheduled on the issue today`, where `on the issue` belongs to `hearing`.

    Fix: nothing, where the language is so. Where there are very many, see whether heads are right.
    """

    code = "T201"
    name = "non-projective"
    severity = Severity.INFO
    layers = _ARCS
    passing: ClassVar[tuple[Case, ...]] = (_SOUND,)
    failing: ClassVar[tuple[Case, ...]] = (
        _case("a X 3 dep", "b X 4 dep", "c X 0 root", "d X 3 dep"),
    )

    def look(self, seen: CheckedDoc) -> Iterator[Diagnostic]:
        """Nothing yet: only counts."""
        crossed = _crossed_sentences(seen.doc)
        if crossed:
            self._count(seen, "", crossed, each=len(crossed))
        return iter(())

    def finish(self, survey: Survey) -> Iterator[Diagnostic]:
        """A finding a part, at the first such sentence."""
        for (part, _), met in self._met.items():
            sents = max(survey.part(part).sents, met.count)
            message = f"{met.count:,} of {sents:,} sentences in {part} are not projective "
            message += f"({met.count / sents:.1%})"
            yield survey.finding(self, message, at=met, subject=part)


class RootLabels(Check):
    """Roots have several labels.

    Why: a parser that gives roots a label of their own learns fewer examples of each; often the
    others are slips.

    Example: 12,000 roots are labelled `root`, and 3 `dep`.

    Fix: give all roots the same label, unless the scheme wants it so.
    """

    code = "T202"
    name = "several-root-labels"
    layers = _ARCS
    passing: ClassVar[tuple[Case, ...]] = (_SOUND,)
    failing: ClassVar[tuple[Case, ...]] = (
        Case(_SOUND.train + _case("Hi INTJ 0 dep").train, "", "conllu"),
    )

    def __init__(self, settings: Any) -> None:
        super().__init__(settings)
        self._met: dict[str, LabelCount] = {}

    def look(self, seen: CheckedDoc) -> Iterator[Diagnostic]:
        """Nothing yet: only counts."""
        heads = seen.doc.column("head")
        roots = np.flatnonzero(heads == np.arange(len(heads))).tolist()
        deps = seen.doc.texts("dep")
        for token in roots:
            label = deps[token]
            met = self._met.get(label)
            if met is None and label:
                where = seen.where(token, token + 1)
                met = self._met[label] = LabelCount(place=seen.place(token), where=where)
            if met is not None:
                met.count += 1
        return iter(())

    def finish(self, survey: Survey) -> Iterator[Diagnostic]:
        """A finding for each label but the most frequent, where it is a root first."""
        if len(self._met) < 2:
            return
        ordered = sorted(self._met, key=lambda label: -self._met[label].count)
        usual = ordered[0]
        for label in ordered[1:]:
            met = self._met[label]
            message = f"{met.count:,} roots are labelled {label!r}, "
            message += f"{self._met[usual].count:,} {usual!r}"
            yield survey.finding(self, message, at=met, subject=label)


class RootLabelInside(Check):
    """A word that has a head is labelled `root`.

    Why: the label of roots on another word means that its head, or its label, is wrong.

    Example: `ran` is the root and `Ann`, whose head it is, is labelled `root` too.

    Fix: give it the relation it has to its head, or make it the root.
    """

    code = "T203"
    name = "root-label-with-head"
    layers = _ARCS
    passing: ClassVar[tuple[Case, ...]] = (_SOUND,)
    failing: ClassVar[tuple[Case, ...]] = (_case("Ann PROPN 2 root", "ran VERB 0 root"),)

    def look(self, seen: CheckedDoc) -> Iterator[Diagnostic]:
        """A finding for each, at the word."""
        doc = seen.doc
        labelled = _tokens_of(doc, "dep", ("root", "ROOT"))
        if not labelled:
            return
        heads = doc.column("head")
        for token in labelled:
            if heads[token] not in (token, MISSING_HEAD):
                head = doc.words[int(heads[token])]
                message = f"{doc.words[token]!r} is labelled root and has the head {head!r}"
                yield seen.finding(self, message, start=token, subject=doc.words[token])


@dataclass(frozen=True)
class PunctuationSettings:
    """Which heads count as punctuation."""

    label: str = "punct"
    """The relation of punctuation marks."""


class PunctuationHead(Check):
    """A punctuation mark is the head of other words.

    Why: in Universal Dependencies and most other schemes marks have no dependents, so that a head
    is off by a line.

    Example: `Ann` depends on the full stop.

    Fix: attach the word to the word that is meant.
    """

    code = "T204"
    name = "punctuation-is-head"
    layers = _ARCS
    settings = PunctuationSettings
    passing: ClassVar[tuple[Case, ...]] = (_SOUND,)
    failing: ClassVar[tuple[Case, ...]] = (
        _case("Ann PROPN 3 nsubj", "ran VERB 0 root", ". PUNCT 2 punct"),
    )
    given: PunctuationSettings

    def look(self, seen: CheckedDoc) -> Iterator[Diagnostic]:
        """A finding for each, at the word that depends on a mark; marks may depend on marks."""
        doc = seen.doc
        heads = doc.column("head")
        marks = np.zeros(len(doc), dtype=bool)
        marks[_tokens_of(doc, "dep", (self.given.label,))] = True
        has_head = (heads != MISSING_HEAD) & (heads != np.arange(len(doc)))
        on_mark = np.flatnonzero(has_head & ~marks & marks[np.maximum(heads, 0)])
        for token in on_mark.tolist():
            word, head = doc.words[token], doc.words[int(heads[token])]
            message = f"{word!r} depends on the punctuation mark {head!r}"
            hint = "is its head off by a line?"
            yield seen.finding(self, message, start=token, hint=hint, subject=word)


class PartTree(Check):
    """Some words of a sentence have heads or relations, and others do not.

    Why: a parser learns nothing from the words that have none; a sentence in pieces has several
    roots for it.

    Example: one line of a sentence has `_` as its head.

    Fix: annotate the rest of the sentence, or take its other heads out.
    """

    code = "T205"
    name = "partly-annotated-tree"
    layers = _ARCS
    passing: ClassVar[tuple[Case, ...]] = (_SOUND,)
    failing: ClassVar[tuple[Case, ...]] = (
        _case("Ann PROPN _ _", "ran VERB 0 root", ". PUNCT 2 punct"),
    )

    def look(self, seen: CheckedDoc) -> Iterator[Diagnostic]:
        """A finding for each sentence of which a part is annotated, at its first word without."""
        doc = seen.doc
        lacking = doc.column("head") == MISSING_HEAD
        if not lacking.any():
            return
        starts = np.array(seen.sentence_starts)
        lengths = np.diff(np.append(starts, len(doc)))
        missing = np.add.reduceat(lacking.astype(np.int64), starts)
        for i in np.flatnonzero((missing > 0) & (missing < lengths)).tolist():
            start, length = int(starts[i]), int(lengths[i])
            first = start + int(np.argmax(lacking[start : start + length]))
            message = f"{int(missing[i]):,} of {length:,} words of the sentence have no head"
            yield seen.finding(self, message, start=first, subject="head")


def _tokens_of(doc: Doc, column: str, labels: Sequence[str]) -> list[int]:
    """The tokens that have one of these labels."""
    values = doc.texts(column)
    return [i for i, value in enumerate(values) if value in labels]


def _crossed_sentences(doc: Doc) -> list[int]:
    """The first token of each sentence in which arcs cross.

    An arc crosses another where a word strictly inside it is an end of an arc whose other end is
    strictly outside. Looks at the words between the ends of all arcs at once, the farthest other
    ends in each range by a sparse table (Bender and Farach-Colton, "The LCA Problem Revisited",
    LATIN 2000). A root is attached to what stands before the text.
    """
    heads = doc.column("head").astype(np.int64)
    own = np.arange(len(heads))
    linked = (heads != MISSING_HEAD) & (heads != own)
    left, right = np.minimum(own, heads)[linked], np.maximum(own, heads)[linked]
    wide = right - left > 1
    if not wide.any():
        return []
    low, high = np.where(heads == own, -1, own), own.copy()
    np.minimum.at(low, right, left)
    np.maximum.at(high, left, right)
    left, right = left[wide], right[wide]
    low = _extremes(low, left + 1, right, np.minimum)
    high = _extremes(high, left + 1, right, np.maximum)
    crossed = left[(low < left) | (high > right)]
    starts = np.array([start for start, _ in doc.sent_bounds])
    rows = np.unique(np.searchsorted(starts, crossed, side="right") - 1)
    return [int(start) for start in starts[rows]]


def _extremes(values: Any, begin: Any, end: Any, choose: Any) -> Any:
    """The least or greatest value of each range begin:end, none of which is empty."""
    levels = np.frexp((end - begin).astype(np.float64))[1] - 1
    found = np.empty(len(begin), dtype=values.dtype)
    table = values
    for level in range(int(levels.max()) + 1):
        here = levels == level
        found[here] = choose(table[begin[here]], table[end[here] - (1 << level)])
        if len(table) > 1 << level:
            table = choose(table[: -(1 << level)], table[1 << level :])
    return found


CHECKS = (NonProjective, RootLabels, RootLabelInside, PunctuationHead, PartTree)
