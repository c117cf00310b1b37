"""DocBin: documents as a compact stream of checksummed blocks.

A file is a sequence of blocks and nothing else: writing appends, two files put together are one,
and a block can be read by itself, so that a corpus larger than memory is shuffled by block.

    block   = header + payload
    header  = magic "NLDB", version, documents, payload length, CRC-32 of all but itself
    payload = zlib of msgpack of {strings, texts, lengths, starts, ends, words, columns, rest}

String ids are stored as positions in the block's own string table, so a block needs no vocabulary.
"""

from __future__ import annotations

import json
import struct
import zlib
from dataclasses import dataclass
from itertools import chain
from typing import IO, TYPE_CHECKING, Any

import numpy as np

from nlptk.engine.errors import DataError, Place

from . import soft_links
from .columns import NUMBER_COLUMNS, EmptyNode, Multiword
from .doc import Doc
from .docbin_checks import check_heads, check_ranges, check_rest, check_texts
from .span import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from .vocab import Vocab

MAGIC = b"NLDB"
VERSION = 1
_HEADER = struct.Struct("<4sB3xIII")
_CHECKED = _HEADER.size - 4  # bytes of the header that the checksum covers
_WORDS_PER_BLOCK = 50_000
_COMPRESSION = 1  # the fastest: the string table did most of the work already
_LARGEST_PAYLOAD = 1 << 30


@dataclass(frozen=True, slots=True)
class Block:
    """Where a block stands in its file, and how many documents it holds."""

    offset: int
    documents: int
    length: int


def pack(docs: Sequence[Doc]) -> bytes:
    """Documents as one block."""
    from srsly import msgpack_dumps  # most commands neither read nor write blocks

    payload = zlib.compress(msgpack_dumps(_to_dict(docs)), _COMPRESSION)
    header = _HEADER.pack(MAGIC, VERSION, len(docs), len(payload), 0)
    checksum = _checksum(header, payload)
    return _HEADER.pack(MAGIC, VERSION, len(docs), len(payload), checksum) + payload


def unpack(data: bytes, vocab: Vocab) -> list[Doc]:
    """The documents of one block. Raises `DataError` for bytes that are no intact block."""
    header = data[: _HEADER.size]
    _, length = _read_header(header)
    return _from_payload(header, data[_HEADER.size : _HEADER.size + length], length, vocab)


def write_blocks(docs: Iterable[Doc], *, words: int = _WORDS_PER_BLOCK) -> Iterator[bytes]:
    """Blocks of about so many words each, made as the documents come."""
    batch: list[Doc] = []
    size = 0
    for doc in docs:
        batch.append(doc)
        size += len(doc) + 1
        if size >= words:
            yield pack(batch)
            batch, size = [], 0
    if batch:
        yield pack(batch)


def read_block(file: IO[bytes], vocab: Vocab) -> list[Doc] | None:
    """The documents of the next block, or None at the end of the file.

    Raises `DataError` for a damaged block; the file then stands behind it if its length was known.
    """
    header = file.read(_HEADER.size)
    if not header:
        return None
    _, length = _read_header(header)
    return _from_payload(header, file.read(length), length, vocab)


def index_blocks(file: IO[bytes]) -> list[Block]:
    """The blocks of a seekable file, found by their headers alone."""
    blocks = []
    offset = file.seek(0)
    while header := file.read(_HEADER.size):
        documents, length = _read_header(header)
        blocks.append(Block(offset, documents, length))
        offset = file.seek(length, 1)
    return blocks


def _checksum(header: bytes, payload: bytes) -> int:
    return zlib.crc32(payload, zlib.crc32(header[:_CHECKED]))


def _read_header(header: bytes) -> tuple[int, int]:
    """How many documents a block holds, and the length of its payload."""
    if len(header) < _HEADER.size:
        raise _damaged("the file ends within a block header")
    magic, version, documents, length, _ = _HEADER.unpack(header)
    if magic != MAGIC:
        raise _damaged("no block starts here", f"{MAGIC!r}", f"{magic!r}")
    if version != VERSION:
        raise DataError(
            "written by another version of nlptk",
            expected=f"block version {VERSION}",
            found=f"{version}",
            hint="convert the source again",
            rule="damaged-block",
        )
    if length > _LARGEST_PAYLOAD:
        raise _damaged("the block says it is impossibly long", found=f"{length} bytes")
    return documents, length


def _from_payload(header: bytes, payload: bytes, length: int, vocab: Vocab) -> list[Doc]:
    from srsly import msgpack_loads  # most commands neither read nor write blocks

    if len(payload) < length:
        raise _damaged("the file ends within a block", f"{length} bytes", f"{len(payload)}")
    if _checksum(header, payload) != _HEADER.unpack(header)[-1]:
        raise _damaged("the checksum of a block does not fit its content")
    try:
        inflate = zlib.decompressobj()
        data = inflate.decompress(payload, _LARGEST_PAYLOAD)
        if inflate.unconsumed_tail:
            raise _damaged("a block that unpacks to more than 1 GiB")
        return _from_dict(msgpack_loads(data), vocab)
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, zlib.error) as error:
        raise _damaged(f"a block that cannot be decoded ({error})") from error


def _damaged(message: str, expected: str = "", found: str = "") -> DataError:
    return DataError(
        message,
        place=Place(),
        expected=expected,
        found=found,
        hint="the file is damaged or no docbin: convert the source again",
        rule="damaged-block",
    )


# ---------------------------------------------------------------------- documents <-> plain data


class _Strings:
    """The string table of a block that is being written."""

    def __init__(self) -> None:
        self._index: dict[str, int] = {"": 0}

    def indexes(self, texts: Iterable[str]) -> bytes:
        index = self._index
        numbers = [index.setdefault(text, len(index)) for text in texts]
        return np.array(numbers, dtype="<u4").tobytes()

    def table(self) -> list[str]:
        return list(self._index)


def _to_dict(docs: Sequence[Doc]) -> dict[str, Any]:
    strings = _Strings()
    names = sorted({name for doc in docs for name in doc.column_names if doc.has(name)})
    columns: dict[str, bytes] = {}
    for name in names:
        if name in NUMBER_COLUMNS:
            values = [doc.column(name) for doc in docs]
            dtype = np.dtype(NUMBER_COLUMNS[name][0]).newbyteorder("<")
            columns[name] = np.concatenate(values).astype(dtype).tobytes()
        else:
            columns[name] = strings.indexes(text for doc in docs for text in doc.texts(name))
    words = strings.indexes(word for doc in docs for word in doc.words)
    return {
        "texts": [doc.text for doc in docs],
        "lengths": _packed([len(doc) for doc in docs]),
        "starts": _packed(np.concatenate([doc.starts for doc in docs])),
        "ends": _packed(np.concatenate([doc.ends for doc in docs])),
        "words": words,
        "columns": columns,
        "rest": [_rest(doc) for doc in docs],
        "strings": strings.table(),
    }


def _packed(values: Any) -> bytes:
    return np.asarray(values, dtype="<i4").tobytes()


def _rest(doc: Doc) -> dict[str, Any]:
    """What does not live in columns; empty parts are left out."""
    rest = {
        "cats": doc.cats,
        "meta": json.dumps(doc.meta) if doc.meta else "",  # any JSON, integers of any size
        "spans": {name: [list(span.key()) for span in spans] for name, spans in doc.spans.items()},
        "multiwords": [list(word) for word in doc.multiwords],
        "empty_nodes": [list(node) for node in doc.empty_nodes],
        "comments": [[token, list(lines)] for token, lines in doc.comments.items()],
    }
    return {name: value for name, value in rest.items() if value}


def _from_dict(data: dict[str, Any], vocab: Vocab) -> list[Doc]:
    strings: list[str] = data["strings"]
    lengths = np.frombuffer(data["lengths"], "<i4").tolist()
    bounds = np.cumsum([0, *lengths]).tolist()
    starts = np.frombuffer(data["starts"], "<i4").astype(np.int32)
    ends = np.frombuffer(data["ends"], "<i4").astype(np.int32)
    check_texts(chain(strings, data["texts"]))
    check_ranges(data["texts"], lengths, starts, ends)
    words = _texts(data["words"], strings)
    columns = {name: _column(name, raw, strings) for name, raw in data["columns"].items()}
    if "head" in columns:
        check_heads(columns["head"], lengths)
    soft_links.check_texts_of(columns.get(soft_links.COLUMN, ()))
    docs = []
    for text, start, end, rest in zip(
        data["texts"], bounds[:-1], bounds[1:], data["rest"], strict=True
    ):
        doc = Doc.from_offsets(
            vocab, text, starts[start:end], ends[start:end], words=words[start:end]
        )
        for name, values in columns.items():
            doc.set_column(name, values[start:end])
            if not doc.has(name):
                doc.drop_column(name)
        _set_rest(doc, rest)
        docs.append(doc)
    return docs


def _texts(raw: bytes, strings: list[str]) -> list[str]:
    return [strings[index] for index in np.frombuffer(raw, "<u4").tolist()]


def _column(name: str, raw: bytes, strings: list[str]) -> Any:
    if name in NUMBER_COLUMNS:
        dtype = np.dtype(NUMBER_COLUMNS[name][0])
        return np.frombuffer(raw, dtype.newbyteorder("<")).astype(dtype)
    return _texts(raw, strings)


def _set_rest(doc: Doc, rest: dict[str, Any]) -> None:
    check_rest(rest, len(doc))
    doc.cats = dict(rest.get("cats", {}))
    doc.meta = dict(json.loads(rest["meta"])) if "meta" in rest else {}
    for name, spans in rest.get("spans", {}).items():
        doc.spans[name] = [
            Span(doc, start, end, label=label, kb_id=kb_id) for start, end, label, kb_id in spans
        ]
    for start, end, form, fields in rest.get("multiwords", ()):
        doc.multiwords.append(Multiword(start, end, form, tuple(fields)))
    for sentence, after, minor, fields in rest.get("empty_nodes", ()):
        doc.empty_nodes.append(EmptyNode(sentence, after, minor, tuple(fields)))
    for token, lines in rest.get("comments", ()):
        doc.comments[token] = tuple(lines)
