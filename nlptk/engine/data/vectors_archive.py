"""The text in an archive: what word vectors are given away in, as a stream of bytes."""

from __future__ import annotations

import tarfile
import zipfile
import zlib
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, cast

from nlptk.engine.errors import DataError, Place, UsageError

from .source import Source

if TYPE_CHECKING:
    from collections.abc import Iterator

_TARS = (".tar", ".tar.gz", ".tgz", ".tar.xz", ".tar.bz2")


@contextmanager
def open_table(path: Path) -> Iterator[tuple[IO[bytes], str]]:
    """The bytes of a file, out of its compression or archive, and what to call them in messages.

    `archive.zip/member.txt` is one of several members of an archive.

    Raises:
        DataError: the file cannot be read, or is not what its suffix says.
        UsageError: the archive has several members and none was named, or no such member.
    """
    archive, member = _split(path)
    try:
        if archive.suffix == ".zip":
            with zipfile.ZipFile(archive) as opened:
                names = [info.filename for info in opened.infolist() if not info.is_dir()]
                name = _chosen(names, member, archive)
                with opened.open(name) as file:
                    yield file, f"{archive}/{name}"
        elif archive.name.endswith(_TARS):
            with tarfile.open(archive, "r:*") as tar:
                names = [info.name for info in tar.getmembers() if info.isfile()]
                name = _chosen(names, member, archive)
                yield cast("IO[bytes]", tar.extractfile(name)), f"{archive}/{name}"
        else:
            source = Source(archive)
            with source.open_binary() as file, source.located():
                yield file, source.name
    except (zipfile.BadZipFile, tarfile.TarError, EOFError, zlib.error, OSError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise DataError(
            f"cannot be read: {reason}",
            place=Place(str(path)),
            hint="is the file complete, and packed as its suffix says?",
        ) from error


def _split(path: Path) -> tuple[Path, str]:
    """An archive and the member of it that a path names; "" when it names none."""
    if not path.exists():
        for parent in path.parents:
            if parent.is_file():
                return parent, path.relative_to(parent).as_posix()
    return path, ""


def _chosen(names: list[str], member: str, archive: Path) -> str:
    """The member to read."""
    if member and member in names:
        return member
    shown = ", ".join(f"{archive}/{name}" for name in names[:8]) or "none"
    if member:
        raise UsageError(f"{archive} has no member {member}", expected=f"one of: {shown}")
    likely = [name for name in names if Path(name).suffix in (".txt", ".vec", ".floret", "")]
    for chosen in (names, likely):
        if len(chosen) == 1:
            return chosen[0]
    raise UsageError(
        f"{archive} has {len(names)} members", expected=f"one of them, such as: {shown}"
    )
