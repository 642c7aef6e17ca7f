"""n-stage distillation simulated: many replicates at once, a loop over stages only."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from itertools import product
from typing import Any

import numpy as np
from scipy.special import softmax

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


def held(slope: Callable[[Fraction], Fraction], moves: Iterable[Fraction], steps: int, rate: Fraction) -> Fraction:
    """How far a student on a line ends from its optimum, in fractions: each stage moves that, then takes steps."""
    off = Fraction(0)
    for move in moves:
        off += move
        for _ in range(steps):
            off -= rate * slope(off)
    return off


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
    now = before = np.asarray(start, dtype=np.float64)
    for stage in range(1, stages + 1):
        s = schedule(stage / stages)
        theta = 2 * now - before if extrapolate else now
        for _ in range(steps):
            theta = theta - rate * gradient(theta, s)
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


def shrunk(weights: Array, level: Any) -> Array:
    """Weights moved towards 0 by a level ≥ 0, those that get there being 0; also for arrays of fractions."""
    return weights - np.minimum(np.maximum(weights, -level), level)


def thresholded(beta: Array, levels: Iterable[Any], steps: int, rate: Any, gram: Array | None = None) -> Array:
    """θ_n of stages that raise the threshold λ, of proximal gradient steps on ‖θ − β‖²/2 + λ‖θ‖₁ from θ_0 = β.

    For weights of any shape, arrays of fractions among them; `rate` is in (0, 1). With `gram`, for weights of shape
    (d,), the square is that of features with these inner products.
    """
    theta = beta
    for level in levels:
        for _ in range(steps):
            off = theta - beta
            theta = shrunk(theta - rate * (off if gram is None else gram @ off), rate * level)
    return theta


Teacher = Callable[[float], Array]
"""s in [0, 1] to the target of a stage: a law for each example, shape (N, V)."""


def linear_model(features: Array, teacher: Teacher) -> Callable[[Array, float], Array]:
    """The gradient Φᵀ(ΦW − q_s)/N of ‖ΦW − q_s‖²/(2N), for weights of shape (…, d, V) and features of shape (N, d)."""
    gram, N = features.T @ features / len(features), len(features)
    return lambda W, s: gram @ W - features.T @ teacher(s) / N


def softmax_model(features: Array, teacher: Teacher, ridge: float) -> Callable[[Array, float], Array]:
    """The gradient of mean KL(q_s‖softmax(ΦW)) + ridge‖W‖²/2, for weights of shape (…, d, V)."""
    return lambda W, s: features.T @ (softmax(features @ W, axis=-1) - teacher(s)) / len(features) + ridge * W


def softmax_hessian(features: Array, W: Array, ridge: float) -> Array:
    """The Hessian of the loss of `softmax_model` at weights of shape (d, V), which are read by rows: (dV, dV)."""
    s = softmax(features @ W, axis=-1)
    _, V = W.shape
    spread = np.einsum("nv,vw->nvw", s, np.eye(V)) - s[:, :, None] * s[:, None, :]
    blocks = np.einsum("na,nb,nvw->avbw", features, features, spread, optimize=True) / len(features)
    return blocks.reshape(W.size, W.size) + ridge * np.eye(W.size)


def sampled(
    rng: np.random.Generator,
    features: Array,
    teacher: Teacher,
    batch: int,
    says: Callable[[Array], Array] = lambda z: z,
) -> Callable[[Array, float], Array]:
    """A gradient from a minibatch: `batch` examples at random, a label drawn for each from its law in q_s.

    For weights of shape (replicates, d, V), fresh draws for each replicate and each call. Given the weights its mean is
    the gradient of `linear_model`; and where a student `says` the softmax of its outputs, of `softmax_model` without
    its ridge.
    """

    def gradient(W: Array, s: float) -> Array:
        bounds = np.cumsum(teacher(s), axis=-1)
        examples = rng.integers(len(features), size=(len(W), batch))
        labels = (rng.random((len(W), batch, 1)) * bounds[examples][..., -1:] > bounds[examples]).sum(axis=-1)
        rows = features[examples]
        off = says(rows @ W)
        np.put_along_axis(off, labels[..., None], np.take_along_axis(off, labels[..., None], -1) - 1, -1)
        return rows.swapaxes(-1, -2) @ off / batch

    return gradient


def greedy(atoms: Array, gradient: Callable[[Array], Array], steps: int, pace: Callable[[int], Any]) -> Iterator[Array]:
    """θ_1, θ_2, … of Frank and Wolfe's steps over atoms, shape (atoms, d), from the first of them; θ_n has n atoms.

    Step k + 1 goes the share pace(k), k = 0, 1, …, of the way to the atom a of least ⟨gradient(θ_k), a⟩, the first of
    equal ones. Also for arrays of fractions.
    """
    theta = atoms[0]
    for step in range(steps):
        best = atoms[int(np.argmin(atoms @ gradient(theta)))]
        theta = theta + pace(step) * (best - theta)
        yield theta


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


def learned_exactly(
    q: tuple[Fraction, ...],
    start: tuple[Fraction, ...],
    batch: int,
    stages: int,
    pace: Callable[[int], Fraction],
    *,
    fresh: bool = True,
    before: tuple[Fraction, ...] | None = None,
) -> Fraction:
    """E‖θ_n − q‖² of `learned` from `start`, over every sequence of draws.

    Where draws are not `fresh` one sample serves all stages; `before` is the law drawn from up to the last stage, if it
    is not q.
    """
    laws = [*[before or q] * (stages - 1), q] if fresh else [q]
    mean = Fraction(0)
    for sample in product(range(len(q)), repeat=len(laws) * batch):
        chance, theta = Fraction(1), list(start)
        for stage in range(1, stages + 1):
            first = (stage - 1) % len(laws) * batch
            seen = sample[first : first + batch]
            theta = [x + pace(stage) * (Fraction(seen.count(c), batch) - x) for c, x in enumerate(theta)]
        for place, c in enumerate(sample):
            chance *= laws[place // batch][c]
        mean += chance * sum((x - y) ** 2 for x, y in zip(theta, q, strict=True))
    return mean
