"""The boundary axiom: where a law goes as T grows and falls.

From finitely many temperatures no limit can be refuted. What convicts is a plateau: over a factor of 100 of T, up to
the hottest (or down to the coldest) temperature, the law stays where it is, away from its limit.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from numerics.hunting.docket import Docket
from numerics.hunting.quarry import Domain, normalised, thin
from numerics.hunting.subject import Subject
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


def approach(docket: Docket, subject: Subject, rng: np.random.Generator, V: int, domain: Domain) -> Ends:
    """Enter plateaus as violations of "boundary", and say how near the limits came."""
    moderate = domain.raised(normalised(rng.standard_gamma(1.0, (24, V)) + 0.1))
    clear = moderate.copy()
    rows = np.arange(len(clear))
    clear[rows, clear.argmax(axis=-1)] *= 2.0
    clear = normalised(clear)
    peaked = domain.raised(_peaked(V))
    laws = [np.concatenate([clear, peaked])]
    if domain.reaches_zero:
        faces = thin(rng, V, 8, zeros=True)[V:]
        faces = normalised(np.where(faces < 1e-3, 0.0, faces))
        laws.append(faces[(faces > 0).sum(axis=-1) > 1] if V > 2 else np.array([[1.0, 0.0]]))
    hot = cold = None
    at_one = min(max(1.0, domain.coldest), domain.hottest)
    if domain.hottest >= max(FACTOR * domain.coldest, 10.0):
        for p in laws:
            left = _plateau(
                docket, subject, p, np.full(p.shape, 1 / V), (domain.hottest / FACTOR, domain.hottest), at_one
            )
            hot = left if hot is None else hot
    if domain.coldest <= 0.1 and domain.hottest >= FACTOR * domain.coldest:
        extreme = domain.raised(normalised(np.append(1.0, np.full(V - 1, 1e-100))[None]))
        tied = clear.copy()
        tied[rows, np.argsort(clear, axis=-1)[:, -2]] = clear.max(axis=-1)
        for p in (np.concatenate([clear, peaked]), extreme, domain.raised(normalised(tied))):
            top = p == p.max(axis=-1, keepdims=True)
            limit = top / top.sum(axis=-1, keepdims=True)
            left = _plateau(docket, subject, p, limit, (domain.coldest * FACTOR, domain.coldest), at_one)
            cold = left if cold is None else cold
    return Ends(hot, cold)


def _plateau(
    docket: Docket, subject: Subject, p: Array, limit: Array, span: tuple[float, float], at_one: float
) -> float:
    """Enter how far laws stay from their limit if they do; return what is left of the distance at T = 1, at most."""
    start, end = span
    temperatures = np.geomspace(start, end, 15)
    away = np.abs(subject.over(p, temperatures) - limit)
    away = np.where(np.isfinite(away), away, 1.0)
    flat = away.min(axis=0) >= (1 - FLAT) * away.max(axis=0)  # entry by entry
    stays, V = np.where(flat, away[-1], -np.inf).max(axis=-1), p.shape[-1]
    margins = np.where(np.isfinite(stays), stays, -away[-1].max(axis=-1)) - AWAY / V
    docket.enter("boundary", margins, p, end, other_p=p, other_temperature=start)
    first = np.abs(subject(p, at_one) - limit).max(axis=-1)
    return float((away[-1].max(axis=-1) / np.maximum(first, AWAY / V)).max())


def _peaked(V: int) -> Array:
    """Laws of which one class has all but 1e-2, 1e-3, 5e-4."""
    rest = np.array([[1e-2], [1e-3], [5e-4]])
    return np.concatenate([1 - rest, np.repeat(rest / (V - 1), V - 1, axis=-1)], axis=-1)
