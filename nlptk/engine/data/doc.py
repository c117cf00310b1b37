"""Doc: a text, its tokens as character ranges, and annotation as columns of arrays."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar, cast, overload

import numpy as np

from nlptk.engine.errors import Place

from .columns import (
    MISSING_HEAD,
    NUMBER_COLUMNS,
    EmptyNode,
    EntIob,
    Multiword,
    Origin,
    column_type,
    missing_value,
)
from .difference import first_difference
from .entity_columns import columns_of_entities, entity_runs
from .joining import carry_layers, join_docs
from .similarity import has_vector, mean_vector, similarity, vector_norm
from .soft_links import set_soft_links, still_soft
from .span import Span
from .token import Token

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from .similarity import HasVector
    from .vocab import Vocab

    Column = NDArray[Any]


class Doc:
    """A text and what is known about its tokens.

    `text` is the input, unchanged. `starts` and `ends`, shape (n,), are the character range of
    each token; whatever lies between two tokens is whitespace and belongs to no token. `orth`,
    shape (n,), holds the ids of the word forms: they spell the range, except where several words
    share the range of a multiword token. Annotation lives in columns (see `column`), one value a
    token. Strings become ids when somebody asks for ids: converting between text formats never
    does. Words without `spaces` are taken to be separated by one space each.

    `multiwords`, `empty_nodes` and `comments` (raw lines, by the first token of their sentence)
    are in order of the text.
    """

    __slots__ = (
        "_columns",
        "_orth",
        "_spells_text",
        "_words",
        "cats",
        "comments",
        "empty_nodes",
        "ends",
        "meta",
        "multiwords",
        "origin",
        "spans",
        "starts",
        "text",
        "vocab",
    )
    _spells_text: bool | None
    figure_of: ClassVar[Callable[[Doc], str] | None] = None
    """What draws a document as HTML. Drawing is a room above: it is set from there."""

    def __init__(
        self,
        vocab: Vocab,
        words: Sequence[str] = (),
        spaces: Sequence[bool] | None = None,
    ) -> None:
        if spaces is None:
            spaces = [True] * (len(words) - 1) + [False] if words else []
        if len(spaces) != len(words):
            raise ValueError(f"{len(words)} words but {len(spaces)} spaces")
        if not all(words):
            raise ValueError(f"word {list(words).index('')} is empty")
        text, starts, ends = join_words(words, [" " if space else "" for space in spaces])
        self._init(vocab, text, starts, ends, words=words)
        self._spells_text = True

    def _init(
        self,
        vocab: Vocab,
        text: str,
        starts: NDArray[np.int32],
        ends: NDArray[np.int32],
        *,
        words: Sequence[str] | None = None,
        orth: NDArray[np.uint64] | None = None,
    ) -> None:
        self.vocab = vocab
        self.text = text
        self.starts = starts
        self.ends = ends
        self._words = words
        self._orth = orth
        self._spells_text = True if words is None and orth is None else None
        self._columns: dict[str, Column | Sequence[str]] = {}
        self.cats: dict[str, float] = {}
        self.spans: dict[str, list[Span]] = {}
        self.multiwords: list[Multiword] = []
        self.empty_nodes: list[EmptyNode] = []
        self.comments: dict[int, tuple[str, ...]] = {}
        self.meta: dict[str, Any] = {}
        self.origin: Origin | None = None

    @classmethod
    def from_gaps(cls, vocab: Vocab, words: Sequence[str], gaps: Sequence[str]) -> Doc:
        """A document from words and the whitespace that follows each of them."""
        doc = cls.__new__(cls)
        doc._init(vocab, *join_words(words, gaps), words=words)
        doc._spells_text = True
        return doc

    @classmethod
    def from_offsets(
        cls,
        vocab: Vocab,
        text: str,
        starts: NDArray[np.int32],
        ends: NDArray[np.int32],
        *,
        words: Sequence[str] | None = None,
        orth: NDArray[np.uint64] | None = None,
    ) -> Doc:
        """A document from a text and the character ranges of its tokens, taken as they are.

        `words`, or their ids `orth`, give forms that differ from their range (the words of
        multiword tokens).
        """
        doc = cls.__new__(cls)
        doc._init(vocab, text, starts, ends, words=words, orth=orth)
        return doc

    # ------------------------------------------------------------------ tokens and text

    def __len__(self) -> int:
        return len(self.starts)

    def __iter__(self) -> Iterator[Token]:
        return (Token(self, i) for i in range(len(self)))

    @overload
    def __getitem__(self, key: int) -> Token: ...
    @overload
    def __getitem__(self, key: slice) -> Span: ...
    def __getitem__(self, key: int | slice) -> Token | Span:
        if isinstance(key, slice):
            start, end, step = key.indices(len(self))
            if step != 1:
                raise ValueError("a span of tokens has no step")
            return Span(self, start, max(start, end))
        index = key + len(self) if key < 0 else key
        if not 0 <= index < len(self):
            raise IndexError(f"token {key} of a document of {len(self)} tokens")
        return Token(self, index)

    def __repr__(self) -> str:
        return f"Doc({self.text[:60]!r}{'...' if len(self.text) > 60 else ''})"

    def __str__(self) -> str:
        return self.text

    @property
    def words(self) -> Sequence[str]:
        """The word forms."""
        if self._words is None and self._orth is not None:
            return self.vocab.strings.texts(self._orth)
        if self._words is None:
            text, ranges = self.text, zip(self.starts.tolist(), self.ends.tolist(), strict=True)
            self._words = [text[start:end] for start, end in ranges]
        return self._words

    @property
    def orth(self) -> NDArray[np.uint64]:
        """The ids of the word forms, shape (n,)."""
        if self._orth is None:
            self._orth = self.vocab.strings.add_all(self.words)
            self._words = None
        return self._orth

    @property
    def spells_text(self) -> bool:
        """Whether each word is what stands in its range, as all but those of contractions are."""
        if self._spells_text is None:
            ranges = map(slice, self.starts.tolist(), self.ends.tolist())
            self._spells_text = list(map(self.text.__getitem__, ranges)) == list(self.words)
        return self._spells_text

    @property
    def gaps(self) -> list[str]:
        """What stands between each token and the next (or the end of the text)."""
        following = np.append(self.starts[1:], len(self.text))[: len(self)]
        text = self.text
        return [
            text[end:start]
            for end, start in zip(self.ends.tolist(), following.tolist(), strict=True)
        ]

    @property
    def spaces(self) -> NDArray[np.bool_]:
        """Whether whitespace follows each token, shape (n,)."""
        following = np.append(self.starts[1:], len(self.text))[: len(self)]
        return np.asarray(following > self.ends)

    @property
    def lexemes(self) -> NDArray[np.int32]:
        """The rows of the words in the vocabulary's lexeme table, shape (n,)."""
        return self.vocab.rows(self.orth)

    # ------------------------------------------------------------------ columns

    def has(self, name: str) -> bool:
        """Whether a column is there and says something about at least one token."""
        return self.count(name) > 0

    def count(self, name: str) -> int:
        """Of how many tokens a column says something."""
        values = self._columns.get(name)
        if values is None:
            return 0
        if not isinstance(values, np.ndarray):
            return len(list(filter(None, values)))
        return int(np.count_nonzero(values != missing_value(name)))

    def column(self, name: str) -> Column:
        """The values of a column, shape (n,); all missing when nobody set it.

        `head`, `ent_iob` and `sent_start` hold small integers; every other column holds string ids.
        """
        values = self._columns.get(name)
        if values is None:
            return np.full(len(self), missing_value(name), dtype=column_type(name))
        if not isinstance(values, np.ndarray):
            values = self._columns[name] = self.vocab.strings.add_all(values)
        return values

    def texts(self, name: str) -> Sequence[str]:
        """The values of a string column as text; "" is missing."""
        values = self._columns.get(name)
        if values is None:
            return [""] * len(self)
        return self.vocab.strings.texts(values) if isinstance(values, np.ndarray) else values

    def set_column(self, name: str, values: Column | Sequence[str] | Sequence[int]) -> None:
        """Set a column from an array, or from the strings of a string column.

        Raises `ValueError` when there is not one value for each token.
        """
        if len(values) != len(self):
            raise ValueError(f"{len(values)} values of {name!r} for {len(self)} tokens")
        if name in NUMBER_COLUMNS:
            self._columns[name] = np.asarray(values, dtype=column_type(name))
        else:
            self._columns[name] = cast("Column | Sequence[str]", values)

    def drop_column(self, name: str) -> None:
        """Forget a column."""
        self._columns.pop(name, None)

    @property
    def column_names(self) -> list[str]:
        """The names of the columns that somebody set, sorted."""
        return sorted(self._columns)

    # ------------------------------------------------------------------ entities and sentences

    @property
    def ents(self) -> tuple[Span, ...]:
        """The entities, in order."""
        if "ent_iob" not in self._columns:
            return ()
        begins, ends = entity_runs(self.column("ent_iob"))
        if not begins:
            return ()
        labels = self.vocab.strings.texts(self.column("ent_type")[begins])
        links = self.vocab.strings.texts(self.column("kb_id")[begins])
        return tuple(
            Span(self, start, end, label=label, kb_id=link)
            for start, end, label, link in zip(begins, ends, labels, links, strict=True)
        )

    @ents.setter
    def ents(self, spans: Iterable[Span]) -> None:
        self.set_ents(spans)

    def set_ents(self, spans: Iterable[Span], *, default: EntIob = EntIob.OUTSIDE) -> None:
        """Set the entities; tokens in none become `default`.

        Those that were there with the same id keep their soft links. Raises `ValueError` for spans
        that share a token, showing both.
        """
        spans = list(spans)
        soft = still_soft(self, spans)
        strings = self.vocab.strings
        self._columns |= columns_of_entities(spans, len(self), strings, default=default)
        set_soft_links(self, soft)

    @property
    def is_sentenced(self) -> bool:
        """Whether somebody said where sentences start."""
        return self.has("sent_start")

    @property
    def n_sents(self) -> int:
        """How many sentences there are; one when nobody said where they start."""
        if "sent_start" not in self._columns or not len(self):
            return min(len(self), 1)
        starts = self.column("sent_start")
        # the first word starts a sentence, whether somebody said so or not
        return int(np.count_nonzero(starts == 1)) + int(starts[0] != 1)

    @property
    def sent_bounds(self) -> list[tuple[int, int]]:
        """First token and end of each sentence; one sentence when nobody said where they start."""
        if not len(self):
            return []
        starts = np.flatnonzero(self.column("sent_start") == 1).tolist()
        if not starts or starts[0] != 0:
            starts.insert(0, 0)
        return list(zip(starts, [*starts[1:], len(self)], strict=True))

    @property
    def sents(self) -> Iterator[Span]:
        """The sentences, in order."""
        return (Span(self, start, end) for start, end in self.sent_bounds)

    # ------------------------------------------------------------------ meaning

    @property
    def vector(self) -> NDArray[Any]:
        """The mean of the vectors of its words, those without one counted as zeros."""
        return mean_vector(self.vocab.vectors, self.words)

    @property
    def has_vector(self) -> bool:
        """Whether the vocabulary's table has a vector for at least one word."""
        return has_vector(self.vocab.vectors, self.words)

    @property
    def vector_norm(self) -> float:
        """The length of the vector."""
        return vector_norm(self)

    def similarity(self, other: HasVector) -> float:
        """The cosine with the vector of a token, span or document; 0 where one has none.

        Raises `UsageError` when there is no table of vectors.
        """
        return similarity(self, other)

    # ------------------------------------------------------------------ whole documents

    def _repr_html_(self) -> str | None:
        """A drawing, as notebooks ask for it; None leaves them to show the text."""
        draw = Doc.figure_of
        return (draw(self) or None) if draw is not None else None

    def place(self, token: int | None = None) -> Place:
        """Where the document, or one of its tokens, was read."""
        if self.origin is None:
            return Place()
        line = self.origin.line
        if self.origin.lines is not None and len(self.origin.lines):
            line = int(self.origin.lines[0 if token is None else token])
        return Place(self.origin.path, line)

    def slice(self, start: int, end: int) -> Doc:
        """Tokens start:end as a document of their own; arcs that leave it become missing."""
        offset = int(self.starts[start]) if start < end else 0
        stop = int(self.ends[start:end].max()) if start < end else 0
        part = Doc.from_offsets(
            self.vocab,
            self.text[offset:stop],
            self.starts[start:end] - offset,
            self.ends[start:end] - offset,
            words=None if self._words is None else self._words[start:end],
            orth=None if self._orth is None else self._orth[start:end],
        )
        part._spells_text = self._spells_text or None
        for name, values in self._columns.items():
            own = values[start:end]
            if isinstance(own, np.ndarray):
                own = _shifted_heads(own, start, end) if name == "head" else own.copy()
            part._columns[name] = own
        part.cats = dict(self.cats)
        part.meta = dict(self.meta)
        carry_layers(self, part, start, end)
        if self.origin is not None:
            lines = self.origin.lines
            part.origin = replace(self.origin, lines=None if lines is None else lines[start:end])
        return part

    @classmethod
    def from_docs(cls, docs: Sequence[Doc]) -> Doc:
        """Several documents, joined in order under the first one's vocabulary.

        Joined by a space, or by nothing where CoNLL-U's `SpaceAfter=No` says so. Categories and
        metadata are those of the first document.
        """
        return join_docs(docs)

    def __eq__(self, other: object) -> bool:
        """Same text, tokens and annotation; where it was read does not count."""
        if not isinstance(other, Doc):
            return NotImplemented
        return self.difference(other) == ""

    __hash__ = None  # type: ignore[assignment]  # documents change

    def difference(self, other: Doc) -> str:
        """The name of the first thing in which two documents differ; "" when in nothing."""
        return first_difference(self, other)

    def to_bytes(self) -> bytes:
        """The document as bytes, strings included (one `docbin` block)."""
        from .docbin import pack  # docbin imports Doc

        return pack([self])

    @classmethod
    def from_bytes(cls, vocab: Vocab, data: bytes) -> Doc:
        """The document that `to_bytes` wrote. Raises `DataError` for other bytes."""
        from .docbin import unpack  # docbin imports Doc

        return unpack(data, vocab)[0]


def join_words(
    words: Sequence[str], gaps: Sequence[str]
) -> tuple[str, NDArray[np.int32], NDArray[np.int32]]:
    """The text that words and the gaps behind them spell, and where each word starts and ends."""
    text = "".join([word + gap for word, gap in zip(words, gaps, strict=True)])
    n = len(words)
    lengths = np.fromiter(map(len, words), np.int32, count=n)
    widths = np.fromiter(map(len, gaps), np.int32, count=n)
    ends = np.cumsum(lengths + widths, dtype=np.int32) - widths
    return text, ends - lengths, ends


def _shifted_heads(heads: NDArray[np.int32], start: int, end: int) -> NDArray[np.int32]:
    shifted = heads - start
    shifted[(heads < start) | (heads >= end)] = MISSING_HEAD
    return shifted
