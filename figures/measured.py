"""A measurement drawn: what the risks are made of, their difference, where it comes from, and calibration."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from matplotlib.figure import Figure
from matplotlib.patches import Patch


@dataclass(frozen=True)
class Measured:
    """What both risks are made of, by model and by part (a part alone where no more is known); the difference with its
    interval; differences of risk by the teacher's confidence, each with its share of the examples; calibration errors
    by name."""

    parts: Mapping[str, Mapping[str, float]]
    difference: float
    interval: tuple[float, float] | None
    by_confidence: Mapping[str, tuple[float, float]]
    calibration: Mapping[str, float]
    loss: str


def draw(data: Measured) -> Figure:
    """Four panels: bars of parts, the difference with its interval, contributions by confidence, calibration."""
    figure = Figure(figsize=(10.4, 3.6))
    parts, gap, where, trust = figure.subplots(1, 4, width_ratios=(3, 1.2, 3, 2))
    for axes in (parts, gap, where, trust):
        axes.set_axisbelow(True)
    colours = {name: f"C{n}" for n, name in enumerate(dict.fromkeys(p for found in data.parts.values() for p in found))}
    for place, found in enumerate(data.parts.values()):
        floor = 0.0
        for name, value in found.items():
            parts.bar(place, value, bottom=floor, color=colours[name], width=0.6)
            floor += max(value, 0.0)
    handles = [Patch(color=colour, label=name) for name, colour in colours.items()]
    parts.legend(handles=handles, fontsize=7, loc="upper center", bbox_to_anchor=(0.5, -0.12), ncols=3)
    parts.set(xticks=range(len(data.parts)), xticklabels=data.parts, title=f"risk, {data.loss}")
    low, high = data.interval or (data.difference, data.difference)
    gap.errorbar(
        0, data.difference, [[data.difference - low], [high - data.difference]], fmt="o", color="0.2", capsize=4
    )
    gap.axhline(0, color="0.5", linewidth=0.8)
    gap.set(xticks=(), xlim=(-1, 1), title="student − teacher", xlabel="difference")
    where.bar(list(data.by_confidence), [d * share for d, share in data.by_confidence.values()], color="C4")
    where.axhline(0, color="0.5", linewidth=0.8)
    where.tick_params(axis="x", labelrotation=60, labelsize=7)
    where.set(title="what it is made of", xlabel="teacher's confidence")
    trust.barh(list(data.calibration), list(data.calibration.values()), color="C5")
    trust.invert_yaxis()
    trust.tick_params(axis="y", labelsize=7)
    trust.set(title="calibration error")
    return figure
