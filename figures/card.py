"""An operator's audit card: entropy on real rows, its path in the simplex of three classes, its margins over T."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from figures.drawing import literal
from figures.operators_paths import CORNERS, plane
from numerics.simplex import Array, entropy

TEACHERS = np.array([[16, 4, 1], [15, 4, 2], [6, 14, 1]]) / 21
POINTS, ROWS = 121, 12


@dataclass(frozen=True)
class Card:
    """What is drawn: `entropies` of shape (rows, temperatures), `paths` (3, temperatures, 3), `margins` by axiom.

    A margin over T is the largest violation among the rows; `witnesses` has the T and margin of the confirmed ones.
    """

    operator: str
    rows: str
    temperatures: Array
    entropies: Array
    paths: Array
    margins: Mapping[str, Array]
    witnesses: Mapping[str, tuple[float, float]]


def data(
    F: Callable[[Array, float], Array],
    operator: str,
    span: tuple[float, float],
    rows: Array,
    where: str,
    witnesses: Mapping[str, tuple[float, float]],
) -> Card:
    """Values of a map from arrays (n, V) and T to the same shape, over temperatures from end to end of `span`."""
    temperatures = np.geomspace(*span, POINTS)
    some = rows[:: max(1, len(rows) // ROWS)][:ROWS]
    q = np.stack([F(some, float(T)) for T in temperatures])
    paths = np.stack([F(TEACHERS, float(T)) for T in temperatures], axis=1)
    H = entropy(q).T
    order = np.argsort(some, axis=-1)
    sorted_q = np.take_along_axis(q, np.broadcast_to(order, q.shape), axis=-1)
    margins = {
        "simplex": np.maximum(-q.min(axis=-1), np.abs(q.sum(axis=-1) - 1)).max(axis=-1),
        "ranking": -np.diff(sorted_q, axis=-1).min(axis=-1).min(axis=-1),
        "entropy": np.append(np.nan, -np.diff(H, axis=-1).min(axis=0)),
    }
    return Card(operator, where, temperatures, H, paths, margins, witnesses)


MARKS = "xsD^vP"


def draw(data: Card) -> Figure:
    """Three panels. Violations lie above zero; each witness is marked at its temperature, by its own margin."""
    figure = Figure(figsize=(10.4, 3.8))
    figure.suptitle(literal(data.operator), fontsize=10)
    curves, triangle, margins = figure.subplots(1, 3)
    curves.semilogx(data.temperatures, data.entropies.T, color="C0", alpha=0.6, linewidth=1)
    curves.set(xlabel="T", ylabel="entropy of q, nats", title=f"entropy on rows: {literal(data.rows)}")
    _paths(triangle, data)
    for number, (axiom, values) in enumerate(data.margins.items()):
        margins.semilogx(data.temperatures, values, color=f"C{number}", label=axiom, linewidth=1.4)
    for mark, (axiom, (T, margin)) in zip(MARKS, data.witnesses.items(), strict=False):
        margins.plot(
            T, margin, mark, color="0.1", markersize=6, fillstyle="none", label=f"{axiom}: witness, T = {T:.3g}"
        )
    margins.axhline(0, color="0.4", linewidth=0.8)
    margins.set(xlabel="T", title="margins: above 0 violates")
    margins.set_yscale("symlog", linthresh=1e-6)
    margins.legend(fontsize=7, loc="upper center", bbox_to_anchor=(0.5, -0.2), ncols=2)
    return figure


def _paths(axes: Axes, data: Card) -> None:
    axes.plot(*np.vstack([CORNERS, CORNERS[:1]]).T, color="0.6", linewidth=0.8)
    axes.plot(*plane(np.full(3, 1 / 3)), "+", color="0.2")
    for path in data.paths:
        axes.plot(*plane(path).T, color="C1")
    axes.plot(*plane(TEACHERS).T, "o", color="0.2", markersize=3.5)
    axes.set(aspect="equal", xlim=(-0.08, 1.08), ylim=(-0.08, 0.95), title="paths of three laws")
    axes.axis("off")
