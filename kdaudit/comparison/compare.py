"""`compare`: which operators make the same student of a teacher, and from which capacity on they do not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal, get_args

import numpy as np

from figures.sorting import Sorted, draw
from kdaudit.comparison.record import Comparison, Groups, Step
from kdaudit.errors import UsageError
from kdaudit.inputs.arrays import Source, only, opened
from kdaudit.inputs.maps import Map
from kdaudit.inputs.plots import plottable, write
from kdaudit.inputs.softened import exactly, softened
from kdaudit.inputs.teachers import teacher as named
from numerics.chance import stream
from numerics.equivalence import Loss, Partition, partition
from numerics.features import drawn, most_principal, principal
from numerics.operator import spelled
from numerics.recession import recedes
from numerics.simplex import Array, InputError, distributions
from numerics.students import span

STEPS = 12  # capacities that are looked at
Kind = Literal["principal", "random"]
Asked = str | tuple[str | Map, float] | tuple[str | Map, float, str]


def compare(
    teacher: Source,
    operators: Sequence[Asked],
    *,
    features: Source | None = None,
    capacity: int | None = None,
    kind: Kind = "principal",
    loss: Loss = "squared",
    tolerance: float = 0.01,
    seed: int = 0,
    plot: str | Path | None = None,
    progress: Callable[[int, int, str], None] = lambda done, total, label: None,
) -> Comparison:
    """Sort operators by the students that they make of a teacher.

    Students are linear under squared loss and softmax under "kl", fitted to the last few digits. Capacity grows column
    by column.

    Parameters
    ----------
    teacher
        A name (digits, langid, magika, wordfreq), a file (.npy, .npz) or an array of probabilities, shape (N, V).
    operators
        Two at least: "name@T", "file.py:function@T", pairs (name or function of (p, T), T) or triples with a name of
        one's own.
    features
        What students see: a file or array of shape (N, d).
    capacity
        How many features are made from the rows where none are given; as many as the rows have.
    kind
        Of features that are made: a constant and the first "principal" components of log-probabilities, or "random"
        independent normal columns.
    loss
        "squared" or "kl".
    tolerance
        The distance between students, root mean square over examples, from which on a difference matters to you.
    seed
        The root of all chance.
    plot
        A file to draw it to: .pdf, .png or .svg.
    progress
        Called as work goes on, with how much is done, how much there is, and a name.

    Returns
    -------
    Comparison
        Classes of operators with the same student, and how they split as capacity grows.

    Raises
    ------
    UsageError
        In one line for what cannot be used.
    """
    plot = plottable(None if plot is None else Path(plot))
    for value, known, name in ((loss, get_args(Loss), "loss"), (kind, get_args(Kind), "kind")):
        if value not in known:
            raise UsageError(f"{name}: {value!r} is neither {known[0]} nor {known[1]}")
    if not (isinstance(tolerance, int | float) and np.isfinite(tolerance) and tolerance >= 0):
        raise UsageError(f"tolerance: {tolerance!r} is not a distance from 0 on")
    if capacity is not None and (not isinstance(capacity, int) or capacity < 1):
        raise UsageError(f"capacity: {capacity!r} is not a whole number from 1 on")
    if not isinstance(operators, list | tuple):
        raise UsageError('operators: give a list, as in ["power@2", "mixing@2"]')
    try:
        rows = _rows(teacher)
        asked = [_parsed(one) for one in operators]
        if len(asked) < 2:
            raise InputError("operators: name two at least, as in --operator power@2 --operator mixing@2")
        names = _unique([f"{name}@{spelled(T)}" for name, _, T in asked])
        targets = np.stack([_target(map_, T, rows, name) for name, map_, T in asked])
        table, says = _features(rows, features, capacity, kind, seed)
        if loss == "kl":
            _minimisable(names, targets, table)
        steps, found = [], None
        first = int(np.argmax(np.abs(table).max(axis=0) > 0)) + 1  # columns of zeros in front say nothing
        grid = [d for d in _grid(table.shape[1]) if d >= first]
        for done, d in enumerate(grid):
            progress(done, len(grid), "capacities")
            found = partition(table[:, :d], targets, loss)
            steps.append(_step(d, found, names, tolerance))
        assert found is not None
        result = Comparison(
            str(teacher) if isinstance(teacher, str | Path) else "teacher",
            len(rows),
            rows.shape[1],
            says,
            span(table).rank,
            loss,
            tolerance,
            names,
            found.students,
            found.targets,
            found.seen,
            found.threshold,
            tuple(steps),
        )
    except InputError as error:
        raise UsageError(str(error)) from error
    if plot is not None:
        write(draw, _pictured(result), plot)
    return result


def _rows(teacher: Source) -> Array:
    if isinstance(teacher, str) and not teacher.endswith((".npy", ".npz")):
        return named(teacher)
    rows = distributions(np.asarray(only(opened(teacher, "teacher"), "teacher", ())), "teacher")
    if rows.ndim != 2 or not rows.size:
        raise InputError(f"teacher: expected rows of probabilities, (examples, classes), got shape {rows.shape}")
    return exactly(rows)


def _parsed(asked: Asked) -> tuple[str, str | Map, float]:
    """Name, map and temperature."""
    if not isinstance(asked, str):
        if not (isinstance(asked, tuple) and len(asked) in (2, 3) and isinstance(asked[1], int | float)):
            raise InputError(f"operator: {asked!r} is neither NAME@T nor a pair (operator, T), nor (operator, T, name)")
        map_, T = asked[:2]
        own = getattr(map_, "name", None) or getattr(map_, "__name__", "operator")
        return str(asked[2]) if len(asked) == 3 else map_ if isinstance(map_, str) else str(own), map_, float(T)
    name, at, text = asked.rpartition("@")
    try:
        T = float(text)
    except ValueError:
        T = np.nan
    if not at or not name or np.isnan(T):
        raise InputError(f"operator: {asked!r} is not NAME@T, as in power@2 or file.py:function@1.5")
    return name, name, T


def _unique(names: list[str]) -> tuple[str, ...]:
    for name in names:
        if names.count(name) > 1:
            raise InputError(f"operators: {name} is named twice; (operator, T, name) gives a name of its own")
    return tuple(names)


def _target(map_: str | Map, T: float, rows: Array, name: str) -> Array:
    return softened(map_, rows, T, name)


def _features(rows: Array, features: Source | None, capacity: int | None, kind: Kind, seed: int) -> tuple[Array, str]:
    """The features, shape (N, d), and what they are."""
    if features is not None and capacity is not None:
        raise InputError("--features and --capacity: give one of them")
    if features is not None:
        table = np.asarray(only(opened(features, "features"), "features", ()))
        span(table)  # says what is wrong with it
        if len(table) != len(rows):
            raise InputError(f"features: have {len(table):,} rows, and the teacher {len(rows):,}")
        return np.asarray(table, dtype=np.float64), _counted(table.shape[1], "given")
    if kind == "random":
        d = capacity or len(rows)
        return drawn(stream(seed, "classes.features"), len(rows), d), _counted(d, "random")
    d = capacity or most_principal(rows)
    return principal(rows, d), _counted(d, "principal")


def _minimisable(names: Sequence[str], targets: Array, table: Array) -> None:
    """Softmax students say zero of nothing: where targets have zeros and features separate them there is none."""
    for name, q in zip(names, targets, strict=True):
        if q.min() == 0 and recedes(span(table).basis, q):
            raise InputError(
                f"{name}: its targets have zeros that the features separate, so that no softmax student minimises KL; "
                "use --loss squared, fewer features, or an operator without zeros"
            )


def _counted(d: int, kind: str) -> str:
    return f"{d:,} {kind} feature{'s' * (d != 1)}"


def _grid(d: int) -> list[int]:
    """Capacities from 1 to d, evenly in their logarithm."""
    return sorted({int(n) for n in np.geomspace(1, d, STEPS).round()})


def _step(d: int, found: Partition, names: Sequence[str], tolerance: float) -> Step:
    def spelt(groups: Sequence[Sequence[int]]) -> Groups:
        return tuple(tuple(names[n] for n in group) for group in groups)

    within = found.within(tolerance)
    return Step(d, spelt(found.classes), spelt(within), float(found.students.max()), float(found.seen.max()))


def _pictured(found: Comparison) -> Sorted:
    return Sorted(
        found.operators,
        found.students,
        found.targets,
        {step.capacity: (len(step.classes), len(step.within), step.farthest) for step in found.refinement},
        found.tolerance,
    )
