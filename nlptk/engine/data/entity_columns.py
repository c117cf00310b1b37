"""Entities as columns of a document: a code, a label and an id a token."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from .columns import EntIob

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from .span import Span
    from .strings import StringStore

_BEGIN, _INSIDE = int(EntIob.BEGIN), int(EntIob.INSIDE)


def entity_columns(iob2: Sequence[str]) -> dict[str, Sequence[str] | Sequence[int]]:
    """IOB2 tags as the columns `ent_iob` and `ent_type`; "-" and "" are missing."""
    pairs = [_iob_and_label(tag) for tag in iob2]
    return {"ent_iob": [code for code, _ in pairs], "ent_type": [label for _, label in pairs]}


@lru_cache(maxsize=10_000)
def _iob_and_label(tag: str) -> tuple[int, str]:
    letter, _, label = tag.partition("-")
    codes = {"B": EntIob.BEGIN, "I": EntIob.INSIDE, "O": EntIob.OUTSIDE}
    code = codes.get(letter, EntIob.MISSING)
    return int(code), label if code in (EntIob.BEGIN, EntIob.INSIDE) else ""


def columns_of_entities(
    spans: Iterable[Span], n: int, strings: StringStore, *, default: EntIob
) -> dict[str, NDArray[Any]]:
    """The columns `ent_iob`, `ent_type` and `kb_id`, shape (n,); tokens in no entity are `default`.

    Raises `ValueError` for spans that share a token, showing both, or that have none.
    """
    iob = np.full(n, default, dtype=np.uint8)
    types = np.zeros(n, dtype=np.uint64)
    links = np.zeros(n, dtype=np.uint64)
    last: Span | None = None
    for span in sorted(spans, key=lambda span: (span.start, span.end)):
        if last is not None and span.start < last.end:
            raise ValueError(f"entities overlap: {last!r} and {span!r}")
        if span.end <= span.start:
            raise ValueError(f"an entity without tokens: {span!r}")
        iob[span.start] = EntIob.BEGIN
        iob[span.start + 1 : span.end] = EntIob.INSIDE
        types[span.start : span.end] = strings.add(span.label)
        links[span.start : span.end] = strings.add(span.kb_id)
        last = span
    return {"ent_iob": iob, "ent_type": types, "kb_id": links}


def entity_runs(codes: NDArray[np.uint8]) -> tuple[list[int], list[int]]:
    """First tokens of entities, and the tokens after their last, by the codes of tokens."""
    iob = codes.tobytes()
    begins: list[int] = []
    ends: list[int] = []
    begin = iob.find(_BEGIN)
    while begin >= 0:
        end = begin + 1
        while end < len(iob) and iob[end] == _INSIDE:
            end += 1
        begins.append(begin)
        ends.append(end)
        begin = iob.find(_BEGIN, end)
    return begins, ends
