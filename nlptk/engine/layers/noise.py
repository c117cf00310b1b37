"""Dropout with a generator that is passed in: the same seed gives the same masks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from thinc.api import Model


RATE = "dropout_rate"
RNG = "rng"
NOISE_ATTRIBUTES: dict[str, Any] = {RATE: 0.0, RNG: None}
"""What a layer that draws dropout masks puts into its `attrs`."""


def set_noise(model: Model[Any, Any], rate: float, rng: np.random.Generator | None) -> None:
    """Set the dropout rate and the generator of a model and all layers in it that have them."""
    for node in model.walk():
        if RATE in node.attrs:
            node.attrs[RATE] = rate
            node.attrs[RNG] = rng


def draw_mask(model: Model[Any, Any], shape: tuple[int, ...]) -> Any | None:
    """A dropout mask of a layer: 0 or 1 / (1 - rate), shape as given; None when nothing drops.

    Recurrent layers and what follows them draw one row a sequence and use it for all its tokens:
    Gal and Ghahramani (2016), "A theoretically grounded application of dropout in recurrent neural
    networks".
    """
    rate, rng = model.attrs[RATE], model.attrs[RNG]
    if not rate or rng is None:
        return None
    keep = rng.random(shape, dtype=np.float32) >= rate
    return model.ops.asarray(keep * np.float32(1.0 / (1.0 - rate)))
