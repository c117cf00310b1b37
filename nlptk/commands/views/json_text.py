"""The text of the JSON documents that commands print and write."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


def json_text(document: Mapping[str, Any]) -> str:
    """A document as indented JSON, without a line end."""
    return json.dumps(document, indent=2, ensure_ascii=False)
