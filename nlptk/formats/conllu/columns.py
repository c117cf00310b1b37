"""Many sentences, split into columns in one go: the fast way for sound files.

Going line by line through a treebank takes longer than everything else that a conversion does. Here
all word lines are split at once, and all checks are about columns. Whatever does not pass makes
`split_sentences` give up: `sentence.parse_sentence` then goes line by line and finds out what is
wrong, or that nothing is.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import accumulate, chain
from typing import TYPE_CHECKING

import numpy as np

from nlptk.engine.data.columns import MISSING_HEAD, EmptyNode, Multiword
from nlptk.engine.errors import DataError

from .sentence import (
    COLUMNS,
    HEAD,
    HEADS,
    ID,
    ROOT,
    expected_ids,
    parse_irregular,
    without_underscores,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


@dataclass(slots=True)
class Columns:
    """The words of some sentences, column by column.

    `heads` are absolute, a root being its own and -1 missing. `starts` and `lengths` tell of the
    sentences, `lines` where each word stands in the file.
    """

    values: list[list[str]]
    lines: NDArray[np.int32]
    lengths: list[int]
    comments: list[Sequence[str]]
    starts: list[int] = field(default_factory=list)
    heads: NDArray[np.int32] | None = None
    multiwords: list[Multiword] = field(default_factory=list)
    empty_nodes: list[EmptyNode] = field(default_factory=list)


def split_sentences(blocks: Sequence[tuple[int, str]], *, many_roots: bool) -> Columns | None:
    """The columns of all sentences, or None when something is odd about one of them.

    `blocks` are the sentences, each with the number of its first line.
    """
    comments: list[Sequence[str]] = []
    bodies: list[str] = []
    firsts: list[int] = []
    for first, block in blocks:
        end = _end_of_comments(block)
        comments.append(block[: end - 1].split("\n") if end else ())
        bodies.append(block[end:])
        firsts.append(first + len(comments[-1]))
    text = "\n".join(bodies)
    lengths = [body.count("\n") + 1 for body in bodies]
    values = _fields(text, sum(lengths))
    if not values:
        return None
    columns = Columns(values, _line_numbers(firsts, lengths), lengths, comments)
    try:
        _take_out_irregular(columns)
    except DataError:
        return None
    if values[ID] != [*chain.from_iterable(map(expected_ids, lengths))] or 0 in lengths:
        return None
    columns.starts = [0, *accumulate(lengths[:-1])]
    columns.heads = _heads(columns, many_roots=many_roots)
    columns.values = without_underscores(values)
    return columns if columns.heads is not None else None


def _fields(text: str, rows: int) -> list[list[str]]:
    """The values of each column, or nothing if not every row has all of them."""
    # a row's end becomes a field of its own: found where it must be, no row is longer or shorter
    text = text.replace("\n", "\t\n\t")
    if "\t\t" in text or text.startswith("\t") or text.endswith("\t"):
        return []  # a field is empty
    fields = text.split("\t")
    width = len(COLUMNS) + 1
    if len(fields) != rows * width - 1 or fields[width - 1 :: width].count("\n") != rows - 1:
        return []
    return [fields[column::width] for column in range(len(COLUMNS))]


def _line_numbers(firsts: list[int], lengths: list[int]) -> NDArray[np.int32]:
    """The numbers of all lines, counted on from the first of each sentence."""
    counts = np.array(lengths)
    starts = np.cumsum(counts) - counts
    shifts = (np.array(firsts) - starts).repeat(counts)
    lines: NDArray[np.int32] = (shifts + np.arange(len(shifts))).astype(np.int32)
    return lines


def _end_of_comments(block: str) -> int:
    """Where the first word line begins; 0 when there are no comments."""
    if not block.startswith("#"):
        return 0
    return block.find("\n", block.rfind("\n#") + 1) + 1 or len(block) + 1


def _take_out_irregular(columns: Columns) -> None:
    """Move multiword tokens and empty nodes out of the columns.

    Raises `DataError` for one that is out of place.
    """
    ids = columns.values[ID]
    joined = "\t".join(ids)
    if "-" not in joined and "." not in joined:
        return
    taken = row = 0
    odd: list[int] = []
    for sentence, length in enumerate(columns.lengths):
        first_word = row - taken
        its_odd = [i for i in range(row, row + length) if not ids[i].isdigit()]
        if its_odd:
            columns.lengths[sentence] -= len(its_odd)
            _keep_irregular(columns, its_odd, row, first_word)
            last = columns.multiwords[-1].end if columns.multiwords else 0
            if last > first_word + columns.lengths[sentence]:
                raise DataError("a multiword token that covers words that are not there")
            taken += len(its_odd)
            odd += its_odd
        row += length
    columns.lines = np.delete(columns.lines, odd)
    for i in reversed(odd):
        for values in columns.values:
            del values[i]


def _keep_irregular(columns: Columns, odd: list[int], first_row: int, first_word: int) -> None:
    """Keep the multiword tokens and empty nodes of one sentence."""
    before: list[Multiword] = []
    for taken, row in enumerate(odd):
        fields = [values[row] for values in columns.values]
        words = row - first_row - taken
        item = parse_irregular(fields, words, before, int(columns.lines[row]))
        if isinstance(item, Multiword):
            before.append(item)
            start, end = item.start + first_word, item.end + first_word
            columns.multiwords.append(Multiword(start, end, item.form, item.fields))
        else:
            columns.empty_nodes.append(EmptyNode(first_word, *item))


def _heads(columns: Columns, *, many_roots: bool) -> NDArray[np.int32] | None:
    """Absolute heads, or None when they are no trees."""
    try:
        codes = np.array([*map(HEADS.__getitem__, columns.values[HEAD])], dtype=np.int32)
    except KeyError:
        return None
    lengths = np.array(columns.lengths)
    own = np.arange(len(codes), dtype=np.int32)
    firsts = np.array(columns.starts, dtype=np.int32)
    is_root = codes == ROOT
    heads = codes + firsts.repeat(lengths)
    ends = codes < 0
    heads[ends] = own[ends]
    # count_nonzero is several times as fast as any() on small arrays
    if np.count_nonzero(codes >= lengths.repeat(lengths)) or (
        np.count_nonzero(heads == own) > np.count_nonzero(ends)
    ):
        return None
    if not many_roots and np.add.reduceat(is_root, firsts, dtype=np.int32).max() > 1:
        return None
    # each step doubles the distance that every word looks up; all must arrive where paths end
    up = heads
    for _ in range(int(max(columns.lengths)).bit_length()):
        up = up[up]
    if np.count_nonzero(ends[up]) < len(up):
        return None
    heads[ends & ~is_root] = MISSING_HEAD
    return heads
