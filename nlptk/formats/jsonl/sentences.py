"""Where a record's sentences start."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from nlptk.engine.data.layers import Layer

from .offsets import token_count, token_index, whole_range

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from nlptk.engine.data.blank_tokens import BlankTokens
    from nlptk.engine.data.doc import Doc

    from .entry import Entry

_FORMS = "[[start, end]], or the numbers of the tokens that start a sentence"


def add_sentences(doc: Doc, entry: Entry, blank: BlankTokens) -> None:
    """Set `sent_start` from `sents` or `sent_start`. Raises `DataError` for what is neither."""
    given = entry.of_type("sent_start", list, "a list of 1, 0 and -1")
    if given is not None:
        _set_each(doc, entry, blank, given)
    sents = entry.of_type("sents", list, _FORMS)
    if sents is None or (given is not None and not sents):
        return
    if given is not None:
        raise entry.error(("sent_start",), 'both "sents" and "sent_start"', expected="one of them")
    if all(isinstance(item, list) for item in sents):
        starts = _from_ranges(doc, entry, blank, sents)
    else:
        starts = np.full(len(doc), -1, dtype=np.int8)
        for i, item in enumerate(sents):
            first = blank.index(token_index(entry, ("sents", i), item))
            if first < len(doc):
                starts[first] = 1
    doc.set_column("sent_start", starts)


def _set_each(doc: Doc, entry: Entry, blank: BlankTokens, given: list[Any]) -> None:
    n = token_count(entry, ("sent_start",))
    if len(given) != n:
        raise entry.error(
            ("sent_start",),
            f"{len(given)} values for {n} tokens",
            expected="one for each token",
            rule="number-of-values",
        )
    for i, value in enumerate(given):
        entry.check(("sent_start", i), value, int, "1, 0 or -1")
        if value not in (1, 0, -1):
            raise entry.error(
                ("sent_start", i), "not a sentence start", expected="1, 0 or -1", found=value
            )
    doc.set_column("sent_start", blank.select(given))


def _from_ranges(doc: Doc, entry: Entry, blank: BlankTokens, sents: list[Any]) -> NDArray[np.int8]:
    """Sentences as ranges; tokens in none of them have no known sentence start."""
    ranges = [whole_range(entry, ("sents", i), item) for i, item in enumerate(sents)]
    for i, (one, other) in enumerate(pairwise(ranges), start=1):
        if other[0] < one[1]:
            raise entry.error(
                ("sents", i),
                f"sentence {i} starts before the one before it ends",
                expected=f"a start of at least {one[1]}",
                found=list(other),
                rule="sentence-bounds",
            )
    starts = np.zeros(len(doc), dtype=np.int8)
    for i, (start, end) in enumerate(ranges):
        if entry.text is None:
            first, after = blank.index(start), blank.index(end)
        else:
            first = int(np.searchsorted(doc.ends, start, side="right"))
            after = int(np.searchsorted(doc.starts, end, side="left"))
        if first >= after:
            continue  # whitespace alone
        starts[first + 1 : after] = -1
        cut = entry.text is not None and int(doc.starts[first]) < start
        starts[first] = 0 if cut else 1
        if cut:
            word = doc.words[first]
            entry.record.repaired(
                (*entry.keys, "sents", i),
                f"sentence {i} starts inside the token {word!r}: its start is left unknown",
                Layer.SENTENCES,
                rule="sentence-bounds",
            )
    return starts
