"""Files of JSON that options name."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from nlptk.engine.errors import DataError, Place

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


def read_json_object(path: Path) -> dict[str, Any]:
    """The JSON object in a file. Raises `DataError`, located, for anything else."""
    from nlptk.engine.data.source import Source  # the engine loads when it is used

    source = Source(path)
    try:
        value = json.loads("".join(source.chunks()))
    except json.JSONDecodeError as error:
        place = Place(source.name, error.lineno, error.colno)
        raise DataError(f"not JSON: {error.msg}", place=place) from error
    if not isinstance(value, dict):
        raise DataError("expected a JSON object", place=Place(source.name, 1))
    return value


def place_in_json(path: Path, keys: Sequence[str | int]) -> tuple[int, int]:
    """Line and column, from 1, of the value at `keys` in a file of JSON, see `json_text.locate`."""
    from nlptk.engine.data.json_text import locate
    from nlptk.engine.data.source import Source

    return locate("".join(Source(path).chunks()), keys)
