"""Write docs/checks: a page for each check of ours, from its docstring, and their index."""

from __future__ import annotations

from pathlib import Path

from nlptk.commands.views.diagnostics.pages import page_of, summary_of
from nlptk.plugins.catalog import Catalog
from nlptk.plugins.manager import create_manager

FOLDER = Path(__file__).parent.parent / "docs" / "checks"
_FAMILIES = {
    "A": "Alignment with our tokens",
    "C": "The corpus",
    "F": "What readers refuse or put right",
    "G": "Tags",
    "K": "Links to a knowledge base",
    "L": "Labels",
    "N": "Contradictions",
    "Q": "Suspected errors",
    "S": "Entities and spans",
    "T": "Trees",
    "U": "Unicode",
    "V": "Vectors",
    "X": "Categories",
}
_HEAD = """# The checks of `nlptk debug-data`

A code is a letter for the family and three digits; it never changes its meaning. `--select` and
`--ignore` take codes or their beginnings, `--explain CODE` prints a page, and
`--set CODE.setting=value` changes a threshold. P001 is the finding that a check itself failed.
These pages are made from the checks by `make docs-checks`.
"""


def make_pages() -> dict[str, str]:
    """The content of each file, by name."""
    checks = dict(sorted(Catalog(create_manager(load=())).checks.items()))
    pages = {f"{code}.md": page_of(check) for code, check in checks.items()}
    lines = [_HEAD]
    for letter in sorted({code[0] for code in checks}):
        lines += [
            f"## {letter}: {_FAMILIES[letter]}",
            "",
            "| code | severity | name | |",
            "|---|---|---|---|",
        ]
        lines += [
            f"| [{code}]({code}.md) | {check.severity.value} | {check.name} | {summary_of(check)} |"
            for code, check in checks.items()
            if code[0] == letter
        ]
        lines.append("")
    pages["README.md"] = "\n".join(lines)
    return pages


def main() -> None:
    """Write what differs, and remove pages of checks that are gone."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    pages = make_pages()
    for path in FOLDER.glob("*.md"):
        if path.name not in pages:
            path.unlink()
    for name, text in pages.items():
        (FOLDER / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
