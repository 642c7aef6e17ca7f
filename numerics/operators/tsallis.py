"""Tsallis softening, the Legendre family of g(s) = s^(α−1)/(α−1): sparsemax(p/T) at α = 2, Burg at α = 0.

With a = α − 1 and s_i = p_i^a, q_i = (s_i/T + c)^(1/a), and 0 where s_i/T + c ≤ 0. Written from a pivot r,
q_i = (ζ + d_i)^(1/a) with d_i = (s_i − s_r)/T ≥ 0 and ζ ≥ 0, nothing cancels: r is the largest entry when a < 0,
the smallest that is not truncated when a > 1, or a > 0 and T < 1; and s_r = 0 when 0 < a ≤ 1 ≤ T, since then c ≥ 0.
With S = Σq, S^a is convex in ζ for 0 < a ≤ 1 and concave for a < 0, and for a > 1 S is convex in q_r = ζ^(1/a):
from the right end of the bracket (a > 0) or the left one, Newton's iteration runs straight to the root.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from numerics.legendre import Generator, legendre
from numerics.legendre import allowance as generic_allowance
from numerics.normalising import by_rows, root
from numerics.operator import Operator, Parametrised, always, spelled, unless_truncated
from numerics.operators.power import power
from numerics.rounding import TINY, ULPS, Allowance, log_size
from numerics.simplex import Array, InputError

NEARLY_POWER = 0.05  # |α − 1| below which s^a is so near 1 that floats lose what (s^a − 1)/a keeps
LARGEST = 10.0  # |α| beyond which s^a leaves the range of floats for ordinary s


def generator(a: float) -> Generator:
    """g(s) = (s^a − 1)/a, a = α − 1 ≠ 0; the constant is taken up by c."""
    return Generator(
        g=lambda s: np.expm1(a * np.log(s)) / a,
        inverse=lambda y: np.exp(np.log1p(a * y) / a),
        weight=lambda s: s ** (1 - a),
        below_one=lambda s: np.expm1(a * np.log1p(-s)) / a,
        complement=lambda y: -np.expm1(np.log1p(a * y) / a),
        weight_below_one=lambda s: np.exp((1 - a) * np.log1p(-s)),
        floor=-1 / a if a > 0 else -np.inf,
        ceiling=0.0,
    )


def raised(z: Array, exponent: float) -> Array:
    """z^exponent, by the cheapest operation that is as exact."""
    return z if exponent == 1 else z * z if exponent == 2 else np.sqrt(z) if exponent == 0.5 else z**exponent


def smallest_kept(s: Array, T: Array, a: float) -> Array:
    """The least s_r that is not truncated, shape (n, 1): the last in descending order with Σ_{i≤r} q_i(ζ = 0) < 1."""
    _, V = s.shape
    order = -np.sort(-s, axis=-1)
    kept, truncated = np.zeros(T.shape, dtype=np.intp), np.full(T.shape, V)
    while (truncated - kept > 1).any():
        middle = np.minimum((kept + truncated) // 2, V - 1)
        above = np.maximum(order - np.take_along_axis(order, middle, axis=-1), 0) / T
        fits = raised(above, 1 / a).sum(axis=-1, keepdims=True) < 1
        kept, truncated = np.where(fits, middle, kept), np.where(fits, truncated, middle)
    return np.take_along_axis(order, kept, axis=-1)


def positive(p: Array, T: Array, a: float) -> Array:
    """a > 0, on rows of shape (n, V) at temperatures of shape (n, 1)."""
    d, support, count = raised(p, a), None, float(p.shape[-1])
    pivot = d.min(axis=-1, keepdims=True) if a > 1 else np.zeros_like(T)
    if (T < 1).any():
        pivot = np.where(T < 1, smallest_kept(d, T, a), pivot)
        support = d >= pivot
        count = support.sum(axis=-1, keepdims=True, dtype=np.float64)
    d = np.maximum(d - pivot, 0.0)
    d /= T
    root_of = _least_entry if a > 1 else _level
    q = root_of(d, support, count, a)
    return q if support is None else np.where(support, q, 0.0)


def _level(d: Array, support: NDArray[np.bool_] | None, count: float | Array, a: float) -> Array:
    """0 < a ≤ 1: the unknown is ζ."""

    def entries(level: Array) -> tuple[Array, Array]:
        z = level + d
        return raised(z, 1 / a), raised(z, 1 / a - 1) if a < 1 else np.ones_like(z)

    def evaluate(level: Array) -> tuple[Array, Array]:
        total, slope = (_sum(part, support) for part in entries(level))
        return total - 1, level - (total - total ** (1 - a)) / slope

    n, V = d.shape
    high = np.broadcast_to(np.asarray(count) ** -a, (n, 1))
    return entries(root(evaluate, np.zeros_like(high), high, high, V))[0]


def _least_entry(d: Array, support: NDArray[np.bool_] | None, count: float | Array, a: float) -> Array:
    """a > 1: the unknown is x = ζ^(1/a), the pivot's own entry, in which all slopes lie between 0 and 1."""

    def entries(x: Array) -> Array:
        return raised(raised(x, a) + d, 1 / a)

    def evaluate(x: Array) -> tuple[Array, Array]:
        q = entries(x)
        slope = np.divide(x, q, out=np.ones_like(q), where=q > 0) ** (a - 1)
        total = _sum(q, support)
        return total - 1, x - (total - 1) / _sum(slope, support)

    n, V = d.shape
    high = np.broadcast_to(1 / np.asarray(count), (n, 1))
    return entries(root(evaluate, np.zeros_like(high), high, high, V))


def _sum(terms: Array, support: NDArray[np.bool_] | None) -> Array:
    return terms.sum(axis=-1, keepdims=True) if support is None else terms.sum(axis=-1, keepdims=True, where=support)


def negative(p: Array, T: Array, a: float) -> Array:
    """a < 0, in logarithms, since p^a overflows; the unknown is log ζ, with ζ = q_max^a."""
    with np.errstate(divide="ignore"):
        logs = np.log(p)
        largest = logs.max(axis=-1, keepdims=True)
        u = a * (logs - largest)  # ≥ 0, and ∞ at p_i = 0
        log_d = a * largest + u + np.log(-np.expm1(-u)) - np.log(T)

    def entries(log_level: Array) -> tuple[Array, Array]:
        log_z = np.logaddexp(log_level, log_d)
        q = np.exp(log_z / a)
        return q, q * np.exp(log_level - log_z)

    def evaluate(log_level: Array) -> tuple[Array, Array]:
        total, slope = (part.sum(axis=-1, keepdims=True) for part in entries(log_level))
        with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
            return 1 - total, log_level + np.log1p((total ** (1 - a) - total) / slope)

    _, V = p.shape
    low, high = np.zeros_like(T), np.full_like(T, -a * np.log(V))
    return entries(root(evaluate, low, high, low, V))[0]


def allowance(a: float) -> Allowance:
    """What floats leave: an error of the s_i and q_i^a of a few ulp, and what makes up for it in the sum.

    For a < 0 the others share that in proportion to q_i^(1−a). For a > 0 a class at the edge of truncation, or next
    to zero, may have to take all of it.
    """

    def error(p: Array, T: float | Array, q: Array) -> Array:
        with np.errstate(all="ignore"):
            relative = np.where(q > 0, 1 + (p / q) ** a / T, 0.0) / abs(a)  # of z_i, over that of q_i
            weight = np.where(q > 0, (q / q.max(axis=-1, keepdims=True)) ** (1 - a), 0.0)
        own = (np.nan_to_num(relative, posinf=0.0) + 1 + log_size(q)) * q
        share = weight / weight.sum(axis=-1, keepdims=True) if a < 0 else 1.0
        return ULPS * (own + share * (own.sum(axis=-1, keepdims=True) + 1)) + TINY

    return error


def make(alpha: float) -> Operator:
    """Tsallis softening of index α, |α| ≤ 10; α = 1 is power."""
    if abs(alpha) > LARGEST:
        raise InputError(f"tsallis: alpha = {alpha:g} lies outside [-{LARGEST:g}, {LARGEST:g}]")
    a = alpha - 1
    if a == 0:
        formula, error = power.formula, power.allowance
    elif abs(a) < NEARLY_POWER:
        formula, error = legendre(generator(a)), generic_allowance(generator(a))
    else:
        rows = positive if a > 0 else negative
        formula, error = lambda p, T: by_rows(lambda p, T: rows(p, T, a), p, T), allowance(a)
    return Operator(
        name=f"tsallis:{spelled(alpha)}",
        tex=rf"q_i = \left(p_i^{{{a:g}}}/T + c\right)_+^{{1/{a:g}}},\ \sum q = 1",
        formula=formula,
        strict_from=1.0 if a > 0 else 0.0,
        closed=a > 0,
        composes=unless_truncated if a > 0 else always,
        commutes_with_conditioning=a == 0,
        allowance=error,
    )


tsallis = Parametrised("tsallis", "alpha", make, examples=(0.0, 0.5, 1.5, 2.0, 3.0))
