"""How steep power gets towards a vertex, and the exact constants.

Claims lipschitz_power (no constant serves the closed simplex at T > 1) and lipschitz_binary (the sharp one on
p_min ≥ δ, V = 2): measured slopes as dots, β F(δ)(1 − F(δ))/(δ(1 − δ)) as lines; mixing's 1/T does not depend on δ.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib.figure import Figure

from numerics.operators.power import power
from numerics.simplex import Array

SHOWS = ("operators.lipschitz_power", "operators.lipschitz_binary")
TEMPERATURES = (1.25, 2.0, 5.0)
FLOORS = np.geomspace(1e-8, 0.5, 65)
STEP = 1e-6


@dataclass(frozen=True)
class Slopes:
    """Floors δ, shape (n,); temperature to the sharp constant and to the measured slope at δ, shape (n,) each."""

    floors: Array
    constants: dict[float, Array]
    measured: dict[float, Array]


def softened(p: Array, T: float) -> Array:
    """F(p)_1 on two classes."""
    return power(np.stack([p, 1 - p], axis=-1), T)[..., 0]


def data() -> Slopes:
    """The constant on [δ, 1 − δ], and the central difference at δ, over a relative step of 1e-6."""
    p, constants, measured = FLOORS, {}, {}
    for T in TEMPERATURES:
        F = softened(p, T)
        constants[T] = F * (1 - F) / (p * (1 - p)) / T
        measured[T] = (softened(p * (1 + STEP), T) - softened(p * (1 - STEP), T)) / (2 * STEP * p)
    return Slopes(p, constants, measured)


def draw(data: Slopes) -> Figure:
    """Lines: the constants; dots: measured slopes; dashed: mixing's 1/T."""
    figure = Figure()
    axes = figure.subplots()
    for number, T in enumerate(TEMPERATURES):
        axes.plot(data.floors, data.constants[T], color=f"C{number}", label=f"power, T = {T:g}")
        axes.plot(data.floors[::4], data.measured[T][::4], ".", color=f"C{number}")
        axes.axhline(1 / T, color=f"C{number}", linestyle="--", linewidth=0.8)
    axes.set(
        xscale="log", yscale="log", xlabel="least probability δ of a class, V = 2", ylabel="largest slope on [δ, 1 − δ]"
    )
    axes.set_title("power is not Lipschitz at the vertices; mixing (dashed) is, with 1/T")
    axes.legend(loc="upper right")
    return figure
