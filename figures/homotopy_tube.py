"""Few stages leave the tube of the optimum, many stay in it: the landscape of one_shot_fails at c = 20.

The offset u = θ − θ*(s) at every gradient step of stages with three steps each; inside |u| < arccos(−κ/A) the loss is
convex; up to the barrier the optimum still attracts.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib.figure import Figure

from numerics.homotopy import barrier, waves
from numerics.simplex import Array

SHOWS = ("homotopy.one_shot_fails", "homotopy.tracking")
KAPPA, HEIGHT, FAR, STEPS = 0.1, 1.0, 20.0, 3
STAGES = (7, 10, 24, 80)


@dataclass(frozen=True)
class Tube:
    """By number of stages, s and the offset |u| after every move and step, shape (2, n·m + n + 1); the tube's radius,
    the barrier."""

    paths: dict[int, Array]
    radius: float
    barrier: float


def data() -> Tube:
    """Every move of the optimum and every step."""
    slope, rate = waves(KAPPA, HEIGHT), 1 / (KAPPA + HEIGHT)
    paths = {}
    for n in STAGES:
        u, seen = np.zeros(()), [(0.0, 0.0)]
        for stage in range(1, n + 1):
            u = u - FAR / n
            seen.append((stage / n, float(abs(u))))
            for _ in range(STEPS):
                u = u - rate * slope(u)
                seen.append((stage / n, float(abs(u))))
        paths[n] = np.array(seen).T
    return Tube(paths, float(np.arccos(-KAPPA / HEIGHT)), barrier(KAPPA, HEIGHT))


def draw(data: Tube) -> Figure:
    """Offsets against s on a logarithmic axis, with the tube and the basin shaded."""
    figure = Figure()
    axes = figure.subplots()
    axes.axhspan(0, data.radius, color="C2", alpha=0.18, label="tube: convex")
    axes.axhspan(data.radius, data.barrier, color="C4", alpha=0.18, label="basin, beyond the tube")
    for number, (n, (s, u)) in enumerate(data.paths.items()):
        axes.plot(s, np.minimum(u, 12), color=f"C{(0, 1, 3, 5)[number]}", linewidth=1.1, label=f"{n} stages")
    axes.set(xlabel="s", ylabel="distance from the moving optimum", ylim=(0, 10), xlim=(0, 1))
    axes.set_title(f"stages of {STEPS} gradient steps over a distance of {FAR:g}")
    axes.legend(fontsize=8, loc="upper left")
    return figure
