"""The ranker: a small network over features of candidates, a softmax over those of a mention."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from thinc.api import Linear, Relu, chain

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from thinc.api import Model, Ops


def ranker(n_features: int, width: int, *, rng: np.random.Generator, ops: Ops) -> Model[Any, Any]:
    """A model from features, shape (R, n_features), to scores, shape (R, 1)."""
    hidden, out = Relu(nO=width, nI=n_features), Linear(nO=1, nI=width)
    model: Model[Any, Any] = chain(hidden, out)
    for layer in model.walk():
        layer.ops = ops
    model.initialize()
    for layer in (hidden, out):
        n_out, n_in = layer.get_dim("nO"), layer.get_dim("nI")
        drawn: Any = rng.normal(0, np.sqrt(2 / n_in), (n_out, n_in))
        layer.set_param("W", ops.asarray2f(drawn, dtype="float32"))
        layer.set_param("b", ops.alloc1f(n_out))
    return model


def chances(scores: NDArray[np.float32], sizes: NDArray[np.int64]) -> NDArray[np.float32]:
    """A softmax within each mention: scores, shape (R,), of which `sizes` belong together."""
    starts = np.cumsum(sizes) - sizes
    owners = np.repeat(np.arange(len(sizes)), sizes)
    raised: NDArray[np.float32] = np.exp(scores - np.maximum.reduceat(scores, starts)[owners])
    totals: NDArray[np.float32] = np.add.reduceat(raised, starts)[owners]
    return (raised / totals).astype(np.float32)
