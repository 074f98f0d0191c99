"""The decorator of functions that numba compiles to machine code."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar, cast

from numba import njit

P = ParamSpec("P")
R = TypeVar("R")


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """
    Compile a function to machine code at its first call, and keep the code on disk for later processes.

    The function runs without Python's global lock, so threads run side by side.
    It must stand at the top of its module: only there does numba find the
    kept code again.

    Parameters
    ----------
    function : callable
        A function of arrays and numbers that numba understands.

    Returns
    -------
    callable
        The same function, compiled.
    """
    return cast("Callable[P, R]", njit(cache=True, nogil=True)(function))
