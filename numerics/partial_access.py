"""What the k largest log-probabilities of a teacher leave open: sharp intervals, and the laws that attain their ends.

Everything is in log space, over rows of any number, for any V and any k from 1 to V. Of the tail only its mass and the
bound c = p_(k) on each of its classes are known; the two extreme tails are the packed one (classes at c, one at what is
left, none else) and the even one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import entr, expit, logsumexp, xlogy
from scipy.stats import binom

from numerics.operators.power import power
from numerics.simplex import Array, InputError

OFF = 16 * np.finfo(float).eps
"""How far a float64 log-probability may be from the one that was meant: some roundings, a sum of V included."""


class Interval(NamedTuple):
    """The least and the largest value that any law compatible with what was shown has, shape (...) each."""

    low: Array
    high: Array


class Distances(NamedTuple):
    """Between a law and the same law given its k kept classes, shape (...) each; KL and chi-square the finite way."""

    total_variation: Array
    kl: Array
    chi_square: Array


@dataclass(frozen=True)
class Top:
    """The k largest log-probabilities of laws on V classes, largest first.

    Attributes
    ----------
    log_p : ndarray, shape (..., k)
        Natural logarithms, not renormalised.
    classes : int
        V, of all classes.
    off : float
        How far each may be from the truth, in nats: what they were rounded to. Intervals allow for it.

    Raises
    ------
    InputError
        For rows that no law on V classes has: not sorted, not a number, a sum above 1, or too little for V classes.
    """

    log_p: Array
    classes: int
    off: float = OFF

    def __post_init__(self) -> None:
        log_p, V = np.asarray(self.log_p, dtype=np.float64), self.classes
        if log_p.ndim == 0 or not 1 <= log_p.shape[-1] <= V:
            raise InputError(f"log_p: expected shape (..., k), k from 1 to V = {V}, got shape {log_p.shape}")
        object.__setattr__(self, "log_p", log_p)
        faults = (
            (np.isnan(log_p).any(axis=-1), "has an entry that is not a number"),
            ((log_p[..., 1:] > log_p[..., :-1]).any(axis=-1), "is not sorted, largest first"),
            (self._total > self.off, "sums to more than 1"),
            (self.masses.low > self.masses.high, f"leaves more than {V} classes can hold"),
        )
        for wrong, says in faults:
            if wrong.any():
                place = tuple(int(axis) for axis in np.argwhere(wrong)[0]) if wrong.ndim else ()
                row = f"row {place[0] if len(place) == 1 else place} " if place else ""
                raise InputError(f"log_p: {row}{says}")

    @classmethod
    def of(cls, p: ArrayLike, k: int) -> Top:
        """The k largest entries of whole laws, shape (..., V)."""
        rows = np.asarray(p, dtype=np.float64)
        kept = -np.sort(-rows, axis=-1)[..., :k]
        with np.errstate(divide="ignore"):  # log 0 = −∞ is meant
            return cls(np.log(kept), rows.shape[-1])

    @property
    def hidden(self) -> int:
        """m, how many classes are not shown."""
        return self.classes - self.log_p.shape[-1]

    @property
    def least(self) -> Array:
        """c, which no hidden class exceeds, shape (...)."""
        return np.exp(self.log_p[..., -1])

    @property
    def _total(self) -> Array:
        return logsumexp(self.log_p, axis=-1)

    @property
    def mass(self) -> Array:
        """r, the mass of the hidden classes as the numbers have it, shape (...), cut to what is possible."""
        return np.clip(self._left(0.0), *self.masses)

    @property
    def masses(self) -> Interval:
        """Between which r lies, shape (...) each: what is left of 1, and no more than m classes of c can hold."""
        most = self.hidden * self.least * np.exp(self.off)
        return Interval(self._left(self.off), np.minimum(self._left(-self.off), most))

    def _left(self, shift: float) -> Array:
        """What is left of 1 where every log-probability is `shift` larger than shown."""
        return np.maximum(-np.expm1(self._total + shift), 0.0)

    def packing(self, r: Array, c: Array) -> tuple[Array, Array]:
        """How many hidden classes are at c in the packed tail of mass r, and what one more holds, shape (...) each."""
        with np.errstate(divide="ignore", invalid="ignore"):
            full = np.where(c > 0, np.floor(r / c), 0.0)
        full = np.minimum(full, self.hidden)
        return full, np.where(full < self.hidden, np.clip(r - full * c, 0.0, c), 0.0)

    def extremes(self) -> tuple[Array, Array]:
        """The packed and the even law, shape (..., V) each, of the least and of the largest r."""
        low, high = (x[..., None] for x in self.masses)
        c = self.least[..., None] * np.exp(self.off)
        full, rest = self.packing(low, c)
        place = np.arange(self.hidden)
        packed = np.where(place < full, c, np.where(place == full, rest, 0.0))
        even = np.broadcast_to(high / max(self.hidden, 1), packed.shape)
        up, down = (np.exp(self.log_p + shift) for shift in (self.off, -self.off))
        return np.concatenate([up, packed], axis=-1), np.concatenate([down, even], axis=-1)

    def log_packed(self, order: Array, r: Array) -> Array:
        """log Σ p^order over the packed tail of mass r, at the largest c, shape (...)."""
        full, rest = self.packing(r, self.least * np.exp(self.off))
        with np.errstate(divide="ignore", invalid="ignore"):  # log 0 = −∞: no such class
            at_c = np.where(full > 0, np.log(full) + order * (self.log_p[..., -1] + self.off), -np.inf)
            return np.logaddexp(at_c, order * np.log(rest))

    def log_even(self, order: Array, r: Array) -> Array:
        """log Σ p^order over the even tail of mass r, shape (...)."""
        with np.errstate(divide="ignore"):
            return (1 - order) * np.log(max(self.hidden, 1)) + order * np.log(r)

    def log_head(self, order: Array) -> Array:
        """log Σ p^order over the classes shown, shape (...)."""
        return logsumexp(order[..., None] * self.log_p, axis=-1)


def tail_interval(top: Top, T: ArrayLike) -> Interval:
    """The mass of the hidden classes after softening by power at T, shape (...).

    Sharp for T ≥ 1: the packed tail of the least r and the even one of the largest attain the ends. For T < 1, where
    the two change places, it is sharp but for `off`.
    """
    order = 1 / np.asarray(T, dtype=np.float64)
    head, off = top.log_head(order), order * top.off
    low, high = top.masses
    # for T > 1 p^(1/T) is concave and the packed tail is least; for T < 1 it is convex, and largest
    warm = expit(top.log_packed(order, low) - head - off), expit(top.log_even(order, high) - head + off)
    cold = expit(top.log_even(order, low) - head - off), expit(top.log_packed(order, high) - head + off)
    return Interval(*(np.where(order <= 1, a, b) for a, b in zip(warm, cold, strict=True)))


def kept_interval(top: Top, T: ArrayLike) -> Interval:
    """Each class shown after softening by power at T, shape (..., k): sharp but for `off`, all at one end at once."""
    share = tail_interval(top, T)
    log_q = (1 / np.asarray(T, dtype=np.float64))[..., None] * top.log_p
    given, spread = np.exp(log_q - logsumexp(log_q, axis=-1, keepdims=True)), np.exp(2 * top.off / np.asarray(T))
    return Interval(given / spread * (1 - share.high[..., None]), given * spread * (1 - share.low[..., None]))


def entropy_interval(top: Top, order: float = 1.0) -> Interval:
    """Entropy in nats, shape (...): Shannon's, or Rényi's of another order > 0; the packed law has the least.

    Sharp but for what `off` changes, which widens it.
    """
    low, high = top.masses
    if order == 1:
        c, m = top.least, max(top.hidden, 1)
        full, rest = top.packing(low, c)
        with np.errstate(divide="ignore", invalid="ignore"):
            steep = np.where(c > 0, 2 + np.log(top.classes) - np.log(c), 0.0)  # how fast −p log p may change there
            head = entr(np.exp(top.log_p))
            pad = top.off * (np.exp(top.log_p) + head).sum(axis=-1) + (high - low + top.off * high) * steep
        head = head.sum(axis=-1)
        return Interval(head + full * entr(c) + entr(rest) - pad, head + entr(high) + xlogy(high, m) + pad)
    a = np.asarray(float(order))
    head, off = top.log_head(a), a * top.off
    if order < 1:
        ends = np.logaddexp(head - off, top.log_packed(a, low)), np.logaddexp(head + off, top.log_even(a, high))
    else:
        ends = np.logaddexp(head + off, top.log_packed(a, high)), np.logaddexp(head - off, top.log_even(a, low))
    return Interval(*(end / (1 - order) for end in ends))


def diameter(top: Top) -> Array:
    """The largest total variation between two laws that have this top k, shape (...)."""
    r, c, m = top.mass, top.least, top.hidden
    return np.minimum(np.minimum(r, np.maximum(m * c - r, 0.0)), m // 2 * c)


def furthest(top: Top) -> tuple[Array, Array]:
    """Two laws that have this top k and lie that far apart, shape (..., V) each: each fills its own end first."""
    c, r = top.least[..., None], top.mass[..., None]
    first = np.clip(r - np.arange(top.hidden) * c, 0.0, c)
    head = np.exp(top.log_p)
    return np.concatenate([head, first], axis=-1), np.concatenate([head, first[..., ::-1]], axis=-1)


def zero_filled(mass: ArrayLike) -> Distances:
    """How far a law is from itself given its kept classes, where the others have this mass, shape (...).

    KL and chi-square are those of the second from the first: the other way round both are infinite.
    """
    t = np.asarray(mass, dtype=np.float64)
    return Distances(t, -np.log1p(-t), t / (1 - t))


def printed(log_p: ArrayLike, classes: int, digits: int) -> Top:
    """The top k as printed to `digits` decimals, shape (..., k): each is off by half a unit of the last at most."""
    return Top(np.asarray(log_p, dtype=np.float64), classes, 10.0**-digits / 2 + OFF)


def expected_errors(n: int, p: ArrayLike, T: float) -> Array:
    """E TV(F_T(p̂), F_T(p)) under power for (1 − p, p), p̂ its frequencies in n draws, shape (...): an exact sum."""
    p = np.asarray(p, dtype=np.float64)
    k = np.arange(n + 1)
    learnt = power.formula(np.stack([1 - k / n, k / n], axis=-1), np.array(T))[:, 1]
    truth = power.formula(np.stack([1 - p, p], axis=-1), np.array(T))[..., 1]
    return (binom.pmf(k, n, p[..., None]) * np.abs(learnt - truth[..., None])).sum(axis=-1)
