"""From sums over examples to a measurement: estimates, intervals, and who wins."""

from __future__ import annotations

from collections.abc import Iterator
from math import isfinite, sqrt
from typing import Literal

import numpy as np

from kdaudit.predictions.measurement import Calibration, Decision, Estimate, Example, Group, Measurement, Side
from kdaudit.predictions.predictions import Predictions
from kdaudit.predictions.target import LEFT_OUT, Target
from numerics.calibration import Reliability
from numerics.chance import stream
from numerics.decomposition import LossName
from numerics.intervals import Interval, Mean, difference, normal_multiplier, seeds_needed
from numerics.measuring import CONFIDENCES, Model, Sums
from numerics.simplex import Array

ROUNDED = 1e-6  # of sums of rows, from one: more is said
POPULATION = 20  # units before bias² and variance get an interval over seeds


def measurement(
    sums: Sums,
    dense: Predictions,
    sparse: Predictions,
    truth: Target,
    softened: str,
    soften: Literal["target", "both"],
    loss: LossName,
    level: float,
    seed: int,
) -> Measurement:
    """The record, from what was summed over examples."""
    N = sums.examples
    teacher = _side("teacher", sums.teacher, dense, N, level, seed)
    student = _side("student", sums.student, sparse, N, level, seed)
    several = max(len(dense.units), len(sparse.units)) > 1
    paired = _paired(dense, sparse)
    losses = [model.losses / N for model in (sums.teacher, sums.student)]
    first, second = _means(losses[0], losses[1], dense, sparse) if paired else (Mean.of(losses[1]), Mean.of(losses[0]))
    interval = difference(first, second, level) if several else None
    value = first.value - (second.value if second else 0.0)
    deviation = float(np.hypot(first.spread, second.spread if second else 0.0))
    gaps = _differences(sums, teacher, student, dense, sparse, level)
    known = not truth.labels and loss != "reverse-kl"
    groups = [_group(f"class {c}", row, known) for c, row in enumerate(sums.by_class) if row[0]]
    steps = [f"{n / CONFIDENCES:g} to {(n + 1) / CONFIDENCES:g}" for n in range(CONFIDENCES)]
    worst = (truth.kept[sums.worst.example], sums.worst.of_class, sums.worst.teacher, sums.worst.student)
    return Measurement(
        examples=N,
        classes=truth.classes,
        loss=loss,
        level=level,
        target=truth.name,
        softened=softened,
        soften=soften,
        left_out=truth.given[0] - truth.examples,
        sums_off={name: max(rows.off) for name, rows in (("teacher", dense), ("student", sparse), ("target", truth))},
        paired=paired,
        noise=sums.noise / N if known else None,
        teacher=teacher,
        student=student,
        difference=value,
        interval=interval,
        if_normal=difference(first, second, level, normal=True) if several else None,
        bias_difference=gaps[0],
        variance_difference=gaps[1],
        decision=_decision(interval),
        seeds_needed=seeds_needed(value, deviation, level) if several else None,
        by_class=tuple(groups),
        by_confidence=tuple(_group(s, row, known) for s, row in zip(steps, sums.by_confidence, strict=True) if row[0]),
        worst=tuple(Example(int(e), int(c), float(t), float(s)) for e, c, t, s in zip(*worst, strict=True) if s > t),
        notes=(*_infinite(teacher, student), *_notes(dense, sparse, truth, softened, soften)),
    )


def _paired(dense: Predictions, sparse: Predictions) -> bool:
    """Whether both name the same units, of the same kind, and several."""
    same = set(dense.units.names) == set(sparse.units.names)
    return dense.kind == sparse.kind != "" and same and len(dense.units) > 1


def _means(teacher: Array, student: Array, dense: Predictions, sparse: Predictions) -> tuple[Mean, None]:
    """The mean of differences of pairs of values of units, the student's less the teacher's."""
    place = {name: unit for unit, name in enumerate(dense.units.names)}
    return Mean.of(student - teacher[[place[name] for name in sparse.units.names]]), None


def _pseudo_values(model: Model, examples: int) -> tuple[Array, Array]:
    """The jackknife's, of bias² and of variance, shape (M,): their means are the estimates."""
    M, losses = len(model.losses), model.losses / examples
    bias = (M * model.parts[0] - (M - 1) * model.left_out) / examples
    return bias, losses - bias


def _differences(
    sums: Sums, teacher: Side, student: Side, dense: Predictions, sparse: Predictions, level: float
) -> list[Estimate | None]:
    """Student less teacher, of bias² and of variance."""
    if not (teacher.bias and teacher.variance and student.bias and student.variance):
        return [None, None]
    pairs = ((student.bias, teacher.bias), (student.variance, teacher.variance))
    enough = min(len(dense.units), len(sparse.units)) >= POPULATION
    found: list[Estimate | None] = []
    for part, (a, b) in enumerate(pairs):
        value, over_seeds = a.value - b.value, None
        if enough:
            one, other = (_pseudo_values(model, sums.examples)[part] for model in (sums.teacher, sums.student))
            means = _means(one, other, dense, sparse) if _paired(dense, sparse) else (Mean.of(other), Mean.of(one))
            over_seeds = difference(*means, level, normal=True)
        these = _over_examples(value, sums.gap_squares[part] / sums.examples, sums.examples, level)
        found.append(Estimate(value, these, over_seeds))
    return found


def _side(name: str, model: Model, rows: Predictions, examples: int, level: float, seed: int) -> Side:
    M = len(rows.units)
    plug_in, bias, variance = model.parts / examples
    squares = model.squares / examples
    estimates: list[Estimate | None] = [None, None]
    if M > 1:
        estimates = [
            Estimate(float(value), _over_examples(value, square, examples, level), _over_units(values, level))
            for value, square, values in zip((bias, variance), squares, _pseudo_values(model, examples), strict=True)
        ]
    log_loss, brier = (model.scores / examples).tolist()
    return Side(
        name,
        rows.shape[0],
        M,
        float(model.losses.mean() / examples),
        estimates[0],
        estimates[1],
        float(plug_in),
        float(model.calibration[0].right.sum() / model.calibration[0].count.sum()),
        log_loss,
        brier,
        tuple(_calibration(r, level, seed, name, n) for n, r in enumerate(model.calibration)),
    )


def _over_examples(mean: float, mean_square: float, examples: int, level: float) -> Interval | None:
    """Over examples, as independent draws, for the seeds that there are."""
    if examples < 2:
        return None
    error = sqrt(max(0.0, mean_square - mean**2) / (examples - 1))
    half = normal_multiplier(examples, level) * error
    return Interval(float(mean - half), float(mean + half), level)


def _over_units(pseudo_values: Array, level: float) -> Interval | None:
    """The jackknife's, over seeds, for the examples that there are."""
    if len(pseudo_values) < POPULATION:
        return None
    mean = Mean.of(pseudo_values)
    half = mean.half_width(level, normal=True)
    return Interval(mean.value - half, mean.value + half, level)


def _calibration(sums: Reliability, level: float, seed: int, *name: str | int) -> Calibration:
    squared = float(sums.squared_error.mean())
    known = isfinite(squared)
    ends = sums.interval(stream(seed, "kdaudit.measure", *name), level) if known else (0.0, 0.0)
    interval = Interval(*ends, level) if known else None
    return Calibration(float(sums.expected_error.mean()), squared if known else None, interval)


def _decision(interval: Interval | None) -> Decision:
    if interval is None or not interval.clear_of_zero:
        return "undecided"
    return "student" if interval.high < 0 else "teacher"


def _group(name: str, row: Array, known: bool) -> Group:
    """Examples that have something in common; whether their noise is known."""
    count, noise = int(row[0]), row[1] / row[0]
    dense, sparse = np.split(row[2:] / count, 2)
    return Group(name, count, float(noise) if known else None, *_triple(dense), *_triple(sparse))


def _triple(means: Array) -> tuple[float, float | None, float | None]:
    """Risk, bias² and variance; the last two None where they are no numbers."""
    risk, bias, variance = means.tolist()
    return (risk, bias, variance) if isfinite(bias) else (risk, None, None)


def _infinite(*sides: Side) -> Iterator[str]:
    for side in sides:
        if side.log_loss == np.inf:
            yield f"{side.name}: its log loss is infinite, since it gives a class of the target probability zero"


def _notes(
    dense: Predictions, sparse: Predictions, truth: Target, softened: str, soften: Literal["target", "both"]
) -> Iterator[str]:
    """What the numbers do not say, and what was done to rows."""
    if left_out := truth.given[0] - truth.examples:
        yield f"{left_out:,} examples of label {LEFT_OUT} are left out"
    for model, name in ((dense, "teacher"), (sparse, "student"), (truth, "target")):
        if (off := max(model.off)) > ROUNDED:
            yield f"{name}: {_of_sums(off, dense.renormalise)}"
    if softened and soften == "target":
        yield (
            "the operator softens the target alone: a student that predicts the target as it was is charged for that; "
            "--soften both softens predictions too, as distillation at a temperature does"
        )
    if truth.labels:
        yield (
            "labels: bias² and noise are not told apart, so that “bias²” has the noise in it; their sum, variance, "
            "every risk and every difference of teacher and student are as with probabilities, if labels are fresh"
        )
    for model in (dense, sparse):
        yield f"{model.name}: {_what_seeds_allow(len(model.units))}"
    if dense.kind != sparse.kind:
        kinds = " and ".join(f"the {m.name}'s rows are named by {m.kind or 'nothing'}" for m in (dense, sparse))
        yield f"{kinds}: they are compared as independent"


def _of_sums(off: float, renormalise: bool) -> str:
    if renormalise:
        return f"rows were divided by their sums, which were up to {off:.2g} from one"
    return f"sums of rows are up to {off:.2g} from one, as their precision leaves them, and are used as they are"


def _what_seeds_allow(units: int) -> str:
    if units == 1:
        return "one seed, so that nothing is known of its variance; it is taken as it is, and results are of this one"
    if units < POPULATION:
        return f"from {POPULATION} seeds on bias² and variance get an interval over seeds too"
    return "intervals over seeds take seeds as independent, and pseudo-values as near normal"
