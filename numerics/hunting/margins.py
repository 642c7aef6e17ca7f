"""The margins by which a map violates the axioms that can be read off its values, over laws and temperatures at once.

Shapes: laws p (n, V), temperatures (m,) in ascending order, values q = F_T(p) (m, n, V), margins (m, n).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from numerics.hunting.sampling import WIDE
from numerics.hunting.subject import Subject
from numerics.hunting.worst_cases import WorstCases
from numerics.rounding import Tolerance, log_size
from numerics.simplex import Array

BLOCK = 2_000_000  # numbers held at a time


@dataclass(frozen=True)
class Order:
    """The laws sorted, and for each place how many entries are smaller by more than the map's floats can tell.

    `gap` is that to the largest of those, or zero. Arrays have shapes (n, V) and (m, n, V), classes last, but the
    entries of one place lie side by side in memory, law by law: NumPy reduces many laws at once faster than each.
    """

    by_size: NDArray[np.intp]
    laws: Array
    smaller: NDArray[np.intp]
    gap: Array

    @classmethod
    def of(cls, p: Array, tolerance: Tolerance) -> Order:
        n, V = p.shape
        by_size = np.ascontiguousarray(np.argsort(p, axis=-1).T) + V * np.arange(n)
        ordered = p.ravel()[by_size]
        smaller = _smaller(ordered, ordered * (1 - tolerance.apart))
        below = np.take_along_axis(ordered, np.maximum(smaller - 1, 0), axis=0)
        gap = np.where(smaller > 0, ordered - below, 0.0)
        return cls(by_size.ravel(), ordered.T, smaller.T, gap.T)

    def sorted(self, values: Array) -> Array:
        """Values of the entries, shape (m, n, V), in the order of the laws."""
        m, n, V = values.shape
        return values.reshape(m, n * V).take(self.by_size, axis=1).reshape(m, V, n).swapaxes(1, 2)

    def below(self, values: Array) -> Array:
        """Of values in the order of the laws those at the largest entry that is smaller; −∞ at those where none is."""
        found = np.full_like(values, -np.inf)
        found[..., 1:] = values[..., :-1]
        law, place = np.nonzero(self.smaller != np.arange(values.shape[-1]))
        at = self.smaller[law, place]
        found[:, law, place] = np.where(at > 0, values[:, law, at - 1], -np.inf)
        return found


def _smaller(ordered: Array, limits: Array) -> NDArray[np.intp]:
    """How many entries of its law lie below the limit of each entry; laws in ascending order, shape (V, n) both.

    A limit is at most the entry itself.
    """
    smaller = np.repeat(np.arange(len(ordered))[:, None], ordered.shape[1], axis=1)
    place, law = np.nonzero(ordered[:-1] >= limits[1:])
    place += 1
    # what is counted lies in [low, high]: halved for all at once
    low, high, limit = np.zeros_like(place), place, limits[place, law]
    while (low < high).any():
        middle = (low + high) // 2
        less = ordered[middle, law] < limit
        low, high = np.where(less, np.minimum(middle + 1, high), low), np.where(less, high, middle)
    smaller[place, law] = low
    return smaller


class Rise:
    """The largest entropy so far of each law, as the temperature rises, less its error, and where it was."""

    def __init__(self) -> None:
        self.highest: Array | None = None
        self.at: Array = np.empty(0)


def examine(
    worst_cases: WorstCases,
    subject: Subject,
    p: Array,
    temperatures: Array,
    strict_from: float = 0.0,
    values: Array | None = None,
) -> None:
    """Enter simplex, ranking, entropy and identity at every law and temperature, and pairs that came out equal.

    `values` are F_T(p), shape (m, n, V), where they are known.
    """
    rise, step = Rise(), max(1, BLOCK // p.size)
    if values is None:
        subject(p[:1], float(temperatures[0]))  # which tells the tolerance
    order = Order.of(p, subject.tolerance)
    for start in range(0, len(temperatures), step):
        some = temperatures[start : start + step]
        T = some[:, None, None]
        q = order.sorted(subject.over(p, some) if values is None else values[start : start + step])
        tolerance = subject.tolerance  # of the coarsest values so far
        off_simplex = simplex(tolerance, q)
        _enter(worst_cases, "simplex", off_simplex, p, some)
        lawful = off_simplex <= 0  # the rest is entered, and no other question is asked of it
        q[~lawful] = 1 / p.shape[-1]
        reversed_by = reversal(order, q, tolerance.order(order.laws, T, q))
        _enter(worst_cases, "ranking", np.where(lawful, reversed_by, -np.inf), p, some)
        # below strict_from a family truncates as it declares, and entries may tie at zero
        strict = some >= strict_from
        _equal(worst_cases, order, p, some[strict], q[strict], lawful[strict])
        law = np.maximum(q, 0.0)
        law /= law.sum(axis=-1, keepdims=True)
        logs = log_size(law)
        error = tolerance.entropy(order.laws, T, law, logs)
        _rising(worst_cases, p, some, np.where(lawful, (law * logs).sum(axis=-1), np.nan), error, rise)
        for row in np.flatnonzero(some == 1):
            moved = (np.abs(q[row] - order.laws) - tolerance.entries(order.laws, 1.0, q[row])).max(axis=-1)
            worst_cases.enter("identity", np.where(lawful[row], moved, -np.inf), p, 1.0)


def simplex(tolerance: Tolerance, q: Array) -> Array:
    """How negative an entry is, or how far the sum is from one; infinite for what is no number."""
    with np.errstate(invalid="ignore"):
        negative = -q.min(axis=-1) - tolerance.eps
        off = np.abs(q.sum(axis=-1) - 1) - tolerance.total(q.shape[-1])
    return np.where(np.isfinite(q).all(axis=-1), np.maximum(negative, off), np.inf)


def reversal(order: Order, q: Array, slack: Array) -> Array:
    """By how much an entry came out above one of a larger entry of p; q and its slack in the order of p."""
    return (order.below(_so_far(q - slack)) - (q + slack)).max(axis=-1)


def _so_far(values: Array) -> Array:
    """The largest of the values up to each place, in their own memory."""
    if values.shape[-1] > WIDE:
        return np.maximum.accumulate(values, axis=-1)
    for place in range(1, values.shape[-1]):
        np.maximum(values[..., place], values[..., place - 1], out=values[..., place])
    return values


def _equal(
    worst_cases: WorstCases, order: Order, p: Array, temperatures: Array, q: Array, lawful: NDArray[np.bool_]
) -> None:
    """Enter the widest gap of p that was closed, as "ties"; whether floats closed it is asked later."""
    same = (q == order.below(q)) & (order.gap > 0)
    rows = np.flatnonzero((same.any(axis=-1) & lawful).any(axis=-1))
    closed = np.where(same[rows] & lawful[rows, :, None], order.gap, -np.inf).max(axis=-1)
    if rows.size:
        _enter(worst_cases, "ties", closed, p, temperatures[rows])


def _rising(worst_cases: WorstCases, p: Array, temperatures: Array, H: Array, error: Array, rise: Rise) -> None:
    """By how much the entropy H, shape (m, n), lies below that of a colder temperature; NaN where there is no law."""
    low, H = np.nan_to_num(H - error, nan=-np.inf), np.nan_to_num(H, nan=np.inf)
    # blocks of temperatures follow each other: the highest entropy of colder blocks is carried on
    carried = low if rise.highest is None else np.concatenate([rise.highest[None], low])
    places = temperatures if rise.highest is None else np.concatenate([[np.nan], temperatures])
    highest = np.maximum.accumulate(carried, axis=0)
    at = np.maximum.accumulate(np.where(carried == highest, np.arange(len(places))[:, None], 0), axis=0)
    where = np.where(np.isnan(places[at]), rise.at, places[at]) if rise.highest is not None else places[at]
    later = slice(1, None)
    mine = H[later] + error[later] if rise.highest is None else H + error
    margins, hot = highest[:-1] - mine, places[1:]
    if len(margins):
        row = int(np.argmax(margins.max(axis=-1)))
        worst_cases.enter("entropy", margins[row], p, float(hot[row]), other_temperature=where[:-1][row])
        worst_cases.examples["entropy"] += margins.size - margins.shape[1]
    rise.highest, rise.at = highest[-1], where[-1]


def _enter(worst_cases: WorstCases, question: str, margins: Array, p: Array, temperatures: Array) -> None:
    """Enter the worst temperatures of a question, inside the simplex and on its boundary, and count them all."""
    boundary = p.min(axis=-1) == 0
    sides = [margins[:, boundary == side] for side in (False, True)]
    worst = {row: None for side in sides if side.size for row in np.argsort(-side.max(axis=-1), kind="stable")[:3]}
    for row in worst:
        worst_cases.enter(question, margins[row], p, float(temperatures[row]))
    worst_cases.examples[question] += margins.size - len(worst) * margins.shape[1]
    worst_cases.note(question, margins, p)
