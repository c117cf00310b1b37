"""V: word vectors of the pipeline that training starts from."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from nlptk.engine.data.diagnostic import Severity
from nlptk.engine.pipeline.base_model import open_base_model
from nlptk.engine.protocols import Case, Check

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nlptk.engine.data.diagnostic import Diagnostic
    from nlptk.engine.diagnostics.survey import Survey

_TEXT = '{"text": "Anna likes to sail on Mondays with Ben"}\n'
_KNOWN = '{"words": ["anna", "likes", "to", "sail", "on", "mondays", "with", "Ben"]}'


@dataclass(frozen=True)
class CoverageSettings:
    """The pipeline with the vectors, and how many words may be without one."""

    base_model: str = ""
    """A pipeline with vectors, as `--base-model` gives it. Empty: no check."""
    max_share: float = 0.1
    """The share of the tokens that may be without a vector; more is a warning, less a remark."""
    most: int = 10
    """How many of these words are named, the most frequent first."""


class WordsWithoutVector(Check):
    """How many words have no vector in the base model.

    A word without one of its own has that of its form in lower case. White space and numbers are
    left out of the words that are named, not out of the counts.

    Why: to what is learned from vectors, all words without one look alike. Where there are many,
    the vectors are of another language, of another kind of text, or of words cut otherwise.

    Example: 31 % of the tokens have no vector, `don't` and `can't` most often: the vectors know
    `do` and `n't`.

    Fix: take vectors of such texts (`nlptk init-model --learn-vectors` makes them), cut the words
    as the vectors have them, or go on without.
    """

    code = "V101"
    name = "words-without-vector"
    severity = Severity.INFO
    settings = CoverageSettings
    passing: ClassVar[tuple[Case, ...]] = (
        Case(_TEXT),
        Case(_TEXT, settings={"base_model": _KNOWN}),
        Case(_TEXT, settings={"base_model": '{"labels": {}}'}),
    )
    failing: ClassVar[tuple[Case, ...]] = (
        Case(_TEXT, settings={"base_model": '{"words": ["anna", "likes"]}'}),
    )
    given: CoverageSettings

    def __init__(self, settings: Any) -> None:
        super().__init__(settings)
        given = self.given.base_model
        self._vectors = open_base_model(given).vectors() if given else None

    def finish(self, survey: Survey) -> Iterator[Diagnostic]:
        """A finding a part that has such words."""
        for name, part in survey.parts.items():
            words = list(part.words)
            if self._vectors is None or not words:
                continue
            known = self._vectors.rows_of(words).lengths
            lacking = Counter(
                {word: part.words[word] for word, n in zip(words, known, strict=True) if not n}
            )
            if lacking:
                yield self._finding(survey, name, lacking)

    def _finding(self, survey: Survey, name: str, lacking: Counter[str]) -> Diagnostic:
        part = survey.part(name)
        tokens, share = lacking.total(), lacking.total() / part.tokens
        message = f"{tokens:,} tokens of {name} ({share:.1%}), {len(lacking):,} of "
        message += f"{len(part.words):,} different words, have no vector"
        named = sorted(
            (word for word in lacking if any(map(str.isalpha, word))),
            key=lambda word: (-lacking[word], word),
        )[: self.given.most]
        if named:
            message += ": " + ", ".join(f"{word} {lacking[word]:,}" for word in named)
            message += ", ..." if len(named) < len(lacking) else ""
        much = share > self.given.max_share
        hint = "are the vectors of such texts, and their words cut like these?" if much else ""
        severity = Severity.WARNING if much else Severity.INFO
        return survey.finding(self, message, part=name, hint=hint, subject=name, severity=severity)


CHECKS = (WordsWithoutVector,)
