"""What comes of draws that people bring, as JSON."""

from __future__ import annotations

from typing import Literal, TypedDict

from kdaudit.documents.top_k import LeftOutDocument


class RangeDocument(TypedDict):
    """An estimate with an interval; null for infinite."""

    value: float
    low: float
    high: float | None


class ClassDocument(TypedDict):
    """A class: its frequency, and between which its probability lies, with those of all others at once."""

    label: str
    value: float
    low: float
    high: float | None


class ContextDocument(TypedDict):
    """The draws of one context."""

    context: str
    draws: int
    labels: int
    law: list[ClassDocument]
    missing_mass: RangeDocument
    entropy: RangeDocument
    corrected_entropy: float


class TargetDocument(TypedDict):
    """What targets softened from frequencies miss in the mean: bounds over all laws; null where none is derived."""

    operator: str
    temperature: float
    unbiased: bool
    total_variation: float | None
    estimate: float | None
    kl: float | None
    draws: float | None


class SpentDocument(TypedDict):
    """The ε of all draws of a context at a temperature; null where there is none."""

    temperature: float
    epsilon: float | None


class PrivacyDocument(TypedDict):
    """What draws cost under an operator, for neighbours of a kind; the temperature for the ε that was asked for."""

    operator: str
    neighbours: str
    epsilon: list[SpentDocument]
    temperature: float | None
    needs: str


class SamplesDocument(TypedDict):
    """What `kdaudit samples` writes."""

    schema: Literal[1]
    file: str
    fields: str
    level: float
    classes: int | None
    draws: int
    each: list[int]
    total: int
    contexts: list[ContextDocument]
    error: float
    epsilon: float
    targets: list[TargetDocument]
    privacy: list[PrivacyDocument]
    left_out: list[LeftOutDocument]
