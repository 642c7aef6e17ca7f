"""Confirmation: the floats that the map returned, read as the dyadic rationals they are, violate the axiom.

Differences are taken in fractions and entropies in balls of 128 bits; a case counts when its violation exceeds the
stated tolerance. The map is called again on the one row, so that what confirms can be had by anybody.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from flint import arb

from numerics.enclosure import precision
from numerics.hunting.ends import limit, staying
from numerics.hunting.margins import simplex
from numerics.hunting.subject import Subject
from numerics.hunting.ties import widest
from numerics.hunting.worst_cases import Case
from numerics.simplex import Array

Row = tuple[float, ...]
NEARBY = 1e-12  # a jump is one over a step no longer than this


@dataclass(frozen=True)
class Scene:
    """A case, its p as an array, and what the map returned there."""

    subject: Subject
    case: Case
    p: Array
    q: Array


@dataclass(frozen=True)
class Witness:
    """p, T, the vector q that the map returned there, and the one line of arithmetic that confirms by `margin`.

    Of a map of logits also these, as it was given them.
    """

    p: Row
    T: float
    q: Row
    says: str
    margin: float
    logits: Row | None = None


def confirm(subject: Subject, case: Case) -> Witness | None:
    """The witness of a case, if what the map returns on its row alone violates the axiom in exact arithmetic."""
    p = np.array(case.p)
    q = subject(p[None], case.T)[0]
    if case.question != "simplex" and not lawful(subject, q):
        return None  # what is no law is the simplex's affair
    margin, says = _QUESTIONS[case.question](Scene(subject, case, p, q))
    return witness(subject, case, q, says, float(margin)) if margin > 0 else None


def witness(subject: Subject, case: Case, q: Array, says: str, margin: float, *, by: float = 0.0) -> Witness:
    """The witness of a case; `by` was added to its logits."""
    logits = tuple(map(float, subject.inputs(np.array(case.p)) + by)) if subject.logits else None
    return Witness(case.p, case.T, tuple(map(float, q)), says, margin, logits)


def lawful(subject: Subject, q: Array) -> bool:
    """Whether a row that came back is a law, as far as its precision tells."""
    return bool(simplex(subject.tolerance, q[None])[0] <= 0)


def plainer(subject: Subject, case: Case) -> Case:
    """The same violation at a p and T of few digits, if there is one; for reading, not for judging."""
    if case.question == "continuity" or len(case.p) > 8:
        return case  # a jump is where it is; long laws are not read
    for digits in range(1, 7):
        p = np.where(np.array(case.p) > 0, np.maximum(np.round(case.p, digits), 10.0**-digits), 0.0)
        p[p.argmax()] = round(1 - (p.sum() - p.max()), digits)  # the largest entry takes up what rounding left
        temperatures = [None if t is None else float(f"{t:.{digits + 1}g}") for t in (case.T, case.other_temperature)]
        if p.min() < 0 or (p.min() == 0) != (min(case.p) == 0) or temperatures[0] == temperatures[1]:
            continue  # rounding made a zero, lost one, or made one temperature of two
        plain = Case(case.question, case.margin, tuple(map(float, p)), temperatures[0] or case.T, None, temperatures[1])
        if confirm(subject, plain):
            return plain
    return case


def _simplex(at: Scene) -> tuple[Fraction, str]:
    q = at.q
    wrong = ~np.isfinite(q)
    if wrong.any():
        c = int(np.argmax(wrong))
        return Fraction(1), f"q_{c + 1} = {q[c]}, which is no number"
    c, total = int(q.argmin()), sum(map(Fraction, q.tolist()))
    if q[c] < -at.subject.tolerance.eps:
        logarithms = q.max() <= 0 and abs(float(np.exp(q).sum()) - 1) <= 1e-2  # of laws of any precision
        hint = "; it returned logarithms of a law: return the law" if logarithms else ""
        return -Fraction(float(q[c])), f"q_{c + 1} = {float(q[c])!r} is negative{hint}"
    return abs(total - 1) - Fraction(at.subject.tolerance.total(len(q))), f"the entries of q sum to {float(total)!r}"


def _ranking(at: Scene) -> tuple[Fraction, str]:
    p, q = at.p, at.q
    slack = at.subject.tolerance.order(p[None], at.case.T, q[None])[0]
    order = np.argsort(p)
    best, says = Fraction(-1), ""
    for place, high in enumerate(order):
        # only entries that are smaller by more than floats of the map's type can tell
        below = order[:place][p[order[:place]] < p[high] * (1 - at.subject.tolerance.apart)]
        if not below.size:
            continue
        low = below[np.argmax(q[below] - slack[below])]
        excess = Fraction(float(q[low])) - Fraction(float(q[high])) - Fraction(float(slack[low] + slack[high]))
        if excess > best:
            best, says = excess, _pair(p, q, low, high, "<")
    return best, says


def _ties(at: Scene) -> tuple[Fraction, str]:
    pair = widest(at.p, at.q)
    if pair is None:
        return Fraction(-1), ""
    low, high = pair
    return Fraction(float(at.p[high])) - Fraction(float(at.p[low])), _pair(at.p, at.q, low, high, "=")


def _pair(p: Array, q: Array, low: int, high: int, sign: str) -> str:
    first, second = high + 1, low + 1
    return (
        f"p_{first} = {float(p[high])!r} > p_{second} = {float(p[low])!r}, "
        f"but q_{first} = {float(q[high])!r} {sign} q_{second} = {float(q[low])!r}"
    )


def _entropy(at: Scene) -> tuple[Fraction, str]:
    p, q = at.p, at.q
    assert at.case.other_temperature is not None
    colder = at.subject(p[None], at.case.other_temperature)[0]
    if not lawful(at.subject, colder):
        return Fraction(-1), ""
    error = sum(
        float(at.subject.tolerance.entropy(p[None], t, row[None])[0])
        for t, row in ((at.case.T, q), (at.case.other_temperature, colder))
    )
    with precision(128):
        cold, hot = (_ball_entropy(row) for row in (colder, q))
        fall = cold - hot - arb(error)  # what the rounding of both rows explains is no fall
        says = f"H falls from {cold.str(10, radius=False)} at T = {at.case.other_temperature:.10g} to " + (
            f"{hot.str(10, radius=False)} at T = {at.case.T:.10g}"
        )
        return (Fraction(float(fall.mid())) if fall > 0 else Fraction(-1)), says


def _ball_entropy(q: Array) -> arb:
    balls = [arb(value) for value in q.tolist() if value > 0]
    total = sum(balls, arb(0))
    return -sum((x / total * (x / total).log() for x in balls), arb(0))


def _identity(at: Scene) -> tuple[Fraction, str]:
    p, q = at.p, at.q
    slack = at.subject.tolerance.entries(p[None], at.case.T, q[None])[0]
    c = int(np.argmax(np.abs(q - p) - slack))
    off = abs(Fraction(float(q[c])) - Fraction(float(p[c])))
    says = f"at T = 1, q_{c + 1} = {float(q[c])!r}, but p_{c + 1} = {float(p[c])!r}"
    return off - Fraction(float(slack[c])), says


def _continuity(at: Scene) -> tuple[Fraction, str]:
    p, q = at.p, at.q
    assert at.case.other_p is not None
    assert at.case.other_temperature is not None
    beside = np.array(at.case.other_p)
    near = at.subject(beside[None], at.case.other_temperature)[0]
    c = int(np.argmax(np.abs(near - q)))
    jump = abs(Fraction(float(near[c])) - Fraction(float(q[c])))
    step = max(abs(Fraction(float(a)) - Fraction(float(b))) for a, b in zip(beside, p, strict=True))
    heat = abs(at.case.other_temperature - at.case.T)
    says = f"q_{c + 1} jumps from {float(q[c])!r} to {float(near[c])!r} as " + (
        f"p moves by {float(step):.2g}, at T = {at.case.T!r}"
        if step > 0
        else f"T moves by {heat:.2g}, to {at.case.other_temperature!r}"
    )
    if step > NEARBY or heat > NEARBY * at.case.T:  # the halving ended early: a move over a distance is no jump
        return Fraction(-1), "the two places lie apart"
    return jump - Fraction(float(at.subject.tolerance.jump(at.case.T))), says


def _boundary(at: Scene) -> tuple[Fraction, str]:
    start, V = at.case.other_temperature, len(at.p)
    assert start is not None
    stays = staying(at.subject, at.p[None], (start, at.case.T))[1][0]
    c = int(stays.argmax())
    if not np.isfinite(stays[c]):
        return Fraction(-1), ""
    # the limit is a fraction with a denominator of at most V: the floats are rounded back to it
    goal = Fraction(float(limit(at.p, hot=start < at.case.T)[c])).limit_denominator(V)
    left = abs(Fraction(float(at.q[c])) - goal)
    says = f"from T = {start:g} to {at.case.T:g}, q_{c + 1} stays {float(left):.6g} away from its limit {goal}"
    return left - Fraction(1, 1000 * V), says


_QUESTIONS: dict[str, Callable[[Scene], tuple[Fraction, str]]] = {
    "simplex": _simplex,
    "ranking": _ranking,
    "ties": _ties,
    "entropy": _entropy,
    "identity": _identity,
    "continuity": _continuity,
    "boundary": _boundary,
}
