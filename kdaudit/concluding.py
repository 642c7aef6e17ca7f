"""From sums over examples to a measurement: estimates, intervals, and who wins."""

from __future__ import annotations

from collections.abc import Iterator
from math import isfinite, sqrt

import numpy as np

from kdaudit.measurement import Calibration, Decision, Estimate, Example, Group, Measurement, Side
from kdaudit.predictions import Predictions, Target
from numerics.calibration import Reliability
from numerics.chance import stream
from numerics.decomposition import LossName
from numerics.intervals import Interval, Mean, difference, normal_multiplier, seeds_needed
from numerics.measuring import CONFIDENCES, Model, Sums
from numerics.simplex import Array

POPULATION = 20  # units before bias² and variance get an interval over seeds


def measurement(
    sums: Sums,
    dense: Predictions,
    sparse: Predictions,
    truth: Target,
    softened: str,
    loss: LossName,
    level: float,
    seed: int,
) -> Measurement:
    """The record, from what was summed over examples."""
    N = sums.examples
    teacher = _side("teacher", sums.teacher, dense, N, level, seed)
    student = _side("student", sums.student, sparse, N, level, seed)
    shared = set(dense.units.names) == set(sparse.units.names)
    paired = dense.says_units and sparse.says_units and shared and len(dense.units) > 1
    first, second = _means(sums, dense, sparse, paired=paired)
    decided = first.seeds > 1
    interval = difference(first, second, level) if decided else None
    value = first.value - (second.value if second else 0.0)
    deviation = float(np.hypot(first.deviation, second.deviation if second and second.seeds > 1 else 0.0))
    groups = [_group(f"class {c}", row, truth) for c, row in enumerate(sums.by_class) if row[0]]
    steps = [f"{n / CONFIDENCES:g} to {(n + 1) / CONFIDENCES:g}" for n in range(CONFIDENCES)]
    worst = (sums.worst.example, sums.worst.of_class, sums.worst.teacher, sums.worst.student)
    return Measurement(
        examples=N,
        classes=truth.classes,
        loss=loss,
        level=level,
        target=truth.name,
        softened=softened,
        paired=paired,
        noise=None if truth.labels else sums.noise / N,
        teacher=teacher,
        student=student,
        difference=value,
        interval=interval,
        if_normal=difference(first, second, level, normal=True) if decided else None,
        bias_difference=_less(student.bias, teacher.bias),
        variance_difference=_less(student.variance, teacher.variance),
        decision=_decision(interval),
        seeds_needed=seeds_needed(value, deviation, level) if decided else None,
        by_class=tuple(groups),
        by_confidence=tuple(_group(s, row, truth) for s, row in zip(steps, sums.by_confidence, strict=True) if row[0]),
        worst=tuple(Example(int(e), int(c), float(t), float(s)) for e, c, t, s in zip(*worst, strict=True) if s > t),
        notes=tuple(_notes(dense, sparse, truth, softened)),
    )


def _means(sums: Sums, dense: Predictions, sparse: Predictions, *, paired: bool) -> tuple[Mean, Mean | None]:
    """What the risk difference is a mean of: differences of pairs, or the student's risks and the teacher's."""
    teacher, student = sums.teacher.losses / sums.examples, sums.student.losses / sums.examples
    if paired:
        place = {name: unit for unit, name in enumerate(dense.units.names)}
        return Mean.of(student - teacher[[place[name] for name in sparse.units.names]]), None
    return Mean.of(student), Mean.of(teacher)


def _side(name: str, model: Model, rows: Predictions, examples: int, level: float, seed: int) -> Side:
    M = len(rows.units)
    plug_in, bias, variance = model.parts / examples
    squares = model.squares / examples
    estimates: list[Estimate | None] = [None, None]
    if M > 1:
        losses, left_out = model.losses / examples, model.left_out / examples
        pseudo = M * plug_in - (M - 1) * left_out  # whose mean is the estimate of bias²
        estimates = [
            Estimate(float(value), _over_examples(value, square, examples, level), _over_units(values, level))
            for value, square, values in zip((bias, variance), squares, (pseudo, losses - pseudo), strict=True)
        ]
    return Side(
        name,
        rows.shape[0],
        M,
        float(model.losses.mean() / examples),
        estimates[0],
        estimates[1],
        float(plug_in),
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
    interval = sums.interval(stream(seed, "kdaudit.measure", *name), level)
    return Calibration(float(sums.expected_error.mean()), float(sums.squared_error.mean()), interval)


def _less(first: Estimate | None, second: Estimate | None) -> float | None:
    return first.value - second.value if first and second else None


def _decision(interval: Interval | None) -> Decision:
    if interval is None or not interval.clear_of_zero:
        return "undecided"
    return "student" if interval.high < 0 else "teacher"


def _group(name: str, row: Array, truth: Target) -> Group:
    count, noise = int(row[0]), row[1] / row[0]
    dense, sparse = np.split(row[2:] / count, 2)
    return Group(name, count, None if truth.labels else float(noise), *_triple(dense), *_triple(sparse))


def _triple(means: Array) -> tuple[float, float | None, float | None]:
    """Risk, bias² and variance; the last two None where they are no numbers."""
    risk, bias, variance = means.tolist()
    return (risk, bias, variance) if isfinite(bias) else (risk, None, None)


def _notes(dense: Predictions, sparse: Predictions, truth: Target, softened: str) -> Iterator[str]:
    """What the numbers do not say."""
    if truth.labels:
        yield (
            "labels: bias² and noise are not told apart, so that “bias²” has the noise in it; their sum, variance, "
            "every risk and every difference of teacher and student are as with probabilities, if labels are fresh"
        )
    if truth.labels and softened:
        yield "labels are not softened; softening shows in the calibration only"
    for model in (dense, sparse):
        yield f"{model.name}: {_what_seeds_allow(len(model.units))}"
    if dense.says_units != sparse.says_units:
        yield "one file names its seeds and the other does not: they are compared as independent"


def _what_seeds_allow(units: int) -> str:
    if units == 1:
        return "one seed, so that nothing is known of its variance; its risk is of this one alone"
    if units < POPULATION:
        return f"from {POPULATION} seeds on bias² and variance get an interval over seeds too"
    return "intervals over seeds take seeds as independent, and pseudo-values as near normal"
