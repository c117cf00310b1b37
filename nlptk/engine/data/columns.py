"""The columns of a document: their names, types and codes, and what does not fit in columns."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

MISSING_HEAD = -1
STRING_COLUMNS = ("tag", "pos", "morph", "lemma", "dep", "ent_type", "kb_id", "soft_links")
"""Well-known columns of string ids; 0 is missing. A format may add its own by any other name."""


class EntIob(IntEnum):
    """Where a token stands towards an entity; MISSING says that nobody annotated it."""

    MISSING = 0
    INSIDE = 1
    OUTSIDE = 2
    BEGIN = 3


NUMBER_COLUMNS: Mapping[str, tuple[type[np.generic], int]] = {
    "head": (np.int32, MISSING_HEAD),  # absolute token index; a root is its own head
    "ent_iob": (np.uint8, EntIob.MISSING),
    "sent_start": (np.int8, 0),  # 1 starts a sentence, -1 does not, 0 unknown
}


class Multiword(NamedTuple):
    """A surface token that stands for several words (`du` for `de le`): tokens start:end.

    `fields` keeps the columns after FORM of its CoNLL-U line, when it came from one.
    """

    start: int
    end: int
    form: str
    fields: tuple[str, ...] = ()


class EmptyNode(NamedTuple):
    """A word that is understood but not there, as enhanced dependencies use it.

    It stands in the sentence whose first token is `sentence`, after `after` words, as number
    `minor` there; `fields` are the CoNLL-U columns after ID.
    """

    sentence: int
    after: int
    minor: int
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a document was read: the file, and one line for it all or one line a token."""

    path: str = ""
    line: int = 0
    lines: NDArray[np.int32] | None = None


def missing_value(name: str) -> int:
    """What a column holds where nothing is known."""
    return NUMBER_COLUMNS[name][1] if name in NUMBER_COLUMNS else 0


def column_type(name: str) -> type[np.generic]:
    """The type of a column's values."""
    return NUMBER_COLUMNS[name][0] if name in NUMBER_COLUMNS else np.uint64
