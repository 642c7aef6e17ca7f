"""Distributions as arrays: the classes are the last axis, float64 inside, checked where they enter."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import entr

from numerics.precision import real, stored

Array = NDArray[np.float64]


class InputError(ValueError):
    """Something a user handed in is not what it should be; the message is one line that says what."""


def distributions(p: ArrayLike, name: str = "p") -> Array:
    """`p` as a float64 array of shape (..., V), every row a probability distribution.

    Raises InputError naming the first offending row and value: fewer than two classes, an entry that is
    negative or not finite, a row whose sum differs from 1 by more than rounding leaves in V entries of the precision
    that they really have (1e-9 for float64, 1e-5 for float32). Nothing is renormalised or clipped.
    """
    try:
        given = np.asarray(p)
    except ValueError as error:
        raise InputError(f"{name}: the rows differ in length") from error
    if given.dtype.kind not in "fiu":
        raise InputError(f"{name}: expected real numbers, got dtype {given.dtype}")
    if given.ndim == 0 or given.shape[-1] < 2:
        raise InputError(f"{name}: expected shape (..., V) with V >= 2 classes, got shape {given.shape}")
    rows = given.astype(np.float64, copy=False)
    if rows.size == 0:
        return rows
    V = rows.shape[-1]
    with np.errstate(invalid="ignore"):
        total = rows.sum(axis=-1)  # a NaN or an infinity reaches the sum
        if rows.min() >= 0 and np.abs(total - 1).max() <= stored(given.dtype).slack(V):
            return rows
        wrong = ~((rows.min(axis=-1) >= 0) & (np.abs(total - 1) <= real(rows, given.dtype).slack(V)))
    if wrong.any():
        row = tuple(int(axis) for axis in np.argwhere(wrong)[0])
        raise InputError(f"{name}: {_place(row)}{_fault(rows[row], float(total[row]))}")
    return rows


def _place(row: tuple[int, ...]) -> str:
    return f"row {row[0] if len(row) == 1 else row} " if row else ""


def _fault(row: Array, total: float) -> str:
    for wrong, what in ((~np.isfinite(row), "is not finite"), (row < 0, "is negative")):
        if wrong.any():
            c = int(np.argmax(wrong))
            return f"has entry {float(row[c])!r} at class {c}, which {what}"
    return f"sums to {total:.12g}, not 1"


def entropy(p: ArrayLike) -> Array:
    """Shannon entropy −Σ p_i log p_i over the last axis, in nats; 0 log 0 = 0. Shape (..., V) to (...)."""
    return np.asarray(entr(np.asarray(p, dtype=np.float64)).sum(axis=-1))
