"""Building a knowledge base of two tables: read once, checked row by row, written whole."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from nlptk.engine.data.diagnostic import Diagnostic
from nlptk.engine.errors import DataError, NlptkError, OutputError, UsageError

from .build_aliases import AliasCollector
from .build_entities import EntityCollector
from .form_index import index_arrays
from .read import ALIAS_COLUMNS, ENTITY_COLUMNS, TableReader
from .report import BuildReport
from .store import Column, write_folder
from .tables import Tables
from .vector_spool import VectorSpool, learn_projection

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from nlptk.engine.data.source import Source

    from .build_entities import Encode
    from .read import Row
    from .tables import Arrays

_ROWS_A_STEP = 1000


class EmptyKnowledgeBaseError(NlptkError):
    """Nothing is left that a mention could be linked to."""


@dataclass(frozen=True, slots=True)
class BuildSettings:
    """What is kept, and how it is written.

    Entities met less than `min_freq` times are left out, and of each alias all but the likeliest
    `max_candidates` (0: all are kept). `entity_vector_length` is to which width vectors are
    projected (0: they stay as they are). With `skip_bad` bad rows are left out and listed.
    """

    min_freq: float = 0
    max_candidates: int = 0
    entity_vector_length: int = 0
    ngrams: bool = False
    skip_bad: bool = False
    force: bool = False
    quotes: bool = True
    entity_columns: Sequence[str] = ()
    alias_columns: Sequence[str] = ()


@dataclass
class KbBuild:
    """A build. `encode` makes vectors of descriptions; `progress` is told how many rows are read.

    `encoder` says in the report what the vectors are from.
    """

    settings: BuildSettings
    encode: Encode | None = None
    encoder: str = ""
    progress: Callable[[int], None] = lambda _rows: None
    report: BuildReport = field(default_factory=BuildReport)

    def run(self, entities: Source, aliases: Source, output: Path) -> BuildReport:
        """Build a knowledge base as the folder `output`, which appears whole or not at all.

        Raises:
            DataError: a row that breaks a rule, located; a table that cannot be read.
            EmptyKnowledgeBaseError: nothing is left, with the reason; nothing is written.
            OutputError: the folder has files in it and is not to be replaced, or cannot be written.
            UsageError: settings that do not go with the tables.
        """
        started = time.monotonic()
        if output.is_dir() and any(output.iterdir()) and not self.settings.force:
            # now, and not when hours have passed
            raise OutputError(f"{output} is a folder with files in it", hint="--force replaces it")
        with VectorSpool(output.absolute().parent) as spool:
            collected = self._read_entities(entities, spool)
            arrays = self._read_aliases(aliases, collected)
            del collected
            arrays |= index_arrays(Tables(arrays), with_grams=self.settings.ngrams)
            columns = {name: Column.of(array) for name, array in arrays.items()}
            columns |= self._vector_columns(spool)
            report = self.report
            facts = {
                "entities": report.entities,
                "aliases": report.aliases,
                "entity_vector_length": report.width,
            }
            write_folder(output, columns, facts, force=self.settings.force)
        report.output = str(output)
        report.bytes = sum(file.stat().st_size for file in output.iterdir())
        report.seconds = time.monotonic() - started
        return report

    # ------------------------------------------------------------------ entities

    def _read_entities(self, source: Source, spool: VectorSpool) -> EntityCollector:
        settings, report = self.settings, self.report
        collected = EntityCollector(spool, min_freq=settings.min_freq, encode=self.encode)
        reader = TableReader(ENTITY_COLUMNS, settings.entity_columns, settings.quotes)
        for row in self._rows(reader, source, "entities"):
            with_row = self._guarded(source, row, collected.add)
            if with_row is False:
                report.dropped["entities: below --min-freq"] += 1
        collected.finish()
        if settings.min_freq and report.rows["entities"] and not collected.has_freqs:
            raise UsageError(
                "--min-freq needs frequencies", expected="a column freq", found="none in any row"
            )
        report.entities = len(collected.ids)
        if not report.entities:
            raise EmptyKnowledgeBaseError("no entity is left", found=_account(report, "entities"))
        return collected

    def _vector_columns(self, spool: VectorSpool) -> dict[str, Column]:
        """The vectors, and what they were projected with."""
        report, wanted = self.report, self.settings.entity_vector_length
        report.without_vector = spool.zeros if spool.width else report.entities
        if wanted > spool.width:
            raise UsageError(
                f"--entity-vector-length {wanted}",
                expected=f"at most the width of the vectors there are: {spool.width}",
                hint="--model gives a pipeline that makes vectors of descriptions"
                if not spool.width
                else "",
            )
        report.width = wanted or spool.width
        if spool.width:
            report.vectors = self.encoder or "the table"
        if report.width == spool.width:
            return {"entity_vectors": spool.column(None)}
        projection = learn_projection(spool, wanted)
        report.variance = projection.variance
        return {
            "entity_vectors": spool.column(projection),
            "projection": Column.of(projection.matrix),
            "projection_mean": Column.of(projection.mean),
        }

    # ------------------------------------------------------------------ aliases

    def _read_aliases(self, source: Source, entities: EntityCollector) -> Arrays:
        settings, report = self.settings, self.report
        collected = AliasCollector(entities, report.dropped)
        reader = TableReader(ALIAS_COLUMNS, settings.alias_columns, settings.quotes)
        for row in self._rows(reader, source, "aliases"):
            self._guarded(source, row, collected.add)
        arrays = collected.pack(settings.max_candidates)
        counted = collected.counted()
        arrays |= entities.pack(counted)
        report.priors = collected.kind
        report.freqs = "given" if entities.has_freqs else collected.kind if counted.any() else ""
        report.aliases = len(arrays["alias_keys"])
        report.pairs = len(arrays["entry_rows"])
        if not report.aliases and not len(arrays["entity_name_starts"]):
            raise EmptyKnowledgeBaseError(
                "no alias is left, and the entities have no names: nothing could ever be found",
                found=_account(report, "aliases"),
            )
        return arrays

    # ------------------------------------------------------------------ rows

    def _rows(self, reader: TableReader, source: Source, what: str) -> Iterator[Row]:
        for row in reader.rows(source, self._bad):
            self.report.rows[what] += 1
            if self.report.rows[what] % _ROWS_A_STEP == 0:
                self.progress(self.report.rows.total())
            yield row

    def _guarded(self, source: Source, row: Row, take: Callable[[Row], bool | None]) -> bool | None:
        try:
            return take(row)
        except DataError as error:
            self._bad(error.located(path=source.name, line=row.line))
            return None

    def _bad(self, error: DataError) -> None:
        if not self.settings.skip_bad:
            raise error
        self.report.skipped.append(Diagnostic.of_error(error, "skipped"))


def _account(report: BuildReport, what: str) -> str:
    """Where the rows have gone."""
    parts = [f"{report.rows[what]:,} rows of {what} read"]
    for reason, count in report.dropped.items():
        if count:
            parts.append(f"{reason}: {count:,}")
    if report.skipped:
        parts.append(f"skipped as bad: {len(report.skipped):,}")
    return ", ".join(parts)
