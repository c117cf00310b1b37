"""What differs between two documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .span import Span

if TYPE_CHECKING:
    from .doc import Doc


def first_difference(one: Doc, other: Doc) -> str:
    """The name of the first thing in which two documents differ; "" when in nothing.

    Where they were read does not count.
    """
    if one.text != other.text:
        return "text"
    for name in ("starts", "ends", "orth"):
        if not np.array_equal(getattr(one, name), getattr(other, name)):
            return name
    for name in sorted({*one.column_names, *other.column_names}):
        if not np.array_equal(one.column(name), other.column(name)):
            return name
    for name in ("cats", "multiwords", "empty_nodes", "comments", "meta"):
        if getattr(one, name) != getattr(other, name):
            return name
    return "" if _span_keys(one) == _span_keys(other) else "spans"


def _span_keys(doc: Doc) -> dict[str, list[tuple[int, int, str, str]]]:
    return {name: list(map(Span.key, spans)) for name, spans in doc.spans.items() if spans}
