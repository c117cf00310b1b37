"""The bounded nonlinearity of recurrent layers: x / sqrt(1 + x^2), and gates made of it.

Carlile et al. (2017), "Improving deep learning by inverse square root linear units (ISRLUs)". It
has the shape of tanh and takes a square root and a division, which every processor does many at a
time; NumPy's tanh is several times slower on those without AVX-512 (`benchmarks/README.md`).
"""

from __future__ import annotations

from typing import Any

from .arrays import Array


def squash(xp: Any, x: Array) -> Array:
    """X / sqrt(1 + x^2), between -1 and 1, in place."""
    root = x * x
    root += 1
    xp.sqrt(root, out=root)
    x /= root
    return x


def squash_with(xp: Any, x: Array, room: Array) -> None:
    """`squash` in place, with room of the same shape for what is between: nothing is allocated."""
    xp.multiply(x, x, out=room)
    room += 1
    xp.sqrt(room, out=room)
    x /= room


def gate(xp: Any, x: Array) -> Array:
    """(1 + squash(x)) / 2, between 0 and 1, in place."""
    squash(xp, x)
    x *= 0.5
    x += 0.5
    return x


def squash_slope(xp: Any, y: Array) -> Array:
    """The derivative of `squash` where its value is y: (1 - y^2)^(3/2)."""
    rest = y * y
    xp.subtract(1, rest, out=rest)
    return _three_halves(xp, rest)


def gate_slope(xp: Any, y: Array) -> Array:
    """The derivative of `gate` where its value is y: 4 (y - y^2)^(3/2)."""
    rest = y * y
    xp.subtract(y, rest, out=rest)
    rest = _three_halves(xp, rest)
    rest *= 4
    return rest


def _three_halves(xp: Any, x: Array) -> Array:
    """X to the power of 3/2, in place; rounding may have left x just below 0."""
    xp.maximum(x, 0, out=x)
    x *= xp.sqrt(x)
    return x
