"""What floats may leave in the entries of a softened law: the allowances that measures of violation make."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from numerics.simplex import Array

Allowance = Callable[[Array, float | Array, Array], Array]
"""(p, T, q = F_T(p)) to the error that floats may leave in each entry of q; p and q of shape (..., V)."""

ULPS = 16 * float(np.finfo(np.float64).eps)
TINY = float(np.finfo(np.float64).tiny)


def rounding(p: Array, T: float | Array, q: Array) -> Array:
    """A few ulp, times 1 + (|log p_i| + |log max p|)/T, since 1/T magnifies a relative error in log p.

    And what underflows may vanish.
    """
    largest = np.abs(np.log(p.max(axis=-1, keepdims=True)))
    return ULPS * (1 + (log_size(p) + largest) / T) * q + TINY


def log_size(p: Array) -> Array:
    """|log p_i|, and 0 for the zeros, which carry no error."""
    with np.errstate(divide="ignore"):
        return np.where(p > 0, np.abs(np.log(p)), 0)
