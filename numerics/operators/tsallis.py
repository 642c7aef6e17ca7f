"""Tsallis softening, the Legendre family of g(s) = s^(α−1)/(α−1): sparsemax(p/T) at α = 2, Burg at α = 0.

With a = α − 1 and s_i = p_i^a, q_i = (s_i/T + c)^(1/a), and 0 where s_i/T + c ≤ 0. Written from a pivot r,
q_i = (ζ + d_i)^(1/a) with d_i = (s_i − s_r)/T ≥ 0 and ζ ≥ 0, nothing cancels: r is the largest entry when a < 0,
the smallest that is not truncated when a > 1, or a > 0 and T < 1; and s_r = 0 when 0 < a ≤ 1 ≤ T, since then c ≥ 0.
With S = Σq, S^a is convex in ζ for 0 < a ≤ 1 and concave for a < 0, and for a > 1 S is convex in q_r = ζ^(1/a):
from the right end of the bracket (a > 0) or the left one, Newton's iteration runs straight to the root.
"""

from __future__ import annotations

from math import inf, log

import numpy as np

from numerics.legendre import Generator, legendre, total_of
from numerics.legendre import allowance as generic_allowance
from numerics.libraries import AnyArray, by_rows, library
from numerics.normalising import root
from numerics.operator import Operator, Parametrised, always, spelled, unless_truncated
from numerics.operators.power import power
from numerics.rounding import TINY, ULPS, Allowance, log_size
from numerics.simplex import Array, InputError

NEARLY_POWER = 0.05  # |α − 1| below which s^a is so near 1 that floats lose what (s^a − 1)/a keeps
LARGEST = 10.0  # |α| beyond which s^a leaves the range of floats for ordinary s


def generator(a: float) -> Generator:
    """g(s) = (s^a − 1)/a, a = α − 1 ≠ 0; the constant is taken up by c."""
    return Generator(
        g=lambda s: (xp := library(s)).expm1(a * xp.log(s)) / a,
        inverse=lambda y: (xp := library(y)).exp(xp.log1p(a * y) / a),
        weight=lambda s: s ** (1 - a),
        below_one=lambda s: (xp := library(s)).expm1(a * xp.log1p(-s)) / a,
        complement=lambda y: -(xp := library(y)).expm1(xp.log1p(a * y) / a),
        weight_below_one=lambda s: (xp := library(s)).exp((1 - a) * xp.log1p(-s)),
        floor=-1 / a if a > 0 else -inf,
        ceiling=0.0,
    )


def raised(z: AnyArray, exponent: float) -> AnyArray:
    """z^exponent, by the cheapest operation that is as exact."""
    return z if exponent == 1 else z * z if exponent == 2 else library(z).sqrt(z) if exponent == 0.5 else z**exponent


def smallest_kept(s: AnyArray, T: AnyArray, a: float) -> AnyArray:
    """The least s_r that is not truncated, shape (n, 1): the last in descending order with Σ_{i≤r} q_i(ζ = 0) < 1."""
    xp, (_, V) = library(s), s.shape
    order = xp.flip(xp.sort(s, axis=-1, stable=False), axis=-1)  # equal entries may come in any order
    kept = xp.zeros_like(T, dtype=xp.int64)
    truncated = kept + V
    while xp.any(truncated - kept > 1):
        middle = xp.minimum((kept + truncated) // 2, kept * 0 + V - 1)
        some = order[:, : int(xp.max(middle))]  # what is not larger than that in the middle adds nothing
        above = positive_part(some - xp.take_along_axis(order, middle, axis=-1)) / T
        fits = total_of(raised(above, 1 / a)) < 1
        kept, truncated = xp.where(fits, middle, kept), xp.where(fits, truncated, middle)
    return xp.take_along_axis(order, kept, axis=-1)


def positive_part(x: AnyArray) -> AnyArray:
    """max(x, 0), entry by entry."""
    return library(x).clip(x, min=0)


def positive(p: AnyArray, T: AnyArray, a: float) -> AnyArray:
    """a > 0, on rows of shape (n, V) at temperatures of shape (n, 1)."""
    xp, V = library(p), p.shape[-1]
    s, support, count = raised(p, a), None, xp.zeros_like(T) + V
    pivot = xp.min(s, axis=-1, keepdims=True) if a > 1 else xp.zeros_like(T)
    if xp.any(T < 1):
        pivot = xp.where(T < 1, smallest_kept(s, T, a), pivot)
        support = s >= pivot
        count = total_of(xp.astype(support, p.dtype))
    root_of = _least_entry if a > 1 else _level
    q = root_of(positive_part(s - pivot) / T, support, count, a)
    return q if support is None else xp.where(support, q, 0.0)


def _level(d: AnyArray, support: AnyArray | None, count: AnyArray, a: float) -> AnyArray:
    """0 < a ≤ 1: the unknown is ζ."""
    xp = library(d)

    def entries(level: AnyArray) -> tuple[AnyArray, AnyArray]:
        z = level + d
        return raised(z, 1 / a), raised(z, 1 / a - 1) if a < 1 else xp.ones_like(z)

    def evaluate(level: AnyArray) -> tuple[AnyArray, AnyArray]:
        total, slope = (_sum(part, support) for part in entries(level))
        return total - 1, level - (total - total ** (1 - a)) / slope

    high = count**-a
    return entries(root(evaluate, xp.zeros_like(high), high, high, d.shape[-1]))[0]


def _least_entry(d: AnyArray, support: AnyArray | None, count: AnyArray, a: float) -> AnyArray:
    """a > 1: the unknown is x = ζ^(1/a), the pivot's own entry, in which all slopes lie between 0 and 1."""
    xp = library(d)

    def entries(x: AnyArray) -> AnyArray:
        return raised(raised(x, a) + d, 1 / a)

    def evaluate(x: AnyArray) -> tuple[AnyArray, AnyArray]:
        q = entries(x)
        slope = xp.where(q > 0, x / xp.where(q > 0, q, 1.0), 1.0) ** (a - 1)
        total = _sum(q, support)
        return total - 1, x - (total - 1) / _sum(slope, support)

    high = 1 / count
    return entries(root(evaluate, xp.zeros_like(high), high, high, d.shape[-1]))


def _sum(terms: AnyArray, support: AnyArray | None) -> AnyArray:
    return total_of(terms if support is None else library(terms).where(support, terms, 0.0))


def negative(p: AnyArray, T: AnyArray, a: float) -> AnyArray:
    """a < 0, in logarithms, since p^a overflows; the unknown is log ζ, with ζ = q_max^a."""
    xp, V = library(p), p.shape[-1]
    with np.errstate(divide="ignore"):
        logs = xp.log(p)
        largest = xp.max(logs, axis=-1, keepdims=True)
        u = a * (logs - largest)  # ≥ 0, and ∞ at p_i = 0
        log_d = a * largest + u + xp.log(-xp.expm1(-u)) - xp.log(T)

    def entries(log_level: AnyArray) -> tuple[AnyArray, AnyArray]:
        log_z = xp.logaddexp(log_level, log_d)
        q = xp.exp(log_z / a)
        return q, q * xp.exp(log_level - log_z)

    def evaluate(log_level: AnyArray) -> tuple[AnyArray, AnyArray]:
        total, slope = map(total_of, entries(log_level))
        with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
            return 1 - total, log_level + xp.log1p((total ** (1 - a) - total) / slope)

    low, high = xp.zeros_like(T), xp.full_like(T, -a * log(V))
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
        portable=True,
        allowance=error,
    )


tsallis = Parametrised("tsallis", "alpha", make, examples=(0.0, 0.5, 1.5, 2.0, 3.0))
