"""The price of more text at a fixed privacy: the debiased error of n draws that cost ε in all.

Claim dp_price: each draw may cost ε/n, which sets T; the error grows in proportion to n in the end. Draws at a fixed T
are shown beside it: their error falls, and what they cost in all rises.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib.figure import Figure

from numerics.privacy import mixing_epsilon, mixing_temperature, price
from numerics.simplex import Array

SHOWS = ("privacy.dp_price",)
CLASSES, BUDGETS = 10, (1.0, 10.0, 100.0)
DRAWS = np.unique(np.geomspace(1, 10_000, 61).astype(int))


@dataclass(frozen=True)
class Prices:
    """Squared errors, shape (n,), by total ε, and at the T that one draw at ε = 1 asks for, with what that costs."""

    shared: dict[float, Array]
    fixed: Array
    temperature: float
    spent: float


def data() -> Prices:
    """p = u, V = 10: for any other teacher Σp² changes the error by (Σp² − 1/V)/n alone."""
    T = float(mixing_temperature(CLASSES, 1.0))
    fixed = T**2 * (1 - 1 / CLASSES) / DRAWS
    shared = {epsilon: price(1 / CLASSES, CLASSES, epsilon, DRAWS) for epsilon in BUDGETS}
    return Prices(shared, fixed, T, float(mixing_epsilon(CLASSES, T) * DRAWS[-1]))


def draw(data: Prices) -> Figure:
    """Errors by budget, and at the fixed temperature in grey."""
    figure = Figure()
    axes = figure.subplots()
    for number, (epsilon, error) in enumerate(data.shared.items()):
        axes.plot(DRAWS, error, color=f"C{number}", label=f"ε = {epsilon:g} in all")
    label = f"T = {data.temperature:.2f} throughout: ε = 1 a draw"
    axes.plot(DRAWS, data.fixed, color="0.4", linestyle="--", label=label)
    axes.set(
        xscale="log", yscale="log", xlabel="draws n", ylabel="E‖estimate − p‖²", xlim=(1, DRAWS[-1]), ylim=(1e-3, 1e9)
    )
    axes.set_title(f"Mixing, V = {CLASSES}, debiased frequencies of n draws")
    axes.legend()
    return figure
