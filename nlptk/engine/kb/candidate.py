"""What a mention may mean: one entity of a knowledge base."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from .tables import Tables


class Candidate:
    """A view of one entity, as what an alias may mean.

    `row` is its row in the knowledge base, `prior` the probability of the entity given the alias,
    and `found_by` how the two came together (`candidates.FoundBy`): "exact" from a look-up of the
    very alias.
    """

    __slots__ = ("_tables", "alias", "found_by", "prior", "row")

    def __init__(
        self, tables: Tables, row: int, alias: str, prior: float, found_by: str = "exact"
    ) -> None:
        self._tables = tables
        self.row = row
        self.alias = alias
        self.prior = prior
        self.found_by = found_by

    @property
    def entity(self) -> str:
        """The id of the entity."""
        return self._tables.entity_ids[self.row]

    @property
    def freq(self) -> float:
        """How often the entity was met."""
        return float(self._tables.freqs[self.row])

    @property
    def vector(self) -> NDArray[np.float32]:
        """The vector of the entity, shape (entity_vector_length,)."""
        vector: NDArray[np.float32] = self._tables.vectors[self.row]
        return vector

    @property
    def name(self) -> str:
        """The name of the entity; "" when none was given."""
        return self._tables.entity_texts["name"][self.row]

    @property
    def description(self) -> str:
        """The description of the entity; "" when none was given."""
        return self._tables.entity_texts["description"][self.row]

    @property
    def type(self) -> str:
        """What kind of thing the entity is; "" when nobody said it."""
        return self._tables.entity_texts["type"][self.row]

    def __repr__(self) -> str:
        return (
            f"Candidate({self.entity!r}, alias={self.alias!r}, prior={self.prior:.3f}, "
            f"found_by={self.found_by!r})"
        )
