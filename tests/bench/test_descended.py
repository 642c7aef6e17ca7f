"""10,000 replicates of 64 stages in 10 dimensions, beside a loop over replicates and the bare array operations."""

from __future__ import annotations

import time

import numpy as np

from numerics.convergence import descended, noisy_quadratic

REPLICATES, STAGES, STEPS, D = 10_000, 64, 4, 10
SPECTRUM, SPEED, RATE = np.geomspace(0.1, 1, D), np.ones(D), 1.5
FEW = 20  # replicates of the loop


def together():
    rng = np.random.default_rng(0)
    return descended(
        noisy_quadratic(rng, REPLICATES, SPECTRUM, 0.1, SPEED), np.zeros((REPLICATES, D)), STAGES, STEPS, RATE
    )


def one_by_one():
    """As one would write it for one student."""
    rng = np.random.default_rng(0)
    ends = []
    for _ in range(FEW):
        theta = np.zeros(D)
        for stage in range(1, STAGES + 1):
            optimum = SPEED * stage / STAGES
            for _ in range(STEPS):
                theta = theta - RATE * (SPECTRUM * (theta - optimum) + 0.1 * rng.standard_normal(D))
        ends.append(theta)
    return np.array(ends)


def bare():
    """The normal numbers and five passes over an array of that shape, for each gradient."""
    rng = np.random.default_rng(0)
    theta = np.zeros((REPLICATES, D))
    for _ in range(STAGES * STEPS):
        noise = rng.standard_normal((REPLICATES, D))
        noise *= 0.1
        noise += SPECTRUM * (theta - SPEED)
        noise *= RATE
        theta -= noise
    return theta


def test_replicates_at_once(benchmark):
    ends = benchmark.pedantic(together, rounds=3)
    ours = benchmark.stats.stats.min
    start = time.perf_counter()
    alone = one_by_one()
    loop = (time.perf_counter() - start) * REPLICATES / FEW
    start = time.perf_counter()
    bare()
    least = time.perf_counter() - start
    assert np.abs(ends.mean(axis=0) - alone.mean(axis=0)).max() < 0.5  # the same model: the means of few are rough
    assert ours < 5
    print(  # noqa: T201
        f"\n  {REPLICATES:,} replicates of {STAGES} stages of {STEPS} steps: {ours:.2f} s; a loop over replicates "
        f"{loop / ours:.0f} times that, the bare operations {least / ours:.2f} times"
    )
