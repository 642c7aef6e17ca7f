"""Students of several sparsities drawn beside their teacher: risk, bias² and variance against sparsity."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from matplotlib.figure import Figure

from figures.drawing import literal


@dataclass(frozen=True)
class Sparsities:
    """Students in order: what each is called (numbers give their places), what is drawn of each by part, and of the
    teacher; intervals of the students' risks less the teacher's, where there are any."""

    students: Sequence[float | str]
    parts: Mapping[str, Sequence[float]]
    teacher: Mapping[str, float]
    gaps: Sequence[tuple[float, float] | None]
    loss: str


def draw(data: Sparsities) -> Figure:
    """A line for each part, dashed ones for the teacher's, and bars where a risk differs from the teacher's by."""
    figure = Figure(figsize=(6.4, 4.0), layout="constrained")
    axes = figure.subplots()
    numbers = [student for student in data.students if not isinstance(student, str)]
    named = len(numbers) < len(data.students)
    places = range(len(data.students)) if named else numbers
    for colour, (name, values) in enumerate(data.parts.items()):
        axes.plot(places, values, f"C{colour}o-", markersize=4, label=name)
        if name in data.teacher:
            axes.axhline(
                data.teacher[name], color=f"C{colour}", linestyle="--", linewidth=0.9, label=f"teacher's {name}"
            )
    bars = "interval of risk less teacher's"
    for place, risk, gap in zip(places, data.parts["risk"], data.gaps, strict=True):
        if gap is not None:
            low, high = (data.teacher["risk"] + end for end in gap)
            axes.errorbar(place, risk, [[risk - low], [high - risk]], color="C0", capsize=3, linewidth=1, label=bars)
            bars = None
    axes.axhline(0, color="0.7", linewidth=0.6)
    if named:
        axes.set_xticks(list(places), [literal(str(student)) for student in data.students], rotation=30, ha="right")
    axes.set(xlabel="student" if named else "sparsity", ylabel=f"{data.loss} loss")
    axes.legend(fontsize=7, ncols=2)
    return figure
