"""What comes of log-probabilities that people bring, as JSON."""

from __future__ import annotations

from typing import Literal, TypedDict


class LeftOutDocument(TypedDict):
    """What could not be used: what is wrong with it, how often, and where first."""

    says: str
    positions: int
    first: str


class MeanDocument(TypedDict):
    """Means over positions of the least and the largest value; null for infinite, which a share of positions has."""

    low: float | None
    high: float | None
    infinite: float


class BoundsDocument(TypedDict):
    """Means, and 5 %, 50 % and 95 % quantiles of the least and of the largest values over positions."""

    mean: MeanDocument
    low: list[float | None]
    high: list[float | None]


class SoftenedDocument(TypedDict):
    """A top k at one operator and temperature; `targets` by name and by measure."""

    operator: str
    temperature: float
    tail: BoundsDocument
    entropy: BoundsDocument
    targets: dict[str, dict[str, MeanDocument]]
    least_k: int | None


class DecidingDocument(TypedDict):
    """A position of the largest softened tail, with its likeliest tokens."""

    place: str
    tokens: list[str]
    kept: float
    tail: list[float]


class KeptDocument(TypedDict):
    """The classes shown at a position, softened: the ends of each, in the order of its tokens."""

    operator: str
    temperature: float
    tail: list[float]
    entropy: list[float | None]
    low: list[float]
    high: list[float]


class AtDocument(TypedDict):
    """One position: its tokens with their probabilities, and these softened."""

    place: str
    tokens: list[str]
    p: list[float]
    softened: list[KeptDocument]


class AgainstDocument(TypedDict):
    """A student on the same positions: bounds between whole laws, and what losses on shared classes report."""

    student: str
    positions: int
    unmatched: int
    tokens: int
    without_partner: int
    divergences: dict[str, MeanDocument]
    reported: dict[str, float | None]
    negative: float


class TopKDocument(TypedDict):
    """What `kdaudit topk` writes."""

    schema: Literal[1]
    file: str
    format: str
    records: int
    positions: int
    classes: int | None
    off: float
    rounded: str
    left_out: list[LeftOutDocument]
    repaired: dict[str, int]
    notes: dict[str, int]
    k: list[float]
    kept: list[float]
    softened: list[SoftenedDocument]
    error: float
    safe_temperature: float | None
    sampled: int
    deciding: list[DecidingDocument]
    against: AgainstDocument | None
    at: AtDocument | None
