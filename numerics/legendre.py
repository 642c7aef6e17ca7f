"""Legendre softening for any φ: q_i = G((g(p_i) + c)/T) with g = φ', G its inverse and c such that Σq = 1."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from array_api_compat import device

from numerics.libraries import AnyArray, by_rows, library, number
from numerics.normalising import root
from numerics.rounding import TINY, ULPS, Allowance
from numerics.simplex import Array

Entrywise = Callable[[AnyArray], AnyArray]


@dataclass(frozen=True)
class Generator:
    """φ by its derivative: g = φ' is continuous and strictly increasing on (0, 1).

    `inverse` is G, defined on the values of g; `weight` is 1/φ''(s), which is dG/dy at y = g(s). What lies near 1 is
    known better by what it leaves: `below_one` is s ↦ g(1 − s), `complement` is 1 − G, and `weight_below_one` is
    s ↦ 1/φ''(1 − s). `floor` is g(0+) and `ceiling` g(1−), −∞ and ∞ where they are: below the floor G is 0, above
    the ceiling 1.
    """

    g: Entrywise
    inverse: Entrywise
    weight: Entrywise
    below_one: Entrywise
    complement: Entrywise
    weight_below_one: Entrywise
    floor: float
    ceiling: float

    def values(self, y: AnyArray) -> AnyArray:
        """G, extended by 0 below the floor and by 1 above the ceiling."""
        xp = library(y)
        inside = (y > self.floor) & (y < self.ceiling)  # elsewhere g(1/2) stands in: G must not be asked outside
        with np.errstate(all="ignore"):
            q = self.inverse(xp.where(inside, y, self.g(number(0.5, like=y))))
            return xp.where(inside, q, xp.astype(y >= self.ceiling, y.dtype))

    def left_by(self, y: AnyArray) -> AnyArray:
        """1 − G at y ≥ g(1/2), 0 above the ceiling."""
        with np.errstate(all="ignore"):
            return library(y).where(y < self.ceiling, self.complement(y), 0.0)


def legendre(generator: Generator) -> Callable[[AnyArray, AnyArray], AnyArray]:
    """The formula of the family, for `numerics.operator.Operator`.

    The unknown is the level y = g(q_max), between g(1/V) and g(1−); every other entry lies g(max p) − g(p_i),
    over T, below it. Where q_max exceeds 1/2, the equation is Σ' q_i = 1 − q_max over the others, relative to its right
    side, so that however cold it is the small entries keep their digits.
    """

    def rows(p: AnyArray, T: AnyArray) -> AnyArray:
        xp, g, V = library(p), generator.g, p.shape[-1]
        top = xp.max(p, axis=-1, keepdims=True)
        rest = total_of(xp.where(p < top, p, 0.0))
        with np.errstate(all="ignore"):
            # near a vertex g(max p) is g(1 − rest): the rest keeps digits that max p has rounded away
            highest = xp.where(top > 0.5, generator.below_one(rest), g(top))
            drop = xp.where(p == top, 0.0, (highest - g(p)) / T)  # also where g is infinite
        half = g(number(0.5, like=p))
        first = xp.argmax(p, axis=-1, keepdims=True)
        largest = xp.arange(V, dtype=first.dtype, device=device(p)) == first

        def evaluate(level: AnyArray) -> tuple[AnyArray, AnyArray]:
            """log(Σ' q_i/(1 − q_max)), or log Σ q_i where q_max ≤ 1/2, and Newton's next level."""
            # steep: q_max > 1/2. Then what it leaves is computed by itself, and q_max is not in the sum
            q, steep = generator.values(level - drop), level > half
            left = xp.where(steep, generator.left_by(level), 1.0)
            counted = ~(steep & largest)
            total = total_of(xp.where(counted, q, 0.0))
            with np.errstate(all="ignore"):
                # the slope of log(Σ'/left): entries that are cut off at 0 or 1 do not move with the level
                slope = total_of(xp.where(counted & (q > 0) & (q < 1), generator.weight(q), 0.0))
                falls = xp.where(steep, generator.weight_below_one(left), 0.0)
                excess = xp.where(left > 0, xp.log(total / left), xp.inf)
                return excess, level - excess / (slope / total + falls / left)

        # q_max is at least 1/V, and at most one less the smallest float
        low = xp.zeros_like(T) + g(number(1 / V, like=p))
        high = xp.zeros_like(T) + generator.below_one(number(float(xp.finfo(p.dtype).smallest_normal), like=p))
        level = root(evaluate, low, high, high, V)
        return generator.values(level - drop)

    return lambda p, T: by_rows(rows, p, T)


def total_of(terms: AnyArray) -> AnyArray:
    """The sum over classes, of shape (..., 1)."""
    return library(terms).sum(terms, axis=-1, keepdims=True)


def allowance(generator: Generator) -> Allowance:
    """What floats leave: errors of p_i, g(p_i)/T and g(q_i) of a few ulp, and the shift of c that makes up for them."""

    def error(p: Array, T: float | Array, q: Array) -> Array:
        # the entry above 1/2 is known by what it leaves, so its error is that of the others
        top = (q == q.max(axis=-1, keepdims=True)) & (q > 0.5)
        left = np.where(top, 0.0, q).sum(axis=-1, keepdims=True)  # 1 − q_max where q_max > 1/2, else 1
        smaller = np.where(top, left, q)
        inside = (smaller > 0) & (smaller < 1)
        with np.errstate(all="ignore"):
            weight = np.where(inside, np.where(top, generator.weight_below_one(left), generator.weight(q)), 0.0)
            level = np.where(top, generator.below_one(left), generator.g(q))
            within = (p > 0) & (p < 1)  # a zero or a one carries no error, but g there is as large as any
            score = np.where(within, generator.g(p), np.where(p > 0, generator.ceiling, generator.floor))
            moved = np.where(within, p / generator.weight(p), 0.0)
            size = np.where(inside & np.isfinite(score), (np.abs(score) + moved) / T + np.abs(level), 0.0)
            share = np.nan_to_num(weight / weight.sum(axis=-1, keepdims=True))
        # dq_i = weight_i (dy_i + dc): c shifts until the errors of all entries add up to none
        own = weight * size + smaller
        return ULPS * (own + share * (own.sum(axis=-1, keepdims=True) + left) + q) + TINY

    return error
