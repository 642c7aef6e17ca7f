"""A loss drawn: along paths from far students through the teacher, its gradient against T, and a witness."""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import fill

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from figures.drawing import literal
from numerics.simplex import Array

SHOWN = 12  # classes of a witness


@dataclass(frozen=True)
class Descent:
    """What is drawn: `values` (students, shares) at `shares` of the way to the teacher, and `norms` at `heats`.

    `norms` are those of gradients at temperatures `heats`. `student` and `teacher` are the rows of a witness, empty
    where there is none, and `says` what it says.
    """

    loss: str
    shares: Array
    values: Array
    heats: Array
    norms: Array
    student: Array
    teacher: Array
    says: str


def draw(data: Descent) -> Figure:
    """Two panels, and a third where the loss takes a temperature."""
    is_heated = bool(len(data.heats))
    figure = Figure(figsize=(10.4 if is_heated else 7.4, 3.8))
    figure.suptitle(literal(data.loss), fontsize=10)
    panels = figure.subplots(1, 3 if is_heated else 2)
    path = panels[0]
    path.plot(data.shares, data.values.T, color="C0", alpha=0.7, linewidth=1.2)
    path.axvline(1, color="0.4", linewidth=0.8, linestyle=":")
    path.axhline(0, color="0.4", linewidth=0.8)
    path.set(xlabel="share of the way to the teacher's logits", ylabel="loss", title="five students on their way")
    if is_heated:
        heat = panels[1]
        heat.loglog(data.heats, data.norms, color="C1", marker="o", markersize=3, label="this loss")
        for power, style in ((0, "-"), (-1, "--"), (-2, ":")):
            guide = data.norms[-1] * (data.heats / data.heats[-1]) ** power
            heat.loglog(data.heats, guide, color="0.6", linewidth=0.8, linestyle=style, label=f"as $T^{{{power}}}$")
        heat.set(xlabel="T", ylabel="norm of the gradient in logits", title="what T does")
        heat.legend(fontsize=7)
    _witness(panels[-1], data)
    return figure


def _witness(axes: Axes, data: Descent) -> None:
    axes.set_title("a witness" if len(data.student) else "no witness")
    axes.set_xlabel(literal(fill(data.says, 52)), fontsize=7)
    if not len(data.student):
        axes.set_axis_off()
        axes.text(0.5, 0.5, data.says, ha="center", va="center", transform=axes.transAxes)
        return
    axes.set_axisbelow(True)
    place = np.arange(min(SHOWN, len(data.student)))
    for offset, row, name in ((-0.2, data.student, "student"), (0.2, data.teacher, "teacher")):
        axes.bar(place + offset, row[: len(place)], width=0.4, label=name)
    axes.set_xticks(place, [str(n + 1) for n in place], fontsize=7)
    axes.legend(fontsize=7)
