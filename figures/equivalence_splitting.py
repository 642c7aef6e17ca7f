"""Classes of operators split as capacity grows to the number of examples.

Sixty held-out digits, random features d = 1 to 60, linear students at T = 2. Beside power: mixing, Tsallis 1.5, and
three twins of power, built so that 5, 15 and 40 of these features do not tell them from it. A twin's student is power's
until the features that it does not know of come in; what is left below is rounding (claims linear, construct).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib.figure import Figure

from numerics.chance import stream
from numerics.equivalence import partition
from numerics.features import drawn
from numerics.registry import operator
from numerics.simplex import Array
from numerics.teachers.digits import digits
from numerics.twins import twin

SHOWS = ("equivalence.construct", "equivalence.full_capacity", "equivalence.linear")
EXAMPLES, T = 60, 2.0
UNSEEN = (5, 15, 40)
LINES = {"mixing": {"linewidth": 4, "alpha": 0.4}, "Tsallis 1.5": {"linestyle": "--"}}  # one lies on the other


@dataclass(frozen=True)
class Splitting:
    """Capacities, shape (n,); by operator the distance of its student from power's and of its target from power's;
    what rounding explains; and how many classes there are, shape (n,)."""

    capacity: Array
    distance: dict[str, Array]
    target: dict[str, float]
    rounding: Array
    classes: Array


def data() -> Splitting:
    """Students at every capacity."""
    rows = digits().probabilities[:EXAMPLES]
    features, power = drawn(stream(0, "figures.splitting"), EXAMPLES, EXAMPLES), operator("power")
    maps = {"power": power, "mixing": operator("mixing"), "Tsallis 1.5": operator("tsallis:1.5")}
    maps |= {f"twin for d = {d}": twin(power, rows, features[:, :d], seed=d) for d in UNSEEN}
    targets = np.stack([F(rows, T) for F in maps.values()])
    capacity = np.arange(1, EXAMPLES + 1)
    found = [partition(features[:, :d], targets) for d in capacity]
    distance = {name: np.array([f.students[0, n] for f in found]) for n, name in enumerate(maps) if n}
    return Splitting(
        capacity.astype(np.float64),
        distance,
        {name: float(found[0].targets[0, n]) for n, name in enumerate(maps) if n},
        np.array([f.threshold.max() for f in found]),
        np.array([len(f.classes) for f in found]),
    )


def draw(data: Splitting) -> Figure:
    """Distances from power's student on a logarithmic axis, and the number of classes below."""
    figure = Figure(figsize=(6.4, 5.2))
    axes, counts = figure.subplots(2, 1, sharex=True, height_ratios=(3, 1))
    for name, distance in data.distance.items():
        axes.plot(data.capacity, np.maximum(distance, 1e-17), label=name, **LINES.get(name, {}))
    axes.fill_between(data.capacity, 1e-17, data.rounding, color="0.9", label="rounding")
    axes.set(yscale="log", ylim=(1e-17, 3), ylabel="distance from power's student")
    axes.set_title(f"which operators share a student: {EXAMPLES} digits, T = {T:g}")
    axes.legend(fontsize=8, loc="center", bbox_to_anchor=(0.47, 0.5))
    counts.step(data.capacity, data.classes, where="post", color="0.2")
    counts.set(xlabel="capacity: random features", ylabel="classes", yticks=(3, 4, 5, 6), ylim=(2.5, 6.5))
    return figure
