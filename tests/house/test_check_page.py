"""The check that the page on plugins shows works as it stands there, installed as a plugin."""

import re
import subprocess
import sys
from pathlib import Path

PAGE = (Path(__file__).parents[2] / "docs" / "plugins.md").read_text()


def test_check_of_the_page_keeps_the_contract(tmp_path: Path) -> None:
    section = PAGE[PAGE.index("## A check of your own") :]
    module, test = re.findall(r"```python\n(.*?)```", section, re.DOTALL)[:2]
    (tmp_path / "nlptk_brackets.py").write_text(module)
    (tmp_path / "test_brackets.py").write_text(test)
    info = tmp_path / "nlptk_brackets-0.1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: nlptk-brackets\nVersion: 0.1.0\n")
    (info / "entry_points.txt").write_text("[nlptk]\nbrackets = nlptk_brackets\n")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_brackets.py"]
    root = Path(__file__).parents[2]
    done = subprocess.run(
        command,
        cwd=tmp_path,
        env={"PYTHONPATH": f"{tmp_path}:{root}", "NLPTK_PLUGINS": "brackets"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "1 passed" in done.stdout, done.stdout + done.stderr
