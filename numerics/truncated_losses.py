"""A teacher and a student of whom top k are known: what losses on those report, and what holds of the whole laws.

Of V classes both are known on some, `p` and `s`, shape (n, k), zeros where a row has fewer. The others are taken
together: P and S are what is left. One of the two may be known on further classes, of which the other has at most its
own least class shown.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import rel_entr, xlogy

from numerics.simplex import Array
from numerics.top_k import OFF, Interval

BUCKET = 1e-7  # what toolkits give a bucket at the least (TRL 1.16)


class Sides(NamedTuple):
    """Probabilities on classes known of both, (n, k) each, and of one alone, with what bounds the other there, (n,).

    `p_off` and `s_off` say how far logarithms may be from the truth, `whole`, (n,), where both are known on all V.
    """

    p: Array
    s: Array
    p_alone: Array
    s_alone: Array
    p_least: Array
    s_least: Array
    p_off: float = 0.0
    s_off: float = 0.0
    whole: NDArray[np.bool_] | bool = False


class Reported(NamedTuple):
    """What losses on the classes known of both come out as, shape (n,) each, KL(teacher‖student) unless reversed."""

    truncated: Array
    truncated_reverse: Array
    renormalised: Array
    renormalised_reverse: Array
    bucketed: Array
    bucketed_reverse: Array


def reported(sides: Sides) -> Reported:
    """The losses: truncated ones leave out what is not known, renormalised ones divide, bucketed ones take it together.

    Truncated ones may be negative (`truncated_reverse_kl`).
    """
    p, s = sides.p, sides.s
    with np.errstate(divide="ignore", invalid="ignore"):
        forward, back = _terms(p, s), _terms(s, p)
        own, other = p.sum(axis=-1), s.sum(axis=-1)
        P, S = (np.maximum(1 - known, BUCKET) for known in (own, other))
        return Reported(
            forward,
            back,
            np.maximum(forward / own + np.log(other / own), 0.0),
            np.maximum(back / other + np.log(own / other), 0.0),
            forward + P * np.log(P / S),
            back + S * np.log(S / P),
        )


class Divergences(NamedTuple):
    """Between the whole laws of teacher and student, shape (n,) each: bounds that no tail passes."""

    kl: Interval
    reverse_kl: Interval
    jensen_shannon: Interval
    total_variation: Interval


def divergences(sides: Sides) -> Divergences:
    """Bounds on KL(teacher‖student), KL(student‖teacher), Jensen-Shannon divergence and total variation.

    From below by taking together all classes that are not known of both (and, for total variation, by what a class
    known of one has above all that the other may have), each number as near to the other as rounding lets it be; from
    above by tails that share no class. KL has no bound from above where the law that it is taken from has more.
    """
    p, s = _box(sides.p, sides.p_off), _box(sides.s, sides.s_off)
    P, S = (_rest(known, off, sides.whole) for known, off in ((sides.p, sides.p_off), (sides.s, sides.s_off)))
    kl, back = (
        _least(_whole, *boxes).sum(axis=-1) + _least(_whole, *rests)
        for boxes, rests in (((p, s), (P, S)), ((s, p), (S, P)))
    )
    far, far_back = (_most(_whole, *boxes).sum(axis=-1) for boxes in ((p, s), (s, p)))
    jensen = _least(_jensen, p, s).sum(axis=-1) + _least(_jensen, P, S)
    farthest = _most(_jensen, p, s).sum(axis=-1) + (P.high + S.high) * np.log(2) / 2
    gains, losses = _gap(p, s).sum(axis=-1), _gap(s, p).sum(axis=-1)
    away = np.max(
        [
            gains + _above(sides.p_alone, sides.p_off, sides.s_least, sides.s_off),
            losses + _above(sides.s_alone, sides.s_off, sides.p_least, sides.p_off),
            gains + _gap(P, S),
            losses + _gap(S, P),
        ],
        axis=0,
    )
    shared = np.minimum(p.low, s.low).sum(axis=-1)
    return Divergences(
        Interval(kl, np.where(P.high > 0, np.inf, far)),
        Interval(back, np.where(S.high > 0, np.inf, far_back)),
        Interval(jensen, np.maximum(np.minimum(farthest, np.log(2)), jensen)),
        Interval(away, np.maximum(np.minimum(1 - shared, 1.0), away)),
    )


def _box(values: Array, off: float) -> Interval:
    """Between which each is."""
    return Interval(values * np.exp(-off), values * np.exp(off))


def _rest(known: Array, off: float, whole: NDArray[np.bool_] | bool) -> Interval:
    """What the classes that are not known of both have together: nothing, or what sums of floats leave of it."""
    low, high = (1 - end.sum(axis=-1) for end in _box(known, off)[::-1])
    return Interval(*(np.where(whole, 0.0, end) for end in (np.maximum(low - OFF, 0.0), np.maximum(high, 0.0) + OFF)))


def _least(term: Callable[[Array, Array], Array], a: Interval, b: Interval) -> Array:
    """A term that is zero at a = b and grows away from it, at its least over boxes."""
    below, above = a.high < b.low, a.low > b.high
    near = term(np.where(below, a.high, a.low), np.where(below, b.low, b.high))
    return np.where(below | above, near, 0.0)


def _most(term: Callable[[Array, Array], Array], a: Interval, b: Interval) -> Array:
    """The same at its most: at one of two corners."""
    return np.maximum(term(a.low, b.high), term(a.high, b.low))


def _gap(a: Interval, b: Interval) -> Array:
    """By how much a exceeds b at the least."""
    return np.maximum(a.low - b.high, 0.0)


def _terms(p: Array, s: Array) -> Array:
    """Σ p log(p/s)."""
    return (xlogy(p, p) - np.where(p > 0, xlogy(p, s), 0.0)).sum(axis=-1)


def _whole(p: Array, s: Array) -> Array:
    """Terms p log(p/s) − p + s, none of which is negative; they sum to the divergence of laws."""
    return rel_entr(p, s) - p + s


def _jensen(p: Array, s: Array) -> Array:
    """Terms of the Jensen-Shannon divergence."""
    mean = (p + s) / 2
    return (rel_entr(p, mean) + rel_entr(s, mean)) / 2


def _above(known: Array, off: float, most: Array, most_off: float) -> Array:
    """By how much classes known of one exceed all that the other may have."""
    return np.maximum(known * np.exp(-off) - most[:, None] * np.exp(most_off), 0.0).sum(axis=-1)
