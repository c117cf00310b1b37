"""What is left of the aliases of a knowledge base without the documents that are left out.

The aliases of a knowledge base are often counted from the very mentions that a linker then learns:
each of them then is the exact alias of what it means, with a prior that has counted it. That is
never so in a new text, and a linker that learns it trusts aliases too much.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .features import NIL

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nlptk.engine.kb.tables import Tables

    from .witness import Witness

    Entries = tuple[list[int], list[float]]

_NEAR = 1e-4


class Left:
    """The aliases as they would be if they had been counted without what a witness leaves out.

    Only those are changed whose priors are the very shares that training counted: others come from
    elsewhere, and say the same of a new text.
    """

    def __init__(self, tables: Tables, witness: Witness) -> None:
        self._tables = tables
        self._witness = witness

    def entries(self, number: int) -> Entries:
        """What is left of the entries of an alias, most likely first."""
        found = self._tables.entries(number)
        alias = self._tables.aliases[number]
        return self._lessened(alias, found) if self._witness.leaves_out_of(alias) else found

    def names(self, number: int) -> list[int]:
        """The rows of entities that the alias no longer means, but that have it for a name."""
        alias = self._tables.aliases[number]
        if not self._witness.leaves_out_of(alias):
            return []
        left = set(self.entries(number)[0])
        names = self._tables.entity_texts["name"]
        rows = self._tables.entries(number)[0]
        return [row for row in rows if row not in left and names[row] == alias]

    def _lessened(self, alias: str, found: Entries) -> Entries:
        rows, priors = found
        ids = [self._tables.entity_ids[row] for row in rows]
        counted = self._witness.counted(alias)
        if not _same(counted, ids, priors):
            return found
        left = self._witness.meant(alias)
        total = sum(count for entity, count in left.items() if entity != NIL)
        kept = [(left[one], -row) for one, row in zip(ids, rows, strict=True) if left.get(one)]
        kept.sort(reverse=True)
        scale = sum(priors) / total if kept else 0.0
        return [-row for _count, row in kept], [count * scale for count, _row in kept]


def _same(counted: Mapping[str, float], ids: list[str], priors: list[float]) -> bool:
    """Whether priors are in the proportions of counts."""
    counts = [counted.get(entity, 0) for entity in ids]
    total, whole = sum(counts), sum(priors) or 1.0
    return total > 0 and all(
        abs(prior / whole - count / total) < _NEAR
        for prior, count in zip(priors, counts, strict=True)
    )
