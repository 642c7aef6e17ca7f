"""How many stages are worth taking towards a teacher known from B draws: simulated errors on the exact law.

Ten classes, q_i in proportion to 1/i, stages of two steps of 0.3 on the straight path from the uniform law to the
frequencies (claim data_size). The law of the error from q, its limit (1 − Σq²)/B, and means of 20,000 replicates with
99.9 % intervals.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib.figure import Figure
from scipy.special import ndtri

from numerics.bias_variance import frequencies, zipf
from numerics.chance import stream
from numerics.convergence import descended
from numerics.rates import grid
from numerics.simplex import Array
from proofs_checks.convergence.data_size import behind, law

SHOWS = ("convergence.data_size",)
V, RATE, STEPS, REPLICATES = 10, 0.3, 2, 20_000
DRAWS, STAGES = (5, 40, 400), np.array(grid(1, 64, 10))


@dataclass(frozen=True)
class Risks:
    """Stages, shape (n,); by number of draws the law there, the simulated mean and half its interval, shape (3, n), and
    the error of the frequencies themselves."""

    stages: Array
    risks: dict[int, Array]
    frequencies: dict[int, float]


def data() -> Risks:
    """One sample a replicate, the same for every number of stages."""
    q, left = zipf(V), (1 - RATE) ** STEPS
    risks, limits = {}, {}
    for B in DRAWS:
        way = frequencies(stream(0, "figures.data", B), B, q, REPLICATES) - 1 / V
        spread, away = float(1 - (q**2).sum()) / B, float(((q - 1 / V) ** 2).sum())
        rows = []
        for n in STAGES:
            ends = descended(lambda x, s, way=way: x - 1 / V - s * way, np.full_like(way, 1 / V), int(n), STEPS, RATE)
            errors = ((ends - q) ** 2).sum(axis=-1)
            half = ndtri(0.9995) * errors.std() / np.sqrt(REPLICATES)
            rows.append((float(law(spread, away, behind(left, int(n)))), errors.mean(), half))
        risks[B], limits[B] = np.array(rows).T, spread
    return Risks(STAGES.astype(np.float64), risks, limits)


def draw(data: Risks) -> Figure:
    """Laws as lines, simulations as dots, limits dotted."""
    figure = Figure()
    axes = figure.subplots()
    for number, (B, (exact, mean, half)) in enumerate(data.risks.items()):
        axes.plot(data.stages, exact, color=f"C{number}", label=f"B = {B}")
        axes.errorbar(data.stages, mean, half, fmt=".", color=f"C{number}")
        axes.axhline(data.frequencies[B], color=f"C{number}", linestyle=":", linewidth=0.9)
    axes.set(xscale="log", yscale="log", xlabel="stages n", ylabel="E ‖θ − q‖²")
    axes.set_title("one sample of B draws; dotted: its own error")
    axes.legend(fontsize=8, loc="lower left")
    return figure
