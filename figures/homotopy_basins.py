"""A landscape in which one shot fails, and how many stages it takes.

Left: f_1 at c = 20, whose optimum is at 20 and whose basin begins at the barrier, 3.499 before it. Right: the least
number of stages that arrives, by distance c, for 1, 2 and 5 gradient steps a stage and for stages run to convergence,
with the staircase ⌊c/u_b⌋ + 1 (claim one_shot_fails).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from matplotlib.figure import Figure

from numerics.homotopy import arrives, barrier, waves
from numerics.simplex import Array

SHOWS = ("homotopy.one_shot_fails",)
KAPPA, HEIGHT, FAR = 0.1, 1.0, 20.0
DISTANCES = np.linspace(0.5, 40, 80)
STEPS = {"1 step": 1, "2 steps": 2, "5 steps": 5, "converged": 300}
REST = 400  # steps at the end, that tell in which valley a run is


@dataclass(frozen=True)
class Basins:
    """The landscape over θ, shape (2, n); the barrier; the distances c, shape (m,), and by steps the least stages."""

    landscape: Array
    barrier: float
    distances: Array
    least: dict[str, Array]


def data() -> Basins:
    """Numbers of stages by trying each."""
    theta = np.linspace(-2, 26, 600)
    u = theta - FAR
    least = {name: fewest(steps) for name, steps in STEPS.items()}
    landscape = np.stack([theta, KAPPA * u**2 / 2 + HEIGHT * (1 - np.cos(u))])
    return Basins(landscape, barrier(KAPPA, HEIGHT), DISTANCES, least)


def fewest(steps: int) -> Array:
    """The least number of stages that arrives, for each distance."""
    slope, rate = waves(KAPPA, HEIGHT, math.sin), 1 / (KAPPA + HEIGHT)

    def least(c: float) -> int:
        return next((n for n in range(1, 60) if arrives(slope, c, n, steps, rate, 1e-3, rest=REST)), 0)

    return np.array([least(c) for c in DISTANCES.tolist()], dtype=np.float64)


def draw(data: Basins) -> Figure:
    """The landscape with its barrier, and the staircase."""
    figure = Figure(figsize=(8.4, 4.0))
    left, right = figure.subplots(1, 2)
    left.plot(*data.landscape, color="0.2")
    left.axvspan(FAR - data.barrier, FAR + data.barrier, color="C2", alpha=0.2, label="basin of the optimum")
    left.plot(0, data.landscape[1][np.argmin(np.abs(data.landscape[0]))], "o", color="C1", label="start: θ*(0)")
    left.set(xlabel="θ", ylabel="loss at s = 1", title=f"one shot over a distance of {FAR:g}")
    left.legend(fontsize=8)
    right.step(data.distances, np.floor(data.distances / data.barrier) + 1, where="mid", color="0.7", linewidth=4)
    for name, least in data.least.items():
        right.plot(data.distances, least, ".", markersize=3, label=name)
    right.set(xlabel="distance c", ylabel="stages", title="the least number of stages that arrives")
    right.legend(fontsize=8, title="a stage", title_fontsize=8)
    return figure
