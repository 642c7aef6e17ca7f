"""Intervals for means over few seeds.

Student's t covers when what it averages is normal. A risk is quadratic in predictions: where one effect of a seed moves
all examples at once, risks of seeds are as skew as (b + z)², z normal, and of three seeds a 95 % interval covers 82 %.
So the multiplier here is the larger of Student's and the one that covers for z², the most skew of these.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from math import sqrt

import numpy as np
from scipy.special import stdtrit

from numerics.chance import stream
from numerics.simplex import Array

DRAWS = 4_000_000  # over samples of M; at least FEW and at most MANY samples
FEW, MANY = 20_000, 400_000
MOST = 1_000  # seeds that a forecast goes up to


@dataclass(frozen=True)
class Interval:
    """From `low` to `high`; `level` is the promised share of data sets whose interval holds the truth."""

    low: float
    high: float
    level: float

    @property
    def clear_of_zero(self) -> bool:
        """Whether zero lies outside."""
        return self.low > 0 or self.high < 0


def normal_multiplier(M: int, level: float) -> float:
    """Student's: standard errors on both sides of a mean of M normal values."""
    return float(stdtrit(M - 1, (1 + level) / 2))


@cache
def multiplier(M: int, level: float) -> float:
    """Standard errors on both sides of a mean of M ≥ 2 values that are quadratic in normal effects.

    The quantile of √M |mean − 1|/sd for M squares of normal variables, by simulation on a stream of its own; never
    less than Student's.
    """
    samples = min(MANY, max(FEW, DRAWS // M))
    rng = stream(0, "numerics.intervals", M)
    found = []
    for size in np.diff(np.linspace(0, samples, max(2, samples * M // 2**20 + 2)).astype(int)):
        squares = rng.standard_normal((size, M)) ** 2
        found.append(np.abs(squares.mean(axis=1) - 1) / squares.std(axis=1, ddof=1))
    skew = sqrt(M) * float(np.quantile(np.concatenate(found), level))
    return max(skew, normal_multiplier(M, level))


@dataclass(frozen=True)
class Mean:
    """A mean over independent seeds of one model, or of paired differences: how many, and their standard deviation."""

    value: float
    deviation: float
    seeds: int

    @classmethod
    def of(cls, values: Array) -> Mean:
        """Of values, shape (M,). The deviation of one value is not a number."""
        spread = float(np.std(values, ddof=1)) if len(values) > 1 else float("nan")
        return cls(float(np.mean(values)), spread, len(values))

    @property
    def spread(self) -> float:
        """The deviation, zero for one seed, which is taken as it is."""
        return self.deviation if self.seeds > 1 else 0.0

    def half_width(self, level: float, *, normal: bool = False) -> float:
        """Half of the interval's width; zero for one seed, which is then taken as it is."""
        if self.seeds == 1:
            return 0.0
        times = (normal_multiplier if normal else multiplier)(self.seeds, level)
        return times * self.deviation / sqrt(self.seeds)


def difference(first: Mean, second: Mean | None, level: float, *, normal: bool = False) -> Interval:
    """Of first − second, from independent seeds, or of the first alone.

    The half widths of the two are added in squares, which for normal values never covers less than `level`
    (Banerjee 1961), whatever the two deviations.
    """
    value = first.value - (second.value if second else 0.0)
    half = first.half_width(level, normal=normal)
    if second:
        half = float(np.hypot(half, second.half_width(level, normal=normal)))
    return Interval(value - half, value + half, level)


def seeds_needed(value: float, deviation: float, level: float) -> int | None:
    """The fewest seeds whose interval would clear zero, if mean and deviation stayed as they are; None beyond MOST."""

    def clears(M: int) -> bool:
        return multiplier(M, level) * deviation / sqrt(M) < abs(value)

    low, high = 1, 2
    while not clears(high):
        if high == MOST:
            return None
        low, high = high, min(2 * high, MOST)
    while high - low > 1:  # low does not clear, high does
        middle = (low + high) // 2
        low, high = (low, middle) if clears(middle) else (middle, high)
    return high
