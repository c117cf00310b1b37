"""Shuffling: what fits in memory as a whole, what does not with a buffer, docbin files by block."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from nlptk.engine.data.columns import Origin
from nlptk.engine.data.docbin import index_blocks, read_block
from nlptk.engine.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import numpy as np

    from nlptk.engine.data.doc import Doc
    from nlptk.engine.data.example import Example
    from nlptk.engine.data.vocab import Vocab

BUFFER_WORDS = 100_000


def shuffled(
    examples: Iterable[Example], rng: np.random.Generator, *, buffer_words: int = BUFFER_WORDS
) -> Iterator[Example]:
    """The examples in random order.

    A sequence is shuffled as a whole. Of a stream, about `buffer_words` words are held back at any
    time, and an example drawn from them goes out when others come in: all orders are possible only
    if the stream is shorter than that.
    """
    if isinstance(examples, Sequence):
        yield from (examples[i] for i in rng.permutation(len(examples)).tolist())
        return
    held: list[Example] = []
    words = 0
    for example in examples:
        held.append(example)
        words += _weight(example)
        while words > buffer_words and len(held) > 1:
            chosen = int(rng.integers(len(held)))
            held[chosen], held[-1] = held[-1], held[chosen]
            words -= _weight(held[-1])
            yield held.pop()
    yield from (held[i] for i in rng.permutation(len(held)).tolist())


def shuffled_blocks(
    paths: Sequence[Path], rng: np.random.Generator, vocab: Callable[[], Vocab]
) -> Iterator[Doc]:
    """The documents of docbin files, block by block in random order, and so within each block.

    One block is in memory at a time. `vocab` gives the vocabulary for the next block: a fresh one
    now and then bounds the memory that strings take.

    Raises:
        DataError: a damaged block, with its file.
    """
    places = [(path, offset) for path in paths for offset in _offsets(path)]
    for number in rng.permutation(len(places)).tolist():
        path, offset = places[number]
        docs = _block(path, offset, vocab())
        for i in rng.permutation(len(docs)).tolist():
            docs[i].origin = Origin(str(path))
            yield docs[i]


def _weight(example: Example) -> int:
    return len(example.predicted) + 1  # empty documents take memory, too


def _offsets(path: Path) -> list[int]:
    with path.open("rb") as file:
        try:
            return [block.offset for block in index_blocks(file)]
        except DataError as error:
            raise error.located(path=str(path)) from None


def _block(path: Path, offset: int, vocab: Vocab) -> list[Doc]:
    with path.open("rb") as file:
        file.seek(offset)
        try:
            return read_block(file, vocab) or []
        except DataError as error:
            raise error.located(path=str(path)) from None
