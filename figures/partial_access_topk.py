"""What softening makes of the classes outside the top k: the mass, and the interval that the top k allow.

Claim topk_softened: the band is sharp. From T = 1 on both laws lie near the upper end, since their tails are nearly
even; below it nearer to the lower one, which is then that of the even tail.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib.figure import Figure

from numerics.bias_variance import zipf
from numerics.operators.power import power
from numerics.partial_access import tail_interval
from numerics.simplex import Array
from numerics.teachers.wordfreq import wordfreq
from numerics.top_k import Top

SHOWS = ("partial_access.topk_softened",)
TEMPERATURES = np.geomspace(0.5, 20, 81)
SHOWN = (5, 20, 100)
CLASSES = 50_000


@dataclass(frozen=True)
class Band:
    """The softened mass outside the top k at each temperature, and the ends of its interval, shape (T,) each."""

    k: int
    mass: Array
    low: Array
    high: Array


def band(p: Array, k: int) -> Band:
    """Of one law, largest class first."""
    low, high = tail_interval(Top.of(p, k), TEMPERATURES)
    mass = np.array([power(p, T)[k:].sum() for T in TEMPERATURES])
    return Band(k, mass, low, high)


def data() -> dict[str, tuple[Band, ...]]:
    """Bands for Zipf's law and for English words by frequency."""
    words = -np.sort(-wordfreq()[0])
    laws = {f"Zipf's law, V = {CLASSES:,}": zipf(CLASSES), f"English words, V = {len(words):,}": words}
    return {name: tuple(band(p, k) for k in SHOWN) for name, p in laws.items()}


def draw(data: dict[str, tuple[Band, ...]]) -> Figure:
    """Masses as lines within their bands, a law to a panel."""
    figure = Figure(figsize=(7.2, 3.6))
    for axes, (name, bands) in zip(figure.subplots(1, 2, sharey=True), data.items(), strict=True):
        for number, each in enumerate(bands):
            axes.fill_between(TEMPERATURES, each.low, each.high, color=f"C{number}", alpha=0.2, linewidth=0)
            axes.plot(TEMPERATURES, each.mass, color=f"C{number}", label=f"k = {each.k}")
        axes.axvline(1, color="0.4", linewidth=0.8, linestyle=":")
        axes.set(xscale="log", xlabel="temperature T", ylim=(0, 1), xlim=(TEMPERATURES[0], TEMPERATURES[-1]))
        axes.set_xticks([0.5, 1, 2, 5, 10, 20], ["0.5", "1", "2", "5", "10", "20"])
        axes.minorticks_off()
        axes.set_title(name)
    figure.axes[0].set_ylabel("softened mass outside the top k")
    figure.axes[1].legend(loc="lower right", title="line: the law; band: sharp interval")
    return figure
