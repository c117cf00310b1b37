"""The checks that come with nlptk: a family of codes a file.

F what readers refuse, C the corpus, A alignment, U Unicode, S entities and spans, L labels,
T trees, G tags, X categories, N contradictions, K links, Q suspected errors, V vectors.
P is for plugins that fail.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from nlptk.plugins import hookimpl

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nlptk.engine.protocols import Check

_FAMILIES = (
    "reading",
    "reading_columns",
    "reading_json",
    "reading_records",
    "reading_tables",
    "reading_trees",
    "reading_entities",
    "reading_links",
    "corpus",
    "lengths",
    "annotation",
    "corpus_overlap",
    "token_text",
    "tokenization",
    "entity_alignment",
    "unicode_text",
    "unicode_words",
    "labels",
    "label_typos",
    "label_names",
    "label_balance",
    "base_labels",
    "entity_edges",
    "entities",
    "overlapping_spans",
    "trees",
    "trees_missing",
    "categories",
    "tags",
    "tag_maps",
    "contradictions",
    "contradictory_names",
    "link_ids",
    "soft_links",
    "links",
    "links_in_kb",
    "suspects",
    "vectors",
)
"""The modules of the families; each lists its checks in CHECKS, by code."""


@hookimpl
def nlptk_checks() -> Sequence[type[Check]]:
    """The checks, by family and code."""
    families = (import_module(f"{__name__}.{name}") for name in _FAMILIES)
    return [check for family in families for check in family.CHECKS]
