"""n-stage distillation simulated: many replicates at once, a loop over stages only."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import numpy as np

from numerics.bias_variance import frequencies
from numerics.simplex import Array

Path = Callable[[Fraction], tuple[Fraction, ...]]
"""s in [0, 1] to the optimum, coordinate by coordinate."""


def tracked_exactly(
    path: Path, left: tuple[Fraction, ...], stages: int, *, extrapolate: bool = False
) -> list[Fraction]:
    """θ*(1) − θ_n after n stages from θ_0 = θ*(0), in fractions: each stage leaves the share `left` of an error.

    With `extrapolate` stage k starts at 2θ_{k−1} − θ_{k−2} (θ_{−1} = θ_0) in place of θ_{k−1}.
    """
    before = now = list(path(Fraction(0)))
    goal = now
    for stage in range(1, stages + 1):
        goal = list(path(Fraction(stage, stages)))
        start = [2 * x - y for x, y in zip(now, before, strict=True)] if extrapolate else now
        before, now = now, [g + share * (x - g) for g, x, share in zip(goal, start, left, strict=True)]
    return [g - x for g, x in zip(goal, now, strict=True)]


def descended(
    gradient: Callable[[Array, float], Array],
    start: Array,
    stages: int,
    steps: int,
    rate: float,
    *,
    schedule: Callable[[float], float] = lambda share: share,
    extrapolate: bool = False,
) -> Array:
    """θ_n after n stages of gradient steps, from `start` of shape (replicates, d) or any other.

    Stage k has s = schedule(k/n); `gradient(θ, s)` is of the shape of θ. A stage costs `steps` gradients, and a few
    passes over an array of that shape.
    """
    now = before = np.array(start, dtype=np.float64)
    for stage in range(1, stages + 1):
        s = schedule(stage / stages)
        theta = 2 * now - before if extrapolate else now.copy()
        for _ in range(steps):
            theta -= rate * gradient(theta, s)
        before, now = now, theta
    return now


def noisy_quadratic(
    rng: np.random.Generator, replicates: int, spectrum: Array, noise: float, speed: Array
) -> Callable[[Array, float], Array]:
    """The gradient A(θ − s·speed) + noise·ε of a quadratic with spectrum A, shape (d,): ε normal, fresh each time."""
    size = (replicates, len(spectrum))

    def gradient(theta: Array, s: float) -> Array:
        return spectrum * (theta - s * speed) + noise * rng.standard_normal(size)

    return gradient


def learned(
    rng: np.random.Generator, q: Array, batch: int, stages: int, replicates: int, pace: Callable[[int], float]
) -> Array:
    """θ_n of θ_k = θ_{k−1} + pace(k)(q̂_k − θ_{k−1}), q̂_k the frequencies of `batch` draws; shape (replicates, V).

    All start at the uniform law.
    """
    theta = np.full((replicates, len(q)), 1 / len(q))
    for stage in range(1, stages + 1):
        theta += pace(stage) * (frequencies(rng, batch, q, replicates) - theta)
    return theta
