"""What comes of what people bring, as JSON: operators, predictions, comparisons."""

from __future__ import annotations

from typing import Literal, TypedDict


class LawWitnessDocument(TypedDict):
    """Where an operator violates an axiom: the law, the temperature, what came out, and what is wrong with it."""

    p: list[float]
    T: float
    q: list[float | str]
    says: str
    logits: list[float | str] | None


class FindingDocument(TypedDict):
    """An axiom or property with its verdict; a positive margin violates."""

    verdict: Literal["supported", "refuted", "inconclusive"]
    scope: str
    margin: float | str | None
    witness: LawWitnessDocument | None


class TemperatureMapDocument(TypedDict):
    """A renaming of the temperature, as a formula or as pairs."""

    formula: str | None
    pairs: list[list[float]]


class FamilyDocument(TypedDict):
    """The registered operator that a map is, at another temperature."""

    name: str
    compared: str
    temperature_map: TemperatureMapDocument


class OperatorDocument(TypedDict):
    """What `kdaudit operator` writes."""

    schema: Literal[1]
    operator: str
    temperatures: list[float]
    classes: list[int]
    floor: float
    laws: str
    axioms: dict[str, FindingDocument]
    properties: dict[str, FindingDocument]
    family: FamilyDocument | None
    limits: list[str]
    teachers: list[str]
    calls: int
    seconds: float


class IntervalDocument(TypedDict):
    """An interval and its level."""

    low: float | None
    high: float | None
    level: float


class EstimateDocument(TypedDict):
    """An estimate, with its interval for these seeds and over seeds."""

    value: float
    for_these_seeds: IntervalDocument | None
    over_seeds: IntervalDocument | None


class CalibrationDocument(TypedDict):
    """How well probabilities are calibrated."""

    expected_error: float
    squared_error: float | None
    interval: IntervalDocument | None


class SideDocument(TypedDict):
    """Teacher or student: risk, and how it splits."""

    name: str
    rows: int
    units: int
    risk: float
    bias: EstimateDocument | None
    variance: EstimateDocument | None
    plug_in_bias: float
    accuracy: float
    log_loss: float | None
    brier: float
    calibration: list[CalibrationDocument]


class GroupDocument(TypedDict):
    """Examples that have something in common."""

    name: str
    examples: int
    noise: float | None
    teacher_risk: float
    teacher_bias: float | None
    teacher_variance: float | None
    student_risk: float
    student_bias: float | None
    student_variance: float | None


class ExampleDocument(TypedDict):
    """An example on which the student loses much to the teacher."""

    example: int
    of_class: int
    teacher_loss: float
    student_loss: float


class MeasurementDocument(TypedDict):
    """What `kdaudit measure` writes."""

    schema: Literal[1]
    examples: int
    classes: int
    loss: Literal["squared", "kl", "reverse-kl"]
    level: float
    target: str
    softened: str
    soften: Literal["target", "both"]
    left_out: int
    sums_off: dict[str, float]
    paired: bool
    noise: float | None
    teacher: SideDocument
    student: SideDocument
    difference: float
    interval: IntervalDocument | None
    if_normal: IntervalDocument | None
    bias_difference: EstimateDocument | None
    variance_difference: EstimateDocument | None
    decision: Literal["student", "teacher", "undecided"]
    seeds_needed: int | None
    by_class: list[GroupDocument]
    by_confidence: list[GroupDocument]
    worst: list[ExampleDocument]
    notes: list[str]


class StudentsDocument(TypedDict):
    """What `kdaudit measure` writes of several students: a measurement of each, by name."""

    schema: Literal[1]
    students: dict[str, MeasurementDocument]


class PairDocument(TypedDict):
    """Two operators: how far apart their students and targets are."""

    first: str
    second: str
    students: float
    targets: float
    seen: float
    threshold: float


class StepDocument(TypedDict):
    """One capacity."""

    capacity: int
    classes: list[list[str]]
    within: list[list[str]]
    farthest: float
    seen: float


class ComparisonDocument(TypedDict):
    """What `kdaudit compare` writes."""

    schema: Literal[1]
    teacher: str
    examples: int
    class_count: int
    features: str
    rank: int
    loss: Literal["squared", "kl"]
    tolerance: float
    operators: list[str]
    classes: list[list[str]]
    pairs: list[PairDocument]
    refinement: list[StepDocument]
    matters_from: int | None
