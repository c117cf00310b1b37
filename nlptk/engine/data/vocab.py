"""The vocabulary: a string store, a growable table of lexeme attributes, and the tag map."""

from __future__ import annotations

import re
import string
from enum import IntFlag
from typing import TYPE_CHECKING, Any

import numpy as np

from .strings import StringStore
from .tag_map import check_tag_map
from .vectors import NO_VECTORS, Vectors

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

LEXEME_ATTRIBUTES = ("lower", "norm", "shape", "prefix", "suffix")
_FIRST_CAPACITY = 1024
_LONGEST_RUN = 4
_RUNS = re.compile(rf"(.)\1{{{_LONGEST_RUN},}}")
_CUT_RUN = r"\1" * _LONGEST_RUN
_ASCII_SHAPES = str.maketrans(
    {
        **dict.fromkeys(string.ascii_uppercase, "X"),
        **dict.fromkeys(string.ascii_lowercase, "x"),
        **dict.fromkeys(string.digits, "d"),
    }
)
_SHAPE_CLASSES = re.compile(r"[^\W\d_]|\d")


class Flag(IntFlag):
    """Yes-or-no facts about the form of a word."""

    ALPHA = 1
    ASCII = 2
    DIGIT = 4
    LOWER = 8
    UPPER = 16
    TITLE = 32
    PUNCT = 64
    SPACE = 128


def word_shape(text: str) -> str:
    """The form of a word: X for capitals, x for other letters, d for digits, the rest as it is.

    Runs of one class are cut at four, so that "Washington" and "Wednesday" share `Xxxxx`.
    """
    if text.isascii():
        shape = text.translate(_ASCII_SHAPES)
    else:
        shape = _SHAPE_CLASSES.sub(_shape_class, text)
    return _RUNS.sub(_CUT_RUN, shape) if len(shape) > _LONGEST_RUN else shape


def _shape_class(match: re.Match[str]) -> str:
    character = match.group()
    if character.isalpha():
        return "X" if character.isupper() else "x"
    return "d"


def word_flags(text: str) -> Flag:
    """Which facts hold of a word's form."""
    facts = {
        Flag.ALPHA: text.isalpha(),
        Flag.ASCII: text.isascii(),
        Flag.DIGIT: text.isdigit(),
        Flag.LOWER: text.islower(),
        Flag.UPPER: text.isupper(),
        Flag.TITLE: text.istitle(),
        Flag.SPACE: text.isspace(),
        Flag.PUNCT: bool(text) and not any(c.isalnum() or c.isspace() for c in text),
    }
    flags = Flag(0)
    for flag, holds in facts.items():
        if holds:
            flags |= flag
    return flags


class Vocab:
    """What documents share: strings, lexemes and the tag map.

    The lexeme table has one row for each distinct word form that was asked for and grows by
    doubling. `norms` maps a lower-cased form to its normal form (language data gives it);
    `tag_map` maps a fine-grained tag to universal annotation, such as `{"NN": {"pos": "NOUN"}}`.
    `vectors` is the table of word vectors, of no rows where nobody gave one.

    Raises `UsageError` for a tag map with a part of speech that is none of the universal ones.
    """

    def __init__(
        self,
        lang: str = "",
        *,
        tag_map: Mapping[str, Mapping[str, str]] | None = None,
        norms: Mapping[str, str] | None = None,
        strings: StringStore | None = None,
    ) -> None:
        self.lang = lang
        self.strings = strings if strings is not None else StringStore()
        check_tag_map(tag_map or {})
        self.tag_map: dict[str, dict[str, str]] = {
            tag: dict(entry) for tag, entry in (tag_map or {}).items()
        }
        self.norms: Mapping[str, str] = norms or {}
        self.vectors: Vectors = NO_VECTORS
        self._rows: dict[int, int] = {}
        self._table = np.zeros((1 + len(LEXEME_ATTRIBUTES), _FIRST_CAPACITY), dtype=np.uint64)
        self._flags = np.zeros(_FIRST_CAPACITY, dtype=np.uint16)

    def __len__(self) -> int:
        """How many lexemes the table holds."""
        return len(self._rows)

    def __contains__(self, word: str) -> bool:
        return self.strings[word] in self._rows

    def __getitem__(self, word: str | int) -> Lexeme:
        orth = self.strings.add(word) if isinstance(word, str) else int(word)
        return Lexeme(self, self._row(orth))

    def rows(self, orths: NDArray[np.uint64]) -> NDArray[np.int32]:
        """The lexeme rows of word ids, shape (n,); unseen words get their row now."""
        distinct, inverse = np.unique(orths, return_inverse=True)
        rows = np.fromiter(map(self._row, distinct.tolist()), np.int32, count=len(distinct))
        return rows[inverse]

    def attribute(self, name: str) -> NDArray[np.uint64]:
        """A column of the lexeme table, shape (len(vocab),): ids of lower, norm, shape ..."""
        return self._table[1 + LEXEME_ATTRIBUTES.index(name), : len(self)]

    @property
    def orths(self) -> NDArray[np.uint64]:
        """The word ids of the lexeme table, shape (len(vocab),)."""
        return self._table[0, : len(self)]

    @property
    def flags(self) -> NDArray[np.uint16]:
        """The `Flag` values of the lexeme table, shape (len(vocab),)."""
        return self._flags[: len(self)]

    def _attributes(self, text: str) -> tuple[str, ...]:
        """The values of `LEXEME_ATTRIBUTES` for a word."""
        lower = text.lower()
        return lower, self.norms.get(lower, lower), word_shape(text), text[:1], text[-3:]

    def _row(self, orth: int) -> int:
        row = self._rows.get(orth)
        return self._add_lexeme(orth) if row is None else row

    def _add_lexeme(self, orth: int) -> int:
        row = len(self._rows)
        if row == self._table.shape[1]:
            self._table = np.concatenate([self._table, np.zeros_like(self._table)], axis=1)
            self._flags = np.concatenate([self._flags, np.zeros_like(self._flags)])
        text = self.strings[orth]
        self._table[0, row] = orth
        self._table[1:, row] = self.strings.add_all(self._attributes(text))
        self._flags[row] = word_flags(text)
        self._rows[orth] = row
        return row


class Lexeme:
    """A view of one row of the lexeme table."""

    __slots__ = ("row", "vocab")

    def __init__(self, vocab: Vocab, row: int) -> None:
        self.vocab = vocab
        self.row = row

    @property
    def orth(self) -> int:
        """The id of the word form."""
        return int(self.vocab.orths[self.row])

    @property
    def text(self) -> str:
        """The word form."""
        return self.vocab.strings[self.orth]

    def attribute(self, name: str) -> str:
        """One of `lower`, `norm`, `shape`, `prefix`, `suffix`, as text."""
        return self.vocab.strings[int(self.vocab.attribute(name)[self.row])]

    def has(self, flag: Flag) -> bool:
        """Whether a fact holds of the word's form."""
        return bool(int(self.vocab.flags[self.row]) & flag)

    @property
    def vector(self) -> NDArray[Any]:
        """The word's vector in the vocabulary's table; zeros for a word that is not in it."""
        return self.vocab.vectors[self.text]

    def __repr__(self) -> str:
        return f"Lexeme({self.text!r})"
