"""What a hunt has found: for each question the worst cases, and how much was looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from numerics.simplex import Array

KEPT = 3


@dataclass(frozen=True)
class Case:
    """A violation by `margin` (if positive) at p and T; where two places are compared, also at `other`."""

    question: str
    margin: float
    p: tuple[float, ...]
    T: float
    other_p: tuple[float, ...] | None = None
    other_temperature: float | None = None

    @property
    def on_the_boundary(self) -> bool:
        """Whether a class has probability zero."""
        return min(self.p) == 0


class WorstCases:
    """The worst cases of each question and number of classes, inside the simplex and on its boundary."""

    def __init__(self) -> None:
        self._cases: dict[tuple[str, bool, int], list[Case]] = {}
        self.examples: dict[str, int] = {}
        self.thinnest: dict[str, float] = {}
        self.excused: dict[str, float] = {}  # the least gap that rounding excuses where a question was asked

    def enter(
        self,
        question: str,
        margins: Array,
        p: Array,
        T: float | Array,
        other_p: Array | None = None,
        other_temperature: float | Array | None = None,
    ) -> None:
        """Margins of rows, shape (n,), at p of shape (n, V) and T, one or (n,). NaN counts as −∞: not looked at."""
        margins = np.where(np.isnan(margins), -np.inf, margins)
        self.examples[question] = self.examples.get(question, 0) + margins.size
        if not margins.size:
            return
        boundary = p.min(axis=-1) == 0
        self.note(question, margins, p)
        for side in (False, True):
            rows = np.flatnonzero(boundary == side)
            if rows.size:
                for row in rows[np.argsort(-margins[rows], kind="stable")[:2]]:
                    self._keep(
                        (question, side, p.shape[-1]),
                        float(margins[row]),
                        lambda row=row: Case(
                            question,
                            float(margins[row]),
                            tuple(p[row].tolist()),
                            _at(T, row),
                            None if other_p is None else tuple(other_p[row].tolist()),
                            None if other_temperature is None else _at(other_temperature, row),
                        ),
                    )

    def excuse(self, question: str, gap: float) -> None:
        """Remember the least gap that rounding excuses."""
        self.excused[question] = min(gap, self.excused.get(question, np.inf))

    def note(self, question: str, margins: Array, p: Array) -> None:
        """Remember the largest least probability of a law that violates; margins of shape (..., n)."""
        broken = (margins > 0).reshape(-1, len(p)).any(axis=0)
        if broken.any():
            self.thinnest[question] = max(float(p[broken].min(axis=-1).max()), self.thinnest.get(question, 0.0))

    def _keep(self, kind: tuple[str, bool, int], margin: float, case: Callable[[], Case]) -> None:
        """Keep a case that is among the worst of its kind; of many classes it is costly to write one down."""
        kept = self._cases.setdefault(kind, [])
        if len(kept) < KEPT or margin > kept[-1].margin:
            kept.append(case())
            kept.sort(key=lambda c: -c.margin)
            del kept[KEPT:]

    def worst(self, question: str) -> list[Case]:
        """The worst cases of each number of classes, the worst first."""
        cases = [case for (asked, _, _), kept in self._cases.items() if asked == question for case in kept]
        return sorted(cases, key=lambda c: -c.margin)

    def telling(self, question: str) -> list[Case]:
        """The violations, the most telling first: inside the simplex, of few classes, wide."""
        broken = [case for case in self.worst(question) if case.margin > 0]
        return sorted(broken, key=lambda c: (c.on_the_boundary, len(c.p), -c.margin))

    def merge(self, others: Iterable[WorstCases]) -> WorstCases:
        """This worst_cases with what others have."""
        for other in others:
            for kind, cases in other._cases.items():
                for case in cases:
                    self._keep(kind, case.margin, lambda case=case: case)
            for question, count in other.examples.items():
                self.examples[question] = self.examples.get(question, 0) + count
            for question, thin in other.thinnest.items():
                self.thinnest[question] = max(thin, self.thinnest.get(question, 0.0))
            for question, gap in other.excused.items():
                self.excuse(question, gap)
        return self


def _at(T: float | Array, row: int) -> float:
    return float(T) if np.ndim(T) == 0 else float(np.asarray(T)[row])
