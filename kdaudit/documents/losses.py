"""What comes of losses that people bring, as JSON."""

from __future__ import annotations

from typing import Any, Literal, TypedDict


class LossWitnessDocument(TypedDict):
    """What a loss was given, each side in its form, and what came of it.

    A side is a row, or a batch as nested lists. `also` has what else it was given (mask, labels, arguments), the order
    of classes, or what it was given again, such as `student_again`, where two calls are compared.
    """

    student: list[Any]
    teacher: list[Any]
    T: float | None
    value: float | str
    says: str
    also: dict[str, Any]


class QuestionDocument(TypedDict):
    """A question with its verdict: what was looked at, or why nothing was."""

    verdict: Literal["supported", "refuted", "inconclusive", "not asked"]
    scope: str
    witness: LossWitnessDocument | None


class LossFamilyDocument(TypedDict):
    """The named loss that it is: factor · formula on `classes` classes, sides softened, a label term beside it."""

    name: str
    formula: str
    factor: float
    parameter: float | None
    student_temperature: float
    teacher_temperature: float
    classes: int
    label: float


class ReductionDocument(TypedDict):
    """How values are put together over each axis; null where that is not told, or where there is no such axis."""

    examples: Literal["sum", "mean", "other", "each"]
    tokens: Literal["sum", "mean", "other", "each"] | None
    classes: Literal["sum", "mean", "other", "each"] | None


class LossTemperatureDocument(TypedDict):
    """What T does: softened sides, the power of T before the divergence, and that of the gradient at large T."""

    softened: list[str]
    factor: int | None
    gradient: float | None


class LossTopKDocument(TypedDict):
    """How many of the teacher's classes it looks at, and what it does with the mass of the others."""

    k: int
    missing: str | None


class LossDocument(TypedDict):
    """What `kdaudit loss` writes."""

    schema: Literal[1]
    loss: str
    student: str
    teacher: str
    temperature_given: float | None
    classes: list[int]
    questions: dict[str, QuestionDocument]
    family: LossFamilyDocument | None
    reduction: ReductionDocument
    temperature: LossTemperatureDocument | None
    top_k: LossTopKDocument | None
    says: str
    notes: list[str]
    limits: list[str]
    calls: int
    seconds: float
