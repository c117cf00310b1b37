"""The component that the page on plugins shows works as it stands there, installed as a plugin."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

PAGE = (Path(__file__).parents[2] / "docs" / "plugins.md").read_text()


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """A folder with the page's plugin and its test, and the metadata of an installed package."""
    section = PAGE[PAGE.index("## Write a component") :]
    component, module, test = re.findall(r"```python\n(.*?)```", section, re.DOTALL)[:3]
    package = tmp_path / "nlptk_chunks"
    package.mkdir()
    (package / "component.py").write_text(component)
    (package / "__init__.py").write_text(module)
    (tmp_path / "test_chunks.py").write_text(test)
    info = tmp_path / "nlptk_chunks-0.1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: nlptk-chunks\nVersion: 0.1.0\n")
    (info / "entry_points.txt").write_text("[nlptk]\nchunks = nlptk_chunks\n")
    return tmp_path


def run(folder: Path, *command: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=folder,
        env={"PYTHONPATH": str(folder), "NLPTK_PLUGINS": "chunks", "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_component_of_the_page_keeps_the_contract(installed: Path) -> None:
    assert "1 passed" in run(installed, "pytest", "-q", "-p", "no:cacheprovider", "test_chunks.py")


def test_component_of_the_page_is_found_and_trained(installed: Path) -> None:
    plugins = json.loads(run(installed, "nlptk", "--strict-plugins", "plugins", "--json"))
    gives = {plugin["name"]: plugin["gives"] for plugin in plugins["plugins"]}
    assert gives["chunks"]["components"] == ["chunker"]
    corpus = "".join(
        f"{word} X {chunk} O\n" if word else "\n"
        for word, chunk in [("cats", "B-NP"), ("sing", "B-VP"), ("", "")] * 20
    )
    (installed / "train.conll").write_text(f"-DOCSTART- -X- O O\n\n{corpus}")
    run(installed, "nlptk", "train", "en", "model", "train.conll", "train.conll", "-p", "chunker",
        "-n", "1", "-c", "conll2003")  # fmt: skip
    described = json.loads((installed / "model" / "model-best" / "pipeline.json").read_text())
    assert described["pipes"][0]["state"] == {"labels": ["B-NP", "B-VP"]}
