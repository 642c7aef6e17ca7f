"""Pruning a linear model by magnitude, in one shot and step by step; and gradient steps in a landscape with valleys.

A model y = ⟨β, x⟩ of features with covariance Σ, restricted to the features of a set K and fitted again, has weights
β_K + Σ_KK⁻¹ Σ_KD β_D and squared error β_Dᵀ(Σ_DD − Σ_DK Σ_KK⁻¹ Σ_KD)β_D, D the features that are dropped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from itertools import combinations
from typing import Any

import numpy as np
from flint import arb
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.special import softmax

from numerics.simplex import Array

Matrix = Sequence[Sequence[Any]]


def refitted(Sigma: Matrix, beta: Sequence[Any], kept: Sequence[int]) -> list[Any]:
    """The weights of the features that are kept, in their order, of the model fitted again: β_K + Σ_KK⁻¹ Σ_KD β_D.

    By elimination, in whatever numbers come in: fractions or balls. Where nothing is dropped the weights stay as they
    are. Raises ZeroDivisionError for a singular Σ_KK.
    """
    dropped = [place for place in range(len(beta)) if place not in kept]
    if not dropped:
        return [beta[place] for place in kept]
    zero = 0 * beta[0]
    rows = [[*(Sigma[i][j] for j in kept), sum((Sigma[i][j] * beta[j] for j in dropped), zero)] for i in kept]
    size = len(rows)
    for c in range(size):
        for r in range(size):
            if r != c:
                ratio = rows[r][c] / rows[c][c]
                rows[r] = [x - ratio * y for x, y in zip(rows[r], rows[c], strict=True)]
    return [beta[place] + rows[c][size] / rows[c][c] for c, place in enumerate(kept)]


def loss(Sigma: Matrix, beta: Sequence[Any], kept: Sequence[int]) -> Any:
    """The squared error of the model fitted again with the features that are kept."""
    left = list(beta)
    for place, weight in zip(kept, refitted(Sigma, beta, kept), strict=True):
        left[place] = left[place] - weight
    return sum((x * Sigma[i][j] * y for i, x in enumerate(left) for j, y in enumerate(left)), 0 * beta[0])


def largest(weights: Sequence[Any], k: int) -> list[int]:
    """The places of the k largest magnitudes, in order; of equal ones the first. ValueError where balls overlap."""
    sizes = [abs(weight) for weight in weights]
    order = sorted(range(len(sizes)), key=lambda place: -_middle(sizes[place]))
    for one in order[:k]:
        for other in order[k:]:
            if not sizes[one] >= sizes[other]:
                raise ValueError(f"cannot tell which is larger, {sizes[one]} or {sizes[other]}")
    return sorted(order[:k])


def _middle(number: Any) -> Any:
    return number.mid() if isinstance(number, arb) else number


def one_shot(Sigma: Matrix, beta: Sequence[Any], k: int) -> list[int]:
    """The k features with the largest weights of the full model."""
    del Sigma
    return largest(beta, k)


def iterative(Sigma: Matrix, beta: Sequence[Any], k: int) -> list[int]:
    """The features that are left when the smallest weight is dropped and the rest fitted again, down to k."""
    kept = list(range(len(beta)))
    while len(kept) > k:
        weights = refitted(Sigma, beta, kept)
        kept = [kept[place] for place in largest(weights, len(kept) - 1)]
    return kept


def best(Sigma: Matrix, beta: Sequence[Any], k: int) -> list[int]:
    """The k features with the least error, by looking at all choices."""
    return list(min(combinations(range(len(beta)), k), key=lambda kept: loss(Sigma, beta, kept)))


EQUAL = (
    1e-9  # relative distance of magnitudes below which floats do not tell them apart: their error is some cond Σ ulp
)


def pruned(Sigma: Array, beta: Array, sizes: Iterable[int]) -> NDArray[np.bool_]:
    """Which features are left after pruning to each of `sizes` in turn, fitted again in between; shape (n, d).

    Many problems at once: Σ of shape (n, d, d), β of shape (n, d). One size is one shot, d − 1, …, k step by step. Of
    magnitudes that floats do not tell apart the first are kept, as `largest` does of equal ones.
    """
    d = beta.shape[-1]
    kept = np.ones(beta.shape, dtype=bool)
    for size in sizes:
        weights = np.abs(_masked(Sigma, beta, kept))
        weights[~kept] = -1
        ahead = _descending(weights)[:, :size]
        kept = np.zeros((len(beta), d), dtype=bool)
        np.put_along_axis(kept, ahead, values=True, axis=-1)
    return kept


def _descending(weights: Array) -> NDArray[np.intp]:
    """The places of each row in descending order; those that are equal but for rounding as they stand."""
    order = np.argsort(-weights, axis=-1, kind="stable")
    ordered = np.take_along_axis(weights, order, axis=-1)
    falls = ordered[:, :-1] - ordered[:, 1:] > EQUAL * ordered[:, :1]
    rank = np.zeros(weights.shape, dtype=np.intp)
    np.put_along_axis(rank, order[:, 1:], np.cumsum(falls, axis=-1), axis=-1)
    return np.argsort(rank, axis=-1, kind="stable")


def losses(Sigma: Array, beta: Array, kept: NDArray[np.bool_]) -> Array:
    """The squared errors of models fitted again, shape (n,)."""
    left = beta - _masked(Sigma, beta, kept)
    return np.einsum("ni,nij,nj->n", left, Sigma, left)


def _masked(Sigma: Array, beta: Array, kept: NDArray[np.bool_]) -> Array:
    """The weights of models fitted again, β_K + Σ_KK⁻¹ Σ_KD β_D, and zero where a feature is dropped."""
    if kept.all():
        return beta
    problems = len(beta)
    places = np.nonzero(kept)[1].reshape(problems, -1)  # as many in each problem
    system = Sigma[np.arange(problems)[:, None, None], places[:, :, None], places[:, None, :]]
    dropped = np.einsum("nij,nj->ni", Sigma, np.where(kept, 0.0, beta))
    own = np.take_along_axis(beta, places, axis=-1)
    moved = np.linalg.solve(system, np.take_along_axis(dropped, places, axis=-1)[..., None])[..., 0]
    weights = np.zeros_like(beta)
    np.put_along_axis(weights, places, own + moved, axis=-1)
    return weights


def waves(kappa: float, amplitude: float, sin: Callable[[Any], Any] = np.sin) -> Callable[[Any], Any]:
    """The slope of κu²/2 + A(1 − cos u); of single numbers with the `sin` of math, which is much faster."""
    return lambda u: kappa * u + amplitude * sin(u)


def ridge(mu: Fraction, L: Fraction, r: Fraction) -> Callable[[Fraction], Fraction]:
    """A slope that is μu for |u| ≤ r and falls beyond, at rate L, to −μr: convex within r of 0 and not beyond."""
    return lambda u: (1 if u > 0 else -1) * (mu * abs(u) if abs(u) <= r else max(mu * r - L * (abs(u) - r), -mu * r))


def barrier(kappa: float, amplitude: float) -> float:
    """The least u > 0 at which that slope is 0. Raises ValueError where it has no zero: for κ/A above 0.217."""
    slope = waves(kappa, amplitude)
    lowest = 2 * np.pi - np.arccos(-min(kappa / amplitude, 1.0))  # where the slope of the slope turns
    if slope(np.array(lowest)) >= 0:
        raise ValueError(f"no barrier: the slope is positive for kappa = {kappa}, amplitude = {amplitude}")
    return float(brentq(lambda u: float(slope(np.array(u))), np.pi, lowest, xtol=1e-14))


def path_speed(p: Array, temperature: float) -> Array:
    """dq/dT = −T⁻² q∘(log p − E_q log p) of the power path q = power_T(p), for rows p without zeros."""
    logs = np.log(p)
    q = softmax(logs / temperature, axis=-1)
    return -q * (logs - (q * logs).sum(axis=-1, keepdims=True)) / temperature**2


def arrives(
    slope: Callable[[float], float], c: float, stages: int, steps: int, rate: float, near: float, *, rest: int = 0
) -> bool:
    """Whether u = θ − c·s ends within `near` of 0: n stages, each of which moves s by 1/n and takes gradient steps.

    The last stage takes `rest` steps more. A stage that ends where it began is the last: all that follow are like it.
    """
    u = 0.0
    for _ in range(stages):
        before, u = u, _stepped(slope, u - c / stages, steps, rate)
        if u == before:
            break
    return abs(_stepped(slope, u, rest, rate)) < near


def _stepped(slope: Callable[[float], float], u: float, steps: int, rate: float) -> float:
    """Where so many gradient steps lead, or fewer if one changes nothing: then none does."""
    for _ in range(steps):
        before, u = u, u - rate * slope(u)
        if u == before:
            break
    return u
