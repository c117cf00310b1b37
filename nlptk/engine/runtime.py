"""Where arrays live and how they are multiplied: chosen once, and passed on."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from thinc.backends import NumpyOps

from nlptk.engine.errors import UsageError

if TYPE_CHECKING:
    from thinc.api import Ops

CPU = -1


@cache
def choose_ops(gpu: int = CPU) -> Ops:
    """The array library: NumPy on the CPU, CuPy on the GPU of that number.

    NumPy multiplies through OpenBLAS: blis, thinc's default, is two to three times slower on
    processors with wide registers.

    Raises:
        UsageError: a GPU is asked for and cannot be used.
    """
    if gpu == CPU:
        numpy_ops: Ops = NumpyOps(use_blis=False)
        return numpy_ops
    from thinc.api import CupyOps  # loads CuPy
    from thinc.compat import has_cupy_gpu

    if not has_cupy_gpu:
        raise UsageError(
            f"GPU {gpu} cannot be used",
            expected="a CUDA device and CuPy",
            hint='install CuPy ("pip install cupy-cuda12x"), or leave out -g to use the CPU',
        )
    import cupy  # type: ignore[import-not-found]  # optional, see above

    if gpu >= cupy.cuda.runtime.getDeviceCount():
        raise UsageError(
            f"there is no GPU {gpu}",
            expected=f"a number below {cupy.cuda.runtime.getDeviceCount()}",
        )
    cupy.cuda.Device(gpu).use()
    return CupyOps()
