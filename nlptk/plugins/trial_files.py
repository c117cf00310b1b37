"""The files of a component, carried from one component to another by way of a folder."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from nlptk.engine.protocols import KeepsFiles


def carry_files(giver: KeepsFiles, taker: KeepsFiles) -> None:
    """Have one component write its files, and the other read them; the folder is gone then."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = _Folder(folder)
        giver.write_files(files, folder)
        taker.read_files(folder, frozenset(files.names))


@dataclass(frozen=True, slots=True)
class _Folder:
    path: Path
    names: list[str] = field(default_factory=list)

    def link(self, name: str, path: Path) -> bool:  # noqa: ARG002 - nothing is linked here
        return False

    def write(self, name: str, pieces: Iterable[bytes]) -> None:
        with (self.path / name).open("wb") as file:
            file.writelines(pieces)
        self.names.append(name)
