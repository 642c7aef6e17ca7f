"""Where a sparse student beats its dense teacher: risks against the number of draws.

Claim categorical: teacher, frequencies of n draws from Zipf's law on 100 classes; student, 20 classes kept and the rest
evened out. Lines are the formulas, dots simulations with four standard errors, n* where the lines meet.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib.figure import Figure

from numerics.bias_variance import frequencies
from numerics.montecarlo import Simulation, simulate
from numerics.rates import grid
from numerics.simplex import Array

SHOWS = ("bias_variance.categorical", "bias_variance.beats")
CLASSES, KEPT, CHUNK, CHUNKS = 100, 20, 250, 8
DRAWS = np.geomspace(10, 3000, 200)
MEASURED = np.array(grid(12, 2500, 9))


@dataclass(frozen=True)
class Crossing:
    """Risks of teacher and student, shape (2, n), at `draws`; measured ones with errors, (2, points); and n*."""

    draws: Array
    risks: Array
    measured_at: Array
    measured: Array
    errors: Array
    n_star: float


def law() -> Array:
    """Zipf's law, most frequent first."""
    weights = 1 / np.arange(1, CLASSES + 1)
    return weights / weights.sum()


def parts(kept: int) -> tuple[float, float, float]:
    """Bias² of the student that keeps so many classes, and n times the variances of teacher and student."""
    p, left = law(), CLASSES - kept
    tail = p[kept:]
    r = float(tail.sum())
    variance = float((p[:kept] * (1 - p[:kept])).sum()) + r * (1 - r) / left
    return float((tail**2).sum()) - r**2 / left, 1 - float((p**2).sum()), variance


def sparse(found: Array, kept: int) -> Array:
    """The student of frequencies, shape (n, V): the first classes as they are, the others evened out."""
    student = found.copy()
    student[:, kept:] = found[:, kept:].sum(axis=-1, keepdims=True) / (CLASSES - kept)
    return student


def data() -> Crossing:
    """Theory at 200 numbers of draws, simulations at nine."""
    p, (bias, teacher, student) = law(), parts(KEPT)
    risks = np.array([teacher / DRAWS, bias + student / DRAWS])
    found, errors = [], []
    for n in MEASURED:

        def squares(rng: np.random.Generator, size: int, n: int = int(n)) -> Array:
            dense = frequencies(rng, n, p, size)
            return np.stack([((f - p) ** 2).sum(axis=-1) for f in (dense, sparse(dense, KEPT))], axis=-1)

        moments = simulate(Simulation(squares, ("figures.crossing", int(n)), CHUNK), 0, most=CHUNKS)
        estimates = [moments.estimate(1, 0), moments.estimate(0, 1)]
        found.append([e.mean for e in estimates])
        errors.append([e.standard_error for e in estimates])
    return Crossing(DRAWS, risks, MEASURED, np.array(found).T, np.array(errors).T, (teacher - student) / bias)


def draw(data: Crossing) -> Figure:
    """Two lines that cross at n*, and dots on them."""
    figure = Figure()
    axes = figure.subplots()
    names = (f"teacher: {CLASSES} frequencies", f"student: {KEPT} kept, {CLASSES - KEPT} evened out")
    for number, name in enumerate(names):
        axes.plot(data.draws, data.risks[number], color=f"C{number}", label=name)
        axes.errorbar(data.measured_at, data.measured[number], 4 * data.errors[number], fmt=".", color=f"C{number}")
    axes.axvline(data.n_star, color="0.5", linestyle="--", linewidth=0.8)
    axes.annotate(
        f"n* = {data.n_star:.0f}", (data.n_star, data.risks.max()), xytext=(4, -8), textcoords="offset points"
    )
    axes.set(xscale="log", yscale="log", xlabel="draws n that the teacher saw", ylabel="risk E‖· − p‖²")
    axes.set_title("the sparse student wins up to n* draws")
    axes.legend(loc="lower left")
    return figure
