"""Files of JSON that options name."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from nlptk.engine.errors import DataError, Place

if TYPE_CHECKING:
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
