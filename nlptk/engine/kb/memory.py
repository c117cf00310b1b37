"""A knowledge base that is being put together: it grows, and becomes tables when it is asked."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from .tables import PROJECTION, TEXTS, Pairs, Tables, pack_aliases, pack_entities
from .texts import KeyedTexts, TextBuilder

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import ArrayLike, NDArray

_FIRST_ROWS = 64


@dataclass
class Growing:
    """Entities, what is known of them, and what aliases may mean: a row and its prior each."""

    width: int
    ids: KeyedTexts = field(default_factory=KeyedTexts)
    freqs: list[float] = field(default_factory=list)
    texts: dict[str, TextBuilder] = field(
        default_factory=lambda: {name: TextBuilder() for name in TEXTS}
    )
    aliases: KeyedTexts = field(default_factory=KeyedTexts)
    entries: list[dict[int, float]] = field(default_factory=list)
    projection: dict[str, NDArray[Any]] = field(default_factory=dict)
    _vectors: NDArray[np.float32] = field(init=False)

    def __post_init__(self) -> None:
        self._vectors = np.zeros((_FIRST_ROWS, self.width), np.float32)

    @classmethod
    def of(cls, tables: Tables) -> Growing:
        """A copy in memory of tables."""
        made = cls(tables.vectors.shape[1])
        made.ids = KeyedTexts(tables.entity_ids)
        made.freqs = tables.freqs.tolist()
        n = len(made.ids)
        for name, column in tables.entity_texts.items():
            for row in range(n):
                made.texts[name].append(column[row])
        made._vectors = np.array(tables.vectors)
        made.projection = {
            name: tables.arrays[name] for name in PROJECTION if name in tables.arrays
        }
        made.aliases = KeyedTexts(tables.aliases)
        for number in range(len(made.aliases)):
            made.entries.append(dict(zip(*tables.entries(number), strict=True)))
        return made

    def add_entity(
        self, entity: str, freq: float, vector: ArrayLike, texts: Mapping[str, str]
    ) -> None:
        """Add an entity that is not there."""
        row = self.ids.add(entity)
        self.freqs.append(freq)
        for name, builder in self.texts.items():
            builder.append(texts.get(name, ""))
        if row >= len(self._vectors):
            room = np.zeros((max(row, _FIRST_ROWS), self.width), np.float32)
            self._vectors = np.concatenate([self._vectors, room])
        self._vectors[row] = vector

    def add_alias(self, alias: str, entries: dict[int, float]) -> None:
        """Add an alias that is not there."""
        self.aliases.add(alias)
        self.entries.append(entries)

    def tables(self) -> Tables:
        """What there is now, as arrays."""
        return Tables(self._arrays())

    def _arrays(self) -> dict[str, NDArray[Any]]:
        owners, rows, priors = [], [], []
        for number, entries in enumerate(self.entries):
            owners += [number] * len(entries)
            rows += list(entries)
            priors += list(entries.values())
        pairs = Pairs(
            np.array(owners, np.uint32), np.array(rows, np.uint32), np.array(priors, np.float64)
        )
        texts = {name: builder.build() for name, builder in self.texts.items()}
        return {
            **pack_entities(self.ids, np.array(self.freqs, np.float64), texts),
            "entity_vectors": self._vectors[: len(self.ids)].copy(),
            **pack_aliases(self.aliases, pairs),
            **self.projection,
        }
