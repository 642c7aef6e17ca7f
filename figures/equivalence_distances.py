"""How far students are apart, against how far their targets are: what features do not see is lost.

All held-out digits, ten operators at three temperatures, linear students with 2, 4 and 8 principal features. By
Pythagoras the squared distance between targets is that between students and the null-space part, which the features do
not see (claim linear).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib.figure import Figure

from numerics.equivalence import rms
from numerics.features import principal
from numerics.registry import operators
from numerics.simplex import Array
from numerics.students import linear_students
from numerics.teachers.digits import digits

SHOWS = ("equivalence.linear",)
CAPACITIES, TEMPERATURES = (2, 4, 8), (1.5, 2.0, 4.0)


@dataclass(frozen=True)
class Distances:
    """Over pairs of targets, shape (n,): their distance; by capacity, that of students, and the null-space part."""

    targets: Array
    students: dict[int, Array]
    lost: dict[int, Array]


def data() -> Distances:
    """Every pair of a registered operator and a temperature."""
    p = digits().probabilities
    tables = np.stack([F(p, T) for F in operators().values() for T in TEMPERATURES])
    first, second = np.triu_indices(len(tables), 1)
    gaps = tables[first] - tables[second]
    students, lost = {}, {}
    for d in CAPACITIES:
        said = linear_students(principal(p, d), gaps).predictions
        students[d], lost[d] = rms(said), rms(gaps - said)
    return Distances(rms(gaps), students, lost)


def draw(data: Distances) -> Figure:
    """Two scatters: what students keep of the distance, and what is lost."""
    figure = Figure(figsize=(8.4, 4.0))
    kept, lost = figure.subplots(1, 2, sharex=True, sharey=True)
    top = float(data.targets.max()) * 1.05
    for number, d in enumerate(data.students):
        look = {"s": 5, "color": f"C{number}", "label": f"{d} features", "linewidths": 0}
        kept.scatter(data.targets, data.students[d], **look)
        lost.scatter(data.targets, data.lost[d], **look)
    for axes, title in ((kept, "distance between students"), (lost, "null-space part: what students lose")):
        axes.set_axisbelow(True)
        axes.plot([0, top], [0, top], color="0.5", linewidth=0.8)
        axes.set(xlabel="distance between targets", xlim=(0, top), ylim=(0, top), title=title)
    kept.legend(fontsize=8, markerscale=2)
    return figure
