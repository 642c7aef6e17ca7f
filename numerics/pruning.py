"""Random problems of pruning, and a hunt among them: found many at once in floats, confirmed one by one in fractions.

A problem is a covariance Σ with unit variances and weights β; k features are kept. Its methods and errors are those of
numerics.homotopy.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

import numpy as np
from flint import arb, fmpq
from numpy.typing import NDArray
from scipy.special import betaincinv

from numerics.homotopy import best, iterative, loss, losses, one_shot, pruned
from numerics.rational import fraction
from numerics.simplex import Array

Integers = NDArray[np.int64]
APART, CLEAR = 1e-9, 0.02  # relative errors closer than that are ties; an eigenvalue that floats tell from zero
MOST = 6  # features up to which every choice is looked at


@dataclass(frozen=True)
class Errors:
    """Squared errors of many problems, shape (n,): after one shot, after stages, and of the best choice, which is
    infinite where there are too many features to look at every choice."""

    one_shot: Array
    iterative: Array
    best: Array

    @property
    def gap(self) -> Array:
        """How much larger the error of one shot is than that of iterating, as a share of the larger; ties are 0."""
        gap = (self.one_shot - self.iterative) / np.maximum(np.maximum(self.one_shot, self.iterative), 1e-300)
        return np.where(np.abs(gap) < APART, 0.0, gap)


def errors(Sigma: Array, beta: Array, k: int, sizes: Sequence[int] | None = None) -> Errors:
    """Of problems of shape (n, d, d) and (n, d); `sizes` are those of the stages, one feature a stage by default."""
    _, d = beta.shape
    stages = range(d - 1, k - 1, -1) if sizes is None else sizes
    one, many = (losses(Sigma, beta, pruned(Sigma, beta, steps)) for steps in ((k,), stages))
    least = np.full(len(beta), np.inf)
    for chosen in combinations(range(d), k) if d <= MOST else ():
        kept = np.zeros(beta.shape, dtype=bool)
        kept[:, list(chosen)] = True
        least = np.minimum(least, losses(Sigma, beta, kept))
    return Errors(one, many, least)


def share(count: int, n: int, confidence: float) -> tuple[float, float, float]:
    """count/n, and the ends of Clopper and Pearson's interval for it."""
    tail = (1 - confidence) / 2
    low = betaincinv(count, n - count + 1, tail) if count else 0.0
    high = betaincinv(count + 1, n - count, 1 - tail) if count < n else 1.0
    return count / n, float(low), float(high)


def neighbours(rng: np.random.Generator, problems: int, d: int, correlation: float) -> tuple[Array, Array]:
    """Covariances r^|i − j| and normal weights."""
    Sigma = correlation ** np.abs(np.subtract.outer(range(d), range(d)))
    return np.broadcast_to(Sigma, (problems, d, d)), rng.standard_normal((problems, d))


def quarters(rng: np.random.Generator, problems: int, d: int, *, correlated: bool = True) -> tuple[Integers, Integers]:
    """Numerators over 4 of random covariances, those with eigenvalues above 0.02, and weights of sizes 1, 2, …, in any
    order and of either sign, of which no two have one size."""
    above = np.triu(rng.integers(-3, 4, (problems, d, d)), 1) * int(correlated)
    numerators = above + above.swapaxes(-1, -2) + 4 * np.eye(d, dtype=np.int64)
    weights = rng.permuted(np.tile(np.arange(1, d + 1), (problems, 1)), axis=-1) * rng.choice([-1, 1], (problems, d))
    definite = np.linalg.eigvalsh(numerators / 4)[:, 0] > CLEAR
    return numerators[definite], weights[definite]


@dataclass(frozen=True)
class Instance:
    """A problem in fractions, the features that each method keeps (counted from 1), and the errors."""

    numerators: tuple[tuple[int, ...], ...]
    weights: tuple[int, ...]
    kept: dict[str, list[int]]
    errors: dict[str, Fraction]


def exactly(numerators: Sequence[Sequence[int]], weights: Sequence[int], k: int) -> Instance:
    """A problem whose covariance is the numerators over 4."""
    Sigma, beta = [[fmpq(int(x), 4) for x in row] for row in numerators], [fmpq(int(x)) for x in weights]
    places = {
        "one shot": one_shot(Sigma, beta, k),
        "iterative": iterative(Sigma, beta, k),
        "best": best(Sigma, beta, k),
    }
    return Instance(
        tuple(tuple(map(int, row)) for row in numerators),
        tuple(map(int, weights)),
        {name: [place + 1 for place in kept] for name, kept in places.items()},
        {name: fraction(loss(Sigma, beta, kept)) for name, kept in places.items()},
    )


def around(
    numerators: Sequence[Sequence[int]], weights: Sequence[int], radius: fmpq
) -> tuple[list[list[arb]], list[arb]]:
    """Balls around a problem: all correlation matrices, with ones on the diagonal, and weights within a radius."""
    wide = arb(0, radius)
    Sigma = [[arb(fmpq(x, 4)) for x in row] for row in numerators]
    for i in range(len(Sigma)):
        for j in range(i):
            Sigma[i][j] = Sigma[j][i] = Sigma[i][j] + wide
    return Sigma, [arb(x) + wide for x in weights]


def positive_definite(numerators: Sequence[Sequence[int]]) -> bool:
    """Whether the leading minors are positive (Sylvester), by elimination in fractions."""
    rows = [[Fraction(int(x)) for x in row] for row in numerators]
    for c in range(len(rows)):
        if rows[c][c] <= 0:
            return False
        for r in range(c + 1, len(rows)):
            ratio = rows[r][c] / rows[c][c]
            rows[r] = [x - ratio * y for x, y in zip(rows[r], rows[c], strict=True)]
    return True


def hunt(
    numerators: Integers,
    weights: Integers,
    k: int,
    wanted: Callable[[Errors], NDArray[np.bool_]],
    confirmed: Callable[[dict[str, Fraction]], bool],
) -> list[Instance]:
    """Those of many problems that are wanted by their errors in floats, and confirmed by those in fractions.

    The smallest numbers come first.
    """
    found = np.flatnonzero(wanted(errors(numerators / 4, weights.astype(np.float64), k)))
    sizes = np.abs(numerators[found]).sum(axis=(-2, -1))
    ahead = found[np.argsort(sizes, kind="stable")]
    exact = (exactly(numerators[place].tolist(), weights[place].tolist(), k) for place in ahead)
    return [instance for instance in exact if confirmed(instance.errors)]
