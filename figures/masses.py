"""What a top k keeps, drawn: kept mass with bands of softened tails over positions, and the error against k and T."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray


@dataclass(frozen=True)
class Masses:
    """Positions in the order of their kept mass, shape (n,), with the ends of softened tails by name; and mean errors,
    shape (T, k), at numbers of log-probabilities and temperatures."""

    kept: NDArray[np.float64]
    tails: Mapping[str, tuple[NDArray[np.float64], NDArray[np.float64]]]
    sizes: NDArray[np.int64]
    temperatures: NDArray[np.float64]
    errors: NDArray[np.float64]
    k: int
    error: float


def draw(data: Masses) -> Figure:
    """Two panels."""
    figure = Figure(figsize=(8.4, 3.8), layout="constrained")
    masses, errors = figure.subplots(1, 2)
    _masses(masses, data)
    _errors(errors, data)
    return figure


def _masses(axes: Axes, data: Masses) -> None:
    share = np.linspace(0, 1, len(data.kept))
    axes.plot(share, data.kept, color="0.15", linewidth=1.5, label="kept mass")
    for colour, (name, (low, high)) in enumerate(data.tails.items()):
        axes.fill_between(share, low, high, color=f"C{colour}", alpha=0.3, linewidth=0)
        axes.plot(share, high, color=f"C{colour}", linewidth=0.8, label=f"hidden mass, {name}")
        axes.plot(share, low, color=f"C{colour}", linewidth=0.8)
    axes.set(xlabel="share of positions, by kept mass", ylabel="mass", ylim=(-0.02, 1.02))
    axes.legend(fontsize=7, loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=2)


def _errors(axes: Axes, data: Masses) -> None:
    if len(data.sizes) < 2:
        axes.axis("off")
        return
    levels = np.linspace(0, 1, 11)
    drawn = axes.contourf(data.sizes, data.temperatures, data.errors, levels=levels, cmap="viridis")
    axes.figure.colorbar(drawn, ax=axes, label="mean total variation of renormalised targets")
    if data.errors.min() < data.error < data.errors.max():
        axes.contour(data.sizes, data.temperatures, data.errors, levels=[data.error], colors="white")
    axes.axvline(data.k, color="white", linestyle="--", linewidth=1)
    axes.text(data.k, data.temperatures[0], " your k", color="white", fontsize=7, va="bottom")
    axes.set(
        xscale="log",
        yscale="log",
        xlabel="k",
        ylabel="T",
        title=f"if tails go on as they end (power); white: {data.error:g}",
    )
    ticks = [0.5, 1, 2, 4, 8]
    axes.set_yticks(ticks, [f"{T:g}" for T in ticks])
    axes.minorticks_off()
    axes.grid(visible=False)
