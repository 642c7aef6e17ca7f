"""What a top k, or draws, leave open of a softened teacher: sharp intervals, distances, and errors as exact sums."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import entr, logsumexp

from numerics.operators.power import power
from numerics.simplex import Array, InputError
from numerics.top_k import Interval, Top


class Distances(NamedTuple):
    """Between a law and the same law given its k kept classes, shape (...) each; KL and chi-square the finite way."""

    total_variation: Array
    kl: Array
    chi_square: Array


def tail_interval(top: Top, T: ArrayLike) -> Interval:
    """The mass of the hidden classes after softening by power at T > 0, shape (...).

    Sharp where the numbers are exact. With `off` every law that they may be of is within it, for T ≥ 1 sharply where
    the even tail keeps below the least class shown. Raises InputError for other T.
    """
    order = 1 / _temperatures(T)
    return Interval(*top.rest.softened(order, top.head(order).log_sum, top.off, *top.log_masses))


def _temperatures(T: ArrayLike) -> Array:
    found = np.asarray(T, dtype=np.float64)
    if not (np.isfinite(found) & (found > 0)).all():
        raise InputError(f"T: must be positive and finite, got {found[~(np.isfinite(found) & (found > 0))].flat[0]:g}")
    return found


def kept_interval(top: Top, T: ArrayLike) -> Interval:
    """Each class shown after softening by power at T > 0, shape (..., k): all at one end at once, but for `off`."""
    share, order = tail_interval(top, T), 1 / _temperatures(T)[..., None]
    log_q = order * top.log_p
    given, spread = np.exp(log_q - logsumexp(log_q, axis=-1, keepdims=True)), np.exp(2 * top.off * order)
    return Interval(given / spread * (1 - share.high[..., None]), given * spread * (1 - share.low[..., None]))


def entropy_interval(top: Top, order: float = 1.0) -> Interval:
    """Entropy in nats, shape (...): Shannon's, or Rényi's of another order > 0; the packed law has the least.

    Sharp but for what `off` changes, which widens it. Raises InputError for an order that is not positive and finite.
    """
    if not 0 < order < np.inf:
        raise InputError(f"order: must be positive and finite, got {order:g}")
    low, high = top.log_masses
    if order == 1:
        log_c = top.rest.log_c
        full, rest = top.rest.packing(low)
        with np.errstate(invalid="ignore"):  # 0 · ∞: no class is full, or none holds anything
            packed = np.where(full > 0, full * entr(np.exp(log_c)), 0.0) + entr(rest * np.exp(log_c))
            spread = np.where(np.isneginf(high), 0.0, np.exp(high) * (top.log_hidden - high))
        (log_total, own), off = top.head(np.asarray(1.0)), top.off
        mass = np.exp(log_total)
        head = mass * own + entr(mass)  # −Σ p log p over the classes shown
        # −p log p moves to p e^s (−log p − s), |s| ≤ off; the tail falls in its mass at a rate of 1 at most
        pad = np.expm1(off) * head + off * np.exp(off) * mass + np.exp(high) - np.exp(low)
        return Interval(head + packed - pad, head + spread + pad)
    a = np.asarray(float(order))
    head, off = top.head(a).log_sum, a * top.off
    if order < 1:
        ends = np.logaddexp(head - off, top.rest.packed(a, low)), np.logaddexp(head + off, top.rest.even(a, high))
    else:
        ends = np.logaddexp(head + off, top.rest.packed(a, high)), np.logaddexp(head - off, top.rest.even(a, low))
    return Interval(*(end / (1 - order) for end in ends))


def diameter(top: Top) -> Array:
    """The largest total variation between two laws with exactly this top k, shape (...): `off` is left out of it."""
    r, c, m = top.mass, np.exp(top.least), top.hidden
    return np.minimum(np.minimum(r, np.maximum(m * c - r, 0.0)), m // 2 * c)


def furthest(top: Top) -> tuple[Array, Array]:
    """Two laws that have this top k and lie that far apart, shape (..., V) each: each fills its own end first."""
    c, r = np.exp(top.least)[..., None], top.mass[..., None]
    first = np.clip(r - np.arange(top.hidden) * c, 0.0, c)
    head = np.exp(top.log_p)
    return np.concatenate([head, first], axis=-1), np.concatenate([head, first[..., ::-1]], axis=-1)


def conditioned(mass: ArrayLike) -> Distances:
    """How far a law is from itself given its kept classes, where the others have this mass, shape (...).

    KL and chi-square are those of the second from the first: the other way round both are infinite.
    """
    t = np.asarray(mass, dtype=np.float64)
    return Distances(t, -np.log1p(-t), t / (1 - t))


def expected_errors(n: int, p: ArrayLike, T: float) -> Array:
    """E TV(F_T(p̂), F_T(p)) under power for (1 − p, p), p̂ its frequencies in n draws, shape (...): an exact sum."""
    from scipy.stats import binom  # noqa: PLC0415 - it takes as long as all the rest to import

    p = np.asarray(p, dtype=np.float64)
    k = np.arange(n + 1)
    learnt = power.formula(np.stack([1 - k / n, k / n], axis=-1), np.array(T))[:, 1]
    truth = power.formula(np.stack([1 - p, p], axis=-1), np.array(T))[..., 1]
    return (binom.pmf(k, n, p[..., None]) * np.abs(learnt - truth[..., None])).sum(axis=-1)


def poisson_limit(scale: float, T: float) -> float:
    """E|N^(1/T) − x^(1/T)| for N Poisson of mean x, to 400 terms: what errors at p = x/n tend to, n^(1/T) times."""
    from scipy.stats import poisson  # noqa: PLC0415 - it takes as long as all the rest to import

    k = np.arange(400)
    return float((poisson.pmf(k, scale) * np.abs(k ** (1 / T) - scale ** (1 / T))).sum())


def tails(units: int, classes: int, most: int) -> Iterator[tuple[int, ...]]:
    """Every way to share out so many units among classes of `most` at most, largest first."""
    if classes == 1:
        yield from [(units,)] if units <= most else []
        return
    for first in range(min(units, most), -1, -1):
        yield from ((first, *rest) for rest in tails(units - first, classes - 1, first))
