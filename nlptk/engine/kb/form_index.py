"""An index of all names in a knowledge base by their folded forms, parts, initials and words.

A form is an alias, or the name of an entity that is no alias of it. Forms are numbered by rank:
those of the most frequent entities first. So the postings of a key are in that order, the best are
at their start, and two of them are merged as they stand.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from nlptk.engine.data.strings import hash_string

from .forms import fold, grams, initials, part, whole
from .postings import Postings, PostingsBuilder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from .tables import Arrays, Tables

WHOLE, INITIALS, PART, WORD, GRAM = "f:", "i:", "p:", "t:", "g:"
"""What a key is about: a folded form, its initials, its first part, one of its words, a trigram."""
_MOST_CACHED = 1 << 18


class FormIndex:
    """The forms of a knowledge base, found by keys; built unless the tables bring their index."""

    def __init__(self, tables: Tables) -> None:
        arrays = tables.arrays if "forms" in tables.arrays else index_arrays(tables)
        self.tables = tables
        self._forms: NDArray[np.uint32] = arrays["forms"]
        self._aliases = len(tables.aliases)
        self._postings = Postings(arrays, "form")
        self.grams = Grams(arrays) if "gram_keys" in arrays else None

    def ranks(self, kind: str, text: str) -> NDArray[np.uint32]:
        """The ranks of the forms with a key, the most frequent first."""
        return self._postings.of(hash_string(kind + text))

    def form(self, rank: int) -> tuple[int, int]:
        """The number of the alias and -1, or -1 and the row of the entity that is named so."""
        form = int(self._forms[rank])
        return (form, -1) if form < self._aliases else (-1, form - self._aliases)


class Grams:
    """Forms by character trigrams, weighted by how rare these are."""

    def __init__(self, arrays: Any) -> None:
        self._postings = Postings(arrays, "gram")
        self._norms: NDArray[np.float32] = arrays["gram_norms"]

    def nearest(self, folded: str, most: int) -> list[tuple[int, float]]:
        """The ranks of the `most` nearest forms, with cosines, best first."""
        found = [self._postings.of(hash_string(GRAM + gram)) for gram in sorted(grams(folded))]
        weights = [rarity(len(self._norms), len(ranks)) for ranks in found]
        length = np.sqrt(sum(weight**2 for weight in weights))
        ranks, at = np.unique(np.concatenate(found), return_inverse=True)
        squares = np.repeat(np.square(weights), [len(one) for one in found])
        cosines = np.bincount(at, squares, len(ranks)) / (self._norms[ranks] * length)
        best = np.lexsort((ranks, -cosines))[:most]
        return list(zip(ranks[best].tolist(), cosines[best].tolist(), strict=True))


def rarity(total: int, having: int) -> float:
    """The weight of a trigram that so many of all forms have."""
    return float(np.log((1 + total) / (1 + having)) + 1)


def index_arrays(tables: Tables, *, with_grams: bool = False) -> Arrays:
    """The arrays of the index; those of trigrams only `with_grams`, for they are large."""
    forms = _ranked_forms(tables)
    builder = PostingsBuilder()
    words: dict[str, int] = {}
    for rank, text in enumerate(_texts_of(forms, tables)):
        builder.add(_keys_of(text, words), rank)
    arrays: Arrays = {"forms": forms, **builder.build("form")}
    return arrays | _gram_arrays(forms, tables) if with_grams else arrays


def _keys_of(text: str, known: dict[str, int]) -> set[int]:
    """The keys of a form; those of words are remembered."""
    if len(known) > _MOST_CACHED:
        known.clear()
    folded = fold(text)
    keys = {hash_string(WHOLE + (folded or whole(text)))}
    words = folded.split()
    for word in words:
        key = known.get(word)
        if key is None:
            key = known[word] = hash_string(WORD + word)
        keys.add(key)
    if len(words) > 1:
        keys.update(hash_string(INITIALS + letters) for letters in initials(text))
    before = fold(part(text))
    if before:
        keys.add(hash_string(PART + before))
    return keys


def _gram_arrays(forms: NDArray[np.uint32], tables: Tables) -> Arrays:
    builder = PostingsBuilder()
    for rank, text in enumerate(_texts_of(forms, tables)):
        folded = fold(text)
        if folded:
            builder.add((hash_string(GRAM + gram) for gram in sorted(grams(folded))), rank)
    arrays = builder.build("gram")
    sizes = np.diff(arrays["gram_starts"])
    weights = np.array([rarity(len(forms), size) for size in sizes.tolist()])
    squares = np.repeat(weights**2, sizes)
    norms = np.sqrt(np.bincount(arrays["gram_numbers"], squares, len(forms)))
    return arrays | {"gram_norms": norms.astype(np.float32)}


def _ranked_forms(tables: Tables) -> NDArray[np.uint32]:
    """The numbers of aliases, and behind them the rows of names, by frequency of what they mean."""
    names = np.fromiter(_own_names(tables), np.int64)
    aliases = len(tables.aliases)
    starts = tables.entry_starts
    meant = np.append(tables.freqs[tables.entry_rows], 0)  # so that the last start is inside
    best = np.maximum.reduceat(meant, starts[:-1]) if aliases else meant[:0]
    best = np.where(np.diff(starts) > 0, best, -1)
    freqs = np.concatenate([best, tables.freqs[names]])
    numbers = np.concatenate([np.arange(aliases), aliases + names]).astype(np.uint32)
    return numbers[np.argsort(-freqs, kind="stable")]


def _own_names(tables: Tables) -> Iterator[int]:
    """The rows of the entities whose name is no alias of theirs."""
    for row, name in enumerate(tables.entity_texts["name"]):
        if name:
            number = tables.alias(name)
            if number < 0 or row not in tables.entries(number)[0]:
                yield row


def _texts_of(forms: NDArray[np.uint32], tables: Tables) -> Iterator[str]:
    aliases, names = tables.aliases, tables.entity_texts["name"]
    count = len(aliases)
    for form in forms.tolist():
        yield aliases[form] if form < count else names[form - count]
