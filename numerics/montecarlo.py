"""Means of simulated statistics: pure chunks, each with its own stream, merged in a fixed order.

A simulation is a function of a generator and a number of replicates; which generator is a matter of its key and the
number of the chunk alone. So the result is the same to the last bit wherever its chunks run, and in which order.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Mapping
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

import numpy as np

from numerics.chance import stream
from numerics.remembered import remembered
from numerics.simplex import Array

FEWEST = 8  # chunks before a target may end a simulation


@dataclass(frozen=True)
class Estimate:
    """The mean of independent replicates and the standard error of that mean."""

    mean: float
    standard_error: float
    replicates: int

    def detectable(self, false_alarm: float = 1e-9, miss: float = 1e-6) -> float:
        """The smallest discrepancy that a two-sided z-test at level `false_alarm` misses with probability `miss`."""
        normal = NormalDist()
        return -(normal.inv_cdf(false_alarm / 2) + normal.inv_cdf(miss)) * self.standard_error


@dataclass(frozen=True)
class Moments:
    """Replicates of k statistics: how many, their mean, shape (k,), and Σ (x − mean)(x − mean)ᵀ, shape (k, k)."""

    count: int
    mean: Array
    scatter: Array

    @classmethod
    def of(cls, values: Array) -> Moments:
        """Of replicates in rows, shape (count, k), or of one statistic, shape (count,)."""
        columns = np.ascontiguousarray(values.reshape(len(values), -1).T)
        mean = columns.mean(axis=1)
        away = columns - mean[:, None]
        # no matrix product: the order in which BLAS sums may depend on where in memory the numbers lie
        scatter = np.array([[(a * b).sum() for b in away] for a in away])
        return cls(len(values), mean, scatter)

    def merged(self, other: Moments) -> Moments:
        """Of both samples together (Chan, Golub and LeVeque 1983): accurate where spread is small beside the mean."""
        count = self.count + other.count
        step = other.mean - self.mean
        scatter = self.scatter + other.scatter + np.outer(step, step) * (self.count * other.count / count)
        return Moments(count, self.mean + step * (other.count / count), scatter)

    @property
    def covariance(self) -> Array:
        """Of one replicate, shape (k, k), unbiased."""
        return self.scatter / (self.count - 1)

    def estimate(self, *weights: float) -> Estimate:
        """The mean of Σ weights · statistics; of the first statistic when no weights are given."""
        w = np.array(weights or (1.0,))
        w = np.append(w, np.zeros(len(self.mean) - len(w)))
        return Estimate(float(w @ self.mean), sqrt(w @ self.covariance @ w / self.count), self.count)

    def controlled(self, known: Mapping[int, float]) -> Estimate:
        """The mean of the first statistic, with statistics of known mean as control variates.

        What a regression on them explains is taken out. Its error has count − 1 − len(known) degrees of freedom; the
        bias of the fitted slopes is of the order 1/count, beside an error of 1/√count.
        """
        index = list(known)
        within, across = self.scatter[np.ix_(index, index)], self.scatter[0, index]
        slopes = np.linalg.lstsq(within, across, rcond=None)[0]
        off = self.mean[index] - np.array(list(known.values()))
        left = max(0.0, float(self.scatter[0, 0] - slopes @ across))
        error = sqrt(left / (self.count - 1 - len(index)) / self.count)
        return Estimate(float(self.mean[0] - slopes @ off), error, self.count)


@dataclass(frozen=True)
class Simulation:
    """Statistics of `chunk` replicates at a time, which take at most `memory` bytes while they are computed.

    `statistics(rng, replicates)` returns an array of shape (replicates,) or (replicates, k). `key` names the streams.
    For executors in other processes `statistics` must be picklable: a function of a module, or a dataclass.
    """

    statistics: Callable[[np.random.Generator, int], Array]
    key: tuple[str | int, ...]
    chunk: int
    memory: int = 2**26


def simulate(
    simulation: Simulation,
    seed: int,
    *,
    most: int,
    target: float = 0.0,
    read: Callable[[Moments], Estimate] = Moments.estimate,
    executor: Executor | None = None,
    budget: int = 2**30,
    progress: Callable[[int, Estimate], None] = lambda chunks, estimate: None,
) -> Moments:
    """Chunks number 0, 1, … until the standard error of `read` is at most `target`, or `most` of them are in.

    A target counts from the eighth chunk on: an error of few replicates may look small by chance.
    They run on any executor, or here, as many at once as keep within `budget` bytes, 64 at most; they are merged by
    their number. What has run beyond the chunk that reached the target is thrown away, so that the result is a
    function of (simulation, seed, most, target, read) alone. `progress(chunks, estimate)` is called after each.
    """
    if most < 1 or simulation.chunk < 2:
        raise ValueError("a simulation needs at least one chunk of two replicates")
    total: Moments | None = None
    chunks = _chunks(simulation, seed, most, executor, max(1, min(64, budget // simulation.memory)))
    for number, part in enumerate(chunks, start=1):
        total = part if total is None else total.merged(part)
        found = read(total)
        progress(number, found)
        if number >= min(FEWEST, most) and found.standard_error <= target:
            break
    chunks.close()
    assert total is not None
    return total


@remembered
def chunk(simulation: Simulation, seed: int, number: int) -> Moments:
    """The moments of one chunk: a pure function, so that who asks again for what was simulated is given it."""
    return Moments.of(simulation.statistics(stream(seed, *simulation.key, number), simulation.chunk))


def _chunks(simulation: Simulation, seed: int, most: int, executor: Executor | None, width: int) -> Generator[Moments]:
    """The chunks in order, `width` of them submitted and not yet merged; what is not wanted any more is cancelled."""
    if executor is None:
        yield from (chunk(simulation, seed, number) for number in range(most))
        return
    running: deque[Future[Moments]] = deque()
    try:
        for number in range(most):
            if len(running) == width:
                yield running.popleft().result()
            running.append(executor.submit(chunk, simulation, seed, number))
        while running:
            yield running.popleft().result()
    finally:
        for future in running:
            future.cancel()
