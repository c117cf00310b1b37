"""What column files look like: their columns by number and name, and where documents start."""

from __future__ import annotations

import re

from nlptk.engine.data.columns import NUMBER_COLUMNS
from nlptk.engine.errors import UsageError

_DOCSTART = re.compile(r"-+docstart-*", re.IGNORECASE)
LAYOUTS = {
    2: ("word", "ner"),
    3: ("word", "tag", "ner"),
    4: ("word", "tag", "chunk", "ner"),
    5: ("word", "lemma", "tag", "chunk", "ner"),  # as in the German part of CoNLL-2003
}
"""Names of columns by how many there are."""
_NOT_TEXT = {*NUMBER_COLUMNS, "ent_type", "kb_id"}


def is_docstart(word: str) -> bool:
    """Whether a word marks the start of a document, in whatever spelling."""
    return _DOCSTART.fullmatch(word) is not None


def column_names(columns: str) -> tuple[str, ...]:
    """The names in an option, with commas between. Raises `UsageError` for what cannot be."""
    names = tuple(name.strip() for name in columns.split(","))
    wrong = [name for name in names if not name or name in _NOT_TEXT or names.count(name) > 1]
    if wrong or "word" not in names:
        raise UsageError(
            "names of columns",
            expected="different ones such as word,tag,chunk,ner; word is among them",
            found=repr(columns),
        )
    return names
