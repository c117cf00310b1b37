"""A: gold tokens, the text they are in, and the tokens that our tokenizer makes of it."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from nlptk.engine.data.diagnostic import Severity
from nlptk.engine.data.entity_offsets import align_entities
from nlptk.engine.data.layers import Layer
from nlptk.engine.data.normalization import TextMismatchError
from nlptk.engine.data.spelling import TREEBANK_ESCAPES
from nlptk.engine.diagnostics.survey import LabelCount
from nlptk.engine.diagnostics.tally import Tally
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
_TEXT = "# text = "
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
"""Thai, Lao, Burmese, Khmer, Kana and Han: scripts with no spaces between words."""


@dataclass(frozen=True)
class PlaceSettings:
    """How much is said."""

    most: int = 20
    """Findings that are shown one by one; the others are counted."""


class _TalliedCheck(Check):
    """What some checks of this family share: the first findings are shown, the others counted."""

    settings = PlaceSettings
    given: PlaceSettings
    noun: ClassVar[str] = ""

    def __init__(self, settings: Any) -> None:
        super().__init__(settings)
        self._tally = Tally(settings.most)

    def finish(self, survey: Survey) -> Iterator[Diagnostic]:
        """How many more there are in each corpus."""
        for part, more in self._tally.more():
            yield survey.finding(self, f"{more:,} more {self.noun}", part=part, subject=part)


class TokenUnlikeText(_TalliedCheck):
    """A gold token is not what stands at its place in the text.

    Why: a model reads the text and learns the annotation of another word.

    Example: the text says `dogs`, the token there `dog`.

    Fix: mend the token or its offsets; what a word should be is its lemma, or its norm.
    """

    code = "A101"
    name = "token-unlike-text"
    noun = "tokens that are not what the text says"
    passing: ClassVar[tuple[Case, ...]] = (_WORDS,)
    failing: ClassVar[tuple[Case, ...]] = (
        Case(
            '[{"paragraphs": [{"raw": "dogs", "sentences": [{"tokens": '
            '[{"orth": "dog", "start": 0, "end": 4}]}]}]}]',
            format="json",
        ),
    )

    def look(self, seen: CheckedDoc) -> Iterator[Diagnostic]:
        """A finding for the first ones; words of a multiword token are free to differ."""
        doc = seen.doc
        if doc.spells_text:
            return
        free = {token for word in doc.multiwords for token in range(word.start, word.end)}
        ranges = zip(doc.starts.tolist(), doc.ends.tolist(), strict=True)
        for token, (word, (start, end)) in enumerate(zip(doc.words, ranges, strict=True)):
            text = doc.text[start:end]
            if word == text or token in free or text in TREEBANK_ESCAPES.get(word, ()):
                continue
            if self._tally.add(seen.part):
                message = f"the token {word!r} stands for {text!r} in the text"
                yield seen.finding(self, message, start=token, hint="mend the token", subject=word)


class CommentUnlikeText(_TalliedCheck):
    """The `# text` of a sentence is not what its words spell.

    Why: one of the two was changed without the other, often a `SpaceAfter=No` was lost. Training
    takes the words and their spaces, so that it learns from texts that never were.

    Example: `# text = Ann ran.` above the words `Ann`, `ran` and `.` without `SpaceAfter=No`.

    Fix: mend the words, or the column MISC, or the comment.
    """

    code = "A102"
    name = "text-comment-mismatch"
    noun = "sentences that are not what their comments say"
    passing: ClassVar[tuple[Case, ...]] = (
        Case("# text = Hi\n1\tHi\t_\tX\t_\t_\t0\troot\t_\t_\n\n", format="conllu"),
    )
    failing: ClassVar[tuple[Case, ...]] = (
        Case("# text = Ho\n1\tHi\t_\tX\t_\t_\t0\troot\t_\t_\n\n", format="conllu"),
    )

    def look(self, seen: CheckedDoc) -> Iterator[Diagnostic]:
        """A finding for the first ones, at the token where the two differ."""
        doc = seen.doc
        if not doc.comments:
            return
        starts, ends = doc.starts.tolist(), doc.ends.tolist()
        for first, after in doc.sent_bounds:
            line = next((c for c in doc.comments.get(first, ()) if c.startswith(_TEXT)), None)
            if line is None:
                continue
            said, text = line[len(_TEXT) :], doc.text[starts[first] : ends[after - 1]]
            if said == text or said.split() == text.split():
                continue
            if self._tally.add(seen.part):
                yield self._difference(seen, first, after, said.lstrip())

    def _difference(self, seen: CheckedDoc, first: int, after: int, said: str) -> Diagnostic:
        start, end = int(seen.doc.starts[first]), int(seen.doc.ends[after - 1])
        text = seen.doc.text[start:end]
        pairs = zip(said, text, strict=False)
        at = next((i for i, (a, b) in enumerate(pairs) if a != b), min(len(said), len(text)))
        token = int(seen.doc.ends.searchsorted(start + at, side="right"))
        token = max(first, min(token, after - 1))
        message = f"the comment says {_around(said, at)!r}, the words spell {_around(text, at)!r}"
        hint = "is a SpaceAfter=No missing, or one too many?"
        return seen.finding(self, message, start=token, end=token + 1, hint=hint, subject=said)


def _around(text: str, at: int) -> str:
    return text[max(0, at - 10) : at + 10]


# ---------------------------------------------------------------------- our tokens


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
        ours = _our_tokens(seen)
        if ours is None or _same_ranges(seen.doc, ours):
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


class EntityOffTokens(_TalliedCheck):
    """An entity starts or ends inside a token of the tokenizer.

    Why: a pipeline marks whole tokens of its own tokenizer. It cannot find this entity, nor learn
    it, and evaluation counts it as missed.

    Example: `Berlin` in `Berlin/Paris`, which the tokenizer leaves whole.

    Fix: mend the entity's offsets as the message suggests; or add a tokenizer rule that cuts there.
    """

    code = "A104"
    name = "entity-off-tokens"
    noun = "entities that are no tokens of the tokenizer"
    layers = frozenset({Layer.ENTITIES})
    passing: ClassVar[tuple[Case, ...]] = (
        Case('{"text": "Ann ran home", "spans": [[0, 3, "PER"]]}\n'),
    )
    failing: ClassVar[tuple[Case, ...]] = (
        Case('{"text": "Ann ran", "tokens": ["A", "nn", "ran"], "spans": [[0, 1, "PER"]]}\n'),
    )

    def look(self, seen: CheckedDoc) -> Iterator[Diagnostic]:
        """A finding for the first ones, with the nearest tokens."""
        ours, ents = _our_tokens(seen), seen.doc.ents
        if ours is None or not ents or _same_ranges(seen.doc, ours):
            return
        spans = [(ent.start_char, ent.end_char, ent.label) for ent in ents]
        edges = np.array([span[:2] for span in spans])
        if np.isin(edges[:, 0], ours.starts).all() and np.isin(edges[:, 1], ours.ends).all():
            return
        aligned = align_entities(ours.text, spans, starts=ours.starts, ends=ours.ends)
        for bad in aligned.misaligned:
            if not self._tally.add(seen.part):
                continue
            ent = ents[bad.index]
            hint = "or give the tokenizer a rule that cuts there"
            if bad.suggestion is not None:
                start, end = bad.suggestion
                near = ours.text[start:end]
                hint = f"the nearest that fits is {start} to {end}, {near!r}; {hint}"
            yield seen.finding(
                self,
                f"the entity {ent.text!r} ({ent.label}) {' and '.join(bad.reasons)}",
                start=ent.start,
                end=ent.end,
                hint=hint,
                subject=ent.label,
            )


class BlankToken(_TalliedCheck):
    """A gold token is white space.

    Why: tokenizers of nlptk leave white space between tokens, so that its annotation is lost, and
    an entity of it can never be found.

    Example: a no-break space as a word of its own in a CoNLL-U file.

    Fix: take the line out, and renumber the words; the space goes into the column MISC.
    """

    code = "A105"
    name = "blank-word"
    noun = "tokens of white space"
    passing: ClassVar[tuple[Case, ...]] = (_WORDS,)
    failing: ClassVar[tuple[Case, ...]] = (
        Case(
            "1\tHi\t_\tX\t_\t_\t0\troot\t_\t_\n2\t\u00a0\t_\tX\t_\t_\t1\tdep\t_\t_\n\n",
            "",
            "conllu",
        ),
    )

    def look(self, seen: CheckedDoc) -> Iterator[Diagnostic]:
        """A finding for the first ones."""
        words = seen.doc.words
        if not any(map(str.isspace, words)):
            return
        for token, word in enumerate(words):
            if word.isspace() and self._tally.add(seen.part):
                yield seen.finding(self, f"the token {word!r} is white space", start=token)


def _our_tokens(seen: CheckedDoc) -> Doc | None:
    """The text in our tokens; None where the gold tokens spell another text."""
    try:
        return seen.example.predicted
    except TextMismatchError:
        return None


def _quoted(words: tuple[str, ...]) -> str:
    return " ".join(map(repr, words))


def _same_ranges(doc: Doc, other: Doc) -> bool:
    return np.array_equal(doc.starts, other.starts) and np.array_equal(doc.ends, other.ends)


def _keys(doc: Doc) -> NDArray[np.int64]:
    """A number for each token's range."""
    keys: NDArray[np.int64] = (doc.starts.astype(np.int64) << 32) + doc.ends
    return keys


CHECKS = (TokenUnlikeText, CommentUnlikeText, DifferingTokens, EntityOffTokens, BlankToken)
