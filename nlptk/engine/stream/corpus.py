"""Corpus: annotated documents as examples to learn from, as often as they are asked for."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from nlptk.engine.data.example import Example
from nlptk.engine.data.normalization import TextMismatchError

from .boundaries import Boundaries
from .shuffle import BUFFER_WORDS, shuffled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    import numpy as np

    from nlptk.engine.data.doc import Doc

_SLICED_AT_ONCE = 64


@dataclass(frozen=True, slots=True)
class CorpusSettings:
    """What becomes of documents on the way.

    At most `limit` examples are taken. With `gold_sents` each gold sentence is a document of its
    own. Documents longer than `max_words` are split, between sentences if there are any; nothing
    is left out. A corpus of at most `keep_words` words stays in memory. 0 sets no limit, but keeps
    nothing.
    """

    limit: int = 0
    gold_sents: bool = False
    max_words: int = 0
    keep_words: int = 500_000


@dataclass(frozen=True, slots=True)
class CorpusSize:
    """What one pass through a corpus gives: examples, their words, and documents left out."""

    examples: int
    words: int
    bad: int


class Corpus:
    """A stream of examples that starts anew each time, in bounded memory.

    `docs` reads the annotated documents from the start. `tokenize` gives the text of such a
    document in our tokens, which the gold annotation is projected on; without it examples have the
    gold tokens. A document whose text it does not keep is left out, counted, and told to `on_bad`,
    once. `shuffled_docs` reads the same documents in random order, for a corpus that does not fit
    in memory.
    """

    def __init__(
        self,
        docs: Callable[[], Iterator[Doc]],
        settings: CorpusSettings | None = None,
        *,
        tokenize: Callable[[Doc], Doc] | None = None,
        on_bad: Callable[[TextMismatchError], None] | None = None,
        shuffled_docs: Callable[[np.random.Generator], Iterator[Doc]] | None = None,
    ) -> None:
        self.settings = settings or CorpusSettings()
        self._docs = docs
        self._shuffled_docs = shuffled_docs
        self._tokenize = tokenize
        self._on_bad = on_bad
        self._told = 0
        self._size = CorpusSize(0, 0, 0)
        self._is_measured = False
        self._kept: list[Example] | None = None

    @property
    def is_kept(self) -> bool:
        """Whether the examples are in memory: once all were read, if they are few enough."""
        return self._kept is not None

    def examples(self) -> Iterator[Example]:
        """All examples, in the order of the corpus.

        A corpus in memory gives the same objects each time: what is to be annotated should be a
        copy of `predicted`.
        """
        return iter(self._kept) if self._kept is not None else self._read()

    def measure(self) -> CorpusSize:
        """How much there is. Reads the corpus, if nobody has read it to its end before."""
        if not self._is_measured:
            deque(self._read(), maxlen=0)
        return self._size

    def shuffled(
        self, rng: np.random.Generator, *, buffer_words: int = BUFFER_WORDS
    ) -> Iterator[Example]:
        """All examples, in random order (see `shuffle.shuffled`).

        The order depends on the corpus and `rng` alone, not on what was read before.
        """
        size = self.measure()
        if self._kept is not None:
            return shuffled(self._kept, rng)
        if self._shuffled_docs is None or size.examples == self.settings.limit:
            return shuffled(self.examples(), rng, buffer_words=buffer_words)
        examples = (
            example
            for part in self._parts(self._shuffled_docs(rng))
            if isinstance(example := self._example(part), Example)
        )
        return shuffled(examples, rng, buffer_words=buffer_words)

    # ------------------------------------------------------------------ one pass

    def _read(self) -> Iterator[Example]:
        """Read the corpus; at its end, note its size, and keep it if it is small enough."""
        limit = self.settings.limit
        examples: list[Example] | None = []
        n = words = bad = 0
        for part in self._parts(self._docs()):
            example = self._example(part)
            if isinstance(example, TextMismatchError):
                bad += 1
                self._tell(example, bad)
                continue
            n += 1
            words += len(example.predicted)
            if examples is not None:
                examples.append(example)
                examples = examples if words <= self.settings.keep_words else None
            yield example
            if n == limit:
                break
        self._size = CorpusSize(n, words, bad)
        self._is_measured = True
        self._kept = examples

    def _parts(self, docs: Iterable[Doc]) -> Iterator[Doc]:
        settings = self.settings
        for doc in docs:
            _compact(doc)
            if settings.gold_sents or 0 < settings.max_words < len(doc):
                yield from _split(doc, settings)
            else:
                yield doc

    def _example(self, reference: Doc) -> Example | TextMismatchError:
        try:
            predicted = None if self._tokenize is None else self._tokenize(reference)
            return Example.from_reference(reference, predicted)
        except TextMismatchError as error:
            place = reference.place()
            error.located(path=place.path, line=place.line)
            return error

    def _tell(self, error: TextMismatchError, number: int) -> None:
        if number > self._told:
            self._told = number
            if self._on_bad is not None:
                self._on_bad(error)


def _compact(doc: Doc) -> None:
    """Turn the strings of a document into ids, which take a fraction of the memory."""
    for name in doc.column_names:
        doc.column(name)


def _split(doc: Doc, settings: CorpusSettings) -> Iterator[Doc]:
    places = Boundaries.of_doc(doc)
    if not settings.gold_sents:
        edges = places.packed(settings.max_words)
    elif settings.max_words:
        edges = places.refined(places.sentences(), settings.max_words)
    else:
        edges = places.sentences()
    return _pieces(doc, edges.tolist())


def _pieces(doc: Doc, edges: list[int]) -> Iterator[Doc]:
    """The documents between edges.

    Each slice looks at all that is not in columns, so that many are cut from slices.
    """
    if len(edges) <= 2:
        yield doc
    elif len(edges) <= _SLICED_AT_ONCE:
        yield from (doc.slice(start, end) for start, end in pairwise(edges))
    else:
        middle = len(edges) // 2
        for half in (edges[: middle + 1], edges[middle:]):
            part = doc.slice(half[0], half[-1])
            yield from _pieces(part, [edge - half[0] for edge in half])
