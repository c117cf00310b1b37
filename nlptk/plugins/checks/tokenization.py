"""A: gold tokens, and the tokens that our tokenizer makes of their text."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from nlptk.engine.data.diagnostic import Severity
from nlptk.engine.diagnostics.survey import LabelCount
from nlptk.engine.diagnostics.wording import counted, times
from nlptk.engine.protocols import Case, Check

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from nlptk.engine.data.diagnostic import Diagnostic
    from nlptk.engine.data.doc import Doc
    from nlptk.engine.diagnostics.checked import CheckedDoc
    from nlptk.engine.diagnostics.survey import Survey

_WORDS = Case('{"tokens": ["Ann", "ran", "home", "."]}\n')
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
"""Thai, Lao, Burmese, Khmer, Kana and Han: scripts with no spaces between words."""


@dataclass(frozen=True)
class TokenizationSettings:
    """When two tokenizations differ much."""

    warn_share: float = 0.05
    """Share of the gold tokens that are no tokens of ours from which on it is a warning."""
    most: int = 10
    """How many of the differences are shown, the most frequent ones."""


@dataclass(slots=True)
class _Difference:
    """A difference, and where it was met first."""

    count: int
    first: LabelCount


class DifferingTokens(Check):
    """Gold tokens are cut otherwise than the tokenizer of the language cuts them.

    Why: a pipeline annotates the tokens of its own tokenizer. Tags and arcs of words that are no
    tokens cannot be learned, and count as wrong in evaluation.

    Example: the gold tokens `e` `-` `mail`, where the tokenizer has `e-mail`: 212 times.

    Fix: choose the right language; add tokenizer exceptions for the most frequent differences; or
    cut the gold tokens as the tokenizer does.
    """

    code = "A103"
    name = "differing-tokens"
    severity = Severity.WARNING
    settings = TokenizationSettings
    passing: ClassVar[tuple[Case, ...]] = (_WORDS,)
    failing: ClassVar[tuple[Case, ...]] = (
        Case('{"text": "Ann ran home.", "tokens": ["Ann", "r", "an", "home", "."]}\n'),
        Case('{"text": "Ann ran home.", "tokens": ["Ann ran", "home."]}\n'),
    )
    given: TokenizationSettings

    def __init__(self, settings: Any) -> None:
        super().__init__(settings)
        self._differences: dict[tuple[tuple[str, ...], tuple[str, ...]], _Difference] = {}
        self._differing: Counter[str] = Counter()
        self._unspaced: Counter[str] = Counter()

    def look(self, seen: CheckedDoc) -> Iterator[Diagnostic]:
        """Count the differences; all is said in the end."""
        ours = seen.in_our_tokens
        if ours is None or seen.is_cut_alike:
            return
        for first, after in self._runs(seen, ours):
            self._count(seen, ours, first, after)
        yield from ()

    def _runs(self, seen: CheckedDoc, ours: Doc) -> Iterator[tuple[int, int]]:
        """Runs of gold tokens that are no tokens of ours, cut where both have a boundary."""
        doc = seen.doc
        odd = np.flatnonzero(~np.isin(_keys(doc), _keys(ours)))
        if not len(odd):
            return
        self._differing[seen.part] += len(odd)
        word = doc.words[int(odd[0])]
        if " " in word or _UNSPACED.match(word):
            self._unspaced[seen.part] += len(odd)
        begins = np.isin(doc.starts[odd], ours.starts)
        ends = np.isin(doc.ends[odd], ours.ends)
        numbers = odd.tolist()
        first = 0
        for i in range(1, len(numbers) + 1):
            if i == len(numbers) or numbers[i] > numbers[i - 1] + 1 or (ends[i - 1] and begins[i]):
                yield numbers[first], numbers[i - 1] + 1
                first = i

    def _count(self, seen: CheckedDoc, ours: Doc, first: int, after: int) -> None:
        start, end = int(seen.doc.starts[first]), int(seen.doc.ends[after - 1])
        begin = int(ours.ends.searchsorted(start, side="right"))
        stop = int(ours.starts.searchsorted(end, side="left"))
        ranges = zip(ours.starts[begin:stop].tolist(), ours.ends[begin:stop].tolist(), strict=True)
        key = tuple(seen.doc.words[first:after]), tuple(ours.text[a:b] for a, b in ranges)
        known = self._differences.get(key)
        if known is None:
            at = LabelCount(place=seen.place(first), where=seen.where(first, after))
            known = self._differences[key] = _Difference(0, at)
        known.count += 1

    def _hint(self, part: str) -> str:
        """What to do; where spaces do not say what a word is, the language is not to blame."""
        if 2 * self._unspaced[part] < self._differing[part]:
            return "if this is the right language, expect lower scores where text is cut so"
        return (
            "where spaces do not say what a word is, text can be cut in many ways: give `predict` "
            "and `evaluate` text that is cut like this, or expect lower scores"
        )

    def finish(self, survey: Survey) -> Iterator[Diagnostic]:
        """A finding for each corpus, and for each of the most frequent differences."""
        for part, count in self._differing.items():
            share = count / max(1, survey.part(part).tokens)
            serious = share > self.given.warn_share
            tokens = f"{counted(count, 'gold token')} of {part} ({share:.1%})"
            yield survey.finding(
                self,
                f"the tokenizer cuts {tokens} otherwise",
                part=part,
                hint=self._hint(part) if serious else "",
                subject=part,
                severity=self.severity if serious else Severity.INFO,
            )
        ordered = sorted(self._differences.items(), key=lambda item: (-item[1].count, item[0]))
        for (gold, ours), known in ordered[: self.given.most]:
            message = f"{times(known.count)} the gold tokens are {_quoted(gold)}, "
            message += f"the tokenizer's {_quoted(ours)}"
            yield survey.finding(
                self,
                message,
                at=known.first,
                subject=f"{' '.join(gold)} / {' '.join(ours)}",
                severity=Severity.INFO,
            )


def _quoted(words: tuple[str, ...]) -> str:
    return " ".join(map(repr, words))


def _keys(doc: Doc) -> NDArray[np.int64]:
    """A number for each token's range."""
    keys: NDArray[np.int64] = (doc.starts.astype(np.int64) << 32) + doc.ends
    return keys


CHECKS = (DifferingTokens,)
