"""The knowledge base of a model, kept in its folder: once on the disk for all folders of a run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nlptk.engine.kb.knowledge_base import KnowledgeBase
from nlptk.engine.kb.store import MANIFEST

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from nlptk.engine.data.vectors_file import Files
    from nlptk.engine.kb.tables import Tables


class KeptBase:
    """Knows where a knowledge base was last kept, so that other folders can link to its files.

    What is linked is a copy that a model has made, never what a user has built: that may be
    changed in place, and the model would no longer be what it was.
    """

    def __init__(self) -> None:
        self._tables: Tables | None = None
        self._folder: Path | None = None
        self._files: dict[str, bytes] = {}  # names; and the content of the manifest

    def read(self, folder: Path) -> KnowledgeBase:
        """The knowledge base in a folder, all of it checked and mapped. Raises `DataError`."""
        kb = KnowledgeBase()
        kb.from_disk(folder, verify=True)
        names = {f"{name}.npy": b"" for name in kb.tables.arrays}
        manifest = (folder / MANIFEST).read_bytes()
        self._tables, self._folder, self._files = kb.tables, folder, {**names, MANIFEST: manifest}
        return kb

    def write(self, kb: KnowledgeBase, files: Files, folder: Path) -> None:
        """Keep a knowledge base among files that will be in `folder`."""
        if not self._is_kept(kb) or not self._link(files):
            writer = _Noting(files)
            kb.write_files(writer)
            self._files = writer.noted
        self._tables, self._folder = kb.tables, folder

    def _is_kept(self, kb: KnowledgeBase) -> bool:
        """Whether it is the same that was kept, and stands there still."""
        if self._folder is None or kb.tables is not self._tables:
            return False
        try:
            return (self._folder / MANIFEST).read_bytes() == self._files[MANIFEST]
        except OSError:
            return False

    def _link(self, files: Files) -> bool:
        """Link all files; False, with none linked, where that cannot be."""
        assert self._folder is not None  # asked only of what is kept
        linked = False
        for name in (MANIFEST, *(name for name in self._files if name != MANIFEST)):
            path = self._folder / name
            if files.link(name, path):
                linked = True
            elif linked:
                files.write(name, [path.read_bytes()])
            else:
                return False
        return True


class _Noting:
    """Writes files, and notes their names and what the manifest says."""

    def __init__(self, files: Files) -> None:
        self._files = files
        self.noted: dict[str, bytes] = {}

    def write(self, name: str, pieces: Iterable[bytes]) -> None:
        if name == MANIFEST:
            pieces = [b"".join(pieces)]
            self.noted[name] = pieces[0]
        else:
            self.noted[name] = b""
        self._files.write(name, pieces)
