"""Arrays of any library that follows the array API standard: which one, on what device, and how exact it computes.

What is written for them uses the standard's functions alone, and never moves an array to another device or library.
NumPy, torch, CuPy and JAX are known to array-api-compat, which mends what they do otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import prod
from typing import Any

import array_api_compat.numpy as numpy_library
import numpy as np
from array_api_compat import array_namespace, device, is_array_api_strict_namespace, is_torch_array
from scipy import special

AnyArray = Any
"""An array of any of these libraries: the standard has no type for it yet."""

BLOCK = 2**15  # entries worked on at a time: they stay in the cache, where each operation finds what the last one left


def library(x: AnyArray) -> Any:
    """The functions of the library that an array is of. Raises TypeError for what is no array."""
    return numpy_library if type(x) is np.ndarray else array_namespace(x)


def working(x: AnyArray) -> Any:
    """In what type to compute with entries of an array: its own, or float32 where that has 16 bits."""
    xp = library(x)
    bits = 8 * x.dtype.itemsize if xp is numpy_library else xp.finfo(x.dtype).bits
    return xp.float32 if bits < 32 else x.dtype


def number(value: AnyArray | float, like: AnyArray) -> AnyArray:
    """A number, or an array of them, as an array of the library, device and working type of another."""
    return library(like).asarray(value, dtype=working(like), device=device(like))


def expit(y: AnyArray) -> AnyArray:
    """1/(1 + e^−y), no digits of which are lost where it is small."""
    xp = library(y)
    if xp is numpy_library:
        return special.expit(y)
    small = xp.exp(-xp.abs(y))  # at most 1
    return xp.where(y < 0, small, 1.0) / (1 + small)


def by_rows(solve: Callable[[AnyArray, AnyArray], AnyArray], p: AnyArray, T: AnyArray) -> AnyArray:
    """`solve` on flat rows, (n, V) and (n, 1) to (n, V), for p of shape (..., V) and T of shape (..., 1).

    Where memory is the CPU's and nothing is differentiated, some thousand entries at a time; else all at once.
    """
    xp, exact = library(p), working(p)
    shape = xp.broadcast_arrays(p[..., :1], T)[0].shape[:-1]
    rows = xp.reshape(xp.broadcast_to(p, (*shape, p.shape[-1])), (-1, p.shape[-1]))
    temperatures = xp.reshape(xp.broadcast_to(xp.astype(T, exact, copy=False), (*shape, 1)), (-1, 1))
    with np.errstate(over="ignore", divide="ignore"):  # over the smallest temperatures scores are infinite, and meant
        if not _in_blocks(p, T):
            return xp.reshape(_solved(solve, rows, temperatures), (*shape, p.shape[-1]))
        q = xp.empty_like(rows)
        for part in blocks(rows.shape, _threads(p)):
            q[part, :] = _solved(solve, rows[part, :], temperatures[part, :])
    return xp.reshape(q, (*shape, p.shape[-1]))


def _solved(solve: Callable[[AnyArray, AnyArray], AnyArray], p: AnyArray, T: AnyArray) -> AnyArray:
    xp = library(p)
    return xp.astype(solve(xp.astype(p, working(p), copy=False), T), p.dtype, copy=False)


def _in_blocks(p: AnyArray, T: AnyArray) -> bool:
    """Whether parts of an array may be written one after the other, and it pays: on the CPU, outside of a graph."""
    if prod(p.shape) <= BLOCK:
        return False
    if is_torch_array(p):
        return p.device.type == "cpu" and not (p.requires_grad or T.requires_grad)
    xp = library(p)
    return xp is numpy_library or is_array_api_strict_namespace(xp)


def _threads(p: AnyArray) -> int:
    """Over how many threads the library spreads an operation on the CPU."""
    return library(p).get_num_threads() if is_torch_array(p) else 1


def blocks(shape: tuple[int, int], threads: int = 1) -> Iterator[slice]:
    """Rows of some thousand entries for each thread."""
    n, V = shape
    step = max(1, threads * BLOCK // V)
    return (slice(start, start + step) for start in range(0, n, step))
