"""`measure`: bias, variance and risk of a teacher and of students from their predictions, and which of them wins."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce
from operator import add
from pathlib import Path
from typing import Literal, get_args

from figures.measured import Measured, draw
from kdaudit.errors import UsageError
from kdaudit.inputs.arrays import Source
from kdaudit.inputs.maps import Map
from kdaudit.inputs.plots import plottable, write
from kdaudit.inputs.softened import softened as softened_once
from kdaudit.predictions.asked import Asked, spread
from kdaudit.predictions.estimates import measurement
from kdaudit.predictions.measurement import Measurement
from kdaudit.predictions.predictions import FIRST
from kdaudit.predictions.streaming import streamed
from kdaudit.predictions.text import bias_name
from numerics.decomposition import LossName
from numerics.simplex import InputError

Softens = Literal["target", "both"]


def measure(
    teacher: Source,
    student: Source,
    *,
    target: Source | None = None,
    labels: Source | None = None,
    logits: bool = False,
    operator: str | Map | None = None,
    temperature: float | None = None,
    soften: Softens = "target",
    renormalise: bool = False,
    loss: LossName = "squared",
    level: float = 0.95,
    seed: int = 0,
    units: Sequence[int | str] | None = None,
    plot: str | Path | None = None,
    cluster: str | None = None,
    progress: Callable[[int, int, str], None] = lambda done, total, label: None,
) -> Measurement:
    """Bias², variance, noise and risk of a dense teacher and of sparse students, over their seeds; and who wins.

    Files are streamed; those of a folder are one, whose examples follow in order of their names. An .npz may have an
    array `seeds` or `training_sets` of names, shape (seeds,), beside its predictions: rows of one name are one
    independent unit, and teacher and student with the same names are compared in pairs.

    Parameters
    ----------
    teacher, student
        Files (.npy, .npz) or arrays of probabilities, shape (seeds, examples, classes), or of logits.
    target
        Probabilities, shape (examples, classes): what both are meant to predict.
    labels
        Integers, shape (examples,), in place of a target; examples of label −100 are left out.
    logits
        Whether teacher and student are logits; −infinity is a class that is masked, of probability zero.
    operator
        Softens: a registered name, "file.py:function" or a function of (p, T).
    temperature
        The operator's temperature.
    soften
        What it softens: the "target" alone, or "both" the target and what the models predict, as Hinton's loss does.
    renormalise
        Whether to divide rows of probabilities by their sums; the result says how far these were from one.
    loss
        What risk is measured in: "squared" distance, or in nats "kl", KL(target‖prediction), or "reverse-kl",
        KL(prediction‖target).
    level
        That of all intervals, from 0.5 to 0.995.
    seed
        That of the calibration's intervals.
    units
        Names, shape (seeds,), that say of arrays which rows are one independent unit, for both.
    plot
        A file to draw it to: .pdf, .png or .svg.
    cluster
        The address of a Dask scheduler, ``tcp://host:8786``, whose workers open the files, by the same paths.
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
        raise UsageError(f"loss: {loss!r} is none of {', '.join(get_args(LossName))}")
    if soften not in get_args(Softens):
        raise UsageError(f"soften: {soften!r} is neither target nor both")
    try:
        if soften == "both" and operator is None:
            raise InputError("--soften both: softens by --operator and --temperature, which are not given")
        if (operator is None) != (temperature is None):
            raise InputError("--operator and --temperature: give both or neither")
        if operator is not None and target is None:
            raise InputError("--operator softens a target, and labels are not softened; leave it out, or give --target")
        if loss == "reverse-kl" and target is None:
            raise InputError("--loss reverse-kl is infinite of labels, whose other classes have probability zero")
        names = None if units is None else tuple(units)
        asked = Asked(
            teacher, student, given, target is None, logits, operator, temperature, soften, renormalise, loss, names
        )
        batches = asked.batches()
        dense, sparse, truth = batches.dense, batches.sparse, batches.truth
        if operator is not None and temperature is not None:
            softened_once(operator, truth.block(0, min(FIRST, truth.examples)), float(temperature), "--operator")
        each = streamed(batches, progress) if cluster is None else spread(asked, batches, cluster, progress)
        sums = reduce(add, each)
    except InputError as error:
        raise UsageError(str(error)) from error
    softened = "" if operator is None else f"{getattr(operator, '__name__', operator)} at T = {temperature:g}"
    found = measurement(sums, dense, sparse, truth, softened, soften, loss, level, seed)
    if plot is not None:
        write(draw, _panels(found), plot)
    return found


def _panels(found: Measurement) -> Measured:
    """What the picture shows."""
    sides = (found.teacher, found.student)
    calibration = {}
    for side in sides:
        for when, c in zip(("", " softened"), side.calibration, strict=False):
            calibration[f"{side.name}{when}"] = c.expected_error
    bias = bias_name(found)
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
