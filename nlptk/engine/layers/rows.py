"""Gradients of tables of which a batch uses few rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from thinc.api import Model, Ops
    from thinc.types import Floats2d, Ints1d

ROW_GRADIENTS = "row_gradients"


class RowGradients:
    """The gradient of a table, kept for the rows that were used only.

    A layer with a large table keeps one in `attrs[ROW_GRADIENTS]` by the name of the parameter,
    and does not call `inc_grad` for it: a dense gradient of the whole table would cost more than
    the rest of the update.
    """

    __slots__ = ("_parts",)

    def __init__(self) -> None:
        self._parts: list[tuple[Ints1d, Floats2d]] = []

    def __bool__(self) -> bool:
        return bool(self._parts)

    def add(self, rows: Ints1d, values: Floats2d) -> None:
        """Add gradients, shape (k, width), of rows, shape (k,); rows may repeat, none is negative.

        Both arrays are kept, not copied.
        """
        self._parts.append((rows, values))

    def take(self, ops: Ops) -> tuple[Ints1d, Floats2d]:
        """The distinct rows, sorted, and the sum of the gradients of each; empties itself.

        Only when there is something to take.
        """
        parts, self._parts = self._parts, []
        xp = ops.xp
        rows = xp.concatenate([rows for rows, _ in parts])
        distinct, places = _distinct(xp, rows)
        summed = ops.alloc2f(len(distinct), parts[0][1].shape[1])
        start = 0
        for part, values in parts:
            end = start + len(part)
            ops.scatter_add(summed, places[start:end], ops.as_contig(values))
            start = end
        return distinct, summed


def _distinct(xp: Any, rows: Ints1d) -> tuple[Ints1d, Ints1d]:
    """The distinct rows, sorted, and for each row its place among them.

    By marking rows of the table rather than by sorting: several times as fast as `unique`.
    """
    used = xp.zeros(int(rows.max()) + 1 if len(rows) else 0, dtype="bool")
    used[rows] = True
    distinct = xp.flatnonzero(used)
    places = xp.empty(len(used), dtype="int32")
    places[distinct] = xp.arange(len(distinct), dtype="int32")
    return distinct, places[rows]


def row_gradients(model: Model[Any, Any]) -> dict[str, RowGradients]:
    """The row gradients of one layer, by parameter; empty for a layer without such tables."""
    found: dict[str, RowGradients] = model.attrs.get(ROW_GRADIENTS, {})
    return found
