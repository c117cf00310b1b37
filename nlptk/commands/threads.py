"""How many threads multiply matrices."""

from __future__ import annotations

import os

_THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")


def use_threads(count: int | None, environ: dict[str, str] | os._Environ[str]) -> None:
    """Set how many threads matrices are multiplied with: what the user set before, else 1.

    Libraries read it when they are loaded, so call this before anything imports NumPy.
    """
    for name in _THREADS:
        if count is not None:
            environ[name] = str(count)
        else:
            environ.setdefault(name, "1")
