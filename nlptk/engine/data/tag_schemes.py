"""Schemes of entity tags: how each writes entities, and what its tags mean.

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
ill-formed tags a meaning, too.
"""

from __future__ import annotations

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


LETTERS = {
    Scheme.IOB1: _Letters("I", "I", "I", "I"),
    Scheme.IOB2: _Letters("B", "I", "I", "B"),
    Scheme.BILUO: _Letters("B", "I", "L", "U"),
    Scheme.IOBES: _Letters("B", "I", "E", "S"),
}
ALPHABETS = {scheme: frozenset("BI").union(letters) for scheme, letters in LETTERS.items()}
_BEGIN, END = frozenset("BUS"), frozenset("LEUS")
WHAT_A_TAG_IS = '"O", "-" for missing, or a letter, a hyphen and a label such as "B-PER"'


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


@lru_cache(maxsize=4096)
def split_tag(tag: str) -> tuple[str, str]:
    """Letter and label of a tag; both are empty where it belongs to no entity."""
    if tag in (OUTSIDE, MISSING, ""):
        return "", ""
    letter, _, label = tag.partition("-")
    if len(letter) != 1 or not label:
        raise TagSchemeError(f'"{tag}" is not a tag', tag=tag, expected=WHAT_A_TAG_IS)
    return letter, label


class _Step(NamedTuple):
    """What a tag means after the one before it."""

    label: str  # of the entity that the token is in, or empty
    opens: bool  # whether that entity begins here
    allowed: tuple[str, ...]  # where the scheme forbids the tag: what it allows instead


@lru_cache(maxsize=16384)
def _step(scheme: Scheme, before: str, tag: str) -> _Step:
    letter, label = split_tag(tag)
    if letter and letter not in ALPHABETS[scheme]:
        raise TagSchemeError(
            f'"{tag}" is not a tag of {scheme}',
            tag=tag,
            expected=" ".join(f"{known}-" for known in sorted(ALPHABETS[scheme])),
        )
    previous, open_label = split_tag(before)
    is_open = previous != "" and previous not in END
    continues = bool(letter) and letter not in _BEGIN and is_open and label == open_label
    opens = bool(letter) and not continues
    letters = LETTERS[scheme]
    allowed: tuple[str, ...] = ()
    if letters.last in END and is_open and not continues:
        allowed = (f"I-{open_label}", f"{letters.last}-{open_label}")
    elif scheme is not Scheme.IOB1 and opens and letter not in _BEGIN:
        allowed = tuple(
            dict.fromkeys(f"{each}-{label}" for each in (letters.first, letters.single))
        )
    return _Step(label=label, opens=opens, allowed=allowed)


def read_spans(tags: list[str], scheme: Scheme) -> tuple[list[TokenSpan], TagSchemeError | None]:
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
        letter = LETTERS[scheme]
        label = split_tag(tag)[1]
        closing = letter.single if split_tag(tag)[0] == letter.first else letter.last
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


def write_spans(spans: list[TokenSpan], tags: list[str], scheme: Scheme) -> list[str]:
    """Sorted entities as tags; what `tags` say of the tokens of none, `O` or `-`, stays."""
    letters = LETTERS[scheme]
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
