"""Self-distillation falls and then rises: kernel ridge regression through its printed points, and a published formula.

Borup and Andersen 2021, their notebook; and the model of Wu, Yang and Sun (arXiv:2602.14029, Theorem 3.2, at second
hand), of which no numbers are printed (claim more_is_better).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib.figure import Figure

from numerics.simplex import Array
from proofs_checks.convergence import more_is_better

SHOWS = ("convergence.more_is_better",)
STEPS = 12


@dataclass(frozen=True)
class Curves:
    """By curve its rounds and errors, shape (2, n) each; and those printed, of the curves of which there are some."""

    ours: dict[str, Array]
    printed: dict[str, Array]


def data() -> Curves:
    """Ours go on past what was printed."""
    ridge = np.array([float(error) for error in more_is_better.ridge(STEPS)[:-1]])
    risks = np.array([float(risk) for risk in more_is_better.rounds_of_self_training(STEPS)])
    return Curves(
        {
            "kernel ridge": np.stack([np.arange(1.0, STEPS + 1), ridge]),
            "self-training": np.stack([np.arange(float(STEPS)), risks]),
        },
        {
            "kernel ridge": np.stack([np.arange(1.0, 7), np.array(more_is_better.PRINTED, dtype=float)]),
        },
    )


def draw(data: Curves) -> Figure:
    """A panel each: lines are ours, rings are printed."""
    figure = Figure(figsize=(8.4, 3.6))
    for number, (axes, name) in enumerate(zip(figure.subplots(1, 2), data.ours, strict=True)):
        axes.plot(*data.ours[name], ".-", color=f"C{number}", label="computed here")
        if name in data.printed:
            axes.plot(*data.printed[name], "o", color="0.2", markerfacecolor="none", label="printed")
        axes.set(xlabel="round", ylabel="risk", title=name, ylim=(0, None))
    figure.axes[0].legend()
    return figure
