"""How fast a sequence falls: its slope on a logarithmic scale, and whether n^a times it tends to a constant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.special import chdtrc, ndtri

from numerics.simplex import Array

CLEAR = 5.0  # standard errors off zero before a logarithm of an estimate means anything


@dataclass(frozen=True)
class Rate:
    """The slope of log |error| in log n with its standard error, and what may be said of it.

    `p_value` is the probability of residuals as large as those seen, were the slope the same all along: small is bad.
    """

    slope: float
    standard_error: float
    p_value: float
    confidence: float

    @property
    def interval(self) -> tuple[float, float]:
        """The slopes that the confidence allows."""
        half = float(ndtri((1 + self.confidence) / 2)) * self.standard_error
        return self.slope - half, self.slope + half

    def says(self, candidates: Sequence[float]) -> float | Literal["cannot tell", "no power of n", "none of them"]:
        """The one of some exponents that the interval holds, or why there is none to name."""
        if self.p_value < 1 - self.confidence:
            return "no power of n"
        low, high = self.interval
        within = [a for a in candidates if low <= a <= high]
        if len(within) == 1:
            return within[0]
        return "cannot tell" if within else "none of them"


def grid(first: int, last: int, points: int) -> list[int]:
    """Whole numbers from first to last in nearly equal ratios, each once."""
    return sorted({round(n) for n in np.geomspace(first, last, points)})


def rate(n: Array, error: Array, standard_error: Array, confidence: float = 0.99) -> Rate:
    """The rate of errors, shape (points,), measured with independent standard errors, at sizes n.

    A line through log |error| in log n, weighted by (error/standard error)², the inverse variances of logarithms.
    Raises ValueError for fewer than three points, or where an error is less than five standard errors from zero or
    signs differ: then its logarithm says nothing.
    """
    n, error, standard_error = (np.asarray(a, dtype=np.float64) for a in (n, error, standard_error))
    if len(n) < 3:
        raise ValueError(f"a rate needs three sizes, got {len(n)}")
    if (np.abs(error) < CLEAR * standard_error).any() or len(set(np.sign(error))) > 1:
        raise ValueError("an error is not clear of zero: take more replicates, or smaller sizes")
    x, y, w = np.log(n), np.log(np.abs(error)), (error / standard_error) ** 2
    centre = (w * x).sum() / w.sum()
    spread = (w * (x - centre) ** 2).sum()
    slope = float((w * (x - centre) * y).sum() / spread)
    level = (w * (y - slope * (x - centre))).sum() / w.sum()
    residual = float((w * (y - level - slope * (x - centre)) ** 2).sum())
    return Rate(slope, float(1 / np.sqrt(spread)), float(chdtrc(len(n) - 2, residual)), confidence)


def scores(n: Array, error: Array, standard_error: Array, a: float, constant: float) -> Array:
    """(n^a · error − constant) in standard errors, shape (points,): near 0 where the limit is reached, if it is so."""
    scale = np.asarray(n, dtype=np.float64) ** a
    return (scale * error - constant) / (scale * standard_error)
