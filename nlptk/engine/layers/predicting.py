"""What a layer that only predicts gives as its way back."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from .arrays import Array


def no_way_back(_gradient: Array) -> NoReturn:
    """Raises `RuntimeError`: what a gradient needs is kept in training only."""
    raise RuntimeError("this layer predicted; gradients need begin_update")
