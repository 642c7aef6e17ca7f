"""`measure_students`: several students, such as one at each sparsity, each beside the same teacher."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from figures.sparsities import Sparsities, draw
from kdaudit.errors import UsageError
from kdaudit.inputs.arrays import Source
from kdaudit.inputs.plots import plottable, write
from kdaudit.predictions.measure import measure
from kdaudit.predictions.measurement import Measurement, Side
from kdaudit.predictions.text import bias_name, bracketed, counted, fresh, loss_to
from kdaudit.shown import Shown

Name = float | str
_NUMBER = re.compile(r"0(\.\d*)?|1(\.0*)?|\.\d+")


@dataclass(frozen=True, repr=False)
class Students(Shown):
    """What `measure` found of each of several students, by name (a sparsity, or a word), in the order given."""

    measurements: dict[Name, Measurement]

    def text(self) -> str:
        """The teacher and each student in a line: the parts of the risk, its difference, who wins, and scores."""
        first = next(iter(self.measurements.values()))
        bias = bias_name(first)
        heads = ("", bias, "variance", f"risk to the {first.target}", "accuracy", "log loss", "Brier")
        rows = [heads, ("teacher", *_numbers(first.teacher))]
        rows += [(str(name), *_numbers(found.student)) for name, found in self.measurements.items()]
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        level = f"{100 * first.level:g} %"
        lines = [f"{counted(first)}; {loss_to(first)}; scores on {fresh(first)}", ""]
        lines += [
            "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
        ]
        lines += ["", f"risk less the teacher's, {level} interval over seeds, for these examples:"]
        for name, found in self.measurements.items():
            who = "undecided" if found.decision == "undecided" else f"the {found.decision} wins"
            lines.append(f"  {name!s:<{widths[0]}}  {found.difference:+.5g}{bracketed(found.interval)}  {who}")
        return "\n".join([*lines, "", *(f"note: {note}" for note in self._notes())])

    def _notes(self) -> list[str]:
        several = len(self.measurements)
        alone = f"each interval holds at its level alone: of {several} students, some one is misjudged more often"
        together = [alone] if several > 1 else []
        said = [(name, note) for name, found in self.measurements.items() for note in found.notes]
        shared = list(dict.fromkeys(note for _, note in said))
        common = [n for n in shared if sum(note == n for _, note in said) == several]
        own = [f"{name}: {note}" for name, note in said if note not in common]
        return [*together, *common, *own]

    def document(self) -> dict[str, Any]:
        """The measurements as JSON has them, schema 1."""
        return {"schema": 1, "students": {str(name): found.document() for name, found in self.measurements.items()}}


def measure_students(
    teacher: Source, students: Mapping[Name, Source], *, plot: str | Path | None = None, **how: Any
) -> Students:
    """Measure several students, each beside the same teacher.

    Parameters
    ----------
    teacher
        As for `measure`.
    students
        What each student predicts, by sparsity (a number from 0 to 1) or by name.
    plot
        A file to draw risk, bias² and variance against sparsity to: .pdf, .png or .svg.
    **how
        What else `measure` takes: `target` or `labels`, `loss`, `level` and the others.

    Returns
    -------
    Students
        A measurement of each.

    Raises
    ------
    UsageError
        In one line for what cannot be used.
    """
    if not isinstance(students, Mapping) or not students:
        raise UsageError("students: give one at least, by sparsity or name, such as {0.9: predictions}")
    for name in students:
        if not isinstance(name, str) and not (isinstance(name, int | float) and 0 <= name <= 1):
            raise UsageError(f"students: {name!r} is neither a name nor a sparsity from 0 to 1")
    if len({str(name) for name in students}) < len(students):
        raise UsageError("students: two names are written alike")
    plot = plottable(None if plot is None else Path(plot))
    found: dict[Name, Measurement] = {}
    for name, source in students.items():
        try:
            found[name] = measure(teacher, source, **how)
        except UsageError as error:
            raise UsageError(f"student {name}: {error}") from error
    if plot is not None:
        write(draw, _drawn(found), plot)
    return Students(found)


def named(students: Sequence[str]) -> dict[Name, str]:
    """Files by name, from "0.9=file", "name=file" or a file, which is called like itself. Raises UsageError for two of
    one name."""
    found: dict[Name, str] = {}
    for given in students:
        before, equals, after = given.partition("=")
        name, file = (before, after) if equals and not Path(given).exists() else (Path(given).stem, given)
        key = float(name) if _NUMBER.fullmatch(name) else name
        if key in found:
            raise UsageError(f"--student: two are called {name!r}; give names, such as --student 0.9={file}")
        found[key] = file
    return found


def _numbers(side: Side) -> tuple[str, ...]:
    parts = ("not known" if part is None else f"{part.value:.5g}" for part in (side.bias, side.variance))
    return (*parts, f"{side.risk:.5g}", f"{side.accuracy:.4g}", f"{side.log_loss:.5g}", f"{side.brier:.5g}")


def _drawn(found: Mapping[Name, Measurement]) -> Sparsities:
    """What the picture shows; by increasing sparsity where all are numbers."""
    names = list(found) if any(isinstance(name, str) for name in found) else sorted(found, key=float)
    measured = [found[name] for name in names]
    bias = bias_name(measured[0])
    sides = [one.student for one in measured]
    parts = {"risk": [side.risk for side in sides]}
    teacher = {"risk": measured[0].teacher.risk}
    if all(side.bias and side.variance for side in sides):
        parts |= {
            bias: [s.bias.value for s in sides if s.bias],
            "variance": [s.variance.value for s in sides if s.variance],
        }
    if measured[0].teacher.bias and measured[0].teacher.variance:
        teacher |= {bias: measured[0].teacher.bias.value, "variance": measured[0].teacher.variance.value}
    gaps = [None if one.interval is None else (one.interval.low, one.interval.high) for one in measured]
    return Sparsities(names, parts, teacher, gaps, measured[0].loss)
