"""n-stage distillation on a quadratic: errors times n, and times n², against the constants that are derived.

Ten dimensions, condition 10, path (s + s²/2) times a vector of ones, two gradient steps a stage. The uniform schedule
tends to M(I − M)⁻¹θ*'(1) over n, extrapolated starts to M(I − M)⁻¹θ*''(1) over n²; arriving at half time and resting
leaves nothing that this picture can show (claims constant, second_order, rest).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib.figure import Figure

from numerics.convergence import descended
from numerics.rates import grid
from numerics.simplex import Array

SHOWS = ("convergence.constant", "convergence.rest", "convergence.second_order")
SPECTRUM, RATE, STEPS = np.geomspace(0.1, 1.0, 10), 1.0, 2
STAGES = np.array(grid(4, 512, 15))


@dataclass(frozen=True)
class Rates:
    """Numbers of stages, shape (points,); by schedule the error there; the constants of the first and second order."""

    stages: Array
    errors: dict[str, Array]
    first: float
    second: float


def optimum(s: float) -> Array:
    """θ*(s), of speed 2 and curvature 1 at the end."""
    return np.full(10, s + s * s / 2)


def data() -> Rates:
    """Each schedule at each number of stages."""
    M = (1 - RATE * SPECTRUM) ** STEPS

    def error(stages: int, *, rest: bool = False, extrapolate: bool = False) -> float:
        theta = descended(
            lambda x, s: SPECTRUM * (x - optimum(s)),
            np.zeros(10),
            stages,
            STEPS,
            RATE,
            schedule=(lambda t: min(2 * t, 1.0)) if rest else (lambda t: t),
            extrapolate=extrapolate,
        )
        return float(np.linalg.norm(optimum(1.0) - theta))

    ways = {"uniform": {}, "extrapolated": {"extrapolate": True}, "half time, then rest": {"rest": True}}
    errors = {name: np.array([error(int(n), **way) for n in STAGES]) for name, way in ways.items()}
    shape = np.linalg.norm(M / (1 - M))
    return Rates(STAGES.astype(np.float64), errors, float(2 * shape), float(shape))


def draw(data: Rates) -> Figure:
    """Errors on logarithmic axes; and times n and n², beside the constants."""
    figure = Figure(figsize=(8.4, 4.0))
    left, right = figure.subplots(1, 2)
    for number, (name, error) in enumerate(data.errors.items()):
        shown = error > 1e-15
        left.plot(data.stages[shown], error[shown], ".-", color=f"C{number}", label=name)
    left.set(xscale="log", yscale="log", xlabel="stages n", ylabel="error", title="error after n stages")
    left.legend(fontsize=8)
    right.plot(data.stages, data.stages * data.errors["uniform"], ".-", color="C0", label="n · error, uniform")
    right.axhline(data.first, color="C0", linestyle="--", linewidth=0.9, label="constant of 1/n")
    right.plot(
        data.stages, data.stages**2 * data.errors["extrapolated"], ".-", color="C1", label="n² · error, extrapolated"
    )
    right.axhline(data.second, color="C1", linestyle="--", linewidth=0.9, label="constant of 1/n²")
    right.set(
        xscale="log", ylim=(0, None), xlabel="stages n", ylabel="error times n or n²", title="against derived constants"
    )
    right.legend(fontsize=8)
    return figure
