"""Examples that a pipeline has annotated, scored."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from nlptk.engine.errors import UsageError

from .categories import CATS
from .counts import Counts, Figures, Scorer
from .dependencies import DEPS
from .entities import ENTS
from .links import LINKS
from .report import Scores
from .sentences import SENTS
from .tags import LEMMAS, MORPHS, POS, TAGS
from .words import TOKENS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from nlptk.engine.data.example import Example

SCORERS: dict[str, Scorer] = {
    scorer.name: scorer
    for scorer in (TOKENS, TAGS, POS, MORPHS, LEMMAS, SENTS, DEPS, ENTS, LINKS, CATS)
}
"""The scorers by name; components say which of them judge them."""


def score_examples(
    examples: Iterable[Example],
    names: Sequence[str],
    *,
    keep_counts: bool = False,
    also: Sequence[Callable[[Example], Counts]] = (),
) -> Scores:
    """Score examples whose `predicted` documents are annotated, as they come.

    `also` are counts that scorers need and that cannot be made of an example alone.

    Raises:
        UsageError: an unknown scorer.
    """
    scorers = [_find(name) for name in names]
    counting = [*(scorer.count for scorer in scorers), *also]
    totals: Counts = Counter()
    by_doc: list[Counts] = []
    for example in examples:
        parts = [count(example) for count in counting]
        for part in parts:
            totals.update(part)
        if keep_counts:
            by_doc.append(Counter({key: count for part in parts for key, count in part.items()}))
    return Scores(figures_of(totals, names), _tables(totals, scorers), by_doc)


def figures_of(totals: Counts, names: Sequence[str]) -> Figures:
    """The figures of summed counts, by the scorers of these names."""
    figures: Figures = {}
    for name in names:
        figures |= _find(name).figures(totals)
    return figures


def _tables(totals: Counts, scorers: Iterable[Scorer]) -> dict[str, Any]:
    tables: dict[str, Any] = {}
    for scorer in scorers:
        tables |= scorer.tables(totals)
    return tables


def _find(name: str) -> Scorer:
    if name not in SCORERS:
        raise UsageError(
            f"there is no scorer {name!r}", expected=f"one of: {', '.join(sorted(SCORERS))}"
        )
    return SCORERS[name]
