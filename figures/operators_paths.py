"""The paths of six families across the simplex of three classes, from three teachers.

Claims power_interior, mixing, legendre and legendre_truncation: every path begins at its teacher at T = 1, ends at
the uniform law in the middle as T grows, and runs towards the likeliest class as T falls to 0; of families that
truncate it runs along an edge once a class is gone. Claim inequivalent: the paths differ.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from numerics.registry import operator
from numerics.simplex import Array

SHOWS = ("operators.power_interior", "operators.mixing", "operators.legendre", "operators.legendre_truncation")
FAMILIES = ("power", "mixing", "tsallis:0", "tsallis:1.5", "tsallis:3", "logit")
TEACHERS = np.array([[16, 4, 1], [0.7 * 21, 0.2 * 21, 0.1 * 21], [6, 14, 1]]) / 21
TEMPERATURES = np.geomspace(0.05, 200, 241)
CORNERS = np.array([[0.0, 0.0], [1.0, 0.0], [0.5, np.sqrt(3) / 2]])


@dataclass(frozen=True)
class Paths:
    """Teachers of shape (3, 3); family to laws of shape (3, temperatures of its domain, 3)."""

    teachers: Array
    paths: dict[str, Array]


def data() -> Paths:
    """F_T(p) for each family and teacher, T from 0.05 (or the coldest of the domain) to 200."""
    paths = {}
    for name in FAMILIES:
        F = operator(name)
        inside = TEMPERATURES[F.coldest <= TEMPERATURES]
        paths[name] = np.stack([F(np.broadcast_to(p, (len(inside), 3)), inside) for p in TEACHERS])
    return Paths(TEACHERS, paths)


def plane(laws: Array) -> Array:
    """Laws on three classes, (..., 3), as points of a triangle of side 1, (..., 2)."""
    return laws @ CORNERS


def draw(data: Paths) -> Figure:
    """One triangle a family; teachers as dots, the uniform law as a cross."""
    figure = Figure(figsize=(7.2, 4.9))
    for number, (axes, (name, laws)) in enumerate(zip(figure.subplots(2, 3).flat, data.paths.items(), strict=True)):
        _triangle(axes)
        for path in laws:
            axes.plot(*plane(path).T, color=f"C{number}")
        axes.plot(*plane(data.teachers).T, "o", color="0.2", markersize=3.5)
        axes.set_title(name)
    return figure


def _triangle(axes: Axes) -> None:
    axes.plot(*np.vstack([CORNERS, CORNERS[:1]]).T, color="0.6", linewidth=0.8)
    axes.plot(*plane(np.full(3, 1 / 3)), "+", color="0.2")
    for corner, (x, y), side in zip("123", CORNERS, ((-0.06, -0.04), (0.06, -0.04), (0.0, 0.05)), strict=True):
        axes.text(x + side[0], y + side[1], corner, ha="center", va="center", color="0.4")
    axes.set(aspect="equal", xlim=(-0.1, 1.1), ylim=(-0.1, 0.98))
    axes.axis("off")
