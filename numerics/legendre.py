"""Legendre softening for any φ: q_i = G((g(p_i) + c)/T) with g = φ', G its inverse and c such that Σq = 1."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from numerics.normalising import by_rows, root
from numerics.rounding import TINY, ULPS, Allowance
from numerics.simplex import Array

Entrywise = Callable[[Array], Array]


@dataclass(frozen=True)
class Generator:
    """φ by its derivative: g = φ' is continuous and strictly increasing on (0, 1).

    `below_one` is s ↦ g(1 − s), for s small; `inverse` is G, defined on the values of g; `weight` is 1/φ''(s), which
    is dG/dy at y = g(s). `floor` is g(0+) and `ceiling` g(1−), −∞ and ∞ where they are: below the floor G is 0,
    above the ceiling 1.
    """

    g: Entrywise
    below_one: Entrywise
    inverse: Entrywise
    weight: Entrywise
    floor: float
    ceiling: float

    def values(self, y: Array) -> Array:
        """G, extended by 0 below the floor and by 1 above the ceiling."""
        inside = (y > self.floor) & (y < self.ceiling)
        with np.errstate(all="ignore"):
            return np.where(inside, self.inverse(np.where(inside, y, self.g(np.array(0.5)))), y >= self.ceiling)


def legendre(generator: Generator) -> Callable[[Array, Array], Array]:
    """The formula of the family, for `numerics.operator.Operator`.

    The unknown is the level y = g(q_max), between g(1/V) and g(1−); every other entry lies g(max p) − g(p_i),
    over T, below it. An entry near 1 is known better by what the others leave.
    """

    def rows(p: Array, T: Array) -> Array:
        g, top = generator.g, p.max(axis=-1, keepdims=True)
        rest = p.sum(axis=-1, keepdims=True, where=p < top)
        with np.errstate(all="ignore"):
            highest = np.where(top > 0.5, generator.below_one(rest), g(top))
            drop = np.where(p == top, 0.0, (highest - g(p)) / T)  # also where g is infinite

        def evaluate(level: Array) -> tuple[Array, Array]:
            q = generator.values(level - drop)
            total = q.sum(axis=-1, keepdims=True)
            with np.errstate(all="ignore"):
                slope = np.where((q > 0) & (q < 1), generator.weight(q), 0.0).sum(axis=-1, keepdims=True)
                return total - 1, level - (total - 1) / slope

        low = np.broadcast_to(g(np.array(1 / p.shape[-1])), T.shape)
        high = np.full(T.shape, float(generator.below_one(np.array(TINY))))
        level = root(evaluate, low, high, high, p.shape[-1])
        return generator.values(level - drop)

    return lambda p, T: by_rows(rows, p, T)


def allowance(generator: Generator) -> Allowance:
    """What floats leave: errors of p_i, g(p_i)/T and g(q_i) of a few ulp, and the shift of c that makes up for them."""

    def error(p: Array, T: float | Array, q: Array) -> Array:
        inside = (q > 0) & (q < 1)
        with np.errstate(all="ignore"):
            weight = np.where(inside, generator.weight(q), 0.0)
            size = np.where(
                inside & (p > 0) & (p < 1),
                (np.abs(generator.g(p)) + p / generator.weight(p)) / T + np.abs(generator.g(q)),
                0.0,
            )
            share = np.nan_to_num(weight / weight.sum(axis=-1, keepdims=True))
        own = weight * size + q
        return ULPS * (own + share * (own.sum(axis=-1, keepdims=True) + 1)) + TINY

    return error
