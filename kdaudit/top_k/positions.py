"""Single positions of a top k, as frozen records and as JSON."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite

from kdaudit.documents.top_k import AtDocument, DecidingDocument, KeptDocument


@dataclass(frozen=True)
class Deciding:
    """A position of the largest error: where it is, its likeliest tokens, kept mass, its softened tail's interval."""

    place: str
    tokens: tuple[str, ...]
    kept: float
    tail: tuple[float, float]

    def document(self) -> DecidingDocument:
        """As JSON."""
        return {"place": self.place, "tokens": list(self.tokens), "kept": self.kept, "tail": list(self.tail)}


@dataclass(frozen=True)
class Kept:
    """The classes shown at one position, softened: between which each is, by token."""

    operator: str
    temperature: float
    tail: tuple[float, float]
    entropy: tuple[float, float]
    low: tuple[float, ...]
    high: tuple[float, ...]

    def document(self) -> KeptDocument:
        """As JSON: null for infinite."""
        return {
            "operator": self.operator,
            "temperature": self.temperature,
            "tail": list(self.tail),
            "entropy": [finite(end) for end in self.entropy],
            "low": list(self.low),
            "high": list(self.high),
        }


@dataclass(frozen=True)
class At:
    """One position: where it is, its tokens with their probabilities, the largest first, and these softened."""

    place: str
    tokens: tuple[str, ...]
    p: tuple[float, ...]
    softened: tuple[Kept, ...]

    def document(self) -> AtDocument:
        """As JSON."""
        return {
            "place": self.place,
            "tokens": list(self.tokens),
            "p": list(self.p),
            "softened": [one.document() for one in self.softened],
        }


def finite(x: float) -> float | None:
    """Null for what JSON has no number for."""
    return x if isfinite(x) else None
