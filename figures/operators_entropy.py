"""Entropy against temperature, for five families, on the rows of a real teacher.

Claims power_interior, mixing and legendre, part entropy: every curve rises. Power reaches log V from every row of
the interior; mixing does so faster where the teacher is confident, and cannot go below T = 1.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib.figure import Figure

from numerics.registry import operator
from numerics.simplex import Array, entropy
from numerics.teachers.digits import digits

SHOWS = ("operators.power_interior", "operators.mixing", "operators.legendre")
TEMPERATURES = np.geomspace(0.1, 100, 121)
FAMILIES = ("power", "mixing", "tsallis:0", "tsallis:1.5", "tsallis:2")
QUANTILES = (0.1, 0.5, 0.9)


@dataclass(frozen=True)
class Curves:
    """Entropies in nats over the teacher's rows: operator to (temperatures of its domain, quantiles, shape (3, n))."""

    teacher: str
    classes: int
    rows: int
    curves: dict[str, tuple[Array, Array]]


def data() -> Curves:
    """The 10, 50 and 90 % quantiles of H(F_T(p)) over the rows p of `digits`."""
    rows = digits().probabilities
    curves = {}
    for name in FAMILIES:
        F = operator(name)
        inside = F.coldest <= TEMPERATURES
        spread = [np.quantile(entropy(F(rows, T)), QUANTILES) for T in TEMPERATURES[inside]]
        curves[name] = (TEMPERATURES[inside], np.transpose(spread))
    return Curves("digits", rows.shape[-1], len(rows), curves)


def draw(data: Curves) -> Figure:
    """Medians as lines, the middle 80 % of the rows as bands."""
    figure = Figure()
    axes = figure.subplots()
    for number, (name, (T, (low, middle, high))) in enumerate(data.curves.items()):
        axes.fill_between(T, low, high, color=f"C{number}", alpha=0.15, linewidth=0)
        axes.plot(T, middle, color=f"C{number}", label=name)
    axes.axhline(np.log(data.classes), color="0.4", linewidth=1, linestyle="--")
    axes.annotate("log V", (TEMPERATURES[0], np.log(data.classes)), xytext=(2, 3), textcoords="offset points")
    axes.axvline(1, color="0.4", linewidth=0.8, linestyle=":")
    axes.set(xscale="log", xlabel="temperature T", ylabel="entropy of the softened row, nats", ylim=(0, None))
    axes.set_xlim(TEMPERATURES[0], TEMPERATURES[-1])
    axes.set_title(f"{data.teacher}: {data.rows} held-out rows, V = {data.classes}; median and middle 80 %")
    axes.legend(loc="lower right")
    return figure
