"""Entity tags: which scheme they are in, one scheme into another, tags from and to token spans.

    scheme   first of many  inside  last of many  the only one
    IOB1     I              I       I             I    and B right after the same label
    IOB2     B              I       I             B
    BILUO    B              I       L             U
    IOBES    B              I       E             S

A tag is a letter and a label, `B-ORG`; the label is all that follows the first hyphen, so that
labels may hold hyphens. `O` is a token outside entities. A missing tag, where nobody has said what
the token is, may come as `-`, the empty string or None, and leaves as `-`; an entity does not
reach over it. IOB1 and IOB2 are those of Tjong Kim Sang and Veenstra, "Representing Text Chunks"
(EACL 1999).

What tags mean is decided on two neighbours at a time, by the rule of the CoNLL shared tasks' scorer
`conlleval`: an entity ends where another begins or where a token is outside; it begins at `B`, `U`
or `S`, and at any other letter that no open entity of its label stands before. The rule gives
ill-formed tags a meaning too. `repair=True` accepts that meaning, otherwise they are an error.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import chain, pairwise
from typing import NamedTuple

from nlptk.engine.errors import DataError

OUTSIDE = "O"
MISSING = "-"

Tag = str | None
TokenSpan = tuple[int, int, str]  # first token, token after the last, label


class Scheme(StrEnum):
    """A way of writing entities as one tag a token.

    Tags of `I-` and `O` alone ("IO") are IOB1 of entities that never touch, and are read as such.
    """

    IOB1 = "IOB1"
    IOB2 = "IOB2"
    BILUO = "BILUO"
    IOBES = "IOBES"


class _Letters(NamedTuple):
    first: str
    inside: str
    last: str
    single: str


_LETTERS = {
    Scheme.IOB1: _Letters("I", "I", "I", "I"),
    Scheme.IOB2: _Letters("B", "I", "I", "B"),
    Scheme.BILUO: _Letters("B", "I", "L", "U"),
    Scheme.IOBES: _Letters("B", "I", "E", "S"),
}
_ALPHABETS = {scheme: frozenset("BI").union(letters) for scheme, letters in _LETTERS.items()}
_BEGIN, _END = frozenset("BUS"), frozenset("LEUS")
_WHAT_A_TAG_IS = '"O", "-" for missing, or a letter, a hyphen and a label such as "B-PER"'


class TagSchemeError(DataError):
    """Tags that their scheme does not allow.

    `index` is the token's index (-1 where the error is not about one token), `tag` what stands
    there, `allowed` the tags that could.
    """

    def __init__(
        self,
        message: str,
        *,
        index: int = -1,
        tag: str = "",
        allowed: tuple[str, ...] = (),
        expected: str = "",
    ) -> None:
        either = " or ".join(f'"{choice}"' for choice in allowed)
        super().__init__(message, expected=expected or either, rule="bad-tag-scheme")
        self.index = index
        self.tag = tag
        self.allowed = allowed


class OverlappingEntitiesError(DataError):
    """Two entities, `first` and `second`, that claim the same tokens or characters."""

    def __init__(self, first: TokenSpan, second: TokenSpan, *, unit: str) -> None:
        super().__init__(
            f"{unit} {first[0]} to {first[1]} ({first[2]!r}) and "
            f"{second[0]} to {second[1]} ({second[2]!r}) overlap",
            expected="entities that do not share a token",
            hint="keep one of the two: one tag a token cannot say both",
            rule="overlapping-entities",
        )
        self.first = first
        self.second = second


@dataclass(frozen=True, slots=True)
class Repair:
    """One tag that was changed to make a sentence well-formed."""

    index: int
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class RepairedTags:
    """Well-formed tags, and what was changed to make them so (nothing, if they were)."""

    tags: list[str]
    repairs: list[Repair]


def detect_scheme(tags: Iterable[Sequence[Tag]]) -> Scheme:
    """The scheme that a corpus, given as the tags of each sentence, is written in.

    `L-` or `U-` show BILUO, `E-` or `S-` IOBES. With `B-` and `I-` alone the beginnings of entities
    decide: where nothing of the same label stands before, IOB2 writes `B-` and IOB1 `I-`. A corpus
    of both, as CoNLL-2003 is with a few stray `B-`, is what most of its beginnings are; the
    entities are the same by either reading. A tie, and no evidence at all, is IOB2.

    Raises:
        TagSchemeError: tags of several schemes together, or something that is not a tag.
    """
    pairs: Counter[tuple[Tag, Tag]] = Counter()
    for sentence in tags:
        pairs.update(pairwise(chain((OUTSIDE,), sentence)))
    example = _one_tag_a_letter({tag for _, tag in pairs})
    closers = [scheme for scheme in (Scheme.BILUO, Scheme.IOBES) if _own(scheme) & example.keys()]
    if len(closers) > 1:
        raise TagSchemeError(
            "tags of two schemes together: "
            + " and ".join(f"{_quoted(example, _own(scheme))} of {scheme}" for scheme in closers),
            expected="one scheme throughout",
        )
    if closers:
        return closers[0]
    beginnings: Counter[str] = Counter()
    for (before, tag), count in pairs.items():
        beginnings[_begins_after(before, tag)] += count
    return Scheme.IOB1 if beginnings["I"] > beginnings["B"] else Scheme.IOB2


def to_biluo(tags: Sequence[Tag], scheme: Scheme, *, repair: bool = False) -> list[str]:
    """The tags of one sentence, written in `scheme`, in BILUO. See `convert_tags`."""
    return convert_tags(tags, scheme, target=Scheme.BILUO, repair=repair)


def from_biluo(tags: Sequence[Tag], scheme: Scheme, *, repair: bool = False) -> list[str]:
    """BILUO tags of one sentence in `scheme`. See `convert_tags`."""
    return convert_tags(tags, Scheme.BILUO, target=scheme, repair=repair)


def convert_tags(
    tags: Sequence[Tag], source: Scheme, *, target: Scheme, repair: bool = False
) -> list[str]:
    """The tags of one sentence, written in `source`, written in `target`.

    In IOB1 `B-` is accepted at every beginning of an entity, where it is superfluous but clear.

    Raises:
        TagSchemeError: a tag that is not one of `source`; or, unless `repair`, one that cannot
            stand where it does. `repair_tags` says what repairing changes.
    """
    tags = _as_strings(tags)
    spans, violation = _read(tags, source)
    if violation is not None and not repair:
        raise violation
    return _write(spans, tags, target)


def repair_tags(tags: Sequence[Tag], scheme: Scheme) -> RepairedTags:
    """The tags of one sentence with ill-formed entities written as `conlleval` would read them.

    Well-formed tags come back as they are. So do their labels: only letters are repaired.

    Raises:
        TagSchemeError: a tag that is not one of `scheme` at all.
    """
    tags = _as_strings(tags)
    spans, violation = _read(tags, scheme)
    if violation is None:
        return RepairedTags(tags=tags, repairs=[])
    repaired = _write(spans, tags, scheme)
    changes = zip(tags, repaired, strict=True)
    return RepairedTags(
        tags=repaired,
        repairs=[Repair(i, old, new) for i, (old, new) in enumerate(changes) if old != new],
    )


def iob_to_biluo(tags: Sequence[Tag]) -> list[str]:
    """IOB1 or IOB2 tags of one sentence in BILUO; an `I-` after nothing begins an entity."""
    return convert_tags(tags, Scheme.IOB1, target=Scheme.BILUO)


def biluo_to_iob(tags: Sequence[Tag]) -> list[str]:
    """BILUO tags of one sentence in IOB2."""
    return convert_tags(tags, Scheme.BILUO, target=Scheme.IOB2)


def token_spans_from_biluo(tags: Sequence[Tag], *, repair: bool = False) -> list[TokenSpan]:
    """The entities of BILUO tags, in order, as (first token, token after the last, label).

    Raises:
        TagSchemeError: as `convert_tags`.
    """
    spans, violation = _read(_as_strings(tags), Scheme.BILUO)
    if violation is not None and not repair:
        raise violation
    return spans


def biluo_from_token_spans(
    n: int, spans: Iterable[TokenSpan], *, missing: str = OUTSIDE
) -> list[str]:
    """BILUO tags of `n` tokens with these entities, in any order.

    `missing` is the tag of tokens without entity: `O`, or `-` where they may well have one.

    Raises:
        ValueError: a span that is empty or reaches beyond the tokens, or another `missing`.
        OverlappingEntitiesError: two spans share a token.
    """
    if missing not in (OUTSIDE, MISSING):
        raise ValueError(f"tokens without entity are {OUTSIDE!r} or {MISSING!r}, not {missing!r}")
    ordered = sorted(spans)
    for start, end, label in ordered:
        if not 0 <= start < end <= n:
            raise ValueError(f"no tokens {start} to {end} ({label!r}) among {n}")
    for first, second in pairwise(ordered):
        if second[0] < first[1]:
            raise OverlappingEntitiesError(first, second, unit="tokens")
    return _write(ordered, [missing] * n, Scheme.BILUO)


def _as_strings(tags: Sequence[Tag]) -> list[str]:
    return [tag or MISSING for tag in tags]


@lru_cache(maxsize=4096)
def _split(tag: str) -> tuple[str, str]:
    """Letter and label of a tag; both are empty where it belongs to no entity."""
    if tag in (OUTSIDE, MISSING, ""):
        return "", ""
    letter, _, label = tag.partition("-")
    if len(letter) != 1 or not label:
        raise TagSchemeError(f'"{tag}" is not a tag', tag=tag, expected=_WHAT_A_TAG_IS)
    return letter, label


class _Step(NamedTuple):
    """What a tag means after the one before it."""

    label: str  # of the entity that the token is in, or empty
    opens: bool  # whether that entity begins here
    allowed: tuple[str, ...]  # where the scheme forbids the tag: what it allows instead


@lru_cache(maxsize=16384)
def _step(scheme: Scheme, before: str, tag: str) -> _Step:
    letter, label = _split(tag)
    if letter and letter not in _ALPHABETS[scheme]:
        raise TagSchemeError(
            f'"{tag}" is not a tag of {scheme}',
            tag=tag,
            expected=" ".join(f"{known}-" for known in sorted(_ALPHABETS[scheme])),
        )
    previous, open_label = _split(before)
    is_open = previous != "" and previous not in _END
    continues = bool(letter) and letter not in _BEGIN and is_open and label == open_label
    opens = bool(letter) and not continues
    letters = _LETTERS[scheme]
    allowed: tuple[str, ...] = ()
    if letters.last in _END and is_open and not continues:
        allowed = (f"I-{open_label}", f"{letters.last}-{open_label}")
    elif scheme is not Scheme.IOB1 and opens and letter not in _BEGIN:
        allowed = tuple(
            dict.fromkeys(f"{each}-{label}" for each in (letters.first, letters.single))
        )
    return _Step(label=label, opens=opens, allowed=allowed)


def _read(tags: list[str], scheme: Scheme) -> tuple[list[TokenSpan], TagSchemeError | None]:
    """The entities by the rule of `conlleval`, and the first violation of the scheme, if any."""
    spans: list[TokenSpan] = []
    violation: TagSchemeError | None = None
    begin, current = 0, ""
    # An `O` beyond the end closes what is open there.
    for index, (before, tag) in enumerate(pairwise(chain((OUTSIDE,), tags, (OUTSIDE,)))):
        try:
            label, opens, allowed = _step(scheme, before, tag)
        except TagSchemeError as error:
            raise _at(error, index) from None
        if allowed and violation is None:
            violation = _violation(tags, index, scheme=scheme, allowed=allowed)
        if current and (opens or not label):
            spans.append((begin, index, current))
        if opens:
            begin = index
        current = label
    return spans, violation


def _at(error: TagSchemeError, index: int) -> TagSchemeError:
    return TagSchemeError(
        f"{error.message} (token at index {index})",
        index=index,
        tag=error.tag,
        expected=error.expected,
    )


def _violation(
    tags: list[str], index: int, *, scheme: Scheme, allowed: tuple[str, ...]
) -> TagSchemeError:
    if index == len(tags):
        tag = tags[-1]
        where = f'token at index {index - 1}: the sentence ends at "{tag}", inside an entity'
        letter = _LETTERS[scheme]
        label = _split(tag)[1]
        closing = letter.single if _split(tag)[0] == letter.first else letter.last
        return TagSchemeError(
            f"{where} ({scheme})", index=index - 1, tag=tag, allowed=(f"{closing}-{label}",)
        )
    after = f'after "{tags[index - 1]}"' if index else "at the start of a sentence"
    return TagSchemeError(
        f'token at index {index}: "{tags[index]}" cannot stand {after} in {scheme}',
        index=index,
        tag=tags[index],
        allowed=allowed,
    )


def _write(spans: list[TokenSpan], tags: list[str], scheme: Scheme) -> list[str]:
    """Sorted entities as tags; what `tags` say of the tokens of none, `O` or `-`, stays."""
    letters = _LETTERS[scheme]
    written = [MISSING if tag == MISSING else OUTSIDE for tag in tags]
    ended = (-1, "")
    for start, end, label in spans:
        written[start:end] = [f"{letters.inside}-{label}"] * (end - start)
        written[end - 1] = f"{letters.last}-{label}"
        written[start] = f"{letters.first if end - start > 1 else letters.single}-{label}"
        if scheme is Scheme.IOB1 and ended == (start, label):
            written[start] = f"B-{label}"
        ended = (end, label)
    return written


def _own(scheme: Scheme) -> frozenset[str]:
    """The letters that show a scheme: those that say where entities end."""
    return _ALPHABETS[scheme] & _END


def _one_tag_a_letter(tags: Iterable[Tag]) -> dict[str, str]:
    """For each letter in use a tag that shows it, the first in alphabetical order."""
    known = frozenset().union(*_ALPHABETS.values())
    example: dict[str, str] = {}
    for tag in sorted(tag for tag in tags if tag):
        letter, _ = _split(tag)
        if letter and letter not in known:
            raise TagSchemeError(f'"{tag}" is not a tag', tag=tag, expected=_WHAT_A_TAG_IS)
        example.setdefault(letter, tag)
    return example


def _quoted(example: Mapping[str, str], letters: Iterable[str]) -> str:
    return ", ".join(f'"{example[letter]}"' for letter in sorted(letters) if letter in example)


def _begins_after(before: Tag, tag: Tag) -> str:
    """The letter of a tag that begins an entity for sure: nothing of its label stands before."""
    letter, label = _split(tag or MISSING)
    if before in (MISSING, "", None):  # what stands before is not known
        return ""
    return letter if _split(before or MISSING)[1] != label else ""
