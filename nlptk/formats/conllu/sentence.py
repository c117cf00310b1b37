"""The lines of one CoNLL-U sentence, parsed and checked."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NoReturn

from nlptk.engine.data.columns import MISSING_HEAD, Multiword
from nlptk.engine.data.trees import find_cycle
from nlptk.engine.errors import DataError, Place

if TYPE_CHECKING:
    from collections.abc import Sequence

COLUMNS = ("ID", "FORM", "LEMMA", "UPOS", "XPOS", "FEATS", "HEAD", "DEPREL", "DEPS", "MISC")
ID, FORM, LEMMA, UPOS, XPOS, FEATS, HEAD, DEPREL, DEPS, MISC = range(10)

ROOT = -2
_OTHER_ID = re.compile(r"[0-9]{1,6}[-.][0-9]{1,6}")
_LONGEST = 1000
_IDS = tuple(map(str, range(1, _LONGEST + 1)))
HEADS = {"0": ROOT, "_": MISSING_HEAD} | {word: head for head, word in enumerate(_IDS)}


@dataclass(slots=True)
class Sentence:
    """A sentence as it stands in the file. `columns` are the ten columns of its words.

    `heads` count words from 0; a root is its own head, -1 is missing. `empty_nodes` are
    (words before it, minor number, columns after ID).
    """

    comments: list[str]
    columns: Sequence[Sequence[str]]
    heads: list[int]
    lines: Sequence[int]
    multiwords: list[Multiword] = field(default_factory=list)
    empty_nodes: list[tuple[int, int, tuple[str, ...]]] = field(default_factory=list)


def parse_sentence(block: str, first: int, *, many_roots: bool = False) -> Sentence:
    """Parse a sentence, of which the first line is number `first` of the file.

    Raises `DataError`, located by line and column, for anything that is not CoNLL-U.
    """
    lines = block.split("\n")
    k = 0
    while k < len(lines) and lines[k].startswith("#"):
        k += 1
    if k == len(lines):
        raise DataError(
            "a sentence without words",
            place=Place(line=first),
            expected="at least one word line after the comments",
            hint="delete the comments, or add the words",
            rule="sentence-without-words",
        )
    body = block[sum(map(len, lines[:k])) + k :]
    if has_empty_field(body):
        _explain_empty(lines, k, first)
    rows = [line.split("\t") for line in body.split("\n")]
    columns = _columns(rows, lines, k, first)
    if columns[ID] == expected_ids(len(rows)):
        sentence = Sentence(lines[:k], columns, [], range(first + k, first + len(lines)))
    else:
        sentence = _irregular(rows, lines, k, first)
    sentence.heads = _heads(sentence, many_roots=many_roots)
    sentence.columns = without_underscores(sentence.columns)
    return sentence


def without_underscores(columns: Sequence[Sequence[str]]) -> list[list[str]]:
    """The columns with nothing where they have _, which is how CoNLL-U writes nothing.

    But the word _ is a word, and among lemmas its lemma _ is no missing one.
    """
    forms = columns[FORM]
    without = [
        ["" if value == "_" else value for value in column] if "_" in column else list(column)
        for column in columns[LEMMA:]
    ]
    if "_" in forms and any(without[0]):
        lemmas = zip(without[0], forms, strict=True)
        without[0] = [lemma or ("_" if form == "_" else "") for lemma, form in lemmas]
    return [list(columns[ID]), list(forms), *without]


def has_empty_field(body: str) -> bool:
    """Whether a column of word lines is empty, which is not the same as _."""
    return "\t\t" in body or "\t\n" in body or body.endswith("\t")


def expected_ids(n: int) -> tuple[str, ...]:
    """The numbers of n words."""
    return _IDS[:n] if n <= _LONGEST else tuple(map(str, range(1, n + 1)))


def _columns(
    rows: list[list[str]], lines: list[str], k: int, first: int
) -> Sequence[Sequence[str]]:
    try:
        columns = tuple(zip(*rows, strict=True))
    except ValueError:
        columns = ()
    if len(columns) != len(COLUMNS):
        for i, row in enumerate(rows):
            if len(row) != len(COLUMNS):
                _explain_columns(lines[k + i], row, first + k + i)
    return columns


def _explain_columns(line: str, row: list[str], number: int) -> NoReturn:
    place = Place(line=number)
    if line.startswith("#"):
        raise DataError(
            "a comment between words",
            place=place,
            expected="comments before the first word of a sentence",
            hint="move it up, or put an empty line before it",
            rule="misplaced-comment",
        )
    hint = "see https://universaldependencies.org/format.html"
    if len(line.split()) == len(COLUMNS):
        hint = "separate the columns with tabs, not spaces"
    elif len(row) > len(COLUMNS):
        hint = "is there a tab inside a column?"
    raise DataError(
        "wrong number of columns",
        place=place,
        expected=f"{len(COLUMNS)} columns separated by tabs",
        found=f"{len(row)}: {line[:60]!r}",
        hint=hint,
        rule="number-of-columns",
    )


def _explain_empty(lines: list[str], k: int, first: int) -> None:
    for i, line in enumerate(lines[k:]):
        row = line.split("\t")
        for c, value in enumerate(row[: len(COLUMNS)]):
            if value == "" and len(row) == len(COLUMNS):
                raise DataError(
                    f"column {COLUMNS[c]} is empty",
                    place=_place(row, c, first + k + i),
                    expected="a value, or _ for none",
                    found="nothing",
                    rule="empty-column",
                )


def _place(row: Sequence[str], column: int, line: int) -> Place:
    return Place(line=line, column=sum(map(len, row[:column])) + column + 1)


def _irregular(rows: list[list[str]], lines: list[str], k: int, first: int) -> Sentence:
    """A sentence with multiword tokens or empty nodes, or with wrong numbers."""
    sentence = Sentence(lines[:k], (), [], ())
    words: list[list[str]] = []
    numbers: list[int] = []
    for i, row in enumerate(rows):
        line = first + k + i
        if row[ID] == str(len(words) + 1):
            words.append(row)
            numbers.append(line)
            continue
        item = parse_irregular(row, len(words), sentence.multiwords, line)
        if isinstance(item, Multiword):
            sentence.multiwords.append(item)
        else:
            sentence.empty_nodes.append(item)
    last = sentence.multiwords[-1] if sentence.multiwords else None
    if last is not None and last.end > len(words):
        raise DataError(
            f"multiword token {last.form!r} covers words that are not there",
            place=Place(line=first + len(lines) - 1),
            expected=f"words up to {last.end}",
            found=f"{len(words)} words",
            rule="multiword-range",
        )
    sentence.columns = tuple(zip(*words, strict=True)) if words else ((),) * len(COLUMNS)
    sentence.lines = numbers
    if not words:
        raise DataError(
            "a sentence without words", place=Place(line=first), rule="sentence-without-words"
        )
    return sentence


def parse_irregular(
    row: list[str], words: int, before: Sequence[Multiword], line: int
) -> Multiword | tuple[int, int, tuple[str, ...]]:
    """The line of a multiword token, or of an empty node: words before it, number, columns.

    `words` have come before it in the sentence, and the multiword tokens `before`. Raises
    `DataError` when its number is out of place.
    """
    if not _OTHER_ID.fullmatch(row[ID]):
        raise _wrong_number(row, str(words + 1), line)
    from pyconll.unit.token import Token as Unit  # most files need it for few lines, many for none

    try:
        unit = Unit("\t".join(row))
    except ValueError as error:
        raise DataError(
            "columns that cannot be parsed",
            place=Place(line=line),
            expected="FEATS as Name=Value, DEPS as head:relation, with | between them, or _",
            found=repr("\t".join(row[FEATS:]))[:60],
            rule="invalid-features",
        ) from error
    left, _, right = row[ID].replace(".", "-").partition("-")
    if unit.is_empty_node():
        if left != str(words):
            raise _wrong_number(row, f"{words}.1 or the next minor number", line)
        return words, int(right), tuple(row[FORM:])
    start, end = int(left) - 1, int(right)
    if start != words or end < start + 2 or (before and before[-1].end > start):
        raise DataError(
            "wrong range of a multiword token",
            place=Place(line=line, column=1),
            expected=f"{words + 1}- and the number of its last word",
            found=repr(row[ID]),
            hint="it stands right before its first word, and no two overlap",
            rule="multiword-range",
        )
    return Multiword(start, end, row[FORM], tuple(row[LEMMA:]))


def _wrong_number(row: list[str], expected: str, line: int) -> DataError:
    return DataError(
        "wrong word number",
        place=Place(line=line, column=1),
        expected=expected,
        found=repr(row[ID]),
        hint="number the words of a sentence 1, 2, 3 ... and put an empty line after it",
        rule="invalid-id",
    )


def _heads(sentence: Sentence, *, many_roots: bool) -> list[int]:
    column = sentence.columns[HEAD]
    n = len(column)
    try:
        heads = list(map(HEADS.__getitem__, column))
    except KeyError:
        heads = [_head(sentence, i) for i in range(n)]
    if max(heads) >= n:
        i = next(i for i, head in enumerate(heads) if head >= n)
        expected = f"a number from 0 to {n}, the words of this sentence"
        raise _head_error(sentence, i, "wrong HEAD", expected, rule="head-out-of-range")
    cycle = find_cycle(heads)
    if len(cycle) == 1:
        message = "a word cannot be its own head"
        raise _head_error(sentence, cycle[0], message, "another word", rule="self-head")
    if cycle:
        chain = " -> ".join(str(i + 1) for i in [*cycle, cycle[0]])
        message = f"these heads form a cycle: {chain}"
        raise _head_error(sentence, cycle[0], message, "a tree", rule="cycle")
    if heads.count(ROOT) == 1:
        root = heads.index(ROOT)
        heads[root] = root
        return heads
    roots = [i for i, head in enumerate(heads) if head == ROOT]
    if len(roots) > 1 and not many_roots:
        message = f"the sentence has {len(roots)} roots; the first is word {roots[0] + 1}"
        expected = "one word with head 0"
        raise _head_error(sentence, roots[1], message, expected, rule="several-roots")
    for root in roots:
        heads[root] = root
    return heads


def _head(sentence: Sentence, i: int) -> int:
    value = sentence.columns[HEAD][i]
    if value in HEADS:
        return HEADS[value]
    if value.isascii() and value.isdigit() and value[0] != "0" and len(value) < 10:
        return int(value) - 1
    expected = "a word number, 0 for the root, or _ for none"
    raise _head_error(sentence, i, "wrong HEAD", expected, rule="invalid-head")


def _head_error(sentence: Sentence, i: int, message: str, expected: str, *, rule: str) -> DataError:
    row = [column[i] for column in sentence.columns]
    return DataError(
        message,
        place=_place(row, HEAD, sentence.lines[i]),
        expected=expected,
        found=f"{row[HEAD]!r} at word {row[ID]} {row[FORM]!r}",
        hint="or read with -O many_roots=true" if rule == "several-roots" else "",
        rule=rule,
    )
