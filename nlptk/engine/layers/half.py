"""Tables in half precision: what a pipeline keeps of them, and how it sees itself meanwhile.

A table of embeddings is three quarters of a pipeline. In 16 bits a number keeps eleven significant
bits, which is more than training leaves in it; everything is computed in 32 bits.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np

from .rows import row_gradients
from .weights import named_params

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

    from .arrays import Array
    from .weights import AnyModel

_LARGEST = float(np.finfo(np.float16).max)


def table_names(model: AnyModel) -> set[str]:
    """The keys of those parameters, as in `get_weights`, that are tables used in rows."""
    return {key for key, node, name in named_params(model) if name in row_gradients(node)}


def halved(table: NDArray[Any]) -> NDArray[Any]:
    """A table in 16 bits; as it is where a number is too large for them."""
    if table.size and not float(np.abs(table).max()) <= _LARGEST:
        return table
    return table.astype(np.float16)


@contextmanager
def tables_as_kept(models: Iterable[AnyModel]) -> Iterator[None]:
    """Within the block, tables hold, in place, what a saved pipeline would give back.

    Afterwards they are, bit for bit, what they were.
    """
    before: list[tuple[Array, Array]] = []
    try:
        for model in models:
            for _, node, name in named_params(model):
                if name in row_gradients(node):
                    table: Array = node.get_param(name)
                    before.append((table, table.copy()))
                    if not table.size or float(abs(table).max()) <= _LARGEST:
                        table[...] = table.astype("float16")
        yield
    finally:
        for table, exact in before:
            table[...] = exact
