"""How the error of power-softened targets falls with the number of draws: the worst teacher, by temperature.

Claim text_only_rate: of two classes, n to the power min(1/2, 1/T) times the error lies between two constants.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib.figure import Figure

from numerics.partial_access import expected_errors
from numerics.simplex import Array

SHOWS = ("partial_access.text_only_rate", "partial_access.text_only_power")
HEATS = (1.0, 2.0, 3.0, 4.0)
DRAWS = np.unique(np.geomspace(2, 10_000, 25).astype(int))


@dataclass(frozen=True)
class Errors:
    """E TV at the worst teacher that was looked at, shape (n,), and the derived rate n^−γ through its last point."""

    T: float
    error: Array
    rate: Array


def data() -> tuple[Errors, ...]:
    """Exact sums over every outcome, for teachers at the scale of 1/n and up to (1/2, 1/2)."""
    found = []
    for T in HEATS:
        error = np.array([_worst(int(n), T) for n in DRAWS])
        rate = (DRAWS / DRAWS[-1]) ** -min(0.5, 1 / T) * error[-1]
        found.append(Errors(T, error, rate))
    return tuple(found)


def _worst(n: int, T: float) -> float:
    p = np.concatenate([np.geomspace(1e-2, 30, 80) / n, np.linspace(0.001, 0.5, 40)]).clip(0, 0.5)
    return float(expected_errors(n, p, T).max())


def draw(data: tuple[Errors, ...]) -> Figure:
    """Errors as lines, derived rates dashed."""
    figure = Figure()
    axes = figure.subplots()
    for number, each in enumerate(data):
        gamma = "1/2" if each.T <= 2 else f"1/{each.T:g}"
        axes.plot(DRAWS, each.error, color=f"C{number}", label=f"T = {each.T:g}, rate $n^{{-{gamma}}}$")
        axes.plot(DRAWS, each.rate, color=f"C{number}", linestyle="--", linewidth=0.9)
    axes.set(xscale="log", yscale="log", xlabel="draws n", ylabel="E TV at the worst teacher", xlim=(2, 1e4))
    axes.set_title("Targets softened by power from n draws, V = 2; dashed: derived rates")
    axes.legend()
    return figure
