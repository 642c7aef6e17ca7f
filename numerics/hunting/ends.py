"""The boundary axiom: where a law goes as T grows and falls.

From finitely many temperatures no limit can be refuted. What confirms is a plateau: over a factor of 100 of T, up to
the hottest (or down to the coldest) temperature, the law stays where it is, away from its limit.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from numerics.hunting.domain import Domain
from numerics.hunting.margins import simplex
from numerics.hunting.sampling import normalised, thin
from numerics.hunting.subject import Subject
from numerics.hunting.worst_cases import WorstCases
from numerics.simplex import Array

FACTOR, FLAT, AWAY, NEAR = 100.0, 1e-3, 1e-3, 0.1


@dataclass(frozen=True)
class Ends:
    """How near the limits came: what is left at the ends of the distance at T = 1, at most; None where not reached."""

    hot: float | None
    cold: float | None

    @property
    def supported(self) -> bool:
        """Whether the hot limit was looked at, and what was looked at has come near."""
        return self.hot is not None and self.hot <= NEAR and (self.cold is None or self.cold <= NEAR)


def approach(worst_cases: WorstCases, subject: Subject, rng: np.random.Generator, V: int, domain: Domain) -> Ends:
    """Enter plateaus as violations of "boundary", and say how near the limits came."""
    moderate = domain.raised(normalised(rng.standard_gamma(1.0, (24, V)) + 0.1))
    # laws with one largest entry, twice the next at least: whose cold limit is reached within the span
    clear = moderate.copy()
    rows = np.arange(len(clear))
    clear[rows, clear.argmax(axis=-1)] *= 2.0
    clear = normalised(clear)
    laws = [np.concatenate([clear, domain.raised(_peaked(V))])]
    if domain.reaches_zero:
        faces = thin(rng, V, 8, zeros=True)[-8:]
        faces = normalised(np.where(faces < 1e-3, 0.0, faces))
        laws.append(faces[(faces > 0).sum(axis=-1) > 1] if V > 2 else np.array([[1.0, 0.0]]))
    at_one = min(max(1.0, domain.coldest), domain.hottest)
    hot = cold = None
    if domain.hottest >= max(FACTOR * domain.coldest, 10.0):  # hot enough to say anything of T → ∞
        span = domain.hottest / FACTOR, domain.hottest
        hot, *_ = _plateaus(worst_cases, subject, laws, span, at_one)
    # cold enough; here too a law that is nearly a vertex, and one whose two largest entries tie
    if domain.coldest <= 0.1 and domain.hottest >= FACTOR * domain.coldest:
        extreme = domain.raised(normalised(np.append(1.0, np.full(V - 1, 1e-100))[None]))
        tied = clear.copy()
        tied[rows, np.argsort(clear, axis=-1)[:, -2]] = clear.max(axis=-1)
        span = domain.coldest * FACTOR, domain.coldest
        cold, *_ = _plateaus(worst_cases, subject, [laws[0], extreme, domain.raised(normalised(tied))], span, at_one)
    return Ends(hot, cold)


def limit(p: Array, *, hot: bool) -> Array:
    """Where the axiom sends laws, (..., V): to the uniform law, or to the uniform law on their likeliest classes."""
    at = np.ones_like(p) if hot else (p == p.max(axis=-1, keepdims=True)).astype(np.float64)
    return at / at.sum(axis=-1, keepdims=True)


def staying(subject: Subject, p: Array, span: tuple[float, float]) -> tuple[Array, Array]:
    """How far each entry is from its limit at the end of a span of T, (n, V) each, and how far if it stayed there.

    An entry stays when its distance keeps within one part in a thousand over the whole span; −∞ where it does not, or
    where what came back was no law.
    """
    start, end = span
    q = subject.over(p, np.geomspace(start, end, 15))
    away = np.abs(q - limit(p, hot=start < end))
    away = np.where(np.isfinite(away), away, 1.0)  # no number: as far as can be
    flat = away.min(axis=0) >= (1 - FLAT) * away.max(axis=0)
    lawful = np.asarray((simplex(subject.tolerance, q) <= 0).all(axis=0))
    return away[-1], np.where(flat & lawful[:, None], away[-1], -np.inf)


def _plateaus(
    worst_cases: WorstCases, subject: Subject, groups: list[Array], span: tuple[float, float], at_one: float
) -> list[float]:
    """Enter how far laws stay from their limit if they do; return what is left of the distance at T = 1, at most.

    All groups of laws are given to the map at once.
    """
    (start, end), every = span, np.concatenate(groups)
    V, parts = every.shape[-1], np.cumsum([len(p) for p in groups])[:-1]
    away, stays = staying(subject, every, span)
    margins = np.where(np.isfinite(stays).any(axis=-1), stays.max(axis=-1), -away.max(axis=-1)) - AWAY / V
    first = np.abs(subject(every, at_one) - limit(every, hot=start < end)).max(axis=-1)
    left = away.max(axis=-1) / np.maximum(first, AWAY / V)
    for p, found in zip(groups, np.split(margins, parts), strict=True):
        worst_cases.enter("boundary", found, p, end, other_p=p, other_temperature=start)
    return [float(ratio.max()) for ratio in np.split(left, parts)]


def _peaked(V: int) -> Array:
    """Laws of which one class has all but 1e-2, 1e-3, 5e-4."""
    rest = np.array([[1e-2], [1e-3], [5e-4]])
    return np.concatenate([1 - rest, np.repeat(rest / (V - 1), V - 1, axis=-1)], axis=-1)
