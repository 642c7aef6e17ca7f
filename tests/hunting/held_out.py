"""Held-out operators for the hunt: subtle violators with what they break (and, next door, correct ones that look odd).

Written without knowledge of how the hunt works. What an entry declares holds on its own domain: its temperatures, its
numbers of classes, entries at or above its floor. Conventions:

- Entropy. Lemma C (comonotone): with l = log q, dH/dT = -Cov_q(l, dl/dT), so H rises where dl/dT is ordered against l.
  Lemma X (crossing): if q_i rises below some level and falls above it, H rises.
  Lemma M (majorisation): power and mixing fall in the majorisation order as T rises; a convex combination of such
  curves, all ordered as p is, does too.
- Jumps below 1e-9 do not count against continuity, errors at the size of rounding do not count against identity.
- Boundary is declared only for a plateau away from its limit over a factor of 100 of T at an end of the domain.
"""

from __future__ import annotations

import math

import numpy as np

from tests.hunting.entry import Entry
from tests.hunting.held_out_tools import Array, logs, normalised, power, power_at, tent, top, top_two_swapped

# -------------------------------------------------------------------------------- violators: the temperature mishandled


def _jump_in_window(T: float) -> float:
    """T + 0.3 on [2.00, 2.01]: jumps at both edges, and the one at 2.01 is downwards."""
    return T + 0.3 if 2.0 <= T <= 2.01 else T


def _hump_in_window(T: float) -> float:
    """A tent of height 0.02 on [0.70, 0.71]: continuous, slope 1 - 4 = -3 on its right half."""
    return T + 0.02 * tent(T, 0.70, 0.71)


def _saturated(T: float) -> float:
    """Increasing and continuous, but bounded by 10."""
    return T if T <= 5.0 else 5.0 - 5.0 * math.expm1(-(T - 5.0) / 5.0)


def _inverse_schedule_at_two(T: float) -> float:
    """A stale value at the one temperature 2: nothing is softened there."""
    return 1.0 if T == 2.0 else T


def _half_precision(T: float) -> float:
    """T to 11 bits: a nondecreasing step function that keeps 1, with steps of a relative 1e-3 and 5e-4."""
    return float(np.float16(T))


def _close_to_one(T: float) -> float:
    """A shortcut for T "equal to" 1: jumps of 0.01, both upwards."""
    return 1.0 if abs(T - 1.0) < 1e-2 else T


def _five_class_dip(p: Array, T: float) -> Array:
    """At five classes alone the temperature falls from 3 to 2.9 as T goes from 3 to 3.5, and is back at T at 4."""
    t = T
    if p.shape[-1] == 5 and 3.0 < T < 4.0:
        t = 3.0 - 0.2 * (T - 3.0) if T <= 3.5 else 2.9 + 2.2 * (T - 3.5)
    return power(p, t)


def _class_temperatures(p: Array, T: float) -> Array:
    """Above T = 1 class i has the temperature T^(1 + i/100): the uniform law does not stay uniform."""
    with np.errstate(divide="ignore"):
        z = np.log(p) / (T ** (1.0 + 0.01 * np.arange(p.shape[-1])) if T > 1.0 else T)
    return normalised(np.exp(z - z.max(axis=-1, keepdims=True)))


def _confident_branch(p: Array, T: float) -> Array:
    """T^0.9 for T where the largest entry is above 0.9: each law has a correct curve, but they do not join."""
    return power(p, np.where(top(p) > 0.9, T**0.9, T))


def _exponent_by_argmax(p: Array, T: float) -> Array:
    """T^0.8 for T unless class 0 is the largest: a jump at (0.45, 0.45, 0.1), none at the tie of two classes."""
    return power(p, np.where(np.argmax(p, axis=-1)[..., None] == 0, T, T**0.8))


def _overconfident_inverted(p: Array, T: float) -> Array:
    """T^a with a = min(1, 100 (0.999 - max p)): negative above 0.999, and F stands still where a is about 0."""
    return power(p, T ** np.minimum(1.0, 100.0 * (0.999 - top(p))))


# ------------------------------------------------------------------------------------------- violators: windows, mixing


def _tilt_when_hot(p: Array, T: float) -> Array:
    """On [30, 30.3] later classes gain up to 5 %, continuously: near ties turn over, the uniform law is left."""
    V = p.shape[-1]
    return normalised(power(p, T) * (1.0 + 0.05 * tent(T, 30.0, 30.3) * np.arange(V) / (V - 1)))


def _rolled_in_window(p: Array, T: float) -> Array:
    """On [5.00, 5.05] up to 30 % of each entry comes from its neighbour; at two classes that only flattens."""
    q, w = power(p, T), 0.3 * tent(T, 5.0, 5.05)
    return (1.0 - w) * q + w * np.roll(q, 1, axis=-1)


def _relapse(p: Array, T: float) -> Array:
    """From T = 10 to 10.5 up to 5 % of p is mixed back in, and out again until 14: ranks and continuity are kept."""
    w = 0.05 * float(np.interp(T, [10.0, 10.5, 14.0], [0.0, 1.0, 0.0]))
    return (1.0 - w) * power(p, T) + w * p


def _uniform_leak(p: Array, T: float) -> Array:
    """The uniform law mixed in, with a weight from 0 at T = 0.8 to 1e-9 at 1 and above: M holds, F_1 is off by 1e-9.

    None of it below 0.8, where it would hide the order of the small entries in rounding.
    """
    w = 1e-9 * min(max(5.0 * T - 4.0, 0.0), 1.0)
    return (1.0 - w) * power(p, T) + w / p.shape[-1]


def _uniform_when_hot(p: Array, T: float) -> Array:
    """Exactly uniform above T = 40."""
    return np.full(p.shape, 1.0 / p.shape[-1]) if T > 40.0 else power(p, T)


def _one_hot_when_cold(p: Array, T: float) -> Array:
    """One-hot below T = 0.15, exact ties going to the first class."""
    if T >= 0.15:
        return power(p, T)
    return (np.argmax(p, axis=-1)[..., None] == np.arange(p.shape[-1])).astype(float)


# --------------------------------------------------------------------------------------- violators: near ties, rounding


def _near_ties_swapped(p: Array, T: float) -> Array:
    """The two largest entries change places when less than 1e-6 apart."""
    return top_two_swapped(p, power(p, T), 1e-6)


def _nearest_ties_swapped_above(p: Array, T: float) -> Array:
    """As before, less than 1e-10 apart and above T = 1.5 only: every jump is at most 0.5 * 1e-10 * V / T < 1e-9."""
    q = power(p, T)
    return top_two_swapped(p, q, 1e-10) if T > 1.5 else q


def _dead_zone(p: Array, T: float) -> Array:
    """Above T = 1 log-ratios to the largest entry lose up to 1e-8, not below 0: near ties become exact ties.

    Continuous in p and T. Entropy rises by C: d(log q)/dT is, up to a constant, g/T + 1e-8 w'/T on g > 0, increasing in
    the gap g, and log q decreases in g.
    """
    w = 1e-8 * min(max(math.log(T), 0.0), 1.0)
    return normalised(np.exp(-np.maximum(-logs(p) - w, 0.0) / T))


def _tie_snapped_when_cold(p: Array, T: float) -> Array:
    """Below T = 0.5, uniform on the entries within 1e-9 of the largest where there are two or more of them.

    Entropy: log k there, and at most that of the power law at T >= 0.5, whose k largest entries are equal to 1e-8.
    """
    q = power(p, T)
    tied = top(p) - p < 1e-9
    snap = (tied.sum(axis=-1, keepdims=True) > 1) & (T < 0.5)
    return np.where(snap, normalised(tied.astype(float)), q)


def _single_precision_logs(p: Array, T: float) -> Array:
    """log p rounded to float32, the rest in float64: a power curve, so entropy rises, but of another law than p.

    Errors and jumps are about 6e-8 of F and more.
    """
    with np.errstate(divide="ignore"):
        z = np.log(p).astype(np.float32).astype(float)
    return normalised(np.exp((z - z.max(axis=-1, keepdims=True)) / T))


def _four_decimals(p: Array, T: float) -> Array:
    """Rounded down to four decimals, the rest given to the largest.

    Entropy falls by 1e-4 log(q_max / q_i) where a middle entry falls in T and steps down (three classes or more).
    """
    q = np.floor(power(p, T) * 1e4) / 1e4
    largest = np.argmax(p, axis=-1)[..., None] == np.arange(p.shape[-1])
    return q + largest * (1.0 - q.sum(axis=-1, keepdims=True))


def _sparse_when_cold(p: Array, T: float) -> Array:
    """The projection of p/T onto the simplex (Tsallis 2): exact zeros for T < 1.

    On its support q_i - 1/k = (p_i - mean)/T, so entropy rises, and it is mixing for T >= 1.
    """
    y = np.asarray(p, dtype=float) / T
    s = -np.sort(-y, axis=-1)
    k = np.arange(1, p.shape[-1] + 1)
    excess = np.cumsum(s, axis=-1) - 1.0
    size = np.maximum((s * k > excess).sum(axis=-1, keepdims=True), 1)
    return normalised(np.maximum(y - np.take_along_axis(excess, size - 1, -1) / size, 0.0))


# ---------------------------------------------------------------------------------------- violators: tiny entries, sums


def _underflow_guard(p: Array, T: float) -> Array:
    """Above T = 1 entries below 1e-30 count as zeros; at T = 1 that is less than rounding."""
    return power(np.where(p < 1e-30, 0.0, p), T) if T > 1.0 else power(p, T)


def _clamped(p: Array, T: float) -> Array:
    """Entries below 1e-8 raised to 1e-8: they tie."""
    return power(np.maximum(p, 1e-8), T)


def _zeros_filled(p: Array, T: float) -> Array:
    """Exact zeros, and only those, replaced with 1e-10: they pass the smaller positive entries."""
    return power(np.where(p == 0.0, 1e-10, p), T)


def _clipped_logit(p: Array, T: float) -> Array:
    """At two classes the logit is clipped to [-15, 15]: F_1 is off by up to 3e-7 below p = 3e-7."""
    if p.shape[-1] != 2:
        return power(p, T)
    with np.errstate(divide="ignore"):
        z = np.clip(np.log(p[..., :1]) - np.log(p[..., 1:]), -15.0, 15.0)
    return normalised(np.exp(np.minimum(np.concatenate([z, -z], axis=-1), 0.0) / T))


def _sum_drifts(p: Array, T: float) -> Array:
    """At two classes the sum falls from 1 to 1 - 1e-6 between T = 20 and 21.

    d/dc of the entropy of c q is H - 1 - log c < 0 as H <= log 2, so the entropy rises whether F is normalised or not.
    """
    q = power(p, T)
    return q * (1.0 - 1e-6 * min(max(T - 20.0, 0.0), 1.0)) if p.shape[-1] == 2 else q


def _sum_jumps(p: Array, T: float) -> Array:
    """At two classes the sum is 1 - 1e-4 above T = 12; the entropy rises as before."""
    return power(p, T) * (1.0 - 1e-4 if p.shape[-1] == 2 and T > 12.0 else 1.0)


VIOLATORS: dict[str, Entry] = {
    "jump_in_window": Entry(power_at(_jump_in_window), frozenset({"continuity", "entropy"}), floor=1e-9),
    "hump_in_window": Entry(power_at(_hump_in_window), frozenset({"entropy"}), floor=1e-9),
    # tau is within 0.5 % of 10 from T = 30 on
    "saturated": Entry(power_at(_saturated), frozenset({"boundary"}), floor=1e-9, temperatures=(0.1, 1e4)),
    # (0.4, 0.35, 0.25) stays at the law of T = 0.2 down to T = 0.001
    "cold_floor": Entry(
        power_at(lambda T: max(T, 0.2)), frozenset({"boundary"}), floor=1e-9, temperatures=(1e-3, 50.0)
    ),
    # T + 1e-8 for fear of zero: F_1 is off by 1e-8 * p |log p - E log p|
    "guarded_division": Entry(power_at(lambda T: T + 1e-8), frozenset({"identity"}), floor=1e-9),
    "stale_at_two": Entry(power_at(_inverse_schedule_at_two), frozenset({"continuity", "entropy"}), floor=1e-9),
    "half_precision_temperature": Entry(power_at(_half_precision), frozenset({"continuity"}), floor=1e-9),
    "close_to_one": Entry(power_at(_close_to_one), frozenset({"continuity"}), floor=1e-9),
    "five_class_dip": Entry(_five_class_dip, frozenset({"entropy"}), floor=1e-9),
    "class_temperatures": Entry(_class_temperatures, frozenset({"ranking", "entropy"}), floor=1e-9),
    "confident_branch": Entry(_confident_branch, frozenset({"continuity"}), floor=1e-9),
    "exponent_by_argmax": Entry(_exponent_by_argmax, frozenset({"continuity"}), floor=1e-9),
    "overconfident_inverted": Entry(_overconfident_inverted, frozenset({"entropy", "boundary"}), floor=1e-9),
    "tilt_when_hot": Entry(_tilt_when_hot, frozenset({"ranking", "entropy"}), floor=1e-9),
    "rolled_in_window": Entry(_rolled_in_window, frozenset({"ranking", "entropy"}), floor=1e-9),
    "relapse": Entry(_relapse, frozenset({"entropy"}), floor=1e-9),
    "uniform_leak": Entry(_uniform_leak, frozenset({"identity"}), floor=1e-9),
    # uniform only above 40, so the limit itself is right, and entropy jumps upwards
    "uniform_when_hot": Entry(_uniform_when_hot, frozenset({"ranking", "continuity"}), floor=1e-9),
    # boundary at exact ties: (1, 0) for (0.5, 0.5) from T = 0.15 to 0.001
    "one_hot_when_cold": Entry(
        _one_hot_when_cold, frozenset({"ranking", "continuity", "boundary"}), floor=1e-9, temperatures=(1e-3, 50.0)
    ),
    # the jump at a gap of 1e-6 is about 1e-6 / T, F_1 is off by as much
    "near_ties_swapped": Entry(_near_ties_swapped, frozenset({"ranking", "continuity", "identity"}), floor=1e-9),
    # jumps below 1e-9 do not count
    "nearest_ties_swapped_above": Entry(_nearest_ties_swapped_above, frozenset({"ranking"}), floor=1e-9),
    "dead_zone": Entry(_dead_zone, frozenset({"ranking"}), floor=1e-9),
    # a jump of the mass outside the tie, (0.34, 0.34, 0.32) at T = 0.4 say
    "tie_snapped_when_cold": Entry(_tie_snapped_when_cold, frozenset({"ranking", "continuity"}), floor=1e-9),
    "single_precision_logs": Entry(
        _single_precision_logs, frozenset({"ranking", "continuity", "identity"}), floor=1e-9
    ),
    "four_decimals": Entry(_four_decimals, frozenset({"ranking", "continuity", "entropy", "identity"}), floor=1e-9),
    "sparse_when_cold": Entry(_sparse_when_cold, frozenset({"ranking"})),
    # boundary: (1, 0) for (1 - 1e-31, 1e-31) from T = 1 to 200
    # these two also jump, at probabilities below 1e-12, where a jump does not count
    "underflow_guard": Entry(_underflow_guard, frozenset({"ranking", "boundary"}), temperatures=(0.1, 200.0)),
    "clamped": Entry(_clamped, frozenset({"ranking", "identity"})),
    "zeros_filled": Entry(_zeros_filled, frozenset({"ranking", "identity"})),
    "clipped_logit": Entry(_clipped_logit, frozenset({"identity"}), floor=1e-9),
    "sum_drifts": Entry(_sum_drifts, frozenset({"simplex"}), floor=1e-9),
    "sum_jumps": Entry(_sum_jumps, frozenset({"simplex", "continuity"}), floor=1e-9),
    # the closed simplex: (0.5, 0.5, 0) never moves. Up to T = 35 the least float above 0 has a power below 1e-9
    "power_with_zeros": Entry(power, frozenset({"boundary"}), temperatures=(0.3, 35.0)),
}
