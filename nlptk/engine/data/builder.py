"""DocBuilder: sentences in, a document out; what readers of sentence formats share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from .columns import NUMBER_COLUMNS, EmptyNode, Multiword, Origin
from .doc import Doc, join_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from .vocab import Vocab


class DocBuilder:
    """Collects sentences; `build` makes a document of them and starts afresh.

    Positions in a sentence count from 0 at its first word; the builder turns them into positions
    in the document.
    """

    def __init__(self) -> None:
        self._start_afresh()

    def _start_afresh(self) -> None:
        self.sentences = 0
        self._words: list[str] = []
        self._gaps: list[str] = []
        self._lines: list[NDArray[np.int32]] = []
        self._leading_gap = ""
        self._columns: dict[str, list[Any] | NDArray[Any]] = {"sent_start": []}
        self._multiwords: list[Multiword] = []
        self._empty_nodes: list[EmptyNode] = []
        self._comments: dict[int, tuple[str, ...]] = {}

    def __len__(self) -> int:
        """How many words were added since the last document."""
        return len(self._words)

    def add_sentence(
        self,
        words: Sequence[str],
        spaces: Sequence[bool],
        columns: Mapping[str, Sequence[str] | Sequence[int]],
        lines: Iterable[int] = (),
    ) -> int:
        """Add a sentence and return the document's index of its first word.

        `spaces` says whether a space follows each word. `columns` has one value a word in each
        column; a column may be absent from some sentences. `head` counts within the sentence: a
        root is its own head, -1 is missing.
        """
        gaps = [" " if space else "" for space in spaces]
        return self.add_sentences(words, gaps, columns, lines, starts=(0,))

    def add_sentences(
        self,
        words: Sequence[str],
        gaps: Sequence[str],
        columns: Mapping[str, Sequence[str] | Sequence[int]],
        lines: Iterable[int] = (),
        *,
        starts: Sequence[int],
    ) -> int:
        """Add several sentences at once, of which the first words are `starts`.

        As `add_sentence`, with `gaps` for what follows each word; `head` counts from the first of
        these words.
        """
        at = len(self._words)
        self._words += words
        self._gaps += gaps
        self._lines.append(np.fromiter(lines, np.int32))
        self.sentences += len(starts)
        sent_starts = [-1] * len(words)
        for start in starts:
            sent_starts[start] = 1
        for name, values in (("sent_start", sent_starts), *columns.items()):
            self._extend(name, values, at)
        return at

    def _extend(self, name: str, values: Any, at: int) -> None:
        """Give a column the values of the words from `at` on."""
        if at == 0:
            # an array is kept as it is: most documents are added at once
            self._columns[name] = values if isinstance(values, np.ndarray) else list(values)
            return
        column = self._columns.setdefault(name, [])
        if isinstance(column, np.ndarray):
            column = self._columns[name] = column.tolist()
        column += _missing(name, at - len(column))
        column += _shifted(values, at) if name == "head" else values

    def set_gap(self, word: int, gap: str) -> None:
        """Say what follows a word of the document, if not one space or nothing; -1: leads it."""
        if word < 0:
            self._leading_gap = gap
        else:
            self._gaps[word] = gap

    def add_multiword(self, sentence: int, word: Multiword) -> None:
        """Add a multiword token of the sentence that starts at `sentence` of the document."""
        self._multiwords.append(
            Multiword(word.start + sentence, word.end + sentence, word.form, word.fields)
        )

    def add_empty_node(self, node: EmptyNode) -> None:
        """Add an empty node; its `sentence` is the document's index of the first word."""
        self._empty_nodes.append(node)

    def set_comments(self, sentence: int, lines: Sequence[str]) -> None:
        """Keep the comment lines of the sentence that starts at `sentence` of the document."""
        self._comments[sentence] = tuple(lines)

    def build(self, vocab: Vocab, *, path: str = "") -> Doc:
        """The document of all sentences since the last one."""
        n = len(self._words)
        if self._gaps and self._gaps[-1] == " ":
            self._gaps[-1] = ""  # what follows a document is not part of it
        doc = self._surface(vocab)
        for name, values in self._columns.items():
            unsaid = n - len(values)
            doc.set_column(name, [*values, *_missing(name, unsaid)] if unsaid else values)
        doc.multiwords = self._multiwords
        doc.empty_nodes = self._empty_nodes
        doc.comments = self._comments
        lines = np.concatenate(self._lines) if self._lines else np.empty(0, np.int32)
        doc.origin = Origin(path, lines=lines if len(lines) == n else None)
        self._start_afresh()
        return doc

    def _surface(self, vocab: Vocab) -> Doc:
        """The text, and each word's range; the words of a contraction share the range of its form.

        Where the words spell the form (`do` `n't`), each keeps its own part of it.
        """
        words = self._words
        unlike = [w for w in self._multiwords if "".join(words[w.start : w.end]) != w.form]
        if not unlike and not self._leading_gap:
            return Doc.from_gaps(vocab, words, self._gaps)
        pieces = words.copy()
        for word in unlike:
            pieces[word.start : word.end] = [word.form] + [""] * (word.end - word.start - 1)
        text, starts, ends = join_words(pieces, self._gaps)
        for word in unlike:
            starts[word.start : word.end] = starts[word.start]
            ends[word.start : word.end] = ends[word.start]
        width = len(self._leading_gap)
        return Doc.from_offsets(
            vocab, self._leading_gap + text, starts + width, ends + width, words=words
        )


def _shifted(heads: Sequence[Any], by: int) -> list[int]:
    return [head + by if head >= 0 else head for head in heads]


def _missing(name: str, count: int) -> list[Any]:
    return [NUMBER_COLUMNS[name][1] if name in NUMBER_COLUMNS else ""] * count
