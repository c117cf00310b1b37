"""nlptk's own binary stream of documents: everything survives, and it reads fastest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from nlptk.engine.data.columns import Origin
from nlptk.engine.data.docbin import MAGIC, read_block, write_blocks
from nlptk.engine.data.layers import Layer
from nlptk.engine.errors import DataError
from nlptk.engine.protocols import Format

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from nlptk.engine.data.doc import Doc
    from nlptk.engine.data.sink import Sink
    from nlptk.engine.data.source import Source
    from nlptk.engine.protocols import ReadContext, WriteContext


@dataclass(frozen=True)
class DocBinOptions:
    """Options of docbin."""

    block_words: int = 50_000
    """Words in a block: what is in memory at once, and the unit of shuffling."""


def read(source: Source, context: ReadContext[Any]) -> Iterator[Doc]:
    """The documents, block by block; a damaged block is one bad record."""
    number = 0
    with source.open_binary() as file:
        while True:
            number += 1
            try:
                docs = read_block(file, context.vocab)
            except DataError as error:
                error.message = f"block {number}: {error.message}"
                context.bad(error, path=source.name)
                continue
            if docs is None:
                return
            for doc in docs:
                doc.origin = Origin(source.name)
                yield doc


def write(docs: Iterable[Doc], sink: Sink, context: WriteContext[Any]) -> None:
    """Write documents, a block at a time."""
    for block in write_blocks(docs, words=context.options.block_words):
        sink.write_bytes(block)


DOCBIN = Format(
    name="docbin",
    summary="nlptk's own compact binary stream",
    suffixes=(".docbin", ".nlptk"),
    read=read,
    write=write,
    sniff=lambda head: head.startswith(MAGIC),
    holds=frozenset(Layer),
    options=DocBinOptions,
)
