"""Faults put into clean corpora at known lines: each is found there, and nothing else is blamed."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

import pytest

from nlptk.commands.debug_data import debug_data
from nlptk.commands.diagnosis import DebugDataRequest
from nlptk.plugins.catalog import Catalog
from nlptk.plugins.manager import create_manager

SAMPLE = Path(__file__).parents[3] / "samples" / "en_sample" / "train.conllu"
DOCUMENTS = 5
"""Documents of the sample that faults are put into: enough for every kind."""

NAMES = ("Orin Motors", "Umbra Play", "Kestrel Bank", "Vela Foods")
PLACES = ("Lima", "Porto", "Graz", "Turku", "Cork")


@cache
def catalog() -> Catalog:
    return Catalog(create_manager(load=()))


@cache
def treebank() -> tuple[str, ...]:
    """The lines of the first documents of the sample."""
    parts = SAMPLE.read_text("utf-8").split("# newdoc")
    return tuple("# newdoc".join(parts[: DOCUMENTS + 1]).splitlines())


@cache
def records() -> tuple[str, ...]:
    """Two dozen records of two entities each, a line a record."""
    lines = []
    for i in range(24):
        name, place = NAMES[i % len(NAMES)], PLACES[i % len(PLACES)]
        text = f"On day {i} the people of {name} moved to {place} again"
        spans = [
            {"start": text.index(word), "end": text.index(word) + len(word), "label": label}
            for word, label in ((name, "ORG"), (place, "LOC"))
        ]
        lines.append(json.dumps({"text": text, "spans": spans}))
    return tuple(lines)


@cache
def linked() -> tuple[str, ...]:
    """The same records with ids of a knowledge base."""
    ids = {name: f"Q{number}" for number, name in enumerate(NAMES + PLACES, start=40)}
    lines = []
    for line in records():
        record = json.loads(line)
        for span in record["spans"]:
            span["kb_id"] = ids[record["text"][span["start"] : span["end"]]]
        lines.append(json.dumps(record))
    return tuple(lines)


@cache
def categorized() -> tuple[str, ...]:
    """The same texts with one of two categories each."""
    texts = [json.loads(line)["text"] for line in records()]
    return tuple(
        json.dumps({"text": text, "cats": {"A": i % 2, "B": 1 - i % 2}})
        for i, text in enumerate(texts)
    )


def findings(
    folder: Path, name: str, lines: tuple[str, ...], changes: Sequence[str] = ()
) -> set[tuple[str, str, int]]:
    """Code, severity and line of what is found."""
    path = folder / name
    path.write_text("\n".join(lines) + "\n\n", "utf-8")
    request = DebugDataRequest("en", str(path), ignore=["C103", "C106", "A103"], changes=changes)
    report = debug_data(catalog(), request, lambda _text: None)
    found = [one.diagnostic for one in report.findings]
    return {(one.code, str(one.severity), one.place.line) for one in found}


def line_of(lines: tuple[str, ...], start: str) -> int:
    """The number, from 0, of the first line that starts so."""
    return next(i for i, line in enumerate(lines) if line.startswith(start))


def with_column(line: str, column: int, value: str) -> str:
    cells = line.split("\t")
    cells[column] = value
    return "\t".join(cells)


Fault = Callable[[list[str]], int]
"""Changes lines and returns the line, from 0, where the fault is to be found."""


def column(word: str, number: int, value: str) -> Fault:
    """Another value in a column of the first line that starts with so many cells."""

    def fault(lines: list[str]) -> int:
        at = line_of(tuple(lines), word)
        lines[at] = with_column(lines[at], number, value)
        return at

    return fault


def shortened(lines: list[str]) -> int:
    at = line_of(tuple(lines), "3\tbridge")
    lines[at] = "\t".join(lines[at].split("\t")[:7])
    return at


def repeated_document(lines: list[str]) -> int:
    end = next(i for i, line in enumerate(lines) if i and line.startswith("# newdoc"))
    lines += ["", *lines[:end]] if lines[-1] else lines[:end]
    return len(lines) - end + 3


def cycle(lines: list[str]) -> int:
    at = line_of(tuple(lines), "3\tbridge")
    lines[at] = with_column(lines[at], 6, "2")
    return at - 1  # word 2 has head 3: the cycle is told at its first word


def second_root(lines: list[str]) -> int:
    column("3\tbridge", 6, "0")(lines)
    return line_of(tuple(lines), "9\tclosed")


def respelled(word: str, other: str) -> Fault:
    """A word of the first sentence spelt otherwise, in its text too."""

    def fault(lines: list[str]) -> int:
        at = line_of(tuple(lines), f"3\t{word}")
        for number in (line_of(tuple(lines), "# text"), at):
            lines[number] = lines[number].replace(word, other, 1)
        return at

    return fault


def without_words(lines: list[str]) -> int:
    lines[3:3] = ["", "# nothing here", ""]
    return 0


def heads_lost(lines: list[str]) -> int:
    """The first sentence keeps its relations."""
    start = line_of(tuple(lines), "1\t")
    for at in range(start, lines.index("", start)):
        lines[at] = with_column(lines[at], 6, "_")
    return start


def tree_lost(lines: list[str]) -> int:
    start = heads_lost(lines)
    for at in range(start, lines.index("", start)):
        lines[at] = with_column(lines[at], 7, "_")
    return start


TREEBANK_FAULTS: dict[str, tuple[str, Fault]] = {
    "head out of range": ("T103", column("3\tbridge", 6, "99")),
    "self-head": ("T102", column("3\tbridge", 6, "3")),
    "cycle": ("T101", cycle),
    "two roots": ("T104", second_root),
    "head is no number": ("T105", column("3\tbridge", 6, "x")),
    "missing columns": ("F010", shortened),
    "id out of order": ("F0", column("3\tbridge", 0, "5")),
    "sentence without words": ("F014", without_words),
    "unknown part of speech": ("G101", column("3\tbridge", 3, "NOUNN")),
    "malformed features": ("G102", column("3\tbridge", 5, "Number:Sing")),
    "root label with a head": ("T203", column("3\tbridge", 7, "root")),
    "relation in another case": ("L106", column("3\tbridge", 7, "NSUBJ:pass")),
    "relation misspelt": ("L107", column("3\tbridge", 7, "nsujb")),
    "word without head": ("T205", column("3\tbridge", 6, "_")),
    "sentence without heads": ("T206", heads_lost),
    "sentence without tree": ("T207", tree_lost),
    "document twice": ("C108", repeated_document),
    "zero-width space": ("U103", column("3\tbridge", 1, "bri\u200bdge")),
    "not composed": ("U101", column("3\tbridge", 1, "bridge\u0301e\u0301")),
    "Cyrillic letter in a Latin word": ("U1", respelled("bridge", "bridg\u0435")),
}


def changed(number: int, **values: object) -> Fault:
    """Other values in a record."""

    def fault(lines: list[str]) -> int:
        lines[number] = json.dumps(json.loads(lines[number]) | values)
        return number

    return fault


def span(number: int, **values: int | str) -> Fault:
    """Other values in the first span of a record."""

    def fault(lines: list[str]) -> int:
        record = json.loads(lines[number])
        record["spans"][0] |= values
        lines[number] = json.dumps(record)
        return number

    return fault


def moved(number: int, start: int, end: int) -> Fault:
    """The first span moved by so many characters at both ends."""

    def fault(lines: list[str]) -> int:
        first = json.loads(lines[number])["spans"][0]
        return span(number, start=first["start"] + start, end=first["end"] + end)(lines)

    return fault


def broken(lines: list[str]) -> int:
    lines[7] = lines[7][:-9]
    return 7


def overlapping(lines: list[str]) -> int:
    record = json.loads(lines[7])
    first = record["spans"][0]
    record["spans"].append(first | {"start": first["start"] + 5, "label": "LOC"})
    lines[7] = json.dumps(record)
    return 7


def missed(lines: list[str]) -> int:
    record = json.loads(lines[16])
    record["spans"] = record["spans"][1:]
    lines[16] = json.dumps(record)
    return 16


def differently(lines: list[str]) -> int:
    record = json.loads(lines[3])
    record["spans"] = record["spans"][1:]
    lines.append(json.dumps(record))
    return len(lines) - 1


RECORD_FAULTS: dict[str, tuple[str, Fault]] = {
    "not JSON": ("F0", broken),
    "text is no string": ("F0", changed(7, text=7)),
    "no text": ("F0", changed(7, text=None)),
    "entity out of range": ("S1", span(7, end=999)),
    "entity without characters": ("S1", span(7, start=5, end=5)),
    "entity ends inside a token": ("S102", moved(7, 0, -2)),
    "entity starts with a blank": ("S", moved(7, -1, 0)),
    "overlapping entities": ("S1", overlapping),
    "label in another case": ("L106", span(7, label="Org")),
    "label misspelt": ("L107", span(7, label="ORGG")),
    "tag for a label": ("L108", span(7, label="B-ORG")),
    "label of two words": ("L109", span(7, label="BIG COMPANY")),
    "label with a blank": ("L110", span(7, label="LAKE ")),
    "control character": ("U102", changed(7, text="a\u0007b c", spans=[])),
    "replacement character": ("U104", changed(7, text="a caf\ufffd in Rome", spans=[])),
    "read in a wrong encoding": ("U107", changed(7, text="a cafÃ© in Rome", spans=[])),
    "name missed": ("N103", missed),
    "the same text annotated differently": ("N101", differently),
    "empty text": ("C104", changed(7, text="", spans=[])),
}


def unlinked(lines: list[str]) -> int:
    record = json.loads(lines[7])
    del record["spans"][0]["kb_id"]
    lines[7] = json.dumps(record)
    return 7


def sum_of_links(lines: list[str]) -> int:
    first = json.loads(lines[7])["spans"][0]
    links = {f"[{first['start']}, {first['end']}]": {first["kb_id"]: 1.0, "Q1": 1.0}}
    return changed(7, links=links)(lines)


LINK_FAULTS: dict[str, tuple[str, Fault]] = {
    "id with a blank": ("K101", span(7, kb_id="Q 43")),
    "id of another kind": ("K101", span(7, kb_id="Kestrel_Bank")),
    "other word for NIL": ("K102", span(7, kb_id="nil")),
    "name with two ids": ("K103", span(7, kb_id="Q99")),
    "entity without id": ("K104", unlinked),
    "probabilities of 2": ("S114", sum_of_links),
}


def only(value: int) -> Fault:
    """All categories made A, or no A at all; a check of that tells it at the first document."""

    def fault(lines: list[str]) -> int:
        for number in range(len(lines)):
            changed(number, cats={"A": value, "B": 1 - value})(lines)
        return 0

    return fault


CATEGORY_FAULTS: dict[str, tuple[str, Fault]] = {
    "two categories": ("X101", changed(7, cats={"A": 1, "B": 1})),
    "all the same": ("X102", only(1)),
    "none of one": ("X102", only(0)),
    "a half": ("X103", changed(7, cats={"A": 0.5, "B": 0})),
    "no category": ("X104", changed(7, cats={})),
    "category with a blank": ("L110", changed(7, cats={"A ": 1, "B": 0})),
}


@pytest.mark.parametrize("kind", TREEBANK_FAULTS)
def test_fault_in_a_treebank_is_found_at_its_line(kind: str, tmp_path: Path) -> None:
    check(tmp_path, "train.conllu", treebank(), *TREEBANK_FAULTS[kind])


@pytest.mark.parametrize("kind", RECORD_FAULTS)
def test_fault_in_records_is_found_at_its_line(kind: str, tmp_path: Path) -> None:
    check(tmp_path, "train.jsonl", records(), *RECORD_FAULTS[kind])


@pytest.mark.parametrize("kind", LINK_FAULTS)
def test_fault_in_links_is_found_at_its_line(kind: str, tmp_path: Path) -> None:
    set_up = {"K101": ["K101.min_count=20", "K101.min_share=0.95"]}
    code, fault = LINK_FAULTS[kind]
    check(tmp_path, "train.jsonl", linked(), code, fault, changes=set_up.get(code, ()))


@pytest.mark.parametrize("kind", CATEGORY_FAULTS)
def test_fault_in_categories_is_found_at_its_line(kind: str, tmp_path: Path) -> None:
    check(tmp_path, "train.jsonl", categorized(), *CATEGORY_FAULTS[kind])


def check(
    folder: Path,
    name: str,
    clean: tuple[str, ...],
    code: str,
    fault: Fault,
    *,
    changes: Sequence[str] = (),
) -> None:
    lines = list(clean)
    line = fault(lines) + 1
    before = findings(folder, name, clean, changes)
    new = findings(folder, name, tuple(lines), changes) - before
    at_line = {one for one in new if one[0].startswith(code) and one[2] == line}
    assert at_line, (line, sorted(new))
    errors = {one for one in new if one[1] == "error" and not one[0].startswith(code)}
    assert not errors


def test_clean_corpora_have_no_errors(tmp_path: Path) -> None:
    kinds = [("train.conllu", treebank())]
    kinds += [("train.jsonl", lines) for lines in (records(), linked(), categorized())]
    for name, lines in kinds:
        assert not [one for one in findings(tmp_path, name, lines) if one[1] == "error"]
