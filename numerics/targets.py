"""What the targets that people make of a teacher's top k miss of the softened teacher: intervals over all its laws.

How a row of k probabilities is ended, t being the softened mass of the hidden classes and b what is given in its place:

    renormalised   the k alone, divided by their sum, then softened
    zero-filled    the k as they are and zeros, then softened: at T = 1 and under mixing they do not sum to one;
                   power at another T divides by the sum, so that it is the renormalised one
    bucket         the k and one class for all hidden ones together, softened: a law on k + 1 classes, and the teacher's
                   is taken together in the same way. Under mixing the bucket is one of V − k classes, and b = t
    ghost          the k and one class of mass r that no token owns, softened: a law on V + 1 classes

Power keeps proportions among the k classes, so that everything is a function of t (`topk_softened`). Under mixing a
hidden class adds a convex function of its probability, which the even tail has least and the packed one most.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.special import entr, expit, rel_entr

from numerics.mixed_tails import entropy, floor, tails
from numerics.partial_access import entropy_interval, kept_interval, tail_interval
from numerics.simplex import Array, InputError
from numerics.top_k import OFF, Interval, Top

NAMES = ("renormalised", "zero-filled", "bucket", "ghost")


class Missed(NamedTuple):
    """Between a target and the softened teacher q, shape (...) each.

    Half the L1 distance; KL(q‖target) and KL(target‖q) in nats, with Σ target − 1 added, or taken off, where a target
    does not sum to one; and the L1 norm of the gradient of −Σ target log s at s = q in logits over T: what moves a
    student that is there already.
    """

    total_variation: Interval
    kl: Interval
    reverse_kl: Interval
    gradient: Interval


class Softened(NamedTuple):
    """A top k at one operator and temperature: the softened mass of the hidden classes, entropy, what targets miss."""

    tail: Interval
    entropy: Interval
    missed: dict[str, Missed]


def softened(operator: str, top: Top, T: float) -> Softened:
    """All of it under "power" at T > 0 or "mixing" at T ≥ 1: `missed` by the name of the target.

    The entropy is sharp at T = 1 and under mixing. Under power the hidden classes have a share t of all, and none more
    than c^(1/T) (1 − t)/H, so that it is at least e(t) = −log(1 − t) + (1 − t) H(q|K) + t log(H c^(−1/T)), and
    h(t) + (1 − t) H(q|K). Where no class shown is less than c, the larger of the two rises with t; else each has its
    least at an end, or where e'(t) = 0. It is at most h(t) + (1 − t) H(q|K) + t log m, largest at t = m/(m + e^H(q|K)).
    Raises InputError for other operators and temperatures, and for mixing where V is not known.
    """
    tail = softened_tail(operator, top, T)
    if operator == "power" or T == 1:
        spread = entropy_interval(top) if T == 1 else _entropy_under_power(top, T, tail)
        return Softened(tail, spread, _under_power(top, T, tail))
    return Softened(tail, entropy(top, T), _under_mixing(top, T))


def softened_tail(operator: str, top: Top, T: float) -> Interval:
    """The softened mass of the hidden classes, shape (...). Raises InputError as `softened` does."""
    if operator == "power":
        return tail_interval(top, T)
    _mixes(operator, top, T)
    return Interval(*(end / T + top.hidden * floor(top, T) if T > 1 else end for end in top.masses))


def softened_kept(operator: str, top: Top, T: float) -> Interval:
    """The softened probability of each class shown, shape (..., k). Raises InputError as `softened` does."""
    if operator == "power":
        return kept_interval(top, T)
    _mixes(operator, top, T)
    a = floor(top, T)
    return Interval(*(np.exp(top.log_p + off) / T + a for off in (-top.off, top.off)))


def _mixes(operator: str, top: Top, T: float) -> None:
    if operator != "mixing":
        raise InputError(f"operator: {operator!r} is neither power nor mixing, whose hidden classes are bounded")
    if not 1 <= T < np.inf:
        raise InputError(f"temperature: mixing needs T from 1 on, got {T:g}")
    if T > 1 and not np.isfinite(top.classes):
        raise InputError("mixing: gives every class a share of 1/V, and V is not known; give --vocab")


def _under_power(top: Top, T: float, t: Interval) -> dict[str, Missed]:
    order = np.asarray(1 / T)
    head = top.head(order).log_sum
    with np.errstate(divide="ignore"):
        b = expit(order * np.log(top.mass) - head)
    apart, odds = np.tanh(top.off * order / 2), 2 * top.off * order  # of the classes shown (`rounded`)
    some, given = Interval(*(np.where(end > 0, np.inf, 0.0) for end in t)), np.where(b > 0, np.inf, 0.0)
    away = _widened(_away(t, b), apart)
    tv = _widened(t, apart)
    with np.errstate(divide="ignore"):  # where all of it may be hidden
        back = Interval(-np.log1p(-t.low), -np.log1p(-t.high) + odds)
    renormalised = Missed(tv, some, back, _twice(tv))
    bucket = Missed(
        away,
        Interval(_binary(_nearest(t, b), b), np.maximum(_binary(t.low, b), _binary(t.high, b)) + odds),
        Interval(_binary(b, _nearest(t, b)), np.maximum(_binary(b, t.low), _binary(b, t.high)) + odds),
        _twice(away),
    )
    over = _widened(Interval(np.maximum(t.low, b), np.maximum(t.high, b)), apart)
    ghost = Missed(over, some, Interval(np.maximum(given, back.low), np.maximum(given, back.high)), _twice(over))
    zero_filled = _unfinished(top, t, some) if T == 1 else renormalised
    return dict(zip(NAMES, (renormalised, zero_filled, bucket, ghost), strict=True))


def _unfinished(top: Top, t: Interval, some: Interval) -> Missed:
    """The k as they are, Σ p = M, at T = 1: 1 − M is missing, of which the loss sees nothing."""
    M, moved = np.exp(top.log_total), np.expm1(top.off)
    half = Interval(t.low / 2, (t.high + moved) / 2)
    missing = Interval(np.maximum(1 - M - M * top.off, 0.0), 1 - M + M * top.off)
    least, most = (np.abs(1 - M) * (1 - t.high) + M * t.low, np.abs(1 - M) * (1 - t.low) + M * t.high)
    return Missed(half, some, missing, Interval(np.maximum(least - moved, 0.0), most + moved))


def _entropy_under_power(top: Top, T: float, t: Interval) -> Interval:
    order = np.asarray(1 / T)
    head, own = top.head(order)
    with np.errstate(divide="ignore", invalid="ignore"):  # all may be hidden
        full = head - order * (top.least + top.off) - top.off * order  # log H c^(−1/T), log k at the least

        def by_size(t: Array) -> Array:
            rounded = OFF / (1 - t)  # what the last bits of t leave in log(1 − t)
            return -np.log1p(-t) - rounded + (1 - t) * own + t * full

        rising = np.maximum(_entropies(t.low, own, 0.0), by_size(t.low))
        turn = np.clip(np.where(own - full > 1, 1 - 1 / np.maximum(own - full, 1.0), 0.0), t.low, t.high)
        ends = np.minimum(*(_entropies(end, own, 0.0) for end in t))
        least = np.where(full >= own, rising, np.maximum(ends, by_size(turn)))
        best = np.clip(expit(top.log_hidden - own), t.low, t.high)
        most = np.where(best > 0, _entropies(best, own, top.log_hidden), own)
    pad = (
        2 * top.off * order * (1 + np.log(np.maximum(top.log_p.shape[-1], 2)))
    )  # what the rounding of g leaves in H(g)
    return Interval(np.maximum(np.nan_to_num(least) - pad, 0.0), most + pad)


def _entropies(t: Array, own: Array, tail: Array | float) -> Array:
    """h(t) + (1 − t) own + t tail."""
    return entr(t) + entr(1 - t) + (1 - t) * own + t * tail


def _under_mixing(top: Top, T: float) -> dict[str, Missed]:
    a, r, kept = floor(top, T), top.masses, np.exp(top.log_p)
    moved, point = np.expm1(top.off) / T, top.mass
    q = kept / T + a
    own = kept / (T * (1 - point))[..., None] + a
    beyond = Interval(r.low / T, r.high / T)  # what hidden classes have above a
    gains = Interval(
        tails(top, lambda x: rel_entr(x / T + a, a), r.low).low,
        tails(top, lambda x: rel_entr(x / T + a, a), r.high).high,
    )
    losses = Interval(
        tails(top, lambda x: -a * np.log1p(x / (T * a)), r.high).low,
        tails(top, lambda x: -a * np.log1p(x / (T * a)), r.low).high,
    )
    steep = moved * (1 - np.log1p(-point))
    tv = _widened(beyond, moved)

    def with_kept(part: Array, tails: Interval, less: Array | float = 0.0) -> Interval:
        """A KL divergence is not negative, whatever the bounds of its parts."""
        low, high = (part + tails.low + less - steep, part + tails.high + less + steep)
        return Interval(np.maximum(low, 0.0), np.maximum(high, 0.0))

    zero = np.zeros_like(point)
    renormalised = Missed(
        tv,
        with_kept(rel_entr(q, own).sum(axis=-1), gains),
        with_kept(rel_entr(own, q).sum(axis=-1), losses),
        _twice(tv),
    )
    short = point / T  # of one
    shares = [tails(top, lambda x: np.abs((1 - short) * x / T - short * a), mass) for mass in r]
    pull = short * (1 - short - top.hidden * a)
    zero_filled = Missed(
        Interval(beyond.low / 2, (beyond.high + moved) / 2),
        with_kept(zero, gains, -short),
        with_kept(zero, losses, short),
        Interval(np.maximum(pull + shares[0].low - 2 * moved, 0.0), pull + shares[1].high + 2 * moved),
    )
    within = Interval(zero, zero + r.high / T - r.low / T + moved)
    bucket = Missed(within, Interval(zero, zero + steep), Interval(zero, zero + steep), _twice(within))
    alone = with_kept(zero, losses)  # where nothing is left for the ghost
    ghost = Missed(
        tv, with_kept(zero, gains), Interval(*(np.where(point > 0, np.inf, end) for end in alone)), _twice(tv)
    )
    return dict(zip(NAMES, (renormalised, zero_filled, bucket, ghost), strict=True))


def _widened(interval: Interval, by: Array | float) -> Interval:
    """The largest value larger by what rounding leaves, to 1 at most."""
    return Interval(interval.low, np.minimum(interval.high + by, 1.0))


def _twice(interval: Interval) -> Interval:
    return Interval(2 * interval.low, 2 * interval.high)


def _nearest(t: Interval, b: Array) -> Array:
    return np.clip(b, t.low, t.high)


def _away(t: Interval, b: Array) -> Interval:
    """How far b is from t."""
    return Interval(np.abs(_nearest(t, b) - b), np.maximum(np.abs(t.low - b), np.abs(t.high - b)))


def _binary(t: Array, b: Array) -> Array:
    """KL of (t, 1 − t) from (b, 1 − b)."""
    return rel_entr(t, b) + rel_entr(1 - t, 1 - b)
