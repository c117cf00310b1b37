"""An example in another spelling: the same tokens and annotation over a changed text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from nlptk.engine.data.doc import Doc
from nlptk.engine.data.example import Example
from nlptk.engine.data.span import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from nlptk.engine.data.vocab import Vocab


class Spelling:
    """The forms of a document's tokens, to be changed, and what the text then is.

    Words of multiword tokens do not spell their range, so that it cannot be told which characters
    of the text are theirs: they only change together with the text (`change_text`).
    """

    def __init__(self, doc: Doc) -> None:
        self._doc = doc
        ranges = np.stack([doc.starts, doc.ends])
        is_first = np.ones(len(doc), np.bool_)
        is_first[1:] = (ranges[:, 1:] != ranges[:, :-1]).any(axis=0)
        firsts = np.flatnonzero(is_first)
        self._numbers: NDArray[np.int64] = np.cumsum(is_first) - 1
        starts, ends = doc.starts[firsts].tolist(), doc.ends[firsts].tolist()
        text = doc.text
        self._pieces = [text[start:end] for start, end in zip(starts, ends, strict=True)]
        self._gaps = [
            text[end:start] for end, start in zip([0, *ends], [*starts, len(text)], strict=True)
        ]
        self.words = list(doc.words)
        self._fixed = [] if doc.spells_text else self._misspelled(is_first)

    def _misspelled(self, is_first: NDArray[np.bool_]) -> list[int]:
        """The tokens whose range is not theirs alone, or says something else."""
        shared = ~is_first
        shared[:-1] |= ~is_first[1:]
        numbers = self._numbers.tolist()
        other = [self._pieces[n] != word for n, word in zip(numbers, self.words, strict=True)]
        return np.flatnonzero(shared | np.array(other, np.bool_)).tolist()

    def change_words(self, change: Callable[[list[str]], Sequence[str]]) -> None:
        """Change the forms by a function that gives one for each; fixed ones stay."""
        changed = list(change(self.words))
        for i in self._fixed:
            changed[i] = self.words[i]
        self.words = changed

    def change_text(self, change: Callable[[str], str]) -> None:
        """Change all forms, and what stands in the text for those that do not spell it."""
        self.words = list(map(change, self.words))
        for number in {int(self._numbers[i]) for i in self._fixed}:
            self._pieces[number] = change(self._pieces[number])

    def respell(self, example: Example, vocab: Vocab) -> Example:
        """An example whose `predicted`, in this vocabulary, has the changed text and forms.

        The gold annotation is that of the example's tokens, its strings are those of the
        reference's vocabulary. Spans (other than entities) and empty nodes come along where the
        tokens are the gold ones; comments, which quote the text, do not.
        """
        text, starts, ends = self._text()
        old = example.predicted
        predicted = Doc.from_offsets(vocab, text, starts, ends, words=self.words)
        predicted.origin = old.origin
        for word in old.multiwords:
            form = text[int(starts[word.start]) : int(ends[word.start])]
            predicted.multiwords.append(word._replace(form=form))
        annotation = example.reference
        reference = Doc.from_offsets(annotation.vocab, text, starts, ends, words=self.words)
        for name in annotation.column_names:
            reference.set_column(name, example.gold.column(name))
        reference.cats, reference.meta = dict(annotation.cats), dict(annotation.meta)
        reference.origin = annotation.origin
        reference.multiwords = list(predicted.multiwords)
        if len(annotation) == len(old) and np.array_equal(annotation.starts, old.starts):
            reference.empty_nodes = list(annotation.empty_nodes)
            reference.spans = _copied_spans(annotation, reference)
        return Example.from_reference(reference, predicted)

    def _text(self) -> tuple[str, NDArray[np.int32], NDArray[np.int32]]:
        pieces = list(self._pieces)
        fixed = set(self._fixed)
        for i, (number, word) in enumerate(zip(self._numbers.tolist(), self.words, strict=True)):
            if i not in fixed:
                pieces[number] = word
        first, *gaps = self._gaps
        text = first + "".join(map(str.__add__, pieces, gaps))
        lengths = np.fromiter(map(len, pieces), np.int32, count=len(pieces))
        widths = np.fromiter(map(len, gaps), np.int32, count=len(gaps))
        ends = len(first) + np.cumsum(lengths + widths, dtype=np.int32) - widths
        starts = ends - lengths
        return text, starts[self._numbers], ends[self._numbers]


def _copied_spans(old: Doc, new: Doc) -> dict[str, list[Span]]:
    return {
        name: [Span(new, s.start, s.end, s.label, kb_id=s.kb_id) for s in spans]
        for name, spans in old.spans.items()
    }
