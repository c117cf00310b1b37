"""Statistics of corpora as plain tables, in short or all of them."""

from __future__ import annotations

from itertools import accumulate, takewhile
from typing import TYPE_CHECKING

from nlptk.commands.tables import aligned
from nlptk.engine.diagnostics.wording import named

from .printable import printable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nlptk.engine.diagnostics.statistics import LayerStatistics, Lengths, Statistics

_FEW = 8
"""Labels that are shown of a layer, unless all are."""
_WIDTH = 64
"""Characters that these may have together."""


def figures_text(statistics: Statistics, *, verbose: bool) -> Iterator[str]:
    """Tables: what the parts hold, and what labels each layer has."""
    yield aligned(list(part_rows(statistics, verbose=verbose)))
    if statistics.layers:
        yield aligned(list(layer_rows(statistics)))
    if not verbose:
        return
    for layer, figures in statistics.layers.items():
        yield f"{layer}, the most frequent first\n" + aligned(list(_labels(statistics, figures)))
    for name, part in statistics.parts.items():
        words = ", ".join(f"{printable(word)} ({n:,})" for word, n in part.most_common_words)
        yield f"{name}, the most frequent words: {words}"


def part_rows(statistics: Statistics, *, verbose: bool) -> Iterator[list[str]]:
    """What each part holds, a row a figure; with lengths if `verbose`."""
    parts = list(statistics.parts.values())
    yield ["", *statistics.parts]
    rows = {
        "documents": [part.documents for part in parts],
        "records that cannot be read": [part.bad_records for part in parts],
        "sentences": [part.sentences for part in parts],
        "tokens": [part.tokens for part in parts],
        "different words": [part.words for part in parts],
    }
    for title, values in rows.items():
        if any(values):
            yield [title, *(f"{value:,}" for value in values)]
    if verbose:
        for title, kind in (
            ("document", "document"),
            ("sentence", "sentence"),
            ("entity", "entity"),
        ):
            lengths = [getattr(part, f"{kind}_lengths") for part in parts]
            if any(one.number for one in lengths):
                yield [f"tokens a {title}: median, mean, 95 %, most", *map(_lengths, lengths)]
    if statistics.overlap is not None:
        overlap = statistics.overlap
        shares = f"{overlap.token_share:.1%} of tokens, {overlap.word_share:.1%} of words"
        yield ["not in train", *("" for _ in parts[1:]), shares]


def _lengths(lengths: Lengths) -> str:
    return f"{lengths.median:,}  {lengths.mean:,.1f}  {lengths.p95:,}  {lengths.longest:,}"


def layer_rows(statistics: Statistics) -> Iterator[list[str]]:
    """A row for each layer: its labels, how even they are, and which are the most frequent."""
    parts = list(statistics.parts)
    dev = len(parts) > 1
    entropies = [f"entropy {name}" for name in parts]
    yield ["layer", "labels", *entropies, *(["divergence"] if dev else []), "most frequent"]
    for layer, figures in statistics.layers.items():
        names = [
            f"{printable(named(label))} {_total(counts):,}"
            for label, counts in figures.labels.items()
        ]
        entropy = [
            f"{figures.entropy[name]:.2f}" if name in figures.entropy else "" for name in parts
        ]
        apart = "" if figures.divergence is None else f"{figures.divergence:.3f}"
        listed = _first(names)
        yield [str(layer), f"{len(names):,}", *entropy, *([apart] if dev else []), listed]


def _first(names: list[str]) -> str:
    """The first names, as many as fit in a line, and how many more there are."""
    lengths = accumulate(len(name) + 2 for name in names)
    fitting = sum(1 for _ in takewhile(lambda length: length <= _WIDTH, lengths))
    shown = min(max(fitting, 1), _FEW)
    more = [f"... {len(names) - shown:,} more"] if len(names) > shown else []
    return ", ".join([*names[:shown], *more])


def _labels(statistics: Statistics, figures: LayerStatistics) -> Iterator[list[str]]:
    parts = list(statistics.parts)
    yield ["  label", *parts]
    for label, counts in figures.labels.items():
        yield [f"  {printable(label)}", *(f"{counts.get(name, 0):,}" for name in parts)]


def _total(counts: dict[str, int]) -> int:
    return sum(counts.values())
