"""The layers of annotation a document can carry."""

from __future__ import annotations

from enum import StrEnum


class Layer(StrEnum):
    """A kind of content. Each format says which of them it can hold."""

    DOCUMENTS = "documents"
    IDS = "document ids"
    SENTENCES = "sentences"
    TOKENS = "tokens"
    SPACING = "spacing"  # the text between tokens, where it is not one space
    TAGS = "tags"
    POS = "pos"
    MORPHS = "morphs"
    LEMMAS = "lemmas"
    ARCS = "arcs"
    ENTITIES = "entities"
    LINKS = "links"
    SOFT_LINKS = "soft links"  # of entities that have several ids, or an uncertain one
    CATEGORIES = "categories"
    SPANS = "spans"  # named groups of spans, which may overlap
    MULTIWORDS = "multiwords"
    EMPTY_NODES = "empty nodes"
    ENHANCED = "enhanced dependencies"
    MISC = "misc"
    COMMENTS = "comments"
    METADATA = "metadata"
    COLUMNS = "other columns"

    __hash__ = str.__hash__  # counted by the million: an enum's own hash is slow
