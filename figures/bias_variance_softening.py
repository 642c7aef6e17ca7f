"""Where a little softening by power helps a frequency teacher of two classes, and where it hurts.

Claims power_first_order and softening_helps: the sign of dMSE/dT at T = 1, every outcome counted, over the smaller
probability p and the number of draws n; the line is the first order's (1 − 2p) log((1 − p)/p) = 1, which small n belie.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure
from scipy.optimize import brentq

from numerics.rates import grid
from numerics.simplex import Array

SHOWS = ("bias_variance.power_first_order", "bias_variance.softening_helps")
P = np.geomspace(0.01, 0.499, 160)
DRAWS = np.array(grid(3, 300, 40))
NOTHING = 1e-15  # of rounding, in sums of n terms below one


@dataclass(frozen=True)
class Signs:
    """n dMSE/dT at T = 1, shape (sizes, probabilities), and the p at which its limit is zero."""

    p: Array
    draws: Array
    slopes: Array
    boundary: float


def slope(n: int, p: Array) -> Array:
    """n dMSE/dT at T = 1, for p of shape (m,): 2 · 2 · n E (p̂ − p) h(p̂), h(x) = −x(1 − x) log(x/(1 − x))."""
    from scipy.stats import binom  # noqa: PLC0415 - it takes as long as all the rest to import

    count = np.arange(1, n)
    x = count / n
    pull = -x * (1 - x) * (np.log(x) - np.log1p(-x))
    return 4 * n * (binom.pmf(count, n, p[:, None]) * (x - p[:, None]) * pull).sum(axis=-1)


def data() -> Signs:
    """Every outcome of 3 to 300 draws; the boundary by bracketing."""
    boundary = brentq(lambda p: (1 - 2 * p) * np.log((1 - p) / p) - 1, 0.01, 0.4, xtol=1e-14)
    return Signs(P, DRAWS, np.array([slope(int(n), P) for n in DRAWS]), float(boundary))


def draw(data: Signs) -> Figure:
    """Two colours, and the line that n → ∞ draws between them."""
    figure = Figure()
    axes = figure.subplots()
    hurts = data.slopes > NOTHING
    axes.pcolormesh(
        data.p, data.draws, hurts, cmap=ListedColormap(["#d7e8d4", "#f0c9c0"]), shading="nearest", rasterized=True
    )
    axes.axvline(data.boundary, color="black", label=f"n → ∞: p = {data.boundary:.4f}")
    axes.plot([1 / 16], [4], "x", color="black", label="p = 1/16, n = 4: the counterexample")
    axes.text(0.02, 20, "hurts")
    axes.text(0.28, 20, "helps")
    axes.set(xscale="log", yscale="log", xlabel="smaller probability p, V = 2", ylabel="draws n")
    axes.set_title("softening by power, a little: helps or hurts")
    axes.legend(loc="upper left")
    return figure
