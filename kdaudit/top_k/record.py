"""What `topk` found, as frozen records and as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kdaudit.documents.top_k import (
    AgainstDocument,
    BoundsDocument,
    LeftOutDocument,
    MeanDocument,
    SoftenedDocument,
    TopKDocument,
)
from kdaudit.shown import Shown
from kdaudit.top_k.positions import At, Deciding, finite


@dataclass(frozen=True)
class Mean:
    """The means over positions of the least and the largest value that a position may have.

    `infinite` is the share of positions whose largest value is infinite; those whose least one is, are in both means.
    """

    low: float
    high: float
    infinite: float = 0.0

    def document(self) -> MeanDocument:
        """As JSON: null for infinite."""
        return {"low": finite(self.low), "high": finite(self.high), "infinite": self.infinite}


@dataclass(frozen=True)
class Bounds:
    """Over positions: means of the least and the largest values, and their 5 %, 50 % and 95 % quantiles."""

    mean: Mean
    low: tuple[float, float, float]
    high: tuple[float, float, float]

    def document(self) -> BoundsDocument:
        """As JSON: null for infinite."""
        return {
            "mean": self.mean.document(),
            "low": [finite(x) for x in self.low],
            "high": [finite(x) for x in self.high],
        }


@dataclass(frozen=True)
class Softened:
    """At one operator and temperature: the hidden classes' mass, the entropy, and what each target misses.

    `targets` has by name of a target, and by name of a measure (`total_variation`, `kl`, `reverse_kl`, `gradient`), the
    means over positions.
    """

    operator: str
    temperature: float
    tail: Bounds
    entropy: Bounds
    targets: Mapping[str, Mapping[str, Mean]]
    least_k: int | None

    def document(self) -> SoftenedDocument:
        """As JSON."""
        return {
            "operator": self.operator,
            "temperature": self.temperature,
            "tail": self.tail.document(),
            "entropy": self.entropy.document(),
            "targets": {
                target: {measure: mean.document() for measure, mean in measures.items()}
                for target, measures in self.targets.items()
            },
            "least_k": self.least_k,
        }


@dataclass(frozen=True)
class Against:
    """A student on the same positions: what holds of the whole laws, and what losses on the shared classes report.

    Attributes
    ----------
    student : str
        Its name.
    positions : int
        Compared; `unmatched` had no partner.
    tokens, without_partner : int
        The teacher's log-probabilities there, and how many of them the student does not give.
    divergences : mapping of str to Mean
        `kl` (teacher‖student), `reverse_kl`, `jensen_shannon`, `total_variation`: bounds between the whole laws.
    reported : mapping of str to float
        Means of `truncated`, `renormalised` and `bucketed` losses, and of their reverses.
    negative : float
        The share of positions at which the truncated reverse KL is negative.
    """

    student: str
    positions: int
    unmatched: int
    tokens: int
    without_partner: int
    divergences: Mapping[str, Mean]
    reported: Mapping[str, float]
    negative: float

    def document(self) -> AgainstDocument:
        """As JSON."""
        return {
            "student": self.student,
            "positions": self.positions,
            "unmatched": self.unmatched,
            "tokens": self.tokens,
            "without_partner": self.without_partner,
            "divergences": {name: mean.document() for name, mean in self.divergences.items()},
            "reported": {name: finite(value) for name, value in self.reported.items()},
            "negative": self.negative,
        }


@dataclass(frozen=True, repr=False)
class TopK(Shown):
    """What the top k of a teacher say of it, softened.

    Attributes
    ----------
    name, format : str
        Of the file, and who made it.
    records, positions : int
        Read, and used.
    classes : int or None
        V; None where it is not known: then bounds need no V, and may be infinite.
    off, rounded
        How far each number may be from the truth, in nats, and why.
    left_out : mapping of str to (int, str)
        What was not used, by what is wrong with it: how often, and where first.
    repaired : mapping of str to int
        What repairs changed.
    notes : mapping of str to int
        What is to be said of positions that were used, and of how many.
    k, kept : tuple of float
        5 %, 50 % and 95 % quantiles over positions: log-probabilities known, and their mass.
    softened : tuple of Softened
        For every operator and temperature.
    error, safe_temperature
        The total variation that was asked for, and the largest T, of 0.01 to 1000, at which renormalised targets have
        no more in the mean, whatever the tails are, under power; None where there is none.
    sampled : int
        How many positions, spread evenly, answer for k and T.
    deciding : tuple of Deciding
        The positions of the largest softened tail.
    against : Against or None
        The student that was given.
    at : At or None
        The position that was asked for.
    """

    name: str
    format: str
    records: int
    positions: int
    classes: int | None
    off: float
    rounded: str
    left_out: Mapping[str, tuple[int, str]]
    repaired: Mapping[str, int]
    notes: Mapping[str, int]
    k: tuple[float, float, float]
    kept: tuple[float, float, float]
    softened: tuple[Softened, ...]
    error: float
    safe_temperature: float | None
    sampled: int
    deciding: tuple[Deciding, ...]
    against: Against | None = None
    at: At | None = None

    def text(self) -> str:
        """Tables of masses and errors, what to do about them, and the positions that decide."""
        from kdaudit.top_k.text import text  # noqa: PLC0415

        return text(self)

    def document(self) -> TopKDocument:
        """As JSON, schema 1."""
        left_out: list[LeftOutDocument] = [
            {"says": says, "positions": count, "first": place} for says, (count, place) in self.left_out.items()
        ]
        return {
            "schema": 1,
            "file": self.name,
            "format": self.format,
            "records": self.records,
            "positions": self.positions,
            "classes": self.classes,
            "off": self.off,
            "rounded": self.rounded,
            "left_out": left_out,
            "repaired": dict(self.repaired),
            "notes": dict(self.notes),
            "k": list(self.k),
            "kept": list(self.kept),
            "softened": [one.document() for one in self.softened],
            "error": self.error,
            "safe_temperature": self.safe_temperature,
            "sampled": self.sampled,
            "deciding": [one.document() for one in self.deciding],
            "against": None if self.against is None else self.against.document(),
            "at": None if self.at is None else self.at.document(),
        }
