"""A pipeline as one piece of bytes: an archive of the files of its folder."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from zipfile import BadZipFile, ZipFile, ZipInfo

from nlptk.engine.errors import DataError

from .model_folder import is_file_name
from .store import load_pipeline, save_pipeline

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from nlptk.engine.protocols import ComponentSpec
    from nlptk.engine.text.languages import LanguageData

    from .language import Language


def pack_pipeline(nlp: Language) -> bytes:
    """A pipeline as an archive of its files."""
    memory = BytesIO()
    with TemporaryDirectory() as place, ZipFile(memory, "w") as archive:
        folder = Path(place) / "model"
        save_pipeline(nlp, folder)
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                name = path.relative_to(folder).as_posix()
                archive.writestr(ZipInfo(name), path.read_bytes())  # no time of day in it
    return memory.getvalue()


def unpack_pipeline(
    data: bytes, specs: Mapping[str, ComponentSpec], language: Callable[[str], LanguageData]
) -> Language:
    """The pipeline that `pack_pipeline` packed. Raises as `load_pipeline`."""
    with TemporaryDirectory() as place:
        folder = Path(place)
        try:
            with ZipFile(BytesIO(data)) as archive:
                for name in archive.namelist():
                    if is_file_name(name):
                        (folder / name).parent.mkdir(parents=True, exist_ok=True)
                        (folder / name).write_bytes(archive.read(name))
        except (BadZipFile, OSError, ValueError) as error:
            raise DataError(
                f"these bytes are no pipeline: {error}", expected="what to_bytes gave"
            ) from error
        return load_pipeline(folder, specs, language)
