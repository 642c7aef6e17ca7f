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
from numerics.hunting.sampling import WIDE, normalised
from numerics.hunting.subject import Subject
from numerics.hunting.worst_cases import WorstCases
from numerics.simplex import Array, entropy

Climbed = Callable[[Subject, Array, float, Array], Array]
CLIMBERS, GROUPS, CHILDREN, FEW, ROUNDS, HOTTER = 8, 2, 24, 4, 20, 1.05


def ranking(subject: Subject, p: Array, T: float, q: Array) -> Array:  # noqa: ARG001 - as the others
    """Positive where an order is reversed."""
    order = np.argsort(p, axis=-1)
    q = np.take_along_axis(q, order, axis=-1)
    p = np.take_along_axis(p, order, axis=-1)
    gap = np.diff(p)
    with np.errstate(all="ignore"):
        # gaps of the size of rounding have no slope that means anything
        slope = np.where(gap > 1e-9 * p[:, 1:], np.diff(q) / gap, np.inf)
        return -slope.min(axis=-1) * (p[:, -1] - p[:, 0]) / (np.ptp(q, axis=-1) + 1e-300)


def falling(subject: Subject, p: Array, T: float, q: Array) -> Array:
    """Positive where the entropy falls, by a difference in T as short as its rounding allows."""
    step = float(np.cbrt(subject.tolerance.eps))
    hotter = subject(p, (1 + step) * T)
    with np.errstate(all="ignore"):
        logs = np.where(q > 0, np.log(q), 0.0)
        variance = (q * logs**2).sum(axis=-1) - (q * logs).sum(axis=-1) ** 2
        # near the uniform law and near a vertex the entropy hardly moves, and the quotient is rounding
        return np.where(variance > 1e-9, (entropy(q) - entropy(hotter)) / np.log1p(step) / variance, -np.inf)


def moved(subject: Subject, p: Array, T: float, q: Array) -> Array:  # noqa: ARG001 - as the others
    """How far F_1 moves an entry; T = 1."""
    return np.abs(q - p).max(axis=-1)


def ascend(worst_cases: WorstCases, subject: Subject, rng: np.random.Generator, starts: Array, domain: Domain) -> None:
    """Climb each margin from the worst of the laws `starts`, shape (n, V), and examine where that leads.

    Climbers that start at like temperatures climb together, at one temperature at a time.
    """
    temperatures = domain.inside(np.geomspace(domain.coldest, domain.hottest, 25))
    cooler = domain.hottest / HOTTER
    at: dict[Climbed, Array] = {
        ranking: temperatures,
        falling: temperatures[temperatures <= cooler],
        moved: temperatures[temperatures == 1],
    }
    heights: dict[Climbed, list[Array]] = {climbed: [] for climbed in at if len(at[climbed])}
    for T in temperatures:
        q = subject(starts, float(T))
        for climbed, found in heights.items():
            if T in at[climbed]:
                found.append(_heights(climbed, subject, starts, float(T), q))
    for climbed, found in heights.items():
        inside, upper, height = at[climbed], cooler if climbed is falling else domain.hottest, np.stack(found)
        columns = np.argsort(-height.max(axis=0), kind="stable")[:CLIMBERS]
        rows = height[:, columns].argmax(axis=0)
        for group in np.array_split(np.argsort(rows, kind="stable"), GROUPS):
            best = group[height[rows[group], columns[group]].argmax()]
            T = float(inside[rows[best]])
            p, T = _climb(subject, rng, climbed, starts[columns[group]], T, (domain.coldest, upper), domain)
            around = domain.inside(np.minimum(T * np.geomspace(1, HOTTER, 12), domain.hottest))
            examine(worst_cases, subject, p, around, domain.strict_from)


def _climb(
    subject: Subject,
    rng: np.random.Generator,
    climbed: Climbed,
    p: Array,
    T: float,
    ends: tuple[float, float],
    domain: Domain,
) -> tuple[Array, float]:
    """Where twenty-four steps of each law at a time, four if V is large, lead from p, shape (k, V), and T.

    Steps are shorter in each round. Every second round looks at another temperature, which is kept where the best of
    the laws gets higher there.
    """
    (k, V), height = p.shape, _heights(climbed, subject, p, T, subject(p, T))
    children = CHILDREN if V <= WIDE else FEW
    for number, scale in enumerate(np.geomspace(0.5, 1e-3, ROUNDS)):
        size = scale * 10.0 ** rng.uniform(-1, 0, (k, children, 1))
        moves = size * rng.standard_normal((k, children, V)) * (rng.random((k, children, V)) < 0.6)
        moves[:, 0] = 0.0  # the law itself
        laws = domain.raised(normalised(p[:, None] * np.exp(moves)))
        drift = scale * rng.standard_normal() / 4
        heat = T if climbed is moved or number % 2 else float(np.clip(T * np.exp(drift), *ends))
        laws = laws.reshape(-1, V)
        heights = _heights(climbed, subject, laws, heat, subject(laws, heat)).reshape(k, children)
        child = heights.argmax(axis=1)
        reached = np.take_along_axis(heights, child[:, None], axis=1)[:, 0]
        higher = reached > height if heat == T else np.full(k, reached.max() > height.max())
        p, height = (
            np.where(higher[:, None], laws.reshape(k, children, V)[np.arange(k), child], p),
            np.where(higher, reached, height),
        )
        T = heat if higher.any() else T
    return p, T


def _heights(climbed: Climbed, subject: Subject, p: Array, T: float, q: Array) -> Array:
    """How high laws p are, with q = F_T(p); what is no number is at the bottom."""
    heights = climbed(subject, p, T, q)
    return np.where(np.isfinite(heights), heights, -np.inf)
