"""Tables of texts and their categories, with commas (csv) or tabs (tsv) between the columns.

Tables of mentions (mentions) are others: they have a row for each.

The first row names the columns. One holds the text; the categories stand in one column, separated
by a bar where there are several, or in columns of their own that hold a number each. A row says
what is true of its text. Whether what it does not name is false only `-O labels` tells, for rows
are read one by one: without it, categories that exclude each other come without their zeros.
"""

from __future__ import annotations

from dataclasses import replace

from nlptk.engine.data.layers import Layer
from nlptk.engine.protocols import Format, deferred

from .layout import MentionOptions, TableOptions

CSV = Format(
    name="csv",
    summary="tables of texts and categories, with commas",
    suffixes=(".csv",),
    read=deferred("nlptk.formats.csv.read:read_csv"),
    write=deferred("nlptk.formats.csv.write:write_csv"),
    holds=frozenset({Layer.DOCUMENTS, Layer.IDS, Layer.SPACING, Layer.CATEGORIES}),
    options=TableOptions,
)
TSV = replace(
    CSV,
    name="tsv",
    summary="tables of texts and categories, with tabs",
    suffixes=(".tsv",),
    read=deferred("nlptk.formats.csv.read:read_tsv"),
    write=deferred("nlptk.formats.csv.write:write_tsv"),
)
MENTIONS = Format(
    name="mentions",
    summary="tables of texts, mentions in them, and ids of what those mean",
    read=deferred("nlptk.formats.csv.mentions:read_mentions"),
    holds=frozenset({Layer.DOCUMENTS, Layer.SPACING, Layer.ENTITIES, Layer.LINKS}),
    options=MentionOptions,
)
