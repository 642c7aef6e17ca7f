"""What a measurement found: the numbers, their intervals and what they hold for, as frozen records and as JSON."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from math import isfinite
from typing import Any, Literal

from kdaudit.shown import Shown
from numerics.decomposition import LossName
from numerics.intervals import Interval

Decision = Literal["student", "teacher", "undecided"]


@dataclass(frozen=True)
class Estimate:
    """An estimate with its interval for these seeds, and over seeds where there are enough of them."""

    value: float
    for_these_seeds: Interval | None
    over_seeds: Interval | None


@dataclass(frozen=True)
class Calibration:
    """Means over rows: the expected calibration error, which chance alone makes positive, and the squared error less
    what chance adds, with its interval over examples, which may reach below zero (None where no bin has two)."""

    expected_error: float
    squared_error: float | None
    interval: Interval | None


@dataclass(frozen=True)
class Side:
    """Teacher or student: risk, and how it splits. Bias² and variance are None for one seed; with labels `bias` has
    the noise in it. `plug_in_bias` is what one gets without the correction. `accuracy`, `log_loss` (in nats) and
    `brier` are means over rows and over fresh labels, of predictions as they are to the target as it is."""

    name: str
    rows: int
    units: int
    risk: float
    bias: Estimate | None
    variance: Estimate | None
    plug_in_bias: float
    accuracy: float
    log_loss: float
    brier: float
    calibration: tuple[Calibration, ...]


@dataclass(frozen=True)
class Group:
    """Examples that have something in common, and what they cost both. Noise is None with labels, which hold it in
    bias²; bias² and variance are None where there is one seed."""

    name: str
    examples: int
    noise: float | None
    teacher_risk: float
    teacher_bias: float | None
    teacher_variance: float | None
    student_risk: float
    student_bias: float | None
    student_variance: float | None


@dataclass(frozen=True)
class Example:
    """An example on which the student loses much to the teacher."""

    example: int
    of_class: int
    teacher_loss: float
    student_loss: float


@dataclass(frozen=True, repr=False)
class Measurement(Shown):
    """Teacher and student measured on the same examples, and who wins.

    Attributes
    ----------
    examples, classes : int
        How many there are.
    loss : {"squared", "kl", "reverse-kl"}
        What risk is measured in: squared distance, KL(target‖prediction) or KL(prediction‖target), these in nats.
    level : float
        That of all intervals.
    target : str
        What both are meant to predict: probabilities or labels.
    softened : str
        The operator and temperature that softened the target, if one did.
    soften : {"target", "both"}
        What it softened: the target alone, or predictions as well.
    left_out : int
        How many examples were left out, whose label is −100.
    sums_off : dict of str to float
        How far sums of rows were from one, at most: of teacher, student and target.
    paired : bool
        Whether teacher and student were compared seed by seed.
    noise : float or None
        The risk of the target itself; None with labels, and of the reverse KL.
    teacher, student : Side
        Risk, bias², variance and calibration of each.
    difference : float
        The student's risk less the teacher's.
    interval : Interval or None
        Of the difference, over seeds, for these examples: it covers whatever quadratic function of normal effects a
        seed's difference is.
    if_normal : Interval or None
        Covers only if differences are normal.
    bias_difference, variance_difference : Estimate or None
        The student's less the teacher's.
    decision : {"student", "teacher", "undecided"}
        Who wins.
    seeds_needed : int or None
        How many seeds would decide, about.
    by_class, by_confidence : tuple of Group
        The same for groups of examples.
    worst : tuple of Example
        Where the student loses most to the teacher.
    notes : tuple of str
        What the numbers do not say.
    """

    examples: int
    classes: int
    loss: LossName
    level: float
    target: str
    softened: str
    soften: Literal["target", "both"]
    left_out: int
    sums_off: dict[str, float]
    paired: bool
    noise: float | None
    teacher: Side
    student: Side
    difference: float
    interval: Interval | None
    if_normal: Interval | None
    bias_difference: Estimate | None
    variance_difference: Estimate | None
    decision: Decision
    seeds_needed: int | None
    by_class: tuple[Group, ...]
    by_confidence: tuple[Group, ...]
    worst: tuple[Example, ...]
    notes: tuple[str, ...]

    def text(self) -> str:
        """Risks, their parts, who wins, and what the numbers do not say."""
        from kdaudit.predictions.text import text  # noqa: PLC0415 - it prints what is defined here

        return text(self)

    def document(self) -> dict[str, Any]:
        """The measurement as JSON has it, schema 1."""
        return {"schema": 1, **_plain(asdict(self))}


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    return None if isinstance(value, float) and not isfinite(value) else value
