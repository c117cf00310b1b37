"""CheckedDoc: a document on its way past the checks, and how a finding about it is made."""

from __future__ import annotations

from bisect import bisect_right
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from nlptk.engine.data.columns import EntIob
from nlptk.engine.data.diagnostic import Diagnostic, Excerpt, Severity, Where
from nlptk.engine.data.example import Example
from nlptk.engine.data.normalization import TextMismatchError

if TYPE_CHECKING:
    from collections.abc import Callable

    from nlptk.engine.data.doc import Doc
    from nlptk.engine.data.span import Span
    from nlptk.engine.errors import Place
    from nlptk.engine.protocols import Check

_AROUND = 60
"""Characters that an excerpt shows on each side of what it is about, at most."""
_LONGEST = 240
"""Characters that an excerpt shows of what it is about: that may be a whole document."""
_SENT_ID = "# sent_id"


class CheckedDoc:
    """A document of the training corpus or of the dev corpus (`part`), with its gold annotation.

    `number` counts the documents of a part from 1. `tokenize` gives a text in our tokens.
    """

    def __init__(self, doc: Doc, part: str, number: int, *, tokenize: Callable[[Doc], Doc]) -> None:
        self.doc = doc
        self.part = part
        self.number = number
        self._tokenize = tokenize

    @cached_property
    def example(self) -> Example:
        """The gold annotation on our own tokens.

        Raises:
            TextMismatchError: the tokens of the document do not spell its text.
        """
        return Example.from_reference(self.doc, self._tokenize(self.doc))

    @cached_property
    def in_our_tokens(self) -> Doc | None:
        """The text in our own tokens; None where the gold tokens spell another text."""
        try:
            return self.example.predicted
        except TextMismatchError:
            return None

    @property
    def is_cut_alike(self) -> bool:
        """Whether our tokens are known, and are the gold tokens."""
        ours, gold = self.in_our_tokens, self.doc
        return (
            ours is not None
            and np.array_equal(gold.starts, ours.starts)
            and np.array_equal(gold.ends, ours.ends)
        )

    @cached_property
    def sentence_starts(self) -> list[int]:
        """The first token of each sentence; 0 alone where there are no sentences."""
        return [start for start, _ in self.doc.sent_bounds] or [0]

    @cached_property
    def entity_ranges(self) -> list[tuple[int, int]]:
        """First token and end of each entity, in order."""
        iob = self.doc.column("ent_iob")
        begins = np.flatnonzero(iob == EntIob.BEGIN)
        if not len(begins):
            return []
        stops = np.flatnonzero(iob != EntIob.INSIDE)
        ends = np.append(stops, len(iob))[np.searchsorted(stops, begins, side="right")]
        return list(zip(begins.tolist(), ends.tolist(), strict=True))

    @property
    def doc_id(self) -> str:
        """The id of the document, "" without one."""
        found = self.doc.meta.get("id", "")
        return str(found)

    def sentence_of(self, token: int) -> tuple[int, int]:
        """The tokens start:end of the sentence that a token is in."""
        starts = self.sentence_starts
        number = bisect_right(starts, token) - 1
        end = starts[number + 1] if number + 1 < len(starts) else len(self.doc)
        return starts[number], end

    def sent_id(self, token: int) -> str:
        """The id of the sentence that a token is in, from its comments; "" without one."""
        start, _ = self.sentence_of(token)
        for line in self.doc.comments.get(start, ()):
            if line.startswith(_SENT_ID):
                return line.partition("=")[2].strip()
        return ""

    def place(self, token: int | None = None) -> Place:
        """Where the document, or one of its tokens, was read."""
        return self.doc.place(token)

    def where(self, start: int | None = None, end: int | None = None) -> Where:
        """What stands at tokens start:end; the document as a whole without them."""
        if start is None or start >= len(self.doc):
            text = self.doc.text[: 2 * _AROUND]
            return Where(self.part, self.number, self.doc_id, excerpt=Excerpt(text, 0, len(text)))
        end = max(start + 1, min(end or start + 1, len(self.doc)))
        return Where(
            self.part,
            self.number,
            self.doc_id,
            self.sent_id(start),
            (start, end),
            self._excerpt(start, end),
        )

    def _excerpt(self, start: int, end: int) -> Excerpt:
        """The sentence, or what is near in a long one, on one line."""
        doc = self.doc
        first = int(doc.starts[start])
        last = min(int(doc.ends[end - 1]), first + _LONGEST)
        begin, _ = self.sentence_of(start)
        _, stop = self.sentence_of(end - 1)
        left = max(int(doc.starts[begin]), first - _AROUND)
        right = min(int(doc.ends[stop - 1]), last + _AROUND)
        text = doc.text[left:right]
        return Excerpt(text.replace("\n", " "), first - left, last - left)

    def finding(  # noqa: PLR0913 - what a finding says
        self,
        check: Check | type[Check],
        message: str,
        *,
        start: int | None = None,
        end: int | None = None,
        hint: str = "",
        subject: str = "",
        severity: Severity | None = None,
    ) -> Diagnostic:
        """A finding of a check about gold tokens start:end, or about the document."""
        return Diagnostic(
            check.code,
            message,
            severity or check.severity,
            self.place(start),
            hint,
            name=check.name,
            where=self.where(start, end),
            subject=subject,
        )

    def of_entity(
        self, check: Check | type[Check], ent: Span, message: str, *, hint: str
    ) -> Diagnostic:
        """A finding of a check about an entity."""
        subject = f"{ent.label} {ent.text}"
        return self.finding(
            check, message, start=ent.start, end=ent.end, hint=hint, subject=subject
        )
