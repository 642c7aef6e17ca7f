"""`measure`: bias, variance and risk of a teacher and of students from their predictions, and which of them wins."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import reduce
from operator import add
from pathlib import Path
from typing import get_args

import numpy as np
from numpy.typing import NDArray

from figures.measured import Measured, save
from kdaudit.errors import UsageError
from kdaudit.inputs.arrays import Source
from kdaudit.inputs.maps import Map
from kdaudit.inputs.plots import plottable, writing
from kdaudit.inputs.softened import Soften, softening
from kdaudit.inputs.softened import softened as softened_once
from kdaudit.predictions.estimates import measurement
from kdaudit.predictions.measurement import Measurement
from kdaudit.predictions.predictions import FIRST, Predictions, Target
from numerics.calibration import confidence
from numerics.compiled import pays
from numerics.decomposition import LossName, kl, noise, squared
from numerics.measuring import Seen, Sums, summed
from numerics.simplex import Array, InputError

BLOCK = 2**18  # numbers of a model at a time: two megabytes; fewer cost calls, more leave the cache
BATCH = 8  # blocks whose sums are made together, and whose pages are then given back


def measure(
    teacher: Source,
    student: Source,
    *,
    target: Source | None = None,
    labels: Source | None = None,
    logits: bool = False,
    operator: str | Map | None = None,
    temperature: float | None = None,
    loss: LossName = "squared",
    level: float = 0.95,
    seed: int = 0,
    units: Sequence[int | str] | None = None,
    plot: str | Path | None = None,
    progress: Callable[[int, int, str], None] = lambda done, total, label: None,
) -> Measurement:
    """Bias², variance, noise and risk of a dense teacher and of sparse students, over their seeds; and who wins.

    Files are streamed. An .npz may have an array `seeds` or `training_sets` of names, shape (seeds,), beside its
    predictions: rows of one name are one independent unit, and teacher and student with the same names are compared
    in pairs.

    Parameters
    ----------
    teacher, student
        Files (.npy, .npz) or arrays of probabilities, shape (seeds, examples, classes), or of logits.
    target
        Probabilities, shape (examples, classes): what both are meant to predict.
    labels
        Integers, shape (examples,), in place of a target.
    logits
        Whether teacher and student are logits.
    operator
        Softens the target: a registered name, "file.py:function" or a function of (p, T).
    temperature
        The operator's temperature.
    loss
        What risk is measured in: "squared" distance, or "kl" in nats.
    level
        That of all intervals, from 0.5 to 0.995.
    seed
        That of the calibration's intervals.
    units
        Names, shape (seeds,), that say of arrays which rows are one independent unit, for both.
    plot
        A file to draw it to: .pdf, .png or .svg.
    progress
        Called as work goes on, with how much is done, how much there is, and a name.

    Returns
    -------
    Measurement
        Risks and their parts with intervals, and who wins.

    Raises
    ------
    UsageError
        In one line for what cannot be used.
    """
    given = labels if target is None else target
    if given is None or not (target is None or labels is None):
        raise UsageError("measure: give either --target (probabilities) or --labels (integers)")
    if not (isinstance(level, float) and 0.5 <= level <= 0.995):
        raise UsageError(f"level: {level!r} is not between 0.5 and 0.995")
    plot = plottable(None if plot is None else Path(plot))
    if loss not in get_args(LossName):
        raise UsageError(f"loss: {loss!r} is neither squared nor kl")
    try:
        if (operator is None) != (temperature is None):
            raise InputError("--operator and --temperature: give both or neither")
        soften = None if operator is None or temperature is None else softening(operator, temperature)
        dense = Predictions(teacher, "teacher", logits=logits, units=units)
        sparse = Predictions(student, "student", logits=logits, units=units)
        truth = Target(given, labels=target is None, classes=dense.shape[2])
        _agree(dense, sparse, truth)
        if operator is not None and soften is not None:
            softened_once(operator, truth.block(0, min(FIRST, truth.shape[0])), float(temperature or 1), "--operator")
        sums = reduce(add, _streamed(dense, sparse, truth, soften, loss, progress))
    except InputError as error:
        raise UsageError(str(error)) from error
    softened = "" if soften is None else f"{getattr(operator, '__name__', operator)} at T = {temperature:g}"
    found = measurement(sums, dense, sparse, truth, softened, loss, level, seed)
    if plot is not None:
        with writing(plot):
            save(_panels(found), plot)
    return found


def _panels(found: Measurement) -> Measured:
    """What the picture shows."""
    sides = (found.teacher, found.student)
    calibration = {}
    for side in sides:
        for when, c in zip(("", " softened"), side.calibration, strict=False):
            calibration[f"{side.name}{when}"] = c.expected_error
    bias = "bias² + noise" if found.noise is None else "bias²"
    return Measured(
        {
            s.name: {bias: s.bias.value, "variance": s.variance.value} if s.bias and s.variance else {"risk": s.risk}
            for s in sides
        },
        found.difference,
        found.interval and (found.interval.low, found.interval.high),
        {g.name: (g.student_risk - g.teacher_risk, g.examples / found.examples) for g in found.by_confidence},
        calibration,
        found.loss,
    )


def _agree(dense: Predictions, sparse: Predictions, truth: Target) -> None:
    if dense.shape[1:] != sparse.shape[1:]:
        a, b = (f"{m.shape[1]:,} examples of {m.shape[2]:,} classes" for m in (dense, sparse))
        raise InputError(f"teacher has {a}, student {b}; they must be the same")
    examples = f"{dense.shape[1]:,} examples of {dense.shape[2]:,} classes"
    if truth.shape[0] != dense.shape[1] or truth.classes != dense.shape[2]:
        raise InputError(f"{truth.name}: has shape {truth.shape}, and the models have {examples}")
    mine, theirs = set(dense.units.names), set(sparse.units.names)
    if dense.kind == sparse.kind != "" and min(len(mine), len(theirs)) > 1 and mine & theirs and mine != theirs:
        raise InputError(
            f"teacher and student share {len(mine & theirs)} of their {len(mine)} and {len(theirs)} units; "
            "give both the same seeds or training sets, or none in common"
        )


def _streamed(
    dense: Predictions,
    sparse: Predictions,
    truth: Target,
    soften: Soften | None,
    loss: LossName,
    progress: Callable[[int, int, str], None],
) -> Iterator[Sums]:
    """The sums of the blocks in order, worked on by as many threads as there are cores."""
    examples, classes = dense.shape[1:]
    compiles = soften is None and loss == "squared" and pays(dense.rows, sparse.rows)
    each = max(1, BLOCK // (max(dense.shape[0], sparse.shape[0]) * classes))
    whole = BATCH * each
    step = whole if compiles else each  # one compiled call keeps to the cache by itself

    def part(start: int, stop: int) -> tuple[NDArray[np.intp], Array, Seen, Seen]:
        law = truth.block(start, stop)
        q = law if soften is None or truth.labels else soften(law)
        first, second = (
            _glanced(model, q, start)
            if compiles and not model.logits and len(model.units) == model.shape[0]
            else _seen(model, q, law, start, stop, soften, loss)
            for model in (dense, sparse)
        )
        return q.argmax(axis=-1), noise(q, loss), first, second

    def batch(start: int) -> Sums:
        stop = min(start + whole, examples)
        parts = [part(first, min(first + step, stop)) for first in range(start, stop, step)]
        for rows in (dense, sparse, truth):
            rows.forget()
        of_class, noises, teachers, students = zip(*parts, strict=True)
        return summed(
            start,
            classes,
            np.concatenate(of_class),
            np.concatenate(noises),
            Seen.together(teachers),
            Seen.together(students),
        )

    cores = os.cpu_count() or 1
    with ThreadPoolExecutor(cores) as pool:
        running: deque[Future[Sums]] = deque()
        try:
            for start in range(0, examples, whole):
                running.append(pool.submit(batch, start))
                if len(running) > 2 * cores:
                    yield running.popleft().result()
                    progress(start, examples, "examples")
            while running:
                yield running.popleft().result()
        finally:
            for future in running:
                future.cancel()


def _glanced(model: Predictions, q: Array, start: int) -> Seen:
    """What `_seen` says for squared loss, units of one row and no operator, in one compiled pass."""
    found = model.look(start, q)
    return Seen(found.terms, (found.top,), (q[np.arange(len(q)), found.place],))


def _seen(
    model: Predictions, q: Array, law: Array, start: int, stop: int, soften: Soften | None, loss: LossName
) -> Seen:
    """One model on some examples: confidence as it is and softened, against the law as it is; terms against q."""
    p, log_p = model.block(start, stop)
    pairs = [confidence(p, law)]
    if soften is not None:
        pairs.append(confidence(soften(p), law))
    if loss == "kl":
        terms = kl(model.logarithms(p, start) if log_p is None else log_p, q, model.units)
    else:
        terms = squared(p, q, model.units, out=p)
    sure, right = zip(*pairs, strict=True)
    return Seen(terms, sure, right)
