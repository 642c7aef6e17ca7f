"""Operators sorted by their students, drawn: distances between students, and how classes split as capacity grows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

from figures.drawing import literal


@dataclass(frozen=True)
class Sorted:
    """Operators; distances between their students and between their targets, shape (K, K); by capacity how many classes
    there are, how many groups within the tolerance, and how far the farthest two students are apart."""

    operators: tuple[str, ...]
    students: NDArray[np.float64]
    targets: NDArray[np.float64]
    by_capacity: Mapping[int, tuple[int, int, float]]
    tolerance: float


def draw(data: Sorted) -> Figure:
    """A map of distances with their numbers; classes and groups by capacity; the farthest distance by capacity."""
    figure = Figure(figsize=(10.4, 3.8))
    pairs, counts, distance = figure.subplots(1, 3, width_ratios=(3, 2.4, 2.4))
    size = len(data.operators)
    pairs.imshow(data.students, cmap="Blues", vmin=0, vmax=1.6 * max(float(data.students.max()), 1e-300))
    for i in range(size):
        for j in range(size):
            if i != j and size <= 8:
                pairs.text(j, i, f"{data.students[i, j]:.1e}", ha="center", va="center", fontsize=6)
    pairs.set(xticks=range(size), yticks=range(size), title="distance between students")
    names = [literal(name) for name in data.operators]
    pairs.set_xticklabels(names, rotation=45, ha="right", fontsize=7)
    pairs.set_yticklabels(names, fontsize=7)
    pairs.grid(visible=False)
    capacities = list(data.by_capacity)
    classes, groups, farthest = zip(*data.by_capacity.values(), strict=True)
    counts.step(capacities, classes, where="post", marker=".", label="classes")
    counts.step(capacities, groups, where="post", marker=".", label=f"groups within {data.tolerance:g}")
    counts.set(xscale="log", xlabel="capacity: features", title="different students", ylim=(0.5, size + 0.5))
    counts.set_yticks(range(1, size + 1))
    counts.legend(fontsize=7, loc="lower right")
    distance.plot(capacities, farthest, marker=".", color="C2", label="farthest two students")
    distance.axhline(
        float(data.targets.max()), color="0.5", linestyle="--", linewidth=0.8, label="farthest two targets"
    )
    if data.tolerance > 0:
        distance.axhline(data.tolerance, color="C1", linewidth=0.8, label="tolerance")
    distance.set(xscale="log", xlabel="capacity: features", title="root mean square distance")
    distance.set_ylim(0, 1.4 * float(data.targets.max()))
    distance.legend(fontsize=7)
    return figure
