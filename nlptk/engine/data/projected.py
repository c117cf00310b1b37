"""A document's annotation on the tokens of another document of the same text, when asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from .alignment import Alignment, Ragged
from .columns import EntIob
from .doc import Doc
from .projection import (
    Ranges,
    locate,
    project_entities,
    project_heads,
    project_labels,
    project_sentence_starts,
    project_values,
    surfaces,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .entity_offsets import MisalignedEntity

_ENTITY_COLUMNS = ("ent_iob", "ent_type", "kb_id")


class ProjectedDoc:
    """The columns of `reference` on the tokens of `doc`, each made when it is first asked for.

    Where both have the same tokens the reference's own arrays are handed out. `ranges` are the
    places of the reference's words in the text of `doc`. `misaligned` lists the entities that are
    not made of the tokens of `doc`, once an entity column was asked for.

    Raises:
        TextMismatchError: the two spell different texts, by the standards of `alignment.align`.
    """

    __slots__ = ("_alignment", "_columns", "doc", "misaligned", "ranges", "reference", "tokens")

    def __init__(self, doc: Doc, reference: Doc) -> None:
        self.doc = doc
        self.reference = reference
        self.tokens = Ranges(doc.starts, doc.ends)
        self.ranges = _ranges_in(doc.text, reference)
        self.misaligned: list[MisalignedEntity] = []
        self._alignment: Alignment | None = None
        self._columns = reference
        if not self.ranges.same(self.tokens):
            # strings are those of the reference, which need not share the document's vocabulary
            self._columns = Doc.from_offsets(reference.vocab, doc.text, doc.starts, doc.ends)

    @property
    def is_same(self) -> bool:
        """Whether both documents have the same tokens."""
        return self._columns is self.reference

    @property
    def alignment(self) -> Alignment:
        """The tokens of `doc` (`a`) and the words of `reference` (`b`)."""
        if self._alignment is None:
            self._alignment = (
                _one_to_one(len(self.doc)) if self.is_same else self.tokens.align(self.ranges)
            )
        return self._alignment

    def with_column(self, name: str) -> Doc:
        """The annotation on the tokens of `doc`, with this column (and others, maybe) in it."""
        done = self._columns.column_names
        if not self.is_same and name in self.reference.column_names and name not in done:
            if name in _ENTITY_COLUMNS and self.reference.has("ent_iob"):
                self._project_entities()
            else:
                self._columns.set_column(name, self._projected(name))
        return self._columns

    def _projected(self, name: str) -> NDArray[Any]:
        values = self.reference.column(name)
        if name == "head":
            return project_heads(values, self.alignment)
        if name == "dep":
            return project_labels(values, self.reference.column("head"), self.alignment)
        if name == "sent_start":
            return project_sentence_starts(values, self.ranges, self.tokens)
        return project_values(values, self.alignment)

    def _project_entities(self) -> None:
        projected = project_entities(
            self.doc.text,
            self.reference.ents,
            self.reference.column("ent_iob") == EntIob.MISSING,
            words=self.ranges,
            tokens=self.tokens,
            alignment=self.alignment,
        )
        for name, values in projected.columns.items():
            self._columns.set_column(name, values)
        self.misaligned = projected.misaligned


def _one_to_one(n: int) -> Alignment:
    each = np.arange(n, dtype=np.int32)
    rows = Ragged(data=each, lengths=np.ones_like(each))
    return Alignment(a2b=rows, b2a=rows)


def _ranges_in(text: str, reference: Doc) -> Ranges:
    """Where the words of a reference stand in a text that need not be quite its own."""
    ranges = Ranges(reference.starts, reference.ends)
    if text == reference.text:
        return ranges
    pieces, numbers = surfaces(reference.text, ranges)
    starts, ends = locate(text, pieces)
    return Ranges(starts[numbers], ends[numbers])
