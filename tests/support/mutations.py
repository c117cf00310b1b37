"""Ways in which a good file goes bad: each takes bytes and a source of chance, and gives bytes."""

from __future__ import annotations

import json
import random
import re
import struct
import zlib
from collections.abc import Callable
from copy import deepcopy
from typing import Any

Mutation = Callable[[bytes, random.Random], bytes]

_ODD_BYTES = [
    *(bytes([number]) for number in (0, 1, 7, 8, 9, 11, 12, 13, 26, 27, 28, 30, 31, 127)),
    *(b"\n", b"\n\n", b"\r\r\n", b" ", b"\t\t", b"|", b",", b'"', b"'", b"\\", b"#", b"_", b"-"),
    *(b"[", b"]", b"{", b"}", b":", b"=", b"0", b"-1", b"1.5", b"1e999", b"NaN", b"null", b"true"),
    *(b"\x80", b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xc0\xaf"),  # no UTF-8
    *(c.encode() for c in "\ufeff\u2028\x85\u00a0\u200b\u3000\ufffe\U0010fffd\u0301\u202e²٣"),
    *(rb"\ud800", rb"\udc00", rb"\u0000", rb"\ud83d\ude00", b"\x1b[31m", b"%s", b"{0}"),
    *(b"-DOCSTART-", b"B-", b"I-X", b"E-PER", b"U-PER", b"O", b"# newdoc", b"# text = ", b"1-2"),
    *(b"1.1", b"0:root", b"SpaceAfter=No", b"name=B-PER", b'"text":', b'"paragraphs"', b"NLDB"),
]
_ODD_VALUES: list[Any] = [
    *(None, True, False, 0, 1, -1, 2**31, 2**63, 10**25, 0.5, -0.0, 1e308),
    *("", " ", "x", "\x00", "\n", "\ud800", "-", "O", "B-PER", "U-", "[0, 1]", "٣", "a" * 5000),
    *([], [[]], [0], [0, 1], [1, 0], [-1, 10**12], ["x", 0, None], [0, 3, "PER"], {}, {"": {}}),
    *({"start": 0, "end": 10**12, "label": "X"}, {"paragraphs": [{"sentences": [{}]}]}),
]
_BLOCK = struct.Struct("<4sB3xIII")


def mutate(data: bytes, others: list[bytes], chance: random.Random) -> bytes:
    """Data with one to three things wrong; `others` are files to take pieces from."""
    for _ in range(chance.choice((1, 1, 2, 3))):
        if chance.random() < 0.1:
            data = _splice(data, chance.choice(others), chance)
        elif data.startswith(b"NLDB") and chance.random() < 0.7:
            data = _inside_block(data, chance)
        elif data.lstrip()[:1] in (b"{", b"[") and chance.random() < 0.5:
            data = _other_value(data, chance)
        else:
            data = chance.choice(_MUTATIONS)(data, chance)
    return data


def _range(data: bytes, chance: random.Random, longest: int = 40) -> tuple[int, int]:
    start = chance.randrange(len(data) + 1)
    return start, min(len(data), start + chance.randint(1, longest))


def _flip(data: bytes, chance: random.Random) -> bytes:
    start, _ = _range(data, chance)
    flipped = bytes(byte ^ (1 << chance.randrange(8)) for byte in data[start : start + 1])
    return data[:start] + flipped + data[start + 1 :]


def _delete(data: bytes, chance: random.Random) -> bytes:
    start, end = _range(data, chance)
    return data[:start] + data[end:]


def _insert(data: bytes, chance: random.Random) -> bytes:
    at, _ = _range(data, chance)
    return data[:at] + chance.choice(_ODD_BYTES) * chance.choice((1, 1, 1, 3)) + data[at:]


def _insert_noise(data: bytes, chance: random.Random) -> bytes:
    at, _ = _range(data, chance)
    return data[:at] + chance.randbytes(chance.randint(1, 8)) + data[at:]


def _duplicate(data: bytes, chance: random.Random) -> bytes:
    start, end = _range(data, chance, 200)
    return data[:end] + data[start:end] * chance.randint(1, 5) + data[end:]


def _cut(data: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data) + 1)
    return data[:at] if chance.random() < 0.8 else data[at:]


def _swap(separator: bytes) -> Mutation:
    """Two pieces between separators change places, or one takes the place of both."""

    def swap(data: bytes, chance: random.Random) -> bytes:
        pieces = data.split(separator)
        i, j = chance.randrange(len(pieces)), chance.randrange(len(pieces))
        pieces[i], pieces[j] = pieces[j], pieces[chance.choice((i, j))]
        return separator.join(pieces)

    return swap


def _drop_line(data: bytes, chance: random.Random) -> bytes:
    lines = data.split(b"\n")
    del lines[chance.randrange(len(lines))]
    return b"\n".join(lines)


def _other_number(data: bytes, chance: random.Random) -> bytes:
    numbers = list(re.finditer(rb"\d+", data))
    if not numbers:
        return data
    match = chance.choice(numbers)
    huge = (b"0", b"-1", b"4294967296", b"9" * 19, b"9" * 25, b"1e5", b"7" * 5000, "٣".encode())
    return data[: match.start()] + chance.choice(huge) + data[match.end() :]


def _nest(data: bytes, chance: random.Random) -> bytes:
    at, _ = _range(data, chance)
    bracket = chance.choice((b"[", b"{", b'{"a":', b"(", b'"', b"|"))
    return data[:at] + bracket * chance.choice((3, 300, 30_000)) + data[at:]


def _long_line(data: bytes, chance: random.Random) -> bytes:
    start, end = _range(data, chance, 20)
    piece = data[start:end].replace(b"\n", b" ") or b"x"
    return data[:end] + piece * (20_000 // len(piece)) + data[end:]


def _line_ends(data: bytes, chance: random.Random) -> bytes:
    ends = (b"\n", b"\r\n", b"\r", b"\n\r", b"\x85", "\u2028".encode(), b"\x0c", b"\n\n")
    parts = data.split(b"\n")
    return b"".join(part + chance.choice(ends) for part in parts[:-1]) + parts[-1]


def _recode(data: bytes, chance: random.Random) -> bytes:
    encoding = chance.choice(("utf-16", "utf-16-le", "latin-1", "utf-8-sig", "cp1252"))
    return data.decode(errors="replace").encode(encoding, errors="replace")


def _other_value(data: bytes, chance: random.Random) -> bytes:
    """JSON with another value, or another key, somewhere."""
    pieces = [data] if data.lstrip()[:1] == b"[" else data.split(b"\n")
    at = chance.randrange(len(pieces))
    try:
        value = json.loads(pieces[at])
    except (ValueError, RecursionError):
        return _insert(data, chance)
    root = box = [value]
    key: Any = 0
    while isinstance(box[key], list | dict) and box[key] and chance.random() < 0.85:
        box = box[key]
        key = chance.choice(list(box) if isinstance(box, dict) else range(len(box)))
    if isinstance(box, dict) and chance.random() < 0.3:
        box[chance.choice(("end", "tokens", "head", "", "id"))] = box.pop(key)
    elif chance.random() < 0.2:
        del box[key]
    else:
        box[key] = deepcopy(chance.choice([*_ODD_VALUES, value, [box[key]]]))
    pieces[at] = json.dumps(root[0] if root else None).encode()
    return b"\n".join(pieces)


def _inside_block(data: bytes, chance: random.Random) -> bytes:
    """Docbin whose first block says something else, with a checksum that fits."""
    try:
        magic, version, documents, length, _ = _BLOCK.unpack(data[: _BLOCK.size])
        end = _BLOCK.size + length
        payload = zlib.decompress(data[_BLOCK.size : end])
    except (struct.error, zlib.error):
        return _flip(data, chance)
    payload = zlib.compress(chance.choice((_flip, _flip, _delete, _insert_noise))(payload, chance))
    header = (magic, version, documents, len(payload))
    checksum = zlib.crc32(payload, zlib.crc32(_BLOCK.pack(*header, 0)[:-4]))
    return _BLOCK.pack(*header, checksum) + payload + data[end:]


def _splice(data: bytes, other: bytes, chance: random.Random) -> bytes:
    at, (start, end) = chance.randrange(len(data) + 1), _range(other, chance, 300)
    piece = other[start:end] if chance.random() < 0.5 else other[start:]
    return data[:at] + piece + (data[at:] if chance.random() < 0.5 else b"")


_MUTATIONS: tuple[Mutation, ...] = (
    *(_flip, _delete, _insert, _insert, _insert_noise, _duplicate, _cut, _drop_line),
    *(_swap(b"\n"), _swap(b"\t"), _swap(b" "), _swap(b","), _swap(b"|"), _swap(b'"')),
    *(_other_number, _nest, _long_line, _line_ends, _recode),
)
