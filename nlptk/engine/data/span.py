"""Span: a view of some tokens in a row, with a label and a knowledge-base id."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .similarity import has_vector, mean_vector, similarity, vector_norm
from .token import Token

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from .doc import Doc
    from .similarity import HasVector


class Span:
    """Tokens start:end of a document."""

    __slots__ = ("doc", "end", "kb_id", "label", "start")

    def __init__(self, doc: Doc, start: int, end: int, label: str = "", *, kb_id: str = "") -> None:
        if not 0 <= start <= end <= len(doc):
            raise ValueError(f"no span {start}:{end} in a document of {len(doc)} tokens")
        self.doc = doc
        self.start = start
        self.end = end
        self.label = label
        self.kb_id = kb_id

    def key(self) -> tuple[int, int, str, str]:
        """What makes two spans of equal documents the same."""
        return self.start, self.end, self.label, self.kb_id

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Span) and self.doc is other.doc and self.key() == other.key()

    def __hash__(self) -> int:
        return hash((id(self.doc), self.key()))

    @property
    def label_(self) -> str:
        """The same as `label`, by the name that other toolkits have for it."""
        return self.label

    @property
    def kb_id_(self) -> str:
        """The same as `kb_id`."""
        return self.kb_id

    def __len__(self) -> int:
        return self.end - self.start

    def __iter__(self) -> Iterator[Token]:
        return (Token(self.doc, i) for i in range(self.start, self.end))

    def __getitem__(self, key: int) -> Token:
        index = key + len(self) if key < 0 else key
        if not 0 <= index < len(self):
            raise IndexError(f"token {key} of a span of {len(self)} tokens")
        return Token(self.doc, self.start + index)

    def __repr__(self) -> str:
        label = f", {self.label!r}" if self.label else ""
        return f"Span({self.start}:{self.end}, {self.text!r}{label})"

    def __str__(self) -> str:
        return self.text

    def _repr_html_(self) -> str | None:
        """A drawing of its tokens alone, as notebooks ask for it."""
        return self.as_doc()._repr_html_()

    @property
    def start_char(self) -> int:
        """The character at which the span starts; that behind the text for none at its end."""
        if self.start < len(self.doc):
            return int(self.doc.starts[self.start])
        return len(self.doc.text)

    @property
    def end_char(self) -> int:
        """The character behind the span."""
        if self.start < self.end:
            return int(self.doc.ends[self.end - 1])
        return self.start_char

    @property
    def text(self) -> str:
        """The text from the first token to the last, as it stands in the document."""
        return self.doc.text[self.start_char : self.end_char]

    @property
    def words(self) -> Sequence[str]:
        """The word forms."""
        return self.doc.words[self.start : self.end]

    @property
    def root(self) -> Token:
        """The first token whose head lies outside the span, or which is a root."""
        heads = self.doc.column("head")
        for i in range(self.start, self.end):
            head = int(heads[i])
            if head == i or not self.start <= head < self.end:
                return Token(self.doc, i)
        raise ValueError(f"{self!r} has no root: its arcs form a cycle or it is empty")

    @property
    def sent(self) -> Span:
        """The sentence in which the span starts."""
        return Token(self.doc, self.start).sent

    @property
    def vector(self) -> NDArray[Any]:
        """The mean of the vectors of its words, those without one counted as zeros."""
        return mean_vector(self.doc.vocab.vectors, self.words)

    @property
    def has_vector(self) -> bool:
        """Whether the vocabulary's table has a vector for at least one word."""
        return has_vector(self.doc.vocab.vectors, self.words)

    @property
    def vector_norm(self) -> float:
        """The length of the vector."""
        return vector_norm(self)

    def similarity(self, other: HasVector) -> float:
        """The cosine with the vector of a token, span or document; 0 where one has none.

        Raises `UsageError` when there is no table of vectors.
        """
        return similarity(self, other)

    def as_doc(self) -> Doc:
        """A document of these tokens alone."""
        return self.doc.slice(self.start, self.end)
