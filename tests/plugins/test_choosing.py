import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from nlptk.engine.data.doc import Doc
from nlptk.engine.data.source import Source
from nlptk.engine.errors import UsageError
from nlptk.engine.protocols import Format
from nlptk.plugins.choosing import by_suffix, choose_by_content


def read_nothing(source: Source, context: object) -> Iterator[Doc]:
    return iter(())


def make(name: str, *suffixes: str, magic: bytes | None = None) -> Format[Any]:
    return Format(
        name=name,
        summary=name,
        suffixes=suffixes,
        read=read_nothing,
        sniff=None if magic is None else (lambda head: head.startswith(magic)),
    )


TREE = make("tree", ".tree", magic=b"1\t")
JSON = make("json", ".json", magic=b"[")
OTHER_JSON = make("other", ".json", magic=b"{")
LONG = make("long", ".x.json", magic=b"!")
TEXT = make("text", ".txt")
COLUMNS = make("columns", ".txt", ".tsv", magic=b"w\t")
READERS = [TREE, JSON, OTHER_JSON, LONG, TEXT, COLUMNS]


def choose(folder: Path, name: str, content: bytes, readers: list[Format[Any]] = READERS) -> str:
    path = folder / name
    path.write_bytes(content)

    def sniff(format: Format[Any], head: bytes) -> bool:
        return format.sniff is not None and format.sniff(head)

    return choose_by_content(Source(path), readers, sniff).name


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("a.tree", b"1\tx", "tree"),
        ("A.TREE", b"1\tx", "tree"),
        ("a.tree", b"[", "json"),  # the content speaks against the suffix
        ("a.tree", b"?", "tree"),  # nobody knows better: its reader says what is wrong
        ("a.tree", b"", "tree"),
        ("a.json", b"[", "json"),
        ("a.json", b"{", "other"),
        ("a.x.json", b"!", "long"),  # the longest suffix
        ("a.x.json", b"?", "long"),
        ("a.txt", b"w\tx", "columns"),
        ("a.txt", b"hello", "text"),  # the one of two that does not sniff
        ("a.txt", b"", "text"),
        ("a", b"1\tx", "tree"),
        ("a.unknown", b"{", "other"),
    ],
)
def test_reader_is_chosen_by_suffix_and_content(
    tmp_path: Path, name: str, content: bytes, expected: str
) -> None:
    assert choose(tmp_path, name, content) == expected


def test_compression_suffix_is_looked_through(tmp_path: Path) -> None:
    assert choose(tmp_path, "a.json.gz", gzip.compress(b"{")) == "other"


def test_suffix_without_sniffer_is_enough_and_reads_nothing(tmp_path: Path) -> None:
    missing = Source(tmp_path / "missing.txt")
    assert choose_by_content(missing, [TEXT, TREE], lambda *_: False) is TEXT


def test_suffix_decides_between_two_that_recognise_the_content(tmp_path: Path) -> None:
    twin = make("twin", ".twin", magic=b"[")
    assert choose(tmp_path, "a.json", b"[", [JSON, OTHER_JSON, twin]) == "json"


@pytest.mark.parametrize(("name", "content"), [("a", b"["), ("a.tree", b"["), ("a.twin", b"?")])
def test_ambiguous_content_names_the_candidates(tmp_path: Path, name: str, content: bytes) -> None:
    one, two = make("one", ".twin", magic=b"["), make("two", ".twin", magic=b"[")
    with pytest.raises(UsageError, match="one, two; say which: -c one or -c two"):
        choose(tmp_path, name, content, [TREE, one, two])


@pytest.mark.parametrize("content", [b"hello", b""])
def test_unknown_content_lists_the_formats(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(UsageError, match=r"in no format.*expected one of tree, json"):
        choose(tmp_path, "a.unknown", content)


def test_standard_input_has_no_suffix() -> None:
    assert by_suffix(Source("-"), READERS) == []
