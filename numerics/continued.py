"""Tails that go on as the row ends: an assumption, under which a top k answers what k or T would do.

Hidden classes of ranks k + 1, k + 2, …, V are taken to have c (rank/k)^(−s), c the least class shown, and the s at
which they hold what is left, r. Sums over ranks are integrals from half a rank before the first to half a rank after
the last.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import exprel

from numerics.simplex import Array
from numerics.targets import softened
from numerics.top_k import Top

STEEPEST = 200.0  # s beyond which the first hidden class has all that is left
HALVINGS, GRID = 60, 40


@dataclass(frozen=True)
class Continued:
    """Rows with a power law of the rank after them: `exponent` is s, shape (n,)."""

    top: Top
    exponent: Array

    @classmethod
    def of(cls, top: Top) -> Continued:
        """The power law that holds what is left, for rows of shape (n, k)."""
        low, high = np.zeros(len(top.log_p)), np.full(len(top.log_p), STEEPEST)
        goal = top.mass
        for _ in range(HALVINGS):
            s = (low + high) / 2
            more = np.exp(_log_beyond(top, s, 1.0, _shown(top))) > goal
            low, high = np.where(more, s, low), np.where(more, high, s)
        return cls(top, (low + high) / 2)

    def beyond(self, k: int, T: float) -> Array:
        """The softened mass, under power at T, of all classes but the k largest, shape (n,)."""
        order, shown = np.asarray(1 / T), _shown(self.top)
        with np.errstate(divide="ignore", invalid="ignore"):
            log_q = order * self.top.log_p
            rest = np.where(
                self.top.mass > 0, _log_beyond(self.top, self.exponent, 1 / T, np.maximum(shown, k)), -np.inf
            )
            whole = np.where(self.top.mass > 0, _log_beyond(self.top, self.exponent, 1 / T, shown), -np.inf)
            dropped = np.exp(log_q[:, k:] - log_q[:, :1]).sum(axis=-1) if k < log_q.shape[-1] else 0.0
            head = np.exp(log_q - log_q[:, :1]).sum(axis=-1)
            # in units of the largest class
            over, under = (np.exp(np.minimum(x - log_q[:, 0], 700.0)) for x in (rest, whole))
        return (dropped + over) / (head + under)


def _shown(top: Top) -> NDArray[np.int64] | Array:
    return np.full(len(top.log_p), top.log_p.shape[-1]) if top.shown is None else top.shown


def _log_beyond(top: Top, s: Array, order: float, first: ArrayLike) -> Array:
    """log Σ p^order over the ranks after `first`, shape (n,); infinite where the sum is."""
    k, V = _shown(top), top.classes
    power = s * order
    # ∫ x^(−power) from a to b, in units of k: (b^(1 − power) − a^(1 − power))/(1 − power)
    a, b = (np.asarray(first) + 0.5) / k, (V + 0.5) / k
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        gap = np.log(b) - np.log(a)
        near = 1 - power
        grown = np.where(
            np.isinf(gap),
            np.where(near < 0, -1 / near, np.inf),
            gap * exprel(near * gap),
        )
        found = order * top.least + np.log(k) + near * np.log(a) + np.log(grown)
    return np.where(np.asarray(first) >= V, -np.inf, found)


def least_k(rows: Continued, T: float, error: float) -> int | None:
    """The least k at which the mean of the softened mass of all other classes is at most `error`; None where none is.

    `error` lies between 0 and 1; T > 0.
    """
    most = int(rows.top.classes) if np.isfinite(rows.top.classes) else 2**53
    if np.isinf(rows.top.classes) and rows.beyond(most, T).mean() > error:
        return None
    low, high = 0, most  # at k = 0 everything is dropped
    while high - low > 1:
        k = (low + high) // 2
        low, high = (k, high) if rows.beyond(k, T).mean() > error else (low, k)
    return high


def largest_temperature(top: Top, error: float) -> float | None:
    """The largest T at which renormalised targets miss `error` at most in the mean, whatever the tails are.

    In total variation, under power, looked for on a grid from 1/100 to 1000 and then between two of its points: a
    larger tail comes with a larger T, and more from rounding with a smaller one. None where no T of the grid will do.
    """

    def mean(T: float) -> float:
        return float(softened("power", top, T).missed["renormalised"].total_variation.high.mean())

    grid = np.geomspace(0.01, 1000.0, GRID)
    last = max((n for n, T in enumerate(grid) if mean(float(T)) <= error), default=None)
    if last is None:
        return None
    if last == GRID - 1:
        return float(grid[-1])
    low, high = np.log(grid[last : last + 2])
    for _ in range(30):
        middle = (low + high) / 2
        low, high = (middle, high) if mean(float(np.exp(middle))) <= error else (low, middle)
    return float(np.exp(low))
