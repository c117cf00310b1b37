"""KnowledgeBase: entities with their vectors, and the aliases that may mean them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from nlptk.engine.errors import DataError, UsageError

from .candidate import Candidate
from .form_index import index_arrays
from .memory import Growing
from .store import Column, MappedFolder, write_files, write_folder
from .tables import TEXTS, Tables
from .value_checks import check_freq, check_lengths, check_prior, check_sum, check_vector
from .vector_spool import Projection

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from os import PathLike

    from numpy.typing import NDArray

    from nlptk.engine.data.vocab import Vocab

    from .store import Writes


class KnowledgeBase:
    """Entities by their ids, each with a vector and a frequency, and aliases with priors.

    Ids are strings and depend on no vocabulary: `vocab` is kept for whoever wants it. What was read
    from a folder is mapped: it takes no memory of its own, and processes that read it share it. The
    first addition to such a knowledge base copies it into memory.
    """

    def __init__(self, vocab: Vocab | None = None, entity_vector_length: int = 0) -> None:
        if entity_vector_length < 0:
            raise UsageError("entity_vector_length", expected="0 or more", found="a negative one")
        self.vocab = vocab
        self._growing: Growing | None = Growing(entity_vector_length)
        self._tables: Tables | None = None

    @classmethod
    def open(cls, path: str | PathLike[str], vocab: Vocab | None = None) -> KnowledgeBase:
        """The knowledge base in a folder. Raises `DataError` that names the file at fault."""
        made = cls(vocab)
        made.from_disk(path)
        return made

    # ------------------------------------------------------------------ what there is

    @property
    def tables(self) -> Tables:
        """All of it as arrays: see there for fast access to much at once."""
        if self._tables is None:
            assert self._growing is not None  # one of the two is always there
            self._tables = self._growing.tables()
        return self._tables

    @property
    def entity_vector_length(self) -> int:
        """How many numbers the vector of an entity has."""
        if self._growing is not None:
            return self._growing.width
        return int(self.tables.arrays["entity_vectors"].shape[1])

    def __len__(self) -> int:
        """How many entities there are."""
        return self.get_size_entities()

    def __contains__(self, entity: str) -> bool:
        return self.contains_entity(entity)

    def get_size_entities(self) -> int:
        """How many entities there are."""
        growing = self._growing
        return len(self.tables.entity_ids) if growing is None else len(growing.ids)

    def get_size_aliases(self) -> int:
        """How many aliases there are."""
        growing = self._growing
        return len(self.tables.aliases) if growing is None else len(growing.aliases)

    def get_entity_strings(self) -> list[str]:
        """The ids of all entities, in the order of their rows."""
        return list(self.tables.entity_ids if self._growing is None else self._growing.ids)

    def get_alias_strings(self) -> list[str]:
        """All aliases; in the order in which they were added, or that of their ids when mapped."""
        return list(self.tables.aliases if self._growing is None else self._growing.aliases)

    def contains_entity(self, entity: str) -> bool:
        """Whether there is an entity of that id."""
        return self._find(entity) >= 0

    def contains_alias(self, alias: str) -> bool:
        """Whether there is such an alias, exactly so."""
        if self._growing is not None:
            return self._growing.aliases.find(alias) >= 0
        return self.tables.alias(alias) >= 0

    def row(self, entity: str) -> int:
        """The row of an entity in the arrays of `tables`. Raises `UsageError` if it is unknown."""
        row = self._find(entity)
        if row < 0:
            raise UsageError(f"the knowledge base has no entity {entity!r}")
        return row

    def _find(self, entity: str) -> int:
        if self._growing is not None:
            return self._growing.ids.find(entity)
        return self.tables.row(entity)

    # ------------------------------------------------------------------ what is known

    @property
    def vectors(self) -> NDArray[np.float32]:
        """The vectors of all entities, shape (entities, entity_vector_length), to be read only."""
        return self.tables.vectors

    def get_candidates(self, alias: str) -> list[Candidate]:
        """What an alias may mean, most likely first; nothing if there is no such alias exactly.

        For mentions as they stand in texts, `CandidateGenerator` finds more.
        """
        tables = self.tables
        number = tables.alias(alias)
        if number < 0:
            return []
        rows, priors = tables.entries(number)
        if len(rows) == 1:
            return [Candidate(tables, rows[0], alias, priors[0])]
        return [
            Candidate(tables, row, alias, prior) for row, prior in zip(rows, priors, strict=True)
        ]

    def get_vector(self, entity: str) -> NDArray[np.float32]:
        """The vector of an entity, shape (entity_vector_length,). Raises `UsageError`."""
        vector: NDArray[np.float32] = self.tables.vectors[self.row(entity)]
        return vector

    def get_freq(self, entity: str) -> float:
        """How often an entity was met. Raises `UsageError` if it is not there."""
        return float(self.tables.freqs[self.row(entity)])

    def get_text(self, entity: str, what: str = "name") -> str:
        """The name, description or type of an entity; "" where none was given."""
        return self.tables.entity_texts[what][self.row(entity)]

    def get_prior_prob(self, entity: str, alias: str) -> float:
        """The probability that an alias means an entity: 0 where either is unknown."""
        row, number = self._find(entity), self.tables.alias(alias)
        if row < 0 or number < 0:
            return 0.0
        return dict(zip(*self.tables.entries(number), strict=True)).get(row, 0.0)

    def project(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        """Vectors of texts, shape (n, width), as the vectors of entities are, (n, length).

        `nlptk kb-build --entity-vector-length` keeps the projection that it made; without one,
        vectors stay as they are.
        """
        arrays = self.tables.arrays
        if "projection" not in arrays:
            return vectors
        return Projection(arrays["projection"], arrays["projection_mean"], 1.0).apply(vectors)

    # ------------------------------------------------------------------ adding

    def add_entity(
        self,
        entity: str,
        freq: float,
        entity_vector: Sequence[float] | NDArray[Any],
        *,
        texts: Mapping[str, str] | None = None,
    ) -> None:
        """Add an entity. `texts` may hold its `name`, `description` and `type`.

        Raises `DataError` for an id that is empty or there already, a negative frequency, or a
        vector of another length than the others.
        """
        growing = self._changing()
        if not entity:
            raise DataError("the id of an entity is empty")
        if growing.ids.find(entity) >= 0:
            raise DataError(f"the entity {entity!r} is there already")
        check_freq(entity, freq)
        check_vector(entity, entity_vector, growing.width)
        unknown = set(texts or {}) - set(TEXTS)
        if unknown:
            raise UsageError(
                f"texts of {entity!r}: {sorted(unknown)}", expected=f"some of {', '.join(TEXTS)}"
            )
        growing.add_entity(entity, float(freq), entity_vector, texts or {})

    def set_entities(
        self,
        entity_list: Sequence[str],
        freq_list: Sequence[float],
        vector_list: Sequence[Sequence[float] | NDArray[Any]],
    ) -> None:
        """Add many entities. Raises `DataError` as `add_entity`, and for lists of other lengths."""
        check_lengths(entity_list, freq_list, vector_list)
        for entity, freq, vector in zip(entity_list, freq_list, vector_list, strict=True):
            self.add_entity(entity, freq, vector)

    def add_alias(
        self, alias: str, entities: Sequence[str], probabilities: Sequence[float]
    ) -> None:
        """Add an alias with what it may mean and how likely.

        Raises `DataError` for an alias that is empty or there already, an entity that is unknown or
        given twice, a prior that is no probability, or priors that add up to more than 1.
        """
        growing = self._changing()
        if not alias:
            raise DataError("an alias is empty")
        if growing.aliases.find(alias) >= 0:
            raise DataError(
                f"the alias {alias!r} is there already",
                hint="append_alias adds a meaning to it",
            )
        check_lengths(entities, probabilities)
        entries: dict[int, float] = {}
        for entity, prior in zip(entities, probabilities, strict=True):
            self._add_entry(alias, entries, entity, prior)
        growing.add_alias(alias, entries)

    def append_alias(self, alias: str, entity: str, prior_prob: float) -> None:
        """Add a meaning to an alias that is there. Raises `DataError` as `add_alias`."""
        growing = self._changing()
        number = growing.aliases.find(alias)
        if number < 0:
            raise DataError(f"there is no alias {alias!r}", hint="add_alias adds one")
        self._add_entry(alias, growing.entries[number], entity, prior_prob)

    def _add_entry(self, alias: str, entries: dict[int, float], entity: str, prior: float) -> None:
        assert self._growing is not None  # whoever adds has seen to it
        row = self._growing.ids.find(entity)
        if row < 0:
            raise DataError(f"alias {alias!r} may mean an unknown entity {entity!r}")
        if row in entries:
            raise DataError(f"alias {alias!r} names the entity {entity!r} twice")
        check_prior(alias, prior)
        check_sum(alias, [*entries.values(), prior])
        entries[row] = float(prior)

    def _changing(self) -> Growing:
        if self._growing is None:
            self._growing = Growing.of(self.tables)
        self._tables = None
        return self._growing

    # ------------------------------------------------------------------ files

    def to_disk(
        self, path: str | PathLike[str], *, force: bool = False, ngrams: bool = False
    ) -> None:
        """Write a folder, which appears whole or not at all, with the index of its names.

        `ngrams` adds an index of trigrams, by which `CandidateGenerator` finds misspelled names.

        Raises `OutputError` for a folder with files in it unless `force`, or when the disk is full.
        """
        write_folder(Path(path), self._columns(ngrams=ngrams), facts_of(self), force=force)

    def write_files(self, files: Writes) -> None:
        """The files that `to_disk` writes, into a folder of which they are a part."""
        write_files(files, self._columns(ngrams=False), facts_of(self))

    def _columns(self, *, ngrams: bool) -> dict[str, Column]:
        arrays = dict(self.tables.arrays)
        if "forms" not in arrays or (ngrams and "gram_keys" not in arrays):
            arrays |= index_arrays(self.tables, with_grams=ngrams)
        return {name: Column.of(array) for name, array in arrays.items()}

    def from_disk(self, path: str | PathLike[str], *, verify: bool = False) -> KnowledgeBase:
        """Take over the knowledge base in a folder, and return this.

        Raises `DataError` that names the file, for one that is missing, cut short or altered. What
        is in large files is looked at when it is first used, or now with `verify`; the folder may
        then go away.
        """
        folder = MappedFolder(Path(path))
        if verify:
            folder.verify()
        self._growing, self._tables = None, Tables(folder)
        return self

    def dump(self, path: str | PathLike[str]) -> None:
        """`to_disk`, replacing what was there."""
        self.to_disk(path, force=True)

    def load_bulk(self, path: str | PathLike[str]) -> None:
        """`from_disk`."""
        self.from_disk(path)


def facts_of(kb: KnowledgeBase) -> dict[str, int]:
    """What the description of a folder says of its content."""
    return {
        "entities": kb.get_size_entities(),
        "aliases": kb.get_size_aliases(),
        "entity_vector_length": kb.entity_vector_length,
    }
