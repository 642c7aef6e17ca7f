"""The k largest log-probabilities of a teacher, as they are shown: what they leave to the classes that are not.

Everything is in logarithms, over rows of any number, for any V and any k from 1 to V. Of the hidden classes only their
mass and a bound on each are known; the two extreme tails are the packed one (classes at the bound, one at what is left,
none else) and the even one.
"""

from __future__ import annotations

from dataclasses import InitVar, dataclass, field
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from numerics.hidden import Hidden
from numerics.simplex import Array, InputError

OFF = 16 * np.finfo(float).eps
"""How far a float64 log-probability may be from the one that was meant: some roundings, a sum of V included."""


class Head(NamedTuple):
    """Of the classes shown, shape (...) each: log Σ p^order, and the entropy in nats of p^order over its sum."""

    log_sum: Array
    entropy: Array


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
        Natural logarithms, not renormalised. Rows that show fewer are filled up with −∞.
    classes : float
        V, of all classes; infinite where it is not known.
    off : float
        How far each may be from the truth, in nats: what they were rounded to. Intervals allow for it.
    shown : ndarray of int, shape (...), optional
        How many entries of each row are shown; all where it is left out.
    least : ndarray, shape (...), optional
        log c, which the logarithm of no hidden class exceeds: that of the last one shown, where it is left out.
    check : bool
        False where `faults` is asked later.

    Raises
    ------
    InputError
        For rows that no law on V classes has: not sorted, not a number, a sum above 1, or too little for V classes.
    """

    log_p: Array
    classes: float
    off: float = OFF
    shown: NDArray[np.int64] | None = None
    least: Array = field(default=None)  # pyright: ignore[reportAssignmentType]
    check: InitVar[bool] = True
    _heads: dict[float, Head] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self, check: bool) -> None:
        log_p, V = np.asarray(self.log_p, dtype=np.float64), self.classes
        if log_p.ndim == 0 or not 1 <= log_p.shape[-1] <= V:
            raise InputError(f"log_p: expected shape (..., k), k from 1 to V = {V}, got shape {log_p.shape}")
        object.__setattr__(self, "log_p", log_p)
        if self.least is None:
            object.__setattr__(self, "least", log_p[..., -1])
        for says, wrong in self.faults().items() if check else ():
            if wrong.any():
                place = tuple(int(axis) for axis in np.argwhere(wrong)[0]) if wrong.ndim else ()
                row = f"row {place[0] if len(place) == 1 else place} " if place else ""
                raise InputError(f"log_p: {row}{says}")

    def faults(self) -> dict[str, NDArray[np.bool_]]:
        """What no law has, and which rows have it, shape (...)."""
        with np.errstate(invalid="ignore"):
            return {
                "has an entry that is not a number": np.asarray(np.isnan(self.log_p).any(axis=-1)),
                "is not sorted, largest first": np.asarray((self.log_p[..., 1:] > self.log_p[..., :-1]).any(axis=-1)),
                "sums to more than 1": np.asarray(self.log_total > self.off),
                f"leaves more than {self.classes:.15g} classes can hold": np.greater(*self.log_masses),
            }

    @classmethod
    def of(cls, p: ArrayLike, k: int) -> Top:
        """The k largest entries of whole laws, shape (..., V)."""
        rows = np.asarray(p, dtype=np.float64)
        kept = -np.sort(-rows, axis=-1)[..., :k]
        with np.errstate(divide="ignore"):  # log 0 = −∞ is meant
            return cls(np.log(kept), rows.shape[-1])

    @property
    def hidden(self) -> Any:
        """m, how many classes are not shown: a number, or for rows of different lengths an array of shape (...)."""
        return self.classes - (self.log_p.shape[-1] if self.shown is None else self.shown)

    @property
    def log_hidden(self) -> Any:
        """log m; 0 where no class is hidden."""
        return np.log(np.maximum(self.hidden, 1))

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
        with np.errstate(divide="ignore", invalid="ignore"):  # log 0 = −∞: nothing is hidden, or nothing is left
            most = np.where(np.isneginf(self.least), -np.inf, np.log(self.hidden) + self.least + self.off)
        return Interval(self._left(self.off), np.minimum(self._left(-self.off), most))

    def _left(self, shift: float | Array) -> Array:
        """log of what is left of 1 where every log-probability is `shift` larger than shown."""
        with np.errstate(divide="ignore"):
            return np.log(np.maximum(-np.expm1(self.log_total + shift), 0.0))

    def extremes(self) -> tuple[Array, Array]:
        """The packed law of the least r and the even law of the largest, shape (..., V) each.

        All classes shown are moved alike: by `off`, or by less where more would leave no law.
        """
        total, fullest = self.log_total, self.log_hidden + self.least
        up = np.minimum(self.off, -total)
        down = np.maximum(-self.off, -np.logaddexp(total, fullest))  # at s 1 − e^s M are left, and m e^s c can be held
        log_r = np.where(down > -self.off, fullest + down, self._left(down))
        full, rest = Hidden(self.least + up, self.log_hidden).packing(self._left(up))
        c = np.exp(self.least + up)[..., None]
        place = np.arange(self.hidden)
        packed = np.where(place < full[..., None], c, np.where(place == full[..., None], rest[..., None] * c, 0.0))
        even = np.broadcast_to(np.exp(log_r)[..., None] / max(self.hidden, 1), packed.shape)
        first, second = (np.exp(self.log_p + shift[..., None]) for shift in (up, down))
        return np.concatenate([first, packed], axis=-1), np.concatenate([second, even], axis=-1)

    @property
    def rest(self) -> Hidden:
        """The hidden classes, none above the largest c."""
        return Hidden(self.least + self.off, self.log_hidden)

    def head(self, order: Array) -> Head:
        """The classes shown at this order, a number or an array of shape (...)."""
        if np.ndim(order):
            return _head(np.asarray(order)[..., None] * self.log_p)
        one = float(order)
        if one not in self._heads:
            self._heads[one] = _head(self.log_p if one == 1 else one * self.log_p)
        return self._heads[one]

    @property
    def log_total(self) -> Array:
        """log Σ p over the classes shown, shape (...)."""
        return self.head(np.float64(1)).log_sum  # pyright: ignore[reportArgumentType]


def _head(logs: Array) -> Head:
    """Rows that begin with their largest entry: nothing is lost in log Σ e^x, nor between terms of the entropy."""
    least = np.finfo(np.float64).min  # for −∞, whose e^x is 0 too; rows of it have −∞
    first = np.maximum(logs[..., :1], least)
    below = np.maximum(logs - first, least)
    weights = np.exp(below)
    with np.errstate(divide="ignore", invalid="ignore"):
        total = weights.sum(axis=-1)
        log_total = np.log(total)
        spread = log_total - (weights * below).sum(axis=-1) / total
        return Head(first[..., 0] + log_total, np.where(total > 0, spread, 0.0))


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
