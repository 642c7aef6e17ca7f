"""The table of ratios, a line for each measure."""

from __future__ import annotations

from pathlib import Path
from statistics import median

from tests.against.measures import Measure
from tests.against.trees import Cost

HEAD = "| | seconds here | there | ratio | at most | processors' seconds, ratio | MiB here | there |"
RULE = "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"
MARK = "<!-- against -->"


def row(measure: Measure, ours: list[Cost], theirs: list[Cost]) -> str:
    """A line of the table: medians of the pairs, and the ratio of these."""
    wall, other = (median(cost.wall for cost in costs) for costs in (ours, theirs))
    cores, others = (median(cost.cores for cost in costs) for costs in (ours, theirs))
    memory = [max(cost.memory for cost in costs) for costs in (ours, theirs)]
    shown = [f"{wall:.2f}", f"{other:.2f}", f"{wall / other:.2f}", f"{measure.most:g}", f"{cores / others:.2f}"]
    return f"| {measure.name} | " + " | ".join([*shown, *(f"{m:.0f}" for m in memory)]) + " |"


def written(page: Path, rows: list[str]) -> None:
    """Replace the table that follows the mark on a page."""
    before, _, after = page.read_text(encoding="utf-8").partition(MARK)
    rest = after[after.index("\n\n", 2) :]
    page.write_text("\n".join([before + MARK, HEAD, RULE, *rows]) + rest, encoding="utf-8")
