"""Collecting entities from the rows of a table, checked one by one."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, Any

import numpy as np

from nlptk.engine.data.strings import hash_string
from nlptk.engine.errors import DataError, UsageError

from .read import number_of, text_of, vector_of
from .tables import TEXTS, pack_entities
from .texts import KeyedTexts, TextBuilder

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from .read import Row
    from .tables import Arrays
    from .vector_spool import VectorSpool

    Encode = Callable[[Sequence[str]], NDArray[np.float32]]

_ENCODED_AT_ONCE = 512


class EntityCollector:
    """Entities as they come, without those that are too rare.

    Their vectors go to `spool`: what `encode` makes of their descriptions (or names, for those that
    have none), or what the rows hold.
    """

    def __init__(self, spool: VectorSpool, *, min_freq: float, encode: Encode | None) -> None:
        self.ids = KeyedTexts()
        self.lines = array("I")
        self.has_freqs = False
        self._rare: set[int] = set()
        self._min_freq = min_freq
        self._freqs = array("d")
        self._texts = {name: TextBuilder() for name in TEXTS}
        self._spool = spool
        self._encode = encode
        self._to_encode: list[str] = []
        self._vectors: list[NDArray[np.float32]] = []
        self._width = -1

    def add(self, row: Row) -> bool:
        """Take an entity; False if it is too rare. Raises `DataError` for a bad row."""
        values = row.values
        entity = text_of(values, "id")
        if not entity:
            raise DataError("an entity without id")
        known = self.ids.find(entity)
        if known >= 0:
            raise DataError(
                f"the entity {entity!r} is there already", found=f"line {self.lines[known]}"
            )
        texts = {name: text_of(values, name) for name in TEXTS}
        freq = number_of(values.get("freq", 0), "freq")
        self.has_freqs = self.has_freqs or "freq" in values
        if freq < self._min_freq:
            self._rare.add(hash_string(entity))
            return False
        self._take_vector(values, texts)
        self.ids.add(entity)
        self.lines.append(row.line)
        self._freqs.append(freq)
        for name, builder in self._texts.items():
            builder.append(texts[name])
        return True

    def is_rare(self, entity: str) -> bool:
        """Whether an entity was met and left out."""
        return hash_string(entity) in self._rare

    def _take_vector(self, values: dict[str, Any], texts: dict[str, str]) -> None:
        if self._encode is not None:
            if "vector" in values:
                raise UsageError(
                    "the entities bring vectors, and --model would make others",
                    hint="leave out --model, or the column with the vectors",
                )
            self._to_encode.append(texts["description"] or texts["name"])
            if len(self._to_encode) >= _ENCODED_AT_ONCE:
                self._encode_waiting(self._encode)
            return
        vector = vector_of(values.get("vector", ()))
        if self._width < 0:
            self._width = len(vector)
        if len(vector) != self._width:
            raise DataError(
                "the vector has another width than those before",
                expected=f"{self._width} numbers" if self._width else "no vector",
                found=str(len(vector)),
            )
        self._vectors.append(vector)
        if len(self._vectors) >= _ENCODED_AT_ONCE:
            self._spool_waiting()

    def _encode_waiting(self, encode: Encode) -> None:
        self._spool.append(encode(self._to_encode))
        self._to_encode.clear()

    def _spool_waiting(self) -> None:
        self._spool.append(np.stack(self._vectors))
        self._vectors.clear()

    def finish(self) -> None:
        """No more entities come."""
        if self._to_encode and self._encode is not None:
            self._encode_waiting(self._encode)
        if self._vectors:
            self._spool_waiting()

    def pack(self, counted: NDArray[np.float64]) -> Arrays:
        """The arrays of the entities; `counted` are their frequencies if no row gave any."""
        freqs = np.array(self._freqs) if self.has_freqs else counted
        texts = {name: builder.build() for name, builder in self._texts.items()}
        return pack_entities(self.ids, freqs, texts)
