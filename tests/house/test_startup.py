"""What starts fast must not load what is slow."""

from __future__ import annotations

import subprocess
import sys

import pytest


@pytest.mark.parametrize(("code", "unwanted"), [
    ("import nlptk", ["numpy", "thinc", "typer", "pluggy", "rich"]),
    ("from nlptk.commands.app import run; run(['--help'])", ["numpy", "thinc", "rich", "pyconll"]),
    ("from nlptk.commands.app import run; run(['plugins'])", ["thinc", "rich", "pyconll"]),
    ("from nlptk.commands.app import run; run(['debug-data', 'en', '-', '-c', 'conllu'])",
     ["thinc", "rich", "srsly"]),
    ("from nlptk.commands.app import run; run(['convert', '-', '-c', 'conllu', '-t', 'json'])",
     ["thinc", "rich", "srsly"]),
    ("import nlptk; nlptk.load", ["thinc.layers", "thinc.api", "nlptk.engine.drawing.render",
     "nlptk.engine.training.lessons", "nlptk.engine.scoring", "concurrent.futures.process"]),
])  # fmt: skip
def test_modules_that_are_not_needed_are_not_loaded(code: str, unwanted: list[str]) -> None:
    program = f"{code}\nimport sys\nprint([m for m in {unwanted} if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", program],
        input="1\ta\t_\t_\t_\t_\t0\troot\t_\t_\n",
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines()[-1] == "[]"
