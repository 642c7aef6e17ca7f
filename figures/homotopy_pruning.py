"""How often pruning step by step beats one shot: shares of random linear problems.

Ten features with covariance r^|i − j|, 2 or 5 of them kept, normal weights: the share in which iterative magnitude
pruning with refit has the smaller, the same or the larger error, by correlation r, with 99 % intervals (Wilson). At
r = 0 they always tie (claims one_shot_never_wins, iterating_rescues).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib.figure import Figure
from scipy.stats import norm

from numerics.chance import stream
from numerics.homotopy import losses, pruned
from numerics.simplex import Array

SHOWS = ("homotopy.iterating_rescues", "homotopy.one_shot_never_wins")
D, KEPT, PROBLEMS = 10, (2, 5), 4000
CORRELATIONS = np.array([0.0, 0.2, 0.4, 0.6, 0.8, 0.9])
OUTCOMES = ("iterating wins", "tie", "one shot wins")


@dataclass(frozen=True)
class Shares:
    """Correlations, shape (n,); by number kept the shares of the three outcomes, shape (3, n), and their intervals."""

    correlations: Array
    shares: dict[int, Array]
    intervals: dict[int, Array]


def data() -> Shares:
    """Thousands of problems at once for each correlation."""
    shares, intervals = {}, {}
    for k in KEPT:
        counts = []
        for r in CORRELATIONS:
            beta = stream(0, "figures.pruning", k).standard_normal((PROBLEMS, D))
            Sigma = np.broadcast_to(r ** np.abs(np.subtract.outer(range(D), range(D))), (PROBLEMS, D, D))
            one, many = (losses(Sigma, beta, pruned(Sigma, beta, sizes)) for sizes in ((k,), range(D - 1, k - 1, -1)))
            gap = (one - many) / np.maximum(one, many)
            counts.append([(gap > 1e-9).mean(), (np.abs(gap) <= 1e-9).mean(), (gap < -1e-9).mean()])
        shares[k] = np.array(counts).T
        intervals[k] = wilson(shares[k], PROBLEMS)
    return Shares(CORRELATIONS, shares, intervals)


def wilson(share: Array, n: int, level: float = 0.99) -> Array:
    """Wilson's interval of a share of n, shape (2, …)."""
    z = float(norm.ppf((1 + level) / 2))
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * np.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return np.stack([middle - half, middle + half])


def draw(data: Shares) -> Figure:
    """One panel for each number kept: three lines with intervals."""
    figure = Figure(figsize=(8.4, 3.8))
    for axes, k in zip(figure.subplots(1, len(data.shares), sharey=True), data.shares, strict=True):
        for number, name in enumerate(OUTCOMES):
            low, high = data.intervals[k][:, number]
            axes.fill_between(data.correlations, low, high, color=f"C{number}", alpha=0.25)
            axes.plot(data.correlations, data.shares[k][number], ".-", color=f"C{number}", label=name)
        axes.set(xlabel="correlation of neighbours", title=f"{k} of {D} features kept", ylim=(0, 1.02))
    figure.axes[0].set_ylabel("share of problems")
    figure.axes[0].legend(fontsize=8)
    return figure
