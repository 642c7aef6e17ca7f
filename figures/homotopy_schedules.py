"""How fast the power path moves under three schedules: linear and geometric temperatures, and constant speed.

Left: the speed of the target on its way from T = 1 to 8, for the first 20 rows of digits together; its largest value
is ℓ in the guarantee of tracking, and at constant speed it is the length of the path (claim arc_length). Right:
temperatures.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib.figure import Figure

from numerics.registry import operator
from numerics.schedules import chords, constant_speed, geometric, linear
from numerics.simplex import Array
from numerics.teachers.digits import digits

SHOWS = ("homotopy.arc_length",)
COLDEST, HOTTEST, ROWS, PIECES = 1.0, 8.0, 20, 400


@dataclass(frozen=True)
class Paces:
    """Shares of the stages, shape (n,); by schedule the temperature there, and the speed between, shape (n − 1,)."""

    shares: Array
    temperatures: dict[str, Array]
    speeds: dict[str, Array]


def data() -> Paces:
    """Speeds are chords over the share that they take."""
    power, rows = operator("power"), digits().probabilities[:ROWS]

    def path(T: float) -> Array:
        return power(rows, T)

    by = geometric(COLDEST, HOTTEST)
    schedules = {"linear": linear(COLDEST, HOTTEST), "geometric": by, "constant speed": constant_speed(path, by)}
    shares = np.linspace(0, 1, PIECES + 1)
    temperatures = {name: np.array([at(t) for t in shares]) for name, at in schedules.items()}
    return Paces(shares, temperatures, {name: PIECES * chords(path, T) for name, T in temperatures.items()})


def draw(data: Paces) -> Figure:
    """Speeds and temperatures against the share of stages."""
    figure = Figure(figsize=(8.4, 3.8))
    left, right = figure.subplots(1, 2)
    middles = (data.shares[1:] + data.shares[:-1]) / 2
    for number, name in enumerate(data.speeds):
        left.plot(middles, data.speeds[name], color=f"C{number}", label=name)
        right.plot(data.shares, data.temperatures[name], color=f"C{number}")
    left.set(xlabel="share of stages done", ylabel="speed of the target", yscale="log")
    left.legend(fontsize=8)
    right.set(xlabel="share of stages done", ylabel="temperature")
    return figure
