"""One compiled pass over predictions, where numba is installed: all that a measurement in squared loss needs of them.

NumPy makes a dozen passes over the same numbers, each out of memory. Here a row is read while it is in the cache, and
sums are made in double precision whatever the file holds.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from numerics.decomposition import Terms, jackknifed
from numerics.simplex import Array

COMPILING = 10**8  # numbers below which NumPy is done before the compiler is


@dataclass(frozen=True)
class Look:
    """Of each row, shape (rows, B): its sum, least and largest probability and the class of that; and the terms."""

    total: Array
    low: Array
    top: Array
    place: NDArray[np.int64]
    terms: Terms


class Stack(Protocol):
    """What is known of predictions before they are read."""

    @property
    def dtype(self) -> np.dtype[Any]: ...
    @property
    def size(self) -> int: ...


def pays(*predictions: Stack) -> bool:
    """Whether compiling is worth it, and possible: for floats of this machine, in the order of C where in memory."""
    plain = all(p.dtype in (np.float32, np.float64) and p.dtype.isnative for p in predictions)
    plain = plain and all(p.flags.c_contiguous for p in predictions if isinstance(p, np.ndarray))
    return plain and sum(p.size for p in predictions) >= COMPILING and find_spec("numba") is not None


def look(predictions: NDArray[Any], start: int, q: Array) -> Look:
    """B examples from number `start` on: predictions of shape (rows, examples, V), targets q, float64, of (B, V)."""
    shape = len(predictions), len(q)
    total, low, top, own, across = (np.empty(shape) for _ in range(5))
    place, plug_in = np.empty(shape, np.int64), np.empty(shape[1])
    _compiled()(predictions, start, q, total, low, top, place, own, across, plug_in)
    with np.errstate(invalid="ignore"):  # of rows that are no laws, which whoever looks at totals will see
        return Look(total, low, top, place, jackknifed(own, own, plug_in, across))


@cache
def _compiled() -> Callable[..., None]:
    import numba  # noqa: PLC0415 - only where it pays

    return numba.njit(nogil=True, fastmath={"reassoc", "contract", "nsz"}, error_model="numpy")(_look)


def _look(
    predictions: NDArray[Any],
    start: int,
    q: Array,
    total: Array,
    low: Array,
    top: Array,
    place: NDArray[np.int64],
    own: Array,
    across: Array,
    plug_in: Array,
) -> None:
    """Loops, each of which the compiler makes one of vectors; a reduction has a variable of its own."""
    rows, _, classes = predictions.shape
    centre = np.empty(classes)
    for e in range(len(q)):
        target = q[e]
        centre[:] = 0.0
        for u in range(rows):
            row = predictions[u, start + e]
            least = most = row[0]
            mass = square = 0.0
            for c in range(classes):
                off = np.float64(row[c]) - target[c]
                mass += row[c]
                square += off * off
                centre[c] += off
            for c in range(classes):
                least, most = min(least, row[c]), max(most, row[c])
            best = 0
            while best < classes - 1 and row[best] != most:  # a NaN ends it too
                best += 1
            total[u, e], low[u, e], top[u, e], place[u, e], own[u, e] = mass, least, most, best, square
        square = 0.0
        for c in range(classes):
            centre[c] /= rows
            square += centre[c] * centre[c]
        plug_in[e] = square
        for u in range(rows):
            row = predictions[u, start + e]
            along = 0.0
            for c in range(classes):
                along += centre[c] * (np.float64(row[c]) - target[c])
            across[u, e] = along
