"""Lorenz curves of one softened row at several temperatures, for four families.

Claim legendre_majorization: at a hotter temperature the sum of the k largest entries is smaller for every k, so the
curves of one family never cross; mixing lies among them as sparsemax at T ≥ 1.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib.figure import Figure

from numerics.registry import operator
from numerics.simplex import Array, entropy
from numerics.teachers.digits import digits

SHOWS = ("operators.legendre_majorization",)
FAMILIES = ("power", "mixing", "tsallis:0", "tsallis:1.5")
TEMPERATURES = (1.0, 1.5, 3.0, 10.0)


@dataclass(frozen=True)
class Lorenz:
    """Which row of the teacher, and family to cumulated sorted entries, shape (temperatures, V + 1)."""

    row: int
    curves: dict[str, Array]


def data() -> Lorenz:
    """The sums of the k largest entries, k = 0…V, of a row of digits with more entropy than nine in ten."""
    rows = digits().probabilities
    row = int(np.argsort(entropy(rows), kind="stable")[len(rows) * 9 // 10])
    p = np.broadcast_to(rows[row], (len(TEMPERATURES), rows.shape[-1]))
    curves = {}
    for name in FAMILIES:
        q = -np.sort(-operator(name)(p, np.array(TEMPERATURES)), axis=-1)
        curves[name] = np.concatenate([np.zeros((len(q), 1)), np.cumsum(q, axis=-1)], axis=-1)
    return Lorenz(row, curves)


def draw(data: Lorenz) -> Figure:
    """A panel a family, a curve a temperature, the uniform law dashed."""
    figure = Figure(figsize=(7.2, 5.2))
    panels = figure.subplots(2, 2, sharex=True, sharey=True)
    for axes, (name, curves) in zip(panels.flat, data.curves.items(), strict=True):
        k = np.arange(curves.shape[-1])
        for number, (T, curve) in enumerate(zip(TEMPERATURES, curves, strict=True)):
            axes.plot(k, curve, color=f"C{number}", label=f"T = {T:g}", marker=".", markersize=3)
        axes.plot(k, k / k[-1], color="0.5", linestyle="--", linewidth=0.8)
        axes.set_title(name)
    panels[0, 0].legend(loc="lower right")
    for axes in panels[-1]:
        axes.set_xlabel("number k of classes")
    for axes in panels[:, 0]:
        axes.set_ylabel("sum of the k largest")
    figure.suptitle(f"digits, held-out row {data.row}: hotter is majorised by cooler")
    return figure
