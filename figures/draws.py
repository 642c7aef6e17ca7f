"""What targets made of draws miss, against the number of draws."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from matplotlib.figure import Figure
from numpy.typing import NDArray

from figures.drawing import literal


@dataclass(frozen=True)
class Errors:
    """Bounds on the mean total variation by name, shape (n,), at numbers of draws; yours, and the error asked for."""

    sizes: NDArray
    lines: Mapping[str, NDArray]
    draws: int
    error: float


def draw(data: Errors) -> Figure:
    """A line for each target, yours marked."""
    figure = Figure(figsize=(5.6, 3.8), layout="constrained")
    axes = figure.subplots()
    for name, errors in data.lines.items():
        axes.plot(data.sizes, errors, label=literal(name))
    axes.axvline(data.draws, color="0.4", linestyle="--", linewidth=1, label=f"yours: {data.draws:,}")
    axes.axhline(data.error, color="0.4", linestyle=":", linewidth=1, label=f"asked for: {data.error:g}")
    axes.set(xscale="log", yscale="log", xlabel="draws of a context", ylabel="mean total variation, at most")
    axes.legend(fontsize=7)
    return figure
