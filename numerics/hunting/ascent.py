"""Local ascent of three margins, made comparable so that there is a slope to climb where nothing is violated yet.

*ranking*: −(q_i − q_k)/(p_i − p_k) at its largest over neighbours in size, over the spread of q beside that of p.
*entropy*: −dH/d log T over Var_q(log q), which for power is −1 everywhere. *identity*: the largest |F_1(p)_i − p_i|.
Each is violated where it is positive; what is climbed to is then examined like any other law.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from numerics.hunting.domain import Domain
from numerics.hunting.margins import examine
from numerics.hunting.sampling import normalised
from numerics.hunting.subject import Subject
from numerics.hunting.worst_cases import WorstCases
from numerics.simplex import Array, entropy

Climbed = Callable[[Subject, Array, float], Array]
CLIMBERS, CHILDREN, ROUNDS, HOTTER = 8, 24, 20, 1.05


def ranking(subject: Subject, p: Array, T: float) -> Array:
    """Positive where an order is reversed."""
    order = np.argsort(p, axis=-1)
    q = np.take_along_axis(subject(p, T), order, axis=-1)
    p = np.take_along_axis(p, order, axis=-1)
    gap = np.diff(p)
    with np.errstate(all="ignore"):
        # gaps of the size of rounding have no slope that means anything
        slope = np.where(gap > 1e-9 * p[:, 1:], np.diff(q) / gap, np.inf)
        return -slope.min(axis=-1) * (p[:, -1] - p[:, 0]) / (np.ptp(q, axis=-1) + 1e-300)


def falling(subject: Subject, p: Array, T: float) -> Array:
    """Positive where the entropy falls, by a difference in T as short as its rounding allows."""
    step = float(np.cbrt(subject.tolerance.eps))
    q, hotter = subject(p, T), subject(p, (1 + step) * T)
    with np.errstate(all="ignore"):
        logs = np.where(q > 0, np.log(q), 0.0)
        variance = (q * logs**2).sum(axis=-1) - (q * logs).sum(axis=-1) ** 2
        # near the uniform law and near a vertex the entropy hardly moves, and the quotient is rounding
        return np.where(variance > 1e-9, (entropy(q) - entropy(hotter)) / np.log1p(step) / variance, -np.inf)


def moved(subject: Subject, p: Array, T: float) -> Array:  # noqa: ARG001 - as the others
    """How far F_1 moves an entry."""
    return np.abs(subject(p, 1.0) - p).max(axis=-1)


def ascend(worst_cases: WorstCases, subject: Subject, rng: np.random.Generator, starts: Array, domain: Domain) -> None:
    """Climb each margin from the worst of the laws `starts`, shape (n, V), and examine where that leads."""
    temperatures = domain.inside(np.geomspace(domain.coldest, domain.hottest, 25))
    for climbed in (ranking, falling, *((moved,) if domain.coldest <= 1 <= domain.hottest else ())):
        upper = domain.hottest / HOTTER if climbed is falling else domain.hottest
        inside = temperatures[temperatures <= upper] if climbed is not moved else np.array([1.0])
        heights = np.stack([climbed(subject, starts, float(T)) for T in inside])
        heights = np.where(np.isfinite(heights), heights, -np.inf)
        for column in np.argsort(-heights.max(axis=0), kind="stable")[:CLIMBERS]:
            row = int(heights[:, column].argmax())
            p, T = _climb(subject, rng, climbed, starts[column], float(inside[row]), (domain.coldest, upper), domain)
            around = domain.inside(np.minimum(T * np.geomspace(1, HOTTER, 12), domain.hottest))
            examine(worst_cases, subject, p[None], around, domain.strict_from)


def _climb(
    subject: Subject,
    rng: np.random.Generator,
    climbed: Climbed,
    p: Array,
    T: float,
    ends: tuple[float, float],
    domain: Domain,
) -> tuple[Array, float]:
    """Where twenty-four steps at a time, each round shorter, lead from (p, T)."""
    height = float(climbed(subject, p[None], T)[0])
    for scale in np.geomspace(0.5, 1e-3, ROUNDS):
        size = scale * 10.0 ** rng.uniform(-1, 0, (CHILDREN, 1))
        moves = size * rng.standard_normal((CHILDREN, len(p))) * (rng.random((CHILDREN, len(p))) < 0.6)
        laws = domain.raised(normalised(p * np.exp(moves)))
        heat = float(np.clip(T * np.exp(scale * rng.standard_normal() / 4), *ends)) if climbed is not moved else T
        heights = climbed(subject, laws, heat)
        heights = np.where(np.isfinite(heights), heights, -np.inf)
        child = int(np.argmax(heights))
        if heights[child] > height:
            p, T, height = laws[child], heat, float(heights[child])
    return p, T
