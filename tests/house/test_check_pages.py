"""The pages in docs/checks say what the checks say."""

from __future__ import annotations

import runpy
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent


def test_pages_of_checks_are_up_to_date() -> None:
    made = runpy.run_path(str(ROOT / "scripts" / "make_check_pages.py"))["make_pages"]()
    there = {
        path.name: path.read_text(encoding="utf-8")
        for path in (ROOT / "docs" / "checks").glob("*.md")
    }
    assert there == made, "run: make docs-checks"
