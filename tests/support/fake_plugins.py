"""Plugins for tests: packages that look installed, in a folder on the import path."""

from __future__ import annotations

import itertools
import sys
from pathlib import Path
from textwrap import dedent

import pytest

_numbers = itertools.count()

FORMAT_PLUGIN = """
    from dataclasses import dataclass
    from nlptk.api import Format, Layer, hookimpl

    @dataclass(frozen=True)
    class Options:
        width: int = 80
        '''Where lines are broken.'''
        mark: str = "-"

    def read(source, context):
        for line in source.lines():
            yield context.tokenize(line)

    @hookimpl
    def nlptk_formats():
        return [Format(name="fake", summary="a fake", suffixes=(".fake",), read=read,
                       holds=frozenset({Layer.DOCUMENTS}), options=Options, aliases=("fk",))]
"""


class FakeSite:
    """A site-packages folder of a test's own. Module names are new each time."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder / "site"
        self.folder.mkdir()
        self._monkeypatch = monkeypatch
        monkeypatch.syspath_prepend(str(self.folder))

    def install(self, name: str, code: str, *, distribution: str = "") -> str:
        """Install a plugin of one module, and return the module's name."""
        module = f"fake_plugin_{next(_numbers)}"
        (self.folder / f"{module}.py").write_text(dedent(code))
        self.add_metadata(name, module, distribution=distribution or f"nlptk-{name}")
        self._monkeypatch.delitem(sys.modules, module, raising=False)
        return module

    def add_metadata(
        self, name: str, target: str, *, distribution: str, version: str = "1.0"
    ) -> Path:
        """Claim that a distribution has an entry point; it need not lead anywhere."""
        info = self.folder / f"{distribution.replace('-', '_')}-{version}.dist-info"
        info.mkdir(exist_ok=True)
        (info / "METADATA").write_text(
            f"Metadata-Version: 2.1\nName: {distribution}\nVersion: {version}\n"
        )
        with (info / "entry_points.txt").open("a") as file:
            file.write(
                f"[nlptk]\n{name} = {target}\n" if file.tell() == 0 else f"{name} = {target}\n"
            )
        return info
