"""Two operators, one student: targets that differ, and students that do not.

Six examples with two classes and three features (a constant, x and x²). The twin of power bends the path of each
target between T = 1 and T = ∞, where it meets power's, along a vector that the features do not see (claim construct).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib.figure import Figure

from numerics.registry import operator
from numerics.simplex import Array
from numerics.students import softmax_students
from numerics.twins import twin

SHOWS = ("equivalence.construct", "equivalence.softmax")
FIRST = (0.55, 0.7, 0.62, 0.85, 0.78, 0.93)
PLACES = np.linspace(-1, 1, len(FIRST))
BETA = np.linspace(0.02, 1, 99)


@dataclass(frozen=True)
class Twins:
    """1/T, shape (n,); of power and of its twin the first class of targets and of softmax students, shape (n, N)."""

    beta: Array
    targets: tuple[Array, Array]
    students: tuple[Array, Array]


def data() -> Twins:
    """Both operators over temperatures, and a student of each at each."""
    p = np.array([[x, 1 - x] for x in FIRST])
    features = np.stack([PLACES**k for k in range(3)], axis=-1)
    power = operator("power")
    paths = [np.stack([F(p, 1 / b) for b in BETA]) for F in (power, twin(power, p, features))]
    said = [softmax_students(features, path).predictions for path in paths]
    return Twins(BETA, (paths[0][..., 0], paths[1][..., 0]), (said[0][..., 0], said[1][..., 0]))


def draw(data: Twins) -> Figure:
    """Targets on the left, students on the right; power in lines, its twin in dots."""
    figure = Figure(figsize=(8.4, 4.0))
    for axes, (own, other), title in zip(
        figure.subplots(1, 2, sharey=True), (data.targets, data.students), ("targets", "students"), strict=True
    ):
        for n in range(own.shape[1]):
            axes.plot(data.beta, own[:, n], color=f"C{n}", linewidth=1.2, label="power" if n == 0 else None)
            axes.plot(data.beta[::4], other[::4, n], ".", color=f"C{n}", markersize=4, label="twin" if n == 0 else None)
        axes.set(xlabel="1/T", title=f"{title}: class 1 of each example")
    figure.axes[0].set_ylabel("probability")
    figure.axes[0].legend()
    return figure
