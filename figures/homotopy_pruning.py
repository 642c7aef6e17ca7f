"""How often pruning step by step beats one shot: shares of random linear problems.

10 or 20 features with covariance r^|i − j|, normal weights: the share in which iterative magnitude pruning with refit
has the smaller, the same or the larger error, by correlation r, with 99 % intervals (Clopper and Pearson). At r = 0
they always tie (claims wins_more_often, one_shot_never_wins, iterating_rescues).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib.figure import Figure

from numerics.chance import stream
from numerics.pruning import errors, neighbours, share
from numerics.simplex import Array

SHOWS = ("homotopy.iterating_rescues", "homotopy.one_shot_never_wins", "homotopy.wins_more_often")
CELLS, PROBLEMS = ((10, 2), (10, 5), (20, 10)), 4000  # features, and how many are kept
CORRELATIONS = np.array([0.0, 0.2, 0.4, 0.6, 0.8, 0.9])
OUTCOMES = ("iterating wins", "tie", "one shot wins")


@dataclass(frozen=True)
class Shares:
    """Correlations, shape (n,); by numbers of features and of kept ones the shares of the three outcomes, shape (3, n),
    and their intervals."""

    correlations: Array
    shares: dict[tuple[int, int], Array]
    intervals: dict[tuple[int, int], Array]


def data() -> Shares:
    """Thousands of problems at once for each correlation."""
    shares, intervals = {}, {}
    for d, k in CELLS:
        found = np.zeros((3, len(OUTCOMES), len(CORRELATIONS)))
        for place, r in enumerate(CORRELATIONS):
            gap = errors(*neighbours(stream(0, "figures.pruning", d, k), PROBLEMS, d, float(r)), k).gap
            for number, count in enumerate((gap > 0, gap == 0, gap < 0)):
                found[:, number, place] = share(int(count.sum()), PROBLEMS, 0.99)
        shares[d, k], intervals[d, k] = found[0], found[1:]
    return Shares(CORRELATIONS, shares, intervals)


def draw(data: Shares) -> Figure:
    """One panel for each cell: three lines with intervals."""
    figure = Figure(figsize=(9.6, 3.6))
    for axes, cell in zip(figure.subplots(1, len(data.shares), sharey=True), data.shares, strict=True):
        for number, name in enumerate(OUTCOMES):
            low, high = data.intervals[cell][:, number]
            axes.fill_between(data.correlations, low, high, color=f"C{number}", alpha=0.25)
            axes.plot(data.correlations, data.shares[cell][number], ".-", color=f"C{number}", label=name)
        axes.set(xlabel="correlation of neighbours", title=f"{cell[1]} of {cell[0]} features kept", ylim=(0, 1.02))
    figure.axes[0].set_ylabel("share of problems")
    figure.axes[0].legend(fontsize=8)
    return figure
