"""What token patterns ask about: the attributes of a document's tokens, as arrays."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from nlptk.engine.data.vocab import Flag

from .word_kinds import like_email, like_number, like_url

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from nlptk.engine.data.doc import Doc

COLUMNS = {"LEMMA": "lemma", "TAG": "tag", "POS": "pos", "DEP": "dep", "ENT_TYPE": "ent_type"}
LEXEME_TEXTS = {"LOWER": "lower", "NORM": "norm", "SHAPE": "shape"}
FLAGS = {
    "IS_ALPHA": Flag.ALPHA,
    "IS_ASCII": Flag.ASCII,
    "IS_DIGIT": Flag.DIGIT,
    "IS_LOWER": Flag.LOWER,
    "IS_UPPER": Flag.UPPER,
    "IS_TITLE": Flag.TITLE,
    "IS_PUNCT": Flag.PUNCT,
    "IS_SPACE": Flag.SPACE,
}
WORD_KINDS: dict[str, Callable[[str], bool]] = {
    "LIKE_NUM": like_number,
    "LIKE_URL": like_url,
    "LIKE_EMAIL": like_email,
}
LENGTH = "LENGTH"

TEXTS = ("ORTH", *LEXEME_TEXTS, *COLUMNS)
"""The attributes whose values are texts."""
TRUTHS = (*FLAGS, *WORD_KINDS)
"""The attributes that are true or false."""
ATTRIBUTES = (*TEXTS, LENGTH, *TRUTHS)
"""All attributes."""
SYNONYMS = {"TEXT": "ORTH"}


class TokenFacts:
    """The attributes of the n tokens of documents that share a vocabulary, one after the other.

    Each is computed once, when somebody asks. `offsets`, shape (documents + 1,), says where each
    document starts.
    """

    def __init__(self, first: Doc, *more: Doc) -> None:
        self.docs = (first, *more)
        self.vocab = first.vocab
        self.offsets = np.cumsum([0, *map(len, self.docs)])
        self._known: dict[str, NDArray[np.generic]] = {}
        self._distinct: dict[str, tuple[list[str], NDArray[np.int64]]] = {}

    def __len__(self) -> int:
        return int(self.offsets[-1])

    @cached_property
    def _orth(self) -> NDArray[np.uint64]:
        return np.concatenate([doc.orth for doc in self.docs])

    @cached_property
    def _rows(self) -> NDArray[np.int32]:
        """The rows of the words in the lexeme table, shape (n,)."""
        return self.vocab.rows(self._orth)

    def ids(self, attribute: str) -> NDArray[np.uint64]:
        """The string ids of an attribute of `TEXTS`, shape (n,)."""
        if attribute == "ORTH":
            return self._orth
        if attribute in COLUMNS:
            name = COLUMNS[attribute]
            return np.concatenate([doc.column(name) for doc in self.docs], dtype=np.uint64)
        rows = self._rows  # first: words that are new lengthen the table
        return self.vocab.attribute(LEXEME_TEXTS[attribute])[rows]

    def truths(self, attribute: str) -> NDArray[np.bool_]:
        """Of which tokens an attribute of `TRUTHS` holds, shape (n,)."""
        if attribute not in self._known:
            self._known[attribute] = self._truths(attribute)
        return np.asarray(self._known[attribute], np.bool_)

    def _truths(self, attribute: str) -> NDArray[np.bool_]:
        if attribute in FLAGS:
            rows = self._rows
            return np.asarray(self.vocab.flags[rows] & np.uint16(FLAGS[attribute]), np.bool_)
        return self.where_text("ORTH", WORD_KINDS[attribute])

    def lengths(self) -> NDArray[np.int64]:
        """How many characters each word has, shape (n,)."""
        if LENGTH not in self._known:
            words = self.vocab.strings.texts(self._orth)
            self._known[LENGTH] = np.fromiter(map(len, words), np.int64, count=len(words))
        return np.asarray(self._known[LENGTH], np.int64)

    def where_text(self, attribute: str, holds: Callable[[str], bool]) -> NDArray[np.bool_]:
        """Of which tokens something holds of an attribute's text, shape (n,)."""
        if attribute not in self._distinct:
            distinct, inverse = np.unique(self.ids(attribute), return_inverse=True)
            self._distinct[attribute] = self.vocab.strings.texts(distinct), inverse
        texts, inverse = self._distinct[attribute]
        answers = np.fromiter(map(holds, texts), np.bool_, count=len(texts))
        return answers[inverse]
