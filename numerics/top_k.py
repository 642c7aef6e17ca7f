"""The k largest log-probabilities of a teacher, as they are shown: what they leave to the classes that are not.

Everything is in logarithms, over rows of any number, for any V and any k from 1 to V. Of the hidden classes only their
mass and a bound on each are known; the two extreme tails are the packed one (classes at the bound, one at what is left,
none else) and the even one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import logsumexp

from numerics.simplex import Array, InputError

OFF = 16 * np.finfo(float).eps
"""How far a float64 log-probability may be from the one that was meant: some roundings, a sum of V included."""


class Interval(NamedTuple):
    """The least and the largest value that any law compatible with what was shown has, shape (...) each."""

    low: Array
    high: Array


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
            (logsumexp(log_p, axis=-1) > self.off, "sums to more than 1"),
            (np.greater(*self.log_masses), f"leaves more than {V} classes can hold"),
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
        """log c, which the logarithm of no hidden class exceeds, shape (...)."""
        return self.log_p[..., -1]

    @property
    def mass(self) -> Array:
        """r, the mass of the hidden classes as the numbers have it, shape (...), cut to what is possible."""
        return np.exp(np.clip(self._left(0.0), *self.log_masses))

    @property
    def masses(self) -> Interval:
        """Between which r lies, shape (...) each; see `log_masses`."""
        return Interval(*map(np.exp, self.log_masses))

    @property
    def log_masses(self) -> Interval:
        """Between which log r lies, shape (...) each: what is left of 1, and no more than m classes of c can hold."""
        with np.errstate(divide="ignore"):  # log 0 = −∞: nothing is hidden
            most = np.log(self.hidden) + self.least + self.off
        return Interval(self._left(self.off), np.minimum(self._left(-self.off), most))

    def _left(self, shift: float) -> Array:
        """log of what is left of 1 where every log-probability is `shift` larger than shown."""
        with np.errstate(divide="ignore"):
            return np.log(np.maximum(-np.expm1(logsumexp(self.log_p, axis=-1) + shift), 0.0))

    def packing(self, log_r: Array, log_c: Array) -> tuple[Array, Array]:
        """How many hidden classes are at c in the packed tail of mass r, and the part of c that another has."""
        with np.errstate(invalid="ignore"):
            classes = np.where(np.isfinite(log_r), np.exp(np.minimum(log_r - log_c, np.log(max(self.hidden, 1)))), 0.0)
        full = np.floor(classes)
        return full, classes - full

    def extremes(self) -> tuple[Array, Array]:
        """The packed law of the least r and the even law of the largest, shape (..., V) each.

        All classes shown are moved alike: by `off`, or by less where more would leave no law.
        """
        total, fullest = logsumexp(self.log_p, axis=-1), np.log(max(self.hidden, 1)) + self.least
        up = np.minimum(self.off, -total)
        down = np.maximum(-self.off, -np.logaddexp(total, fullest))  # at s 1 − e^s M are left, and m e^s c can be held
        log_r = np.where(down > -self.off, fullest + down, self._left(down))
        full, rest = self.packing(self._left(up), self.least + up)
        c = np.exp(self.least + up)[..., None]
        place = np.arange(self.hidden)
        packed = np.where(place < full[..., None], c, np.where(place == full[..., None], rest[..., None] * c, 0.0))
        even = np.broadcast_to(np.exp(log_r)[..., None] / max(self.hidden, 1), packed.shape)
        first, second = (np.exp(self.log_p + shift[..., None]) for shift in (up, down))
        return np.concatenate([first, packed], axis=-1), np.concatenate([second, even], axis=-1)

    def log_packed(self, order: Array, log_r: Array) -> Array:
        """log Σ p^order over the packed tail of mass r, at the largest c, shape (...)."""
        log_c = self.least + self.off
        full, rest = self.packing(log_r, log_c)
        with np.errstate(divide="ignore", invalid="ignore"):  # log 0 = −∞: no such class
            at_c = np.where(full > 0, np.log(full) + order * log_c, -np.inf)
            return np.logaddexp(at_c, np.where(rest > 0, order * (np.log(rest) + log_c), -np.inf))

    def log_even(self, order: Array, log_r: Array) -> Array:
        """log Σ p^order over the even tail of mass r, shape (...)."""
        return (1 - order) * np.log(max(self.hidden, 1)) + order * log_r

    def log_head(self, order: Array) -> Array:
        """log Σ p^order over the classes shown, shape (...)."""
        return logsumexp(order[..., None] * self.log_p, axis=-1)


CLAMPED = -9999.0
"""What OpenAI's interface gives for a token that is not among its top 20."""


def printed(log_p: ArrayLike, classes: int, digits: int) -> Top:
    """The top k as printed to `digits` decimals, shape (..., k): off by half a unit of the last at most.

    Entries at −9999 are no log-probabilities: their classes are hidden. Raises InputError where rows have different
    numbers of them.
    """
    rows = np.asarray(log_p, dtype=np.float64)
    kept = np.atleast_1d((~(rows <= CLAMPED)).sum(axis=-1))  # what is not a number is kept, and refused
    if (kept != kept.flat[0]).any():
        raise InputError(
            f"log_p: rows hold different numbers of entries at {CLAMPED:g}; pass those with as many together"
        )
    return Top(rows[..., : int(kept.flat[0])], classes, 10.0**-digits / 2 + OFF)
