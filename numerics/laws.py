"""Laws on which operators tend to fail: lopsided, nearly uniform, nearly tied, nearly zero, on faces."""

from __future__ import annotations

import numpy as np

from numerics.simplex import Array


def adversarial(rng: np.random.Generator, count: int, V: int, *, faces: bool) -> Array:
    """`count` laws on V classes, shape (count, V), cycling through the five kinds of this module.

    Entries reach down to 1e-300; with `faces` every fifth law may have exact zeros, otherwise none has.
    """
    weights = rng.standard_gamma(10.0 ** rng.uniform(-2, 1, (count, 1)), (count, V))
    kind = np.arange(count)[:, None] % 5
    noise = rng.standard_normal((count, V))
    scale = 10.0 ** rng.uniform(-12, -1, (count, 1))
    weights = np.where(kind == 1, np.exp(scale * noise), weights)
    weights = np.where(kind == 2, weights[:, rng.integers(V, size=V)] * (1 + scale * noise), weights)
    weights = np.where(kind == 3, 10.0 ** rng.uniform(-300, 0, (count, V)), weights)
    weights = np.maximum(weights, 1e-300)
    if faces:
        smaller = weights < weights.max(axis=-1, keepdims=True)
        weights = np.where((kind == 4) & smaller & (rng.random((count, V)) < 0.5), 0.0, weights)
    return weights / weights.sum(axis=-1, keepdims=True)
