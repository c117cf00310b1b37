"""What layers compute on: arrays of whichever library a thinc `Ops` stands for."""

from __future__ import annotations

from typing import Any, TypeAlias

Array: TypeAlias = Any
"""A NumPy or CuPy array. Shapes and types stand in the docstrings: no type checker knows both."""
