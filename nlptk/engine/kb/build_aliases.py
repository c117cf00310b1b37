"""Collecting aliases and what they may mean from the rows of a table, checked one by one."""

from __future__ import annotations

from array import array
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from nlptk.engine.errors import DataError

from .read import list_of, number_of, text_of
from .tables import Pairs, pack_aliases
from .texts import KeyedTexts
from .value_checks import MOST_PRIOR, check_prior

if TYPE_CHECKING:
    from collections import Counter

    from numpy.typing import NDArray

    from .build_entities import EntityCollector
    from .read import Row
    from .tables import Arrays

_NIL, _MEANS_NOTHING = "NIL", -(1 << 31)
PRIORS, COUNTS, MENTIONS = "given", "from counts", "from mentions"


class AliasCollector:
    """Pairs of alias and entity as they come, with priors, with counts, or each row a mention.

    Which of the three it is, the first row says. `dropped` counts the pairs whose entity was left
    out for being rare.
    """

    def __init__(self, entities: EntityCollector, dropped: Counter[str]) -> None:
        self.kind = ""
        self._entities = entities
        self._dropped = dropped
        self._aliases = KeyedTexts()
        self._lines = array("I")
        self._whole = bytearray()
        self._totals = array("d")
        self._pairs: dict[int, int] = {}
        self._values = array("d")

    def add(self, row: Row) -> None:
        """Take a row. Raises `DataError` for a bad one, of which nothing is taken."""
        alias = text_of(row.values, "alias")
        if not alias:
            raise DataError("a row without alias")
        meant = self._meant(row, alias)
        number = self._aliases.find(alias)
        whole = isinstance(row.values.get("entities"), list) or len(meant) > 1
        self._check_new(alias, number, meant, whole=whole)
        total = sum(meant.values()) + (self._totals[number] if number >= 0 else 0.0)
        if self.kind == PRIORS and total > MOST_PRIOR:
            raise DataError(
                f"the priors of alias {alias!r} add up to more than 1",
                expected="at most 1",
                found=f"{total:.6g}",
            )
        if number < 0:
            number = self._aliases.add(alias)
            self._lines.append(row.line)
            self._whole.append(whole)
            self._totals.append(0.0)
        self._totals[number] = total
        self._take(number, meant)

    def _meant(self, row: Row, alias: str) -> dict[int, float]:
        """What a row says that the alias means: entities, with a prior or a count each.

        What was left out has numbers below 0: rare entities, and mentions that are said to mean
        none, which count in the priors all the same.
        """
        values = row.values
        ids = [
            item if isinstance(item, str) else text_of({"id": item}, "id")
            for item in list_of(values, "entities")
        ]
        if not ids or not all(ids):
            raise DataError(f"alias {alias!r} names no entity", hint="what may it mean?")
        if len(set(ids)) < len(ids):
            raise DataError(f"alias {alias!r} names an entity twice", found=", ".join(ids)[:80])
        kind = PRIORS if "priors" in values else COUNTS if "counts" in values else MENTIONS
        self.kind = self.kind or kind
        if kind != self.kind:
            raise DataError(
                f"the priors of alias {alias!r}",
                expected=f"priors {self.kind}, as in the rows before",
                found=f"priors {kind}",
            )
        rows = [self._row_of(entity, alias, -1 - at) for at, entity in enumerate(ids)]
        return dict(zip(rows, self._numbers(values, alias, len(ids)), strict=True))

    def _row_of(self, entity: str, alias: str, if_rare: int) -> int:
        row = self._entities.ids.find(entity)
        if row >= 0:
            return row
        if entity == _NIL and self.kind != PRIORS:
            return _MEANS_NOTHING
        if not self._entities.is_rare(entity):
            raise DataError(f"alias {alias!r} may mean an unknown entity", found=repr(entity))
        return if_rare

    def _numbers(self, values: dict[str, object], alias: str, wanted: int) -> list[float]:
        if self.kind == MENTIONS:
            return [1.0] * wanted
        column = "priors" if self.kind == PRIORS else "counts"
        numbers = [number_of(item, column) for item in list_of(values, column)]
        if len(numbers) != wanted:
            raise DataError(
                f"the {column} of alias {alias!r}",
                expected=f"one for each entity: {wanted}",
                found=str(len(numbers)),
            )
        if self.kind == PRIORS:
            for number in numbers:
                check_prior(alias, number)
        return numbers

    def _check_new(self, alias: str, number: int, meant: dict[int, float], *, whole: bool) -> None:
        """Refuse an alias that was given with all it means before, and a pair that was."""
        if number < 0 or self.kind == MENTIONS:
            return
        first = f"line {self._lines[number]}"
        if whole or self._whole[number]:
            raise DataError(f"the alias {alias!r} is there already", found=first)
        if any(row >= 0 and (number << 32 | row) in self._pairs for row in meant):
            raise DataError(f"alias {alias!r} names an entity that it named before", found=first)

    def _take(self, number: int, meant: dict[int, float]) -> None:
        for row, value in meant.items():
            if row < 0:
                why = "NIL" if row == _MEANS_NOTHING else "entity below --min-freq"
                self._dropped[f"pairs: {why}"] += 1
                continue
            at = self._pairs.setdefault(number << 32 | row, len(self._values))
            if at == len(self._values):
                self._values.append(value)
            else:
                self._values[at] += value

    # ------------------------------------------------------------------ all together

    def counted(self) -> NDArray[np.float64]:
        """How often each entity was meant, shape (entities,): zeros where priors are given."""
        pairs = self._as_pairs()
        weights = np.zeros(len(pairs.rows)) if self.kind == PRIORS else pairs.priors
        counted = np.bincount(pairs.rows, weights, minlength=len(self._entities.ids))
        return counted.astype(np.float64)

    def pack(self, max_candidates: int) -> Arrays:
        """The arrays of the aliases. Counts become priors: shares of all there were of an alias."""
        pairs = self._as_pairs()
        if self.kind != PRIORS and len(pairs.rows):
            # of all its mentions, those of entities that were left out included
            totals = np.maximum(np.array(self._totals), 1e-300)
            pairs = replace(pairs, priors=pairs.priors / totals[pairs.aliases])
        if max_candidates:
            kept = _most_likely(pairs, max_candidates)
            self._dropped["pairs: beyond --max-candidates"] += int((~kept).sum())
            pairs = Pairs(pairs.aliases[kept], pairs.rows[kept], pairs.priors[kept])
        empty = len(self._aliases) - len(np.unique(pairs.aliases))
        self._dropped["aliases: no entity left"] += empty
        return pack_aliases(self._aliases, pairs, with_empty=False)

    def _as_pairs(self) -> Pairs:
        packed = np.fromiter(self._pairs, np.uint64, count=len(self._pairs))
        return Pairs(
            (packed >> np.uint64(32)).astype(np.uint32),
            (packed & np.uint64(0xFFFFFFFF)).astype(np.uint32),
            np.array(self._values, np.float64),
        )


def _most_likely(pairs: Pairs, most: int) -> NDArray[np.bool_]:
    """Which pairs are among the `most` likeliest of their alias; of equals, the first rows."""
    order = np.lexsort((pairs.rows, -pairs.priors, pairs.aliases))
    owners = pairs.aliases[order]
    begins = np.searchsorted(owners, owners)
    kept = np.zeros(len(order), bool)
    kept[order] = np.arange(len(order)) - begins < most
    return kept
