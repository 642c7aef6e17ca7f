"""Risks of teachers and students by enumeration, in fractions or in floats."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from math import factorial, prod
from typing import TypeVar

import numpy as np
from flint import fmpq

from numerics.counts import multinomial
from numerics.simplex import Array

FEW = 32  # classes

Counts = tuple[int, ...]
Rational = TypeVar("Rational", Fraction, fmpq)


def outcomes(n: int, p: Sequence[Rational]) -> Iterator[tuple[Counts, Rational]]:
    """Every vector of counts of n draws from p, with its multinomial probability; in fractions or in those of flint."""
    for counts in compositions(n, len(p)):
        ways = factorial(n) // prod(map(factorial, counts))
        yield counts, ways * prod((q**c for q, c in zip(p, counts, strict=True)), start=0 * p[0] + 1)


def compositions(n: int, parts: int) -> Iterator[Counts]:
    """The ways to write n as an ordered sum of `parts` whole numbers ≥ 0."""
    if parts == 1:
        yield (n,)
        return
    for first in range(n + 1):
        for rest in compositions(n - first, parts - 1):
            yield (first, *rest)


def exact_risk(soften: Callable[[Sequence[Fraction]], Sequence[Fraction]], n: int, p: Sequence[Fraction]) -> Fraction:
    """E‖F(p̂) − p‖² for p̂ the frequencies of n draws from p, by enumeration of every outcome."""
    total = Fraction(0)
    for counts, weight in outcomes(n, p):
        q = soften([Fraction(c, n) for c in counts])
        total += weight * sum(((a - b) ** 2 for a, b in zip(q, p, strict=True)), Fraction(0))
    return total


def frequencies(rng: np.random.Generator, n: int, p: Array, replicates: int) -> Array:
    """Frequencies of n draws from p, shape (replicates, V).

    Of few classes the replicates of one lie side by side in memory: sums over classes are several times as fast.
    """
    counts = multinomial(rng, n, p, replicates)
    return np.divide(counts.T, n, order="C").T if len(p) <= FEW else counts / n


def zipf(classes: int) -> Array:
    """Zipf's law: probabilities in proportion to 1/i, shape (classes,)."""
    weights = 1 / np.arange(1, classes + 1)
    return weights / weights.sum()
