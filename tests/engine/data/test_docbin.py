from __future__ import annotations

import io
import struct
import zlib

import pytest
import srsly
from annotated_docs import annotated_docs
from hypothesis import given
from hypothesis import strategies as st

from nlptk.engine.data.columns import EmptyNode, Multiword
from nlptk.engine.data.doc import Doc
from nlptk.engine.data.docbin import index_blocks, pack, read_block, unpack, write_blocks
from nlptk.engine.data.span import Span
from nlptk.engine.data.vocab import Vocab
from nlptk.engine.errors import DataError

HEADER = struct.Struct("<4sB3xIII")


def rich_doc() -> Doc:
    doc = Doc(Vocab(), ["de", "le", "Monde"])
    doc.set_column("tag", ["P", "D", "N"])
    doc.set_column("head", [2, 2, 2])
    doc.ents = [Span(doc, 1, 3, "NEWS", kb_id="Q1")]
    doc.cats, doc.meta = {"A": 0.5}, {"id": "d1"}
    doc.spans = {"s": [Span(doc, 0, 1, "x")]}
    doc.multiwords = [Multiword(0, 2, "du", ("_",))]
    doc.empty_nodes = [EmptyNode(0, 1, 1, ("_", "x"))]
    doc.comments = {0: ("# newdoc", "# text")}
    return doc


def read_all(data: bytes) -> list[Doc]:
    file, docs = io.BytesIO(data), []
    while (block := read_block(file, Vocab())) is not None:
        docs += block
    return docs


@given(st.lists(annotated_docs(), max_size=3))
def test_documents_come_back_equal(docs: list[Doc]):
    if docs:
        assert unpack(pack(docs), Vocab()) == docs
    assert read_all(b"".join(write_blocks(docs, words=4))) == docs


def test_everything_comes_back():
    doc = rich_doc()
    (again,) = unpack(pack([doc]), Vocab())
    assert again == doc
    assert again.column_names == doc.column_names


def test_metadata_holds_any_json():
    doc = Doc(Vocab(), ["a"])
    doc.meta = {"id": "x", "n": [1 << 80, -(1 << 70), 0.1, None, True, {"é": "\ud83d"}]}
    assert Doc.from_bytes(Vocab(), doc.to_bytes()).meta == doc.meta


def test_blocks_are_about_as_long_as_told():
    docs = [Doc(Vocab(), ["w"] * 4) for _ in range(5)]
    assert [len(unpack(block, Vocab())) for block in write_blocks(docs, words=10)] == [2, 2, 1]
    assert list(write_blocks([])) == []


def test_files_put_together_are_one_file():
    one, two = Doc(Vocab(), ["a"]), Doc(Vocab(), ["b"])
    assert read_all(pack([one]) + pack([two, one])) == [one, two, one]
    assert read_all(b"") == []


def test_a_block_can_be_read_by_itself():
    docs = [Doc(Vocab(), [word]) for word in "abcde"]
    file = io.BytesIO(b"".join(write_blocks(docs, words=3)))
    blocks = index_blocks(file)
    assert [block.documents for block in blocks] == [2, 2, 1]
    for place in (1, 2, 0):
        file.seek(blocks[place].offset)
        found = read_block(file, Vocab())
        assert found == docs[2 * place : 2 * place + 2]


@pytest.mark.parametrize("start", [0, 1])
def test_every_truncation_is_an_error(start: int):
    whole = pack([rich_doc()])
    data = whole * start + whole
    for size in range(len(whole) * start + 1, len(data)):
        with pytest.raises(DataError):
            read_all(data[:size])


def test_every_damaged_byte_is_an_error():
    data = pack([rich_doc()])
    for place in range(len(data)):
        for flipped in (data[place] ^ 1, data[place] ^ 0x80, data[place] ^ 0xFF):
            damaged = data[:place] + bytes([flipped]) + data[place + 1 :]
            with pytest.raises(DataError):
                unpack(damaged, Vocab())


@given(st.binary(max_size=60))
def test_other_bytes_are_an_error(data: bytes):
    with pytest.raises(DataError):
        unpack(data, Vocab())


def test_a_block_of_another_version_says_so():
    header, payload = pack([rich_doc()])[: HEADER.size], pack([rich_doc()])[HEADER.size :]
    magic, version, *rest = HEADER.unpack(header)
    with pytest.raises(DataError, match=r"another version.*expected block version 1, found 2"):
        unpack(HEADER.pack(magic, version + 1, *rest) + payload, Vocab())


def block_of(content: object) -> bytes:
    payload = zlib.compress(srsly.msgpack_dumps(content))
    start = HEADER.pack(b"NLDB", 1, 1, len(payload), 0)[:-4]
    return start + struct.pack("<I", zlib.crc32(start + payload)) + payload


def test_a_sound_checksum_over_nonsense_is_an_error():
    data = srsly.msgpack_loads(zlib.decompress(pack([rich_doc()])[HEADER.size :]))
    for content in (None, [], {}, "x", 7, data | {"rest": [1]}, data | {"strings": []}):
        with pytest.raises(DataError, match="cannot be decoded"):
            unpack(block_of(content), Vocab())
    for name in data:
        for value in (None, [], {}):
            if (name, value) != ("columns", {}):  # no annotation is sound
                with pytest.raises(DataError):
                    unpack(block_of(data | {name: value}), Vocab())


def numbers(*values: int) -> bytes:
    return struct.pack(f"<{len(values)}i", *values)


@pytest.mark.parametrize(("name", "value"), [
    ("starts", numbers(-1, 3, 6)),
    ("starts", numbers(0, 9, 6)),
    ("starts", numbers(0, 1, 6)),
    ("ends", numbers(2, 5, 12)),
    ("lengths", numbers(-3)),
    ("head", numbers(2, 3, 2)),
    ("head", numbers(2, -2, 2)),
    ("spans", {"s": [[2, 4, "x", ""]]}),
    ("spans", {"s": [[2, 1, "x", ""]]}),
    ("multiwords", [[0, 4, "du", ["_"]]]),
    ("empty_nodes", [[2, 2, 1, ["_"]]]),
    ("comments", [[4, ["# x"]]]),
    ("comments", [[0, [7]]]),
    ("spans", {"s": [[0, 1, 7, ""]]}),
    ("multiwords", [[0, 2, None, ["_"]]]),
    ("empty_nodes", [[0, 1, "1", ["_"]]]),
    ("cats", {"A": "high"}),
    ("cats", {7: 0.5}),
    ("meta", "[1]"),
    ("meta", "{"),
    ("texts", [7]),
    ("strings", [""] * 7 + [7]),
])  # fmt: skip
def test_a_sound_checksum_over_what_cannot_be_is_an_error(name: str, value: object):
    data = srsly.msgpack_loads(zlib.decompress(pack([rich_doc()])[HEADER.size :]))
    if name == "head":
        data["columns"]["head"] = value
    elif name in data:
        data[name] = value
    else:
        data["rest"][0][name] = value
    with pytest.raises(DataError, match="cannot be decoded"):
        unpack(block_of(data), Vocab())
