"""The margins by which a map violates the axioms that can be read off its values, over laws and temperatures at once.

Shapes: laws p (n, V), temperatures (m,) in ascending order, values q = F_T(p) (m, n, V), margins (m, n).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from numerics.hunting.subject import Subject
from numerics.hunting.worst_cases import WorstCases
from numerics.rounding import Tolerance
from numerics.simplex import Array, entropy

BLOCK = 2_000_000  # numbers held at a time


@dataclass(frozen=True)
class Order:
    """The laws sorted, and for each place how many entries are smaller by more than the map's floats can tell.

    `gap` is that to the largest of those, or zero.
    """

    by_size: NDArray[np.intp]
    smaller: NDArray[np.intp]
    gap: Array

    @classmethod
    def of(cls, p: Array, tolerance: Tolerance) -> Order:
        by_size = np.argsort(p, axis=-1)
        ordered = np.take_along_axis(p, by_size, axis=-1)
        counts = [np.searchsorted(row, row * (1 - tolerance.apart)) for row in ordered]
        smaller = np.array(counts, dtype=np.intp)
        below = np.take_along_axis(ordered, np.maximum(smaller - 1, 0), axis=-1)
        return cls(by_size, smaller, np.where(smaller > 0, ordered - below, 0.0))

    def sorted(self, values: Array) -> Array:
        """Values of the entries, shape (m, n, V), in the order of the laws."""
        return np.take_along_axis(values, np.broadcast_to(self.by_size, values.shape), axis=-1)

    def below(self, values: Array) -> Array:
        """Of values in the order of the laws those at the largest entry that is smaller; at the first where none is."""
        return np.take_along_axis(values, np.broadcast_to(np.maximum(self.smaller - 1, 0), values.shape), axis=-1)


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
        q = subject.over(p, some) if values is None else values[start : start + step]
        off_simplex = simplex(subject.tolerance, q)
        _enter(worst_cases, "simplex", off_simplex, p, some)
        lawful = off_simplex <= 0  # the rest is entered, and no other question is asked of it
        q = np.where(lawful[..., None], q, 1 / p.shape[-1])
        slack, sorted_q = subject.tolerance.order(p, some[:, None, None], q), order.sorted(q)
        reversed_by = reversal(order, sorted_q, order.sorted(slack))
        _enter(worst_cases, "ranking", np.where(lawful, reversed_by, -np.inf), p, some)
        # below strict_from a family truncates as it declares, and entries may tie at zero
        strict = some >= strict_from
        _equal(worst_cases, order, p, some[strict], sorted_q[strict], lawful[strict])
        _rising(worst_cases, subject.tolerance, p, some, q, lawful, rise)
        for row in np.flatnonzero(some == 1):
            moved = (np.abs(q[row] - p) - subject.tolerance.entries(p, 1.0, q[row])).max(axis=-1)
            worst_cases.enter("identity", np.where(lawful[row], moved, -np.inf), p, 1.0)


def simplex(tolerance: Tolerance, q: Array) -> Array:
    """How negative an entry is, or how far the sum is from one; infinite for what is no number."""
    with np.errstate(invalid="ignore"):
        negative = -q.min(axis=-1) - tolerance.eps
        off = np.abs(q.sum(axis=-1) - 1) - tolerance.total(q.shape[-1])
    return np.where(np.isfinite(q).all(axis=-1), np.maximum(negative, off), np.inf)


def reversal(order: Order, q: Array, slack: Array) -> Array:
    """By how much an entry came out above one of a larger entry of p; q and its slack in the order of p."""
    highest = np.maximum.accumulate(q - slack, axis=-1)
    below = np.where(order.smaller > 0, order.below(highest), -np.inf)
    return (below - (q + slack)).max(axis=-1)


def _equal(
    worst_cases: WorstCases, order: Order, p: Array, temperatures: Array, q: Array, lawful: NDArray[np.bool_]
) -> None:
    """Enter the widest gap of p that was closed, as "ties"; whether floats closed it is asked later."""
    same = q == order.below(q)
    closed = np.where(same & (order.gap > 0) & lawful[..., None], order.gap, -np.inf).max(axis=-1, initial=-np.inf)
    for row in np.flatnonzero(closed.max(axis=-1, initial=-np.inf) > 0):
        worst_cases.enter("ties", closed[row], p, float(temperatures[row]))


def _rising(
    worst_cases: WorstCases,
    tolerance: Tolerance,
    p: Array,
    temperatures: Array,
    q: Array,
    lawful: NDArray[np.bool_],
    rise: Rise,
) -> None:
    """By how much the entropy lies below that of a colder temperature."""
    positive = np.maximum(q, 0.0)
    H = entropy(positive / positive.sum(axis=-1, keepdims=True))
    error = tolerance.entropy(p, temperatures[:, None, None], positive)
    low, H = np.where(lawful, H - error, -np.inf), np.where(lawful, H, np.inf)
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
    """Enter the worst temperatures of a question, and count them all."""
    worst = np.argsort(-margins.max(axis=-1), kind="stable")[:3]
    for row in worst:
        worst_cases.enter(question, margins[row], p, float(temperatures[row]))
    worst_cases.examples[question] += margins.size - len(worst) * margins.shape[1]
    worst_cases.note(question, margins, p)
