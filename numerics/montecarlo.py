"""Means of simulated statistics, chunk by chunk: each chunk has its own stream, merged in a fixed order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import sqrt

import numpy as np

from numerics.chance import stream
from numerics.simplex import Array


@dataclass(frozen=True)
class Estimate:
    """The mean of independent replicates and the standard error of that mean."""

    mean: float
    standard_error: float
    replicates: int


def estimate(
    simulation: Callable[[np.random.Generator, int], Array], seed: int, *key: str | int, chunk: int, chunks: int
) -> Estimate:
    """Mean of `simulation(rng, chunk)`, shape (chunk,), over `chunks` chunks.

    Means and squared deviations are merged pairwise (Chan, Golub and LeVeque 1983), which stays accurate
    when the spread is small beside the mean. The result depends on (seed, key, chunk, chunks) alone.
    """
    count, mean, deviation = 0, 0.0, 0.0
    for number in range(chunks):
        values = simulation(stream(seed, *key, number), chunk)
        step = float(values.mean()) - mean
        deviation += float(((values - values.mean()) ** 2).sum()) + step**2 * count * chunk / (count + chunk)
        mean += step * chunk / (count + chunk)
        count += chunk
    return Estimate(mean, sqrt(deviation / (count - 1) / count), count)
