"""A whole HTML page that needs nothing else: light or dark as its reader likes."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from .entities import DARK
from .escaped import escaped

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_STYLE = f"""
:root {{ color-scheme: light dark; --ink: #1b2430; --faint: #5d6878; --sheet: #ffffff;
  --ground: #f2f4f7; --edge: #e1e6ec; --accent: #2a5bd7; }}
@media (prefers-color-scheme: dark) {{
  :root {{ --ink: #e4e8ee; --faint: #98a3b3; --sheet: #1c2129; --ground: #12151a;
    --edge: #2b323c; --accent: #8db0ff; --mark-saturation: {DARK.saturation}%;
    --mark-lightness: {DARK.lightness}%; --mark-ink: {DARK.ink}; }}
}}
* {{ box-sizing: border-box; }}
body {{ margin: 0 auto; max-width: 76rem; padding: 2.5rem 1.25rem 4rem; background: var(--ground);
  color: var(--ink); font: 16px/1.6 system-ui, "Segoe UI", Roboto, "Noto Sans", sans-serif; }}
h1 {{ margin: 0 0 2rem; font-size: 1.5rem; font-weight: 650; letter-spacing: -.01em; }}
h2 {{ margin: 2rem 0 .6rem; font-size: .8rem; font-weight: 600; color: var(--faint);
  letter-spacing: .03em; overflow-wrap: anywhere; }}
figure {{ margin: 0 0 .75rem; padding: 1rem 1.25rem; background: var(--sheet);
  border: 1px solid var(--edge); border-radius: .6rem; overflow-x: auto; }}
figure:focus-visible {{ outline: 2px solid var(--accent); }}
.tree {{ display: block; margin: 0 auto; }}
.tree .arcs {{ stroke: var(--accent); stroke-opacity: .5; }}
.tree .arrows {{ fill: var(--accent); fill-opacity: .85; }}
.tree .labels {{ fill: var(--faint); paint-order: stroke; stroke: var(--sheet);
  stroke-width: 3px; }}
.tree .tag {{ fill: var(--faint); fill-opacity: 1; letter-spacing: .03em; }}
.ents {{ margin: 0; max-width: 46rem; overflow-wrap: anywhere; }}
@media print {{ body {{ padding: 0; }} figure {{ break-inside: avoid; overflow: visible; }} }}
"""


class Section(NamedTuple):
    """A part of a page: a heading, and figures as HTML or SVG."""

    heading: str
    figures: Sequence[str]


def make_page(title: str, sections: Iterable[Section]) -> str:
    """A page of sections. What is wider than the page can be scrolled, also by keyboard."""
    parts = [
        '<!DOCTYPE html>\n<html xmlns="http://www.w3.org/1999/xhtml" lang="en">\n<head>',
        '<meta charset="utf-8"/>',
        '<meta name="viewport" content="width=device-width, initial-scale=1"/>',
        f"<title>{escaped(title)}</title>",
        f"<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{escaped(title)}</h1>",
    ]
    for heading, figures in sections:
        parts.append(f"<section>\n<h2>{escaped(heading)}</h2>")
        parts += [f'<figure tabindex="0">\n{figure}\n</figure>' for figure in figures]
        parts.append("</section>")
    parts.append("</main>\n</body>\n</html>\n")
    return "\n".join(parts)
