"""Tables: what a knowledge base consists of, as arrays by name, whether in memory or mapped."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from nlptk.engine.data.strings import hash_string

from .hashed import HashTable, make_buckets
from .texts import Texts, view

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from .texts import KeyedTexts

TEXTS = ("name", "description", "type")
"""What may be known of an entity besides its id, frequency and vector."""

PROJECTION = ("projection", "projection_mean")
"""The arrays that say how vectors were brought to their width, where they were."""

Arrays = dict[str, "NDArray[Any]"]


@dataclass(frozen=True, slots=True)
class Pairs:
    """Which entity an alias may mean, and how likely: alias numbers, entity rows, priors (n,)."""

    aliases: NDArray[np.uint32]
    rows: NDArray[np.uint32]
    priors: NDArray[np.float64]


class Tables:
    """Views of the arrays of a knowledge base; each is asked for when it is first used.

    Entities have rows, in the order in which they were added; aliases have numbers, in the order
    of their 64-bit ids. The entries of an alias come most likely first.
    """

    def __init__(self, arrays: Mapping[str, NDArray[Any]]) -> None:
        self.arrays = arrays

    # ------------------------------------------------------------------ entities

    @cached_property
    def entity_ids(self) -> Texts:
        """The ids of the entities, by row."""
        return self.texts("entity_id")

    @cached_property
    def freqs(self) -> NDArray[np.float64]:
        """How often each entity was met, shape (entities,)."""
        return self.arrays["entity_freqs"]

    @cached_property
    def vectors(self) -> NDArray[np.float32]:
        """The vectors of the entities, shape (entities, width)."""
        return self.arrays["entity_vectors"]

    def row(self, entity: str) -> int:
        """The row of an entity; -1 when it is not there."""
        position = self._entity_table.find(hash_string(entity))
        if position < 0:
            return -1
        row = int(self.arrays["entity_rows"][position])
        return row if self.entity_ids[row] == entity else -1

    def texts(self, column: str) -> Texts:
        """A column of strings."""
        return Texts(self.arrays[f"{column}_text"], self.arrays[f"{column}_starts"])

    @cached_property
    def entity_texts(self) -> dict[str, Texts]:
        """Each of `TEXTS` as a column, by row."""
        return {name: self.texts(f"entity_{name}") for name in TEXTS}

    @cached_property
    def _entity_table(self) -> HashTable:
        return HashTable(self.arrays["entity_keys"], self.arrays["entity_buckets"])

    # ------------------------------------------------------------------ aliases

    @cached_property
    def aliases(self) -> Texts:
        """The aliases, by number."""
        return self.texts("alias")

    @cached_property
    def alias_table(self) -> HashTable:
        """The numbers of aliases by their 64-bit ids."""
        return HashTable(self.arrays["alias_keys"], self.arrays["alias_buckets"])

    @cached_property
    def entry_rows(self) -> NDArray[np.uint32]:
        """The rows of what aliases may mean, alias by alias."""
        return self.arrays["entry_rows"]

    @cached_property
    def entry_priors(self) -> NDArray[np.float64]:
        """How likely each of them is."""
        return self.arrays["entry_priors"]

    @cached_property
    def entry_starts(self) -> NDArray[np.int64]:
        """Where the entries of each alias start, shape (aliases + 1,)."""
        return self.arrays["entry_starts"]

    def alias(self, alias: str) -> int:
        """The number of an alias; -1 when it is not there."""
        # spelled out: a million of these a minute are asked for
        keys, buckets, shift, starts, text = self._alias_views
        key = hash_string(alias)
        bucket = key >> shift
        for number in range(buckets[bucket], buckets[bucket + 1]):
            if keys[number] == key:
                same = str(text[starts[number] : starts[number + 1]], "utf-8") == alias
                return number if same else -1
        return -1

    @cached_property
    def _alias_views(self) -> tuple[Any, Any, int, Any, Any]:
        return *self.alias_table.views, *self.aliases.views

    @cached_property
    def _entry_views(self) -> tuple[Any, Any, Any]:
        return view(self.entry_starts), view(self.entry_rows), view(self.entry_priors)

    def entries(self, number: int) -> tuple[list[int], list[float]]:
        """What an alias may mean, most likely first: entity rows and priors."""
        starts, rows, priors = self._entry_views
        first, last = starts[number], starts[number + 1]
        if last - first == 1:
            return [rows[first]], [priors[first]]
        return rows[first:last].tolist(), priors[first:last].tolist()


def pack_entities(
    ids: KeyedTexts, freqs: NDArray[np.float64], texts: Mapping[str, Texts]
) -> Arrays:
    """The arrays of entities, all but their vectors. `texts` has a column for each of `TEXTS`."""
    keys = ids.keys()
    order = np.argsort(keys)
    arrays: Arrays = {
        "entity_freqs": freqs,
        "entity_keys": keys[order],
        "entity_buckets": make_buckets(keys[order]),
        "entity_rows": order.astype(np.uint32),
        **_text_arrays("entity_id", ids.build()),
    }
    for name in TEXTS:
        arrays |= _text_arrays(f"entity_{name}", texts[name])
    return arrays


def pack_aliases(aliases: KeyedTexts, pairs: Pairs, *, with_empty: bool = True) -> Arrays:
    """The arrays of aliases and their entries, of which there may be none."""
    keys = aliases.keys()
    used = np.arange(len(keys)) if with_empty else np.unique(pairs.aliases)
    order = used[np.argsort(keys[used])].astype(np.int64)
    numbers = np.zeros(len(keys), np.uint32)
    numbers[order] = np.arange(len(order), dtype=np.uint32)
    owners = numbers[pairs.aliases]
    by_alias = np.lexsort((pairs.rows, -pairs.priors, owners))
    sizes = np.bincount(owners, minlength=len(order))
    texts = aliases.build().take(order)
    return {
        "alias_keys": keys[order],
        "alias_buckets": make_buckets(keys[order]),
        "entry_starts": np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
        "entry_rows": pairs.rows[by_alias].astype(np.uint32),
        "entry_priors": pairs.priors[by_alias].astype(np.float64),
        **_text_arrays("alias", texts),
    }


def _text_arrays(column: str, texts: Texts) -> Arrays:
    return {f"{column}_text": texts.data, f"{column}_starts": texts.starts}
