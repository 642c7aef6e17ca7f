"""What `samples` found, as frozen records and as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kdaudit.documents.samples import (
    ClassDocument,
    ContextDocument,
    PrivacyDocument,
    RangeDocument,
    SamplesDocument,
    TargetDocument,
)
from kdaudit.shown import Shown
from kdaudit.top_k.positions import finite


@dataclass(frozen=True)
class Range:
    """An estimate with an interval."""

    value: float
    low: float
    high: float

    def document(self) -> RangeDocument:
        """As JSON: null for infinite."""
        return {"value": self.value, "low": self.low, "high": finite(self.high)}


@dataclass(frozen=True)
class Context:
    """The draws of one context.

    `law` has the likeliest classes with their frequencies and intervals, which hold at once, with those of the classes
    that are not listed; `entropy` is that of the frequencies, and `corrected` Miller's.
    """

    name: str
    draws: int
    labels: int
    law: Mapping[str, Range]
    missing: Range
    entropy: Range
    corrected: float

    def document(self) -> ContextDocument:
        """As JSON."""
        law: list[ClassDocument] = [{"label": label, **found.document()} for label, found in self.law.items()]
        return {
            "context": self.name,
            "draws": self.draws,
            "labels": self.labels,
            "law": law,
            "missing_mass": self.missing.document(),
            "entropy": self.entropy.document(),
            "corrected_entropy": self.corrected,
        }


@dataclass(frozen=True)
class Target:
    """What targets softened from the frequencies miss in the mean, by operator and temperature.

    `total_variation` and `kl` are bounds over all laws, for the median number of draws; `estimate` is what the
    frequencies suggest for mixing; `draws` is the n that the error asked for needs. None where V is not known, or
    nothing is derived.
    """

    operator: str
    temperature: float
    unbiased: bool
    total_variation: float | None
    estimate: float | None
    kl: float | None
    draws: float | None

    def document(self) -> TargetDocument:
        """As JSON."""
        return {
            "operator": self.operator,
            "temperature": self.temperature,
            "unbiased": self.unbiased,
            "total_variation": self.total_variation,
            "estimate": self.estimate,
            "kl": self.kl,
            "draws": None if self.draws is None else finite(self.draws),
        }


@dataclass(frozen=True)
class Privacy:
    """What the draws of a context cost: ε at each temperature, and the temperature for an ε; None where none is known.

    `needs` says what would make it known, if anything would.
    """

    operator: str
    neighbours: str
    epsilon: Mapping[float, float | None]
    temperature: float | None
    needs: str = ""

    def document(self) -> PrivacyDocument:
        """As JSON."""
        return {
            "operator": self.operator,
            "neighbours": self.neighbours,
            "epsilon": [{"temperature": T, "epsilon": epsilon} for T, epsilon in self.epsilon.items()],
            "temperature": self.temperature,
            "needs": self.needs,
        }


@dataclass(frozen=True, repr=False)
class Samples(Shown):
    """What draws say of the laws that they are from.

    Attributes
    ----------
    name, fields : str
        Of the file, and what a line was read by.
    level : float
        At which the intervals of a context hold.
    classes : int or None
        V; None where it is not known.
    draws : int
        Of all contexts; `each` has the least, the median and the largest number of one.
    contexts : tuple of Context
        Those of the most draws, `shown` of `total`.
    error, epsilon
        What was asked for.
    targets, privacy
        For the median number of draws.
    left_out : mapping of str to (int, str)
        What was not used: how often, and where first.
    """

    name: str
    fields: str
    level: float
    classes: int | None
    draws: int
    each: tuple[int, int, int]
    total: int
    contexts: tuple[Context, ...]
    error: float
    epsilon: float
    targets: tuple[Target, ...]
    privacy: tuple[Privacy, ...]
    left_out: Mapping[str, tuple[int, str]]

    def text(self) -> str:
        """Contexts, targets, privacy."""
        from kdaudit.draws.text import text  # noqa: PLC0415

        return text(self)

    def document(self) -> SamplesDocument:
        """As JSON, schema 1."""
        return {
            "schema": 1,
            "file": self.name,
            "fields": self.fields,
            "level": self.level,
            "classes": self.classes,
            "draws": self.draws,
            "each": list(self.each),
            "total": self.total,
            "contexts": [context.document() for context in self.contexts],
            "error": self.error,
            "epsilon": self.epsilon,
            "targets": [target.document() for target in self.targets],
            "privacy": [privacy.document() for privacy in self.privacy],
            "left_out": [
                {"says": says, "positions": count, "first": place} for says, (count, place) in self.left_out.items()
            ],
        }
