"""What one draw costs in privacy, against temperature.

Claims dp_mixing and dp_power: under mixing ε = log(1 + V/(T − 1)) for any two teachers; under power 2s/T for teachers
whose log-probabilities differ by s at most (s at T = 1).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib.figure import Figure

from numerics.privacy import mixing_epsilon, power_epsilon
from numerics.simplex import Array

SHOWS = ("privacy.dp_mixing", "privacy.dp_power")
CLASSES = (10, 1_000, 50_000)
MOVES = (0.1, 1.0)
ABOVE_ONE = np.geomspace(1e-2, 1e6, 161)  # T − 1


@dataclass(frozen=True)
class Costs:
    """ε of a draw at T = 1 + ABOVE_ONE, by number of classes under mixing, by s under power."""

    mixing: dict[int, Array]
    power: dict[float, Array]


def data() -> Costs:
    """Both, in closed form."""
    T = 1 + ABOVE_ONE
    return Costs({V: mixing_epsilon(V, T) for V in CLASSES}, {s: power_epsilon(s, T) for s in MOVES})


def draw(data: Costs) -> Figure:
    """Mixing in solid lines, power dashed, both axes logarithmic."""
    figure = Figure()
    axes = figure.subplots()
    for number, (V, cost) in enumerate(data.mixing.items()):
        axes.plot(ABOVE_ONE, cost, color=f"C{number}", label=f"mixing, any two teachers, V = {V:,}")
    for number, (s, cost) in enumerate(data.power.items()):
        axes.plot(
            ABOVE_ONE, cost, color=f"{0.2 + 0.3 * number}", linestyle="--", label=f"power, teachers within s = {s:g}"
        )
    axes.axhline(1, color="0.6", linewidth=0.8, linestyle=":")
    axes.set(xscale="log", yscale="log", xlabel="T − 1", ylabel="privacy loss ε of one draw", ylim=(1e-5, 30))
    axes.set_xlim(ABOVE_ONE[0], ABOVE_ONE[-1])
    axes.set_title("What one draw costs")
    axes.legend(loc="lower left", fontsize="small")
    return figure
