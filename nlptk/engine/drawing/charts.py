"""Charts as SVG: shares of labels side by side, and histograms.

Colours are those of the page (`--accent`), or of the text around; every bar has its figure as a
title, which a pointer shows and a screen reader says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from .escaped import escaped
from .text_width import text_width

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_FONT = "system-ui, 'Segoe UI', Roboto, 'Noto Sans', sans-serif"
_SIZE = 12.0
_BAR, _GAP = 9.0, 7.0
_PLOT_WIDTH, _PLOT_HEIGHT = 640.0, 180.0
_MOST_LABEL = 240.0
_WIDER = 1.15  # fonts differ: a label that is cut off at its beginning cannot be read
_BINS = 40
_STYLES = ("fill:var(--accent,#2a5bd7)", "fill:var(--second,#d9822b)", "fill:currentColor")


class Bar(NamedTuple):
    """A row of a bar chart: its label, and how long the bar of each series is."""

    label: str
    values: Mapping[str, float]
    shown: Mapping[str, str]
    """What is said of each bar."""


def draw_bars(bars: Sequence[Bar], series: Sequence[str], *, title: str) -> str:
    """Horizontal bars, those of the series of a row one under the other."""
    left = min(max((_width(bar.label) for bar in bars), default=0) + 12, _MOST_LABEL)
    row = len(series) * _BAR + _GAP
    height = len(bars) * row + _header(series)
    most = max((value for bar in bars for value in bar.values.values()), default=0) or 1
    shapes = [*_legend(series)]
    for number, bar in enumerate(bars):
        top = _header(series) + number * row
        middle = top + (row - _GAP) / 2 + _SIZE / 3
        label = escaped(_cut(bar.label, left - 12))
        shapes.append(f'<text x="{left - 6:.1f}" y="{middle:.1f}" text-anchor="end">{label}</text>')
        for index, name in enumerate(series):
            width = bar.values.get(name, 0) / most * _PLOT_WIDTH
            about = escaped(f"{bar.label}, {name}: {bar.shown.get(name, '')}")
            place = f'x="{left:.1f}" y="{top + index * _BAR:.1f}"'
            size = f'width="{max(width, 0.5):.1f}" height="{_BAR - 1:.1f}"'
            shapes.append(_rectangle(f'{place} {size} rx="1.5"', index, about))
    return _svg(left + _PLOT_WIDTH + 20, height, title, shapes)


def draw_histogram(series: Mapping[str, Mapping[int, int]], *, title: str) -> str:
    """How often which number is, as shares of each series, in bins of the same width.

    What lies beyond 99 % of all is in the last bin.
    """
    names = list(series)
    width = _bin_width(series)
    shares = {name: _binned(counts, width) for name, counts in series.items()}
    number = 1 + max((bin for bins in shares.values() for bin in bins), default=0)
    most = max((share for bins in shares.values() for share in bins.values()), default=0) or 1
    top, step = _header(names), _PLOT_WIDTH / number
    base = top + _PLOT_HEIGHT
    shapes = [*_legend(names)]
    for index, name in enumerate(names):
        for bin, share in sorted(shares[name].items()):
            height = share / most * _PLOT_HEIGHT
            each = step / len(names)
            about = escaped(f"{_range(bin, width, number)}, {name}: {share:.1%}")
            place = f'x="{30 + bin * step + index * each:.2f}" y="{base - height:.1f}"'
            size = f'width="{max(each * 0.92, 0.5):.2f}" height="{height:.1f}"'
            shapes.append(_rectangle(f"{place} {size}", index, about))
    shapes.append(
        f'<path d="M30 {base:.1f}H{30 + _PLOT_WIDTH:.1f}" stroke="currentColor" opacity=".4"/>'
    )
    every = max(number // 8, 1)
    for bin in range(0, number, every):
        x = 30 + (bin + 0.5) * step
        text = _range(bin, width, number)
        shapes.append(f'<text x="{x:.1f}" y="{base + 16:.1f}" text-anchor="middle">{text}</text>')
    return _svg(_PLOT_WIDTH + 60, base + 26, title, shapes)


def _binned(counts: Mapping[int, int], width: int) -> dict[int, float]:
    total = sum(counts.values()) or 1
    bins: dict[int, float] = {}
    for value, count in counts.items():
        bin = min(max(value - 1, 0) // width, _BINS - 1)
        bins[bin] = bins.get(bin, 0.0) + count / total
    return bins


def _bin_width(series: Mapping[str, Mapping[int, int]]) -> int:
    """So that 99 % of each series are in the bins."""
    most = 1
    for counts in series.values():
        seen, total = 0, sum(counts.values())
        for value, count in sorted(counts.items()):
            seen += count
            if seen >= 0.99 * total:
                most = max(most, value)
                break
    return -(-most // (_BINS - 1))


def _range(bin: int, width: int, number: int) -> str:
    first, last = bin * width + 1, (bin + 1) * width
    if bin == _BINS - 1 and bin == number - 1:
        return f"{first}+"
    return f"{first}" if width == 1 else f"{first}–{last}"


def _cut(label: str, width: float) -> str:
    """A label that fits; its title has all of it."""
    while len(label) > 1 and _width(label) > width:
        label = label[:-2] + "…"
    return label


def _width(label: str) -> float:
    return text_width(label, _SIZE) * _WIDER


def _rectangle(attributes: str, index: int, about: str) -> str:
    return f'<rect {attributes} style="{_style(index)}"><title>{about}</title></rect>'


def _style(index: int) -> str:
    return _STYLES[index % len(_STYLES)]


def _header(series: Sequence[str]) -> float:
    return 26.0 if len(series) > 1 else 4.0


def _legend(series: Sequence[str]) -> Iterator[str]:
    if len(series) < 2:
        return
    x = 30.0
    for index, name in enumerate(series):
        yield f'<rect x="{x:.1f}" y="3" width="10" height="10" rx="2" style="{_style(index)}"/>'
        yield f'<text x="{x + 15:.1f}" y="12">{escaped(name)}</text>'
        x += 40 + text_width(name, _SIZE)


def _svg(width: float, height: float, title: str, shapes: Sequence[str]) -> str:
    size = f'width="{width:.0f}" height="{height:.0f}" viewBox="0 0 {width:.0f} {height:.0f}"'
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" class="chart" role="img" {size} '
            f'font-family="{escaped(_FONT)}" font-size="{_SIZE:g}" fill="currentColor">',
            f"<title>{escaped(title)}</title>",
            *shapes,
            "</svg>",
        ]
    )
