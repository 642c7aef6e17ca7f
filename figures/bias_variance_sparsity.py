"""Bias² and variance of a sparse student against how much it drops.

Claim categorical at n = 150 draws, Zipf's law on 100 classes: with more classes evened out variance falls and bias²
rises; their sum is least in between. Lines are the formulas, dots simulations with four standard errors.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib.figure import Figure

from figures.bias_variance_crossing import CLASSES, law, parts, sparse
from numerics.bias_variance import frequencies
from numerics.montecarlo import Simulation, simulate
from numerics.simplex import Array

SHOWS = ("bias_variance.categorical", "bias_variance.squared")
DRAWS, CHUNK, CHUNKS = 150, 250, 8
KEPT = np.arange(98, 0, -1)
MEASURED = (90, 70, 50, 30, 20, 10, 5, 2)


@dataclass(frozen=True)
class Sparsity:
    """Percentages of classes evened out, shape (n,); bias², variance and risk, (3, n); measured risks with errors."""

    percent: Array
    parts: Array
    teacher: float
    measured_at: Array
    measured: Array
    errors: Array


def data() -> Sparsity:
    """Theory at every number of kept classes, simulations at eight."""
    p, rows = law(), []
    teacher = parts(0)[1]
    for kept in KEPT:
        bias, _, variance = parts(int(kept))
        rows.append([bias, variance / DRAWS, bias + variance / DRAWS])
    estimates = []
    for kept in MEASURED:

        def squares(rng: np.random.Generator, size: int, kept: int = kept) -> Array:
            return ((sparse(frequencies(rng, DRAWS, p, size), kept) - p) ** 2).sum(axis=-1)

        simulation = Simulation(squares, ("figures.sparsity", kept), CHUNK)
        estimates.append(simulate(simulation, 0, most=CHUNKS).estimate())
    return Sparsity(
        100 * (1 - KEPT / CLASSES),
        np.array(rows).T,
        teacher / DRAWS,
        100 * (1 - np.array(MEASURED) / CLASSES),
        np.array([e.mean for e in estimates]),
        np.array([e.standard_error for e in estimates]),
    )


def draw(data: Sparsity) -> Figure:
    """Three lines, the teacher's risk, and dots on the sum."""
    figure = Figure()
    axes = figure.subplots()
    for number, name in enumerate(("bias²", "variance", "risk: their sum")):
        axes.plot(data.percent, data.parts[number], color=f"C{number}", label=name)
    axes.errorbar(data.measured_at, data.measured, 4 * data.errors, fmt=".", color="C2")
    axes.axhline(data.teacher, color="0.5", linestyle="--", linewidth=0.8, label="the dense teacher's risk")
    axes.set(yscale="log", ylim=(1e-6, None), xlabel="classes evened out, %", ylabel="squared error")
    axes.set_title(f"what sparsity trades, n = {DRAWS}, V = {CLASSES}")
    axes.legend(loc="lower right")
    return figure
