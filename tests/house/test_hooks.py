"""Every hook is documented and tested, and the documented plugin does what its page says."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from nlptk.plugins import hookspecs

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "plugins.md").read_text()
HOOKS = [name for name in vars(hookspecs) if name.startswith("nlptk_")]


def test_there_are_six_hooks() -> None:
    assert len(HOOKS) == 6


@pytest.mark.parametrize("hook", HOOKS)
def test_hook_is_documented(hook: str) -> None:
    assert f"`{hook}(" in PAGE
    assert (getattr(hookspecs, hook).__doc__ or "").strip()


@pytest.mark.parametrize("hook", HOOKS)
def test_hook_has_a_test_that_implements_it(hook: str) -> None:
    tests = "".join(path.read_text() for path in sorted((ROOT / "tests").glob("*/test_*.py")))
    assert re.search(rf"@hookimpl\n\s+def {hook}\(", tests)


def test_plugin_of_the_page_works_and_is_small(tmp_path: Path) -> None:
    blocks = dict(re.findall(r"```(toml|python)\n(.*?)```", PAGE, re.DOTALL)[:2])
    assert sum(len(block.splitlines()) for block in blocks.values()) < 30
    test = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)[1]
    (tmp_path / "nlptk_lines.py").write_text(blocks["python"])
    (tmp_path / "test_lines.py").write_text(test)
    info = tmp_path / "nlptk_lines-0.1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: nlptk-lines\nVersion: 0.1.0\n")
    points = re.search(r"\[project\.entry-points\.nlptk\]\n(.*)\n", blocks["toml"])
    assert points
    (info / "entry_points.txt").write_text(f"[nlptk]\n{points[1]}\n".replace('"', ""))
    env = {"PYTHONPATH": str(tmp_path), "NLPTK_PLUGINS": "lines"}
    for command in (
        ["pytest", "-q", "-p", "no:cacheprovider", "test_lines.py"],
        ["nlptk", "--strict-plugins", "formats", "lines"],
    ):
        done = subprocess.run(  # noqa: PLW1510
            [sys.executable, "-m", *command], cwd=tmp_path, env=env, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout + done.stderr
