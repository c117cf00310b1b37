"""Spellings of one thing that writers choose between, such as straight and curly quotes."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy as np


class Variants(NamedTuple):
    """Forms that may stand for each other, in tokens that have one of `tags`; none means in all."""

    forms: tuple[str, ...]
    tags: frozenset[str] = frozenset()


VariantGroup = tuple[Variants, ...]
"""Variants that are chosen together, by place: an opening quote goes with its closing one."""

_ENGLISH: tuple[VariantGroup, ...] = (
    (Variants(("...", "…")),),
    (Variants(("-", "--", "---", "–", "—"), frozenset({":"})),),
    (
        Variants(("``", '"', "“", "'", "‘"), frozenset({"``"})),
        Variants(("''", '"', "”", "'", "’"), frozenset({"''"})),
    ),
)

ORTH_VARIANTS: Mapping[str, tuple[VariantGroup, ...]] = {"en": _ENGLISH}
"""The variants of languages by code; of a language that is not there none are known."""


def vary(
    words: Sequence[str],
    tags: Sequence[str],
    groups: Sequence[VariantGroup],
    rng: np.random.Generator,
) -> list[str]:
    """The words of a document with one spelling, drawn for each group, used throughout.

    Words and their tags ("" is missing) have the same order. A draw is made for each group,
    whether or not the document has such words.
    """
    spelling: dict[tuple[str, str], str] = {}
    for group in groups:
        chosen = int(rng.integers(len(group[0].forms)))
        for variants in group:
            keys = [(form, tag) for form in variants.forms for tag in variants.tags or {""}]
            spelling |= dict.fromkeys(keys, variants.forms[chosen])
    return [
        spelling.get((word, tag)) or spelling.get((word, "")) or word
        for word, tag in zip(words, tags, strict=True)
    ]
