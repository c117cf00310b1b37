"""A whole HTML page that needs nothing else: light or dark as its reader likes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .escaped import escaped

if TYPE_CHECKING:
    from collections.abc import Iterable

_STYLE = """
:root { color-scheme: light dark; --ink: #1d2530; --faint: #667085; --line: #b9c2cf; --sheet: #fff;
  --ground: #f4f6f9; --light: 88%; --mark: #1d2530; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6eaf0; --faint: #98a3b3; --line: #556070;
  --sheet: #1b2028; --ground: #12161c; --light: 32%; --mark: #f4f6f9; } }
body { margin: 0 auto; max-width: 72rem; padding: 2rem 1rem; background: var(--ground);
  color: var(--ink); font: 16px/1.6 system-ui, sans-serif; }
h1 { font-size: 1.25rem; } h2 { font-size: .9rem; color: var(--faint); font-weight: 600; }
figure { margin: 0 0 1rem; padding: 1rem; background: var(--sheet); border-radius: .5rem;
  overflow-x: auto; }
.tree text { text-anchor: middle; fill: var(--ink); font: 15px system-ui, sans-serif; }
.tree .tag { fill: var(--faint); font-size: 11px; letter-spacing: .04em; }
.tree .label { fill: var(--faint); font-size: 11px; paint-order: stroke; stroke: var(--sheet);
  stroke-width: 4px; }
.tree .arc { fill: none; stroke: var(--line); stroke-width: 1.5px; }
.tree .arrow { fill: var(--line); }
.ents { margin: 0; line-height: 2.2; overflow-wrap: anywhere; }
.ent { padding: .25em .4em; border-radius: .35em; color: var(--mark);
  background: hsl(var(--hue) 70% var(--light)); }
.ent span { margin-left: .5em; font-size: .68em; font-weight: 700; letter-spacing: .04em; }
"""


def make_page(title: str, sections: Iterable[tuple[str, Iterable[str]]]) -> str:
    """A page of sections, each a heading and its figures, which are HTML or SVG."""
    parts = [
        '<!DOCTYPE html>\n<html xmlns="http://www.w3.org/1999/xhtml" lang="en">\n<head>',
        '<meta charset="utf-8"/>',
        '<meta name="viewport" content="width=device-width, initial-scale=1"/>',
        f"<title>{escaped(title)}</title>",
        f"<style>{_STYLE}</style>\n</head>\n<body>\n<h1>{escaped(title)}</h1>",
    ]
    for heading, figures in sections:
        parts.append(f"<section>\n<h2>{escaped(heading)}</h2>")
        parts += [f"<figure>{figure}</figure>" for figure in figures]
        parts.append("</section>")
    parts.append("</body>\n</html>\n")
    return "\n".join(parts)
