"""Two spreadsheets become a linker by the five commands of the documentation."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "entity-linking.md").read_text("utf-8")
DATA = ROOT / "examples" / "training" / "data"


def block(kind: str) -> str:
    """The first block of that kind on the page."""
    found = re.search(rf"```{kind}\n(.*?)```", PAGE, re.DOTALL)
    assert found
    return found[1]


@pytest.mark.skipif(shutil.which("awk") is None, reason="the page uses awk")
def test_five_commands_lead_from_two_spreadsheets_to_an_answer(tmp_path: Path) -> None:
    commands = block("sh")
    assert len(commands.splitlines()) == 5
    rows: set[str] = set()
    for name in ("entities.tsv", "mentions.tsv"):
        shutil.copy(DATA / name, tmp_path)
        rows.update((tmp_path / name).read_text("utf-8").splitlines())
    assert {line[4:] for line in PAGE.splitlines() if "\t" in line} <= rows
    shim = tmp_path / "bin" / "nlptk"
    shim.parent.mkdir()
    shim.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m nlptk "$@"\n')
    shim.chmod(0o755)
    environ = {
        **os.environ,
        "PATH": f"{shim.parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "NLPTK_PLUGINS": "none",
    }
    done = subprocess.run(
        ["sh", "-e", "-c", commands],
        cwd=tmp_path,
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.splitlines()[-1]) == json.loads(block("json"))
    row = done.stderr[done.stderr.rindex("best epoch") :]
    assert "NER F" in row
    assert "Links %" in row
