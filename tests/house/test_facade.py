"""The two windows: `nlptk` for scripts and `nlptk.api` for plugins."""

import ast
import importlib
import subprocess
import sys
from pathlib import Path

import pytest

import nlptk
import nlptk.api

WINDOWS = [nlptk, nlptk.api]
CONTRIB = Path(__file__).parents[2] / "plugins_contrib"
OPEN_TO_PLUGINS = {"nlptk.api", "nlptk.plugins.testing"}


@pytest.mark.parametrize("window", WINDOWS, ids=lambda window: window.__name__)
def test_every_name_is_there_and_is_what_its_home_has(window: object) -> None:
    homes = window._HOMES  # type: ignore[attr-defined]
    for name, home in homes.items():
        assert getattr(window, name) is getattr(importlib.import_module(home), name), name
    assert set(window.__all__) - {"__version__"} == set(homes)  # type: ignore[attr-defined]
    assert set(homes) <= set(dir(window))


@pytest.mark.parametrize("window", WINDOWS, ids=lambda window: window.__name__)
def test_type_checkers_see_the_same_names(window: object) -> None:
    tree = ast.parse(Path(window.__file__).read_text())  # type: ignore[attr-defined]
    seen = {
        alias.asname or alias.name: node.module
        for block in tree.body
        if isinstance(block, ast.If)
        for node in block.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    assert seen == window._HOMES  # type: ignore[attr-defined]


@pytest.mark.parametrize("window", WINDOWS, ids=lambda window: window.__name__)
def test_names_are_sorted(window: object) -> None:
    for names in (window.__all__, list(window._HOMES)):  # type: ignore[attr-defined]
        constants = [name for name in names if name.isupper()]
        classes = [name for name in names if name[0].isupper() and not name.isupper()]
        others = [name for name in names if not name[0].isupper()]
        assert names == sorted(constants) + sorted(classes) + sorted(others)


@pytest.mark.parametrize("window", WINDOWS, ids=lambda window: window.__name__)
def test_name_that_is_not_there_is_an_attribute_error(window: object) -> None:
    with pytest.raises(AttributeError, match="no_such_name"):
        _ = window.no_such_name  # type: ignore[attr-defined]


@pytest.mark.parametrize("code", ["import nlptk", "from nlptk.api import hookimpl"])
def test_windows_bring_nothing_heavy(code: str) -> None:
    heavy = "{'numpy', 'thinc', 'typer', 'rich', 'pyconll', 'srsly'}"
    check = f"{code}; import sys; assert not {heavy} & set(sys.modules), sorted(sys.modules)"
    subprocess.run([sys.executable, "-c", check], check=True)


def test_contributed_plugins_use_the_windows_only() -> None:
    files = sorted(CONTRIB.glob("*/src/*/*.py"))
    assert files
    for file in files:
        for node in ast.walk(ast.parse(file.read_text())):
            modules = []
            if isinstance(node, ast.ImportFrom):
                modules = [node.module or ""]
            elif isinstance(node, ast.Import):
                modules = [alias.name for alias in node.names]
            ours = {name for name in modules if name.split(".")[0] == "nlptk"}
            assert ours <= OPEN_TO_PLUGINS, f"{file}: {ours}"
