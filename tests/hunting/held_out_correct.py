"""Held-out operators for the hunt: correct ones that look odd, each with the reason why it is correct.

The lemmas are those of `held_out`. Two that solve by bisection are looked at in three classes only, for time.
"""

from __future__ import annotations

import math

import numpy as np

from tests.hunting.entry import Entry
from tests.hunting.held_out_tools import Array, normalised, power, power_at, top

# -------------------------------------------------------------------------------------------------------------- correct


def _loops(p: Array, T: float) -> Array:
    """Power, one float at a time."""
    rows = []
    for row in np.asarray(p, dtype=float).reshape(-1, p.shape[-1]).tolist():
        largest = max(row)
        weights = [(x / largest) ** (1.0 / T) for x in row]
        total = math.fsum(weights)
        rows.append([w / total for w in weights])
    return np.array(rows, dtype=float).reshape(p.shape)


def _single_precision(p: Array, T: float) -> Array:
    """Power in float32 throughout, returned as float32: right to its own precision."""
    x = np.asarray(p, dtype=np.float32)
    with np.errstate(divide="ignore", under="ignore"):
        z = np.log(x)
        w = np.exp((z - z.max(axis=-1, keepdims=True)) / np.float32(T))
    return w / w.sum(axis=-1, keepdims=True, dtype=np.float32)


def _steep_ramp(T: float) -> float:
    """T up to 2, T + 1 from 2.01, a straight line between: steep, continuous, increasing."""
    return T + min(max(100.0 * (T - 2.0), 0.0), 1.0)


def _resting(T: float) -> float:
    """T up to 3, 3 up to 4, T - 1 above: nondecreasing is enough for entropy."""
    return max(min(T, 3.0), T - 1.0)


def _table(T: float) -> float:
    """Interpolated in a table of knots: increasing, kinked, 1 at 1."""
    return float(np.interp(T, [0.0, 0.5, 1.0, 1.5, 10.0, 100.0], [0.0, 0.7, 1.0, 1.05, 15.0, 300.0]))


def _collision_exponent(p: Array, T: float) -> Array:
    """T^a(p) with a = (1 + sum p^2)/2 in (1/2, 1]."""
    return power(p, T ** (0.5 + 0.5 * (np.asarray(p) ** 2).sum(axis=-1, keepdims=True)))


def _first_class_exponent(p: Array, T: float) -> Array:
    """T^a(p) with a = 0.6 + 0.4 p_0: not symmetric, which no axiom asks for."""
    return power(p, T ** (0.6 + 0.4 * p[..., :1]))


def _steep_exponent(p: Array, T: float) -> Array:
    """T^a(p) with a = 0.8 + 0.2 tanh(1000 (max p - 0.7)): steep in p, not a jump."""
    return power(p, T ** (0.8 + 0.2 * np.tanh(1e3 * (top(p) - 0.7))))


def _two_powers(p: Array, T: float) -> Array:
    """Halfway between the power laws of T and T^2."""
    return 0.5 * power(p, T) + 0.5 * power(p, T * T)


def _power_and_spliced(p: Array, T: float) -> Array:
    """A third power, two thirds spliced."""
    return power(p, T) / 3.0 + 2.0 * _spliced_by_confidence(p, T) / 3.0


def _spliced_by_confidence(p: Array, T: float) -> Array:
    """Power up to T = 1, mixing with the weight T^-(1 + max p) on p above."""
    if T <= 1.0:
        return power(p, T)
    w = T ** -(1.0 + top(p))
    return w * p + (1.0 - w) / p.shape[-1]


def _power_then_mixed(p: Array, T: float) -> Array:
    """Power, and above T = 1 mixed with the uniform law as well."""
    w = 1.0 / max(T, 1.0)
    return w * power(p, T) + (1.0 - w) / p.shape[-1]


def _tsallis_half(p: Array, T: float) -> Array:
    """q_i = (p_i^(-1/2)/T + c)^-2, c by bisection on the least term s, which lies in [1, sqrt V]."""
    with np.errstate(divide="ignore"):
        x = 1.0 / np.sqrt(np.asarray(p, dtype=float))
    x = (x - x.min(axis=-1, keepdims=True)) / T
    low = np.ones_like(x[..., :1])
    high = np.full_like(low, math.sqrt(p.shape[-1]))
    for _ in range(54):
        s = 0.5 * (low + high)
        large = ((x + s) ** -2).sum(axis=-1, keepdims=True) > 1.0
        low, high = np.where(large, s, low), np.where(large, high, s)
    return normalised((x + 0.5 * (low + high)) ** -2)


def _sigmoid(x: Array) -> Array:
    e = np.exp(-np.abs(x))
    return np.where(x >= 0.0, 1.0, e) / (1.0 + e)


def _sigmoids(p: Array, T: float) -> Array:
    """q_i = sigmoid(logit(p_i)/T + d), d by bisection on (sum of all but the largest) = (1 - the largest)."""
    V = p.shape[-1]
    p = np.maximum(np.asarray(p, dtype=float), 1e-30)  # below the floor; keeps the logits finite
    a = (np.log(p) - np.log(p @ (1.0 - np.eye(V)))) / T
    s = -np.sort(-a, axis=-1)
    first, rest = s[..., :1], s[..., 1:]
    low, high = -math.log(V - 1.0) - first, -0.5 * (first + rest[..., :1])
    for _ in range(62):
        d = 0.5 * (low + high)
        small = _sigmoid(rest + d).sum(axis=-1, keepdims=True) < _sigmoid(-first - d)
        low, high = np.where(small, d, low), np.where(small, high, d)
    return normalised(_sigmoid(a + 0.5 * (low + high)))


CORRECT: dict[str, Entry] = {
    # power
    "loops": Entry(_loops, frozenset(), floor=1e-9),
    # power; the floor keeps p^10 above the least float32
    "single_precision": Entry(_single_precision, frozenset(), floor=1e-3),
    # power at tau, each continuous and nondecreasing with tau(1) = 1, tau -> 0, tau -> inf
    "three_halves": Entry(power_at(lambda T: T**1.5), frozenset(), floor=1e-8),
    "mean_with_square": Entry(power_at(lambda T: 0.5 * (T + T * T)), frozenset(), floor=1e-9),
    "steep_ramp": Entry(power_at(_steep_ramp), frozenset(), floor=1e-9),
    "resting": Entry(power_at(_resting), frozenset(), floor=1e-9),
    "table": Entry(power_at(_table), frozenset(), floor=1e-9),
    # power at T^a(p), a continuous and positive: for each p a power curve
    "collision_exponent": Entry(_collision_exponent, frozenset(), floor=1e-9),
    "first_class_exponent": Entry(_first_class_exponent, frozenset(), floor=1e-9),
    "steep_exponent": Entry(_steep_exponent, frozenset(), floor=1e-9),
    # convex combinations of curves of the same order: M
    "two_powers": Entry(_two_powers, frozenset(), floor=1e-9),
    "power_and_spliced": Entry(_power_and_spliced, frozenset(), floor=1e-9),
    # the weight of p falls from 1 to 0 for each p, zeros included; M on both sides of T = 1, which both join at p
    "spliced_by_confidence": Entry(_spliced_by_confidence, frozenset(), temperatures=(0.2, 50.0)),
    # M, and moved towards uniform; zeros leave with 1 - 1/T. The least float above 0 has a power below 1e-10 up to 30
    "power_then_mixed": Entry(_power_then_mixed, frozenset(), temperatures=(0.2, 30.0)),
    # Legendre: with y = x/T + c, d(log q)/dT = 2/T - 2k/y, k > 0 as the q-mean is 0, and log q falls in y: C.
    # The floor and the temperatures let the slow limit show: x <= 32, so x/T <= 0.016 at 2000
    "tsallis_half": Entry(_tsallis_half, frozenset(), classes=(3,), floor=1e-3, temperatures=(0.05, 2000.0)),
    # dq/dT = q (1 - q)(k - y)/T changes sign once in y: X
    "sigmoids": Entry(_sigmoids, frozenset(), classes=(3,), floor=1e-9),
}
