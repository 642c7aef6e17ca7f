"""The table of maps and axioms, as the hunt of the claims families, independent and non_operators finds it.

A cell is red where the axiom is broken, by the size of the worst violation that was found on a logarithmic scale, and
green where it survives.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib.figure import Figure

from numerics.operator import AXIOMS
from numerics.registry import non_operators, operators
from numerics.simplex import Array
from proofs_checks.axiom_table import cells

SHOWS = ("operators.families", "operators.independent", "operators.non_operators")
SMALLEST = 1e-9


@dataclass(frozen=True)
class Table:
    """Names of the maps, operators first, how many of them are operators, and violations of shape (maps, 5)."""

    names: tuple[str, ...]
    operators: int
    violations: Array


def data(seed: int = 0) -> Table:
    """The worst violation of each cell; not positive where the axiom survives."""
    maps = {**operators(), **non_operators()}
    found = cells(maps.values(), seed)
    violations = np.array([[found[name, axiom].excess for axiom in AXIOMS] for name in maps])
    return Table(tuple(maps), len(operators()), violations)


def draw(data: Table) -> Figure:
    """Rows are maps, columns axioms; the line parts operators from maps that are none."""
    figure = Figure(figsize=(5.2, 6.4))
    axes = figure.subplots()
    broken = data.violations > 0
    size = np.where(broken, np.log10(np.clip(data.violations, SMALLEST, 1) / SMALLEST), 0)
    axes.imshow(np.where(broken, np.nan, 0.25), cmap="Greens", vmin=0, vmax=1, aspect="auto")
    axes.imshow(np.where(broken, size, np.nan), cmap="Reds", vmin=0, vmax=-np.log10(SMALLEST), aspect="auto")
    for row, column in np.argwhere(broken):
        axes.text(
            column, row, f"{data.violations[row, column]:.2g}", ha="center", va="center", fontsize=7, color="white"
        )
    axes.axhline(data.operators - 0.5, color="0.2", linewidth=1.2)
    axes.set_xticks(range(len(AXIOMS)), AXIOMS)
    axes.set_yticks(range(len(data.names)), data.names)
    axes.tick_params(length=0)
    axes.grid(visible=False)
    axes.set_title("worst violation found; green: the axiom survives")
    return figure
