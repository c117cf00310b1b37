"""Entity tags of one scheme into another, repaired, and from and to token spans.

`tag_schemes` says what the schemes are and what tags mean. With `repair=True` ill-formed tags mean
what `conlleval` would read, otherwise they are an error.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from nlptk.engine.errors import DataError

from .tag_schemes import MISSING, OUTSIDE, Scheme, Tag, TokenSpan, read_spans, write_spans


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
    spans, violation = read_spans(tags, source)
    if violation is not None and not repair:
        raise violation
    return write_spans(spans, tags, target)


def repair_tags(tags: Sequence[Tag], scheme: Scheme) -> RepairedTags:
    """The tags of one sentence with ill-formed entities written as `conlleval` would read them.

    Well-formed tags come back as they are. So do their labels: only letters are repaired.

    Raises:
        TagSchemeError: a tag that is not one of `scheme` at all.
    """
    tags = _as_strings(tags)
    spans, violation = read_spans(tags, scheme)
    if violation is None:
        return RepairedTags(tags=tags, repairs=[])
    repaired = write_spans(spans, tags, scheme)
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
    spans, violation = read_spans(_as_strings(tags), Scheme.BILUO)
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
    return write_spans(ordered, [missing] * n, Scheme.BILUO)


def _as_strings(tags: Sequence[Tag]) -> list[str]:
    return [tag or MISSING for tag in tags]
