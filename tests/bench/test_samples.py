"""What each sample is worth: core-seconds to a given standard error, beside plain vectorised NumPy, in one run.

The plain simulations are what one would write first: data drawn row by row, fits solved, no control variate, nothing
expected beforehand. A cost is seconds · (standard error)², which no number of replicates changes.
"""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from time import perf_counter

import numpy as np
import pytest

from numerics.bias_variance import zipf
from numerics.counts import by_class, by_draw
from numerics.designs import inverse_trace, sparse_risk
from numerics.montecarlo import Moments, Simulation, simulate
from proofs_checks.bias_variance import categorical as categorical_claim
from proofs_checks.bias_variance import mixing_shrinks

T = mixing_shrinks.AT


def mixing(V, n):
    p = zipf(V)

    def plain(rng, size):
        return ((rng.multinomial(n, p, size) / n / T + (1 - 1 / T) / V - p) ** 2).sum(axis=-1)

    return plain, mixing_shrinks.statistics(p, n, p), lambda m: m.controlled({1: 0.0})


def categorical(V, k, n):
    p = zipf(V)
    tail = p[k:]

    def plain(rng, size):
        found = (rng.multinomial(n, p, size) / n)[:, k:]
        rest = found.sum(axis=-1, keepdims=True) / (V - k)
        return ((found - tail) ** 2).sum(axis=-1) - ((rest - tail) ** 2).sum(axis=-1)

    known = {1: float(tail.sum()), 2: float(tail @ tail)}
    return plain, categorical_claim.statistics(p, k, n), lambda m: m.controlled(known)


def fits(rng, size, n, d, k, lost):
    X = rng.standard_normal((size, n, d))
    beta = np.r_[np.zeros(k), np.full(d - k, np.sqrt(lost / max(1, d - k)))]
    y = (X @ beta)[..., None] + rng.standard_normal((size, n, 1))
    kept = X[:, :, :k] if k else X
    across = np.swapaxes(kept, 1, 2)
    return np.linalg.solve(across @ kept, across @ y)[..., 0], beta


def dense(n, d):
    def plain(rng, size):
        found, beta = fits(rng, size, n, d, 0, 0.0)
        return ((found - beta) ** 2).sum(axis=-1)

    return plain, lambda rng, size: inverse_trace(rng, n, d, size), lambda m: m.estimate(1.0, -1.0)


def sparse(n, d, k, lost):
    def plain(rng, size):
        found, beta = fits(rng, size, n, d, k, lost)
        return ((found - beta[:k]) ** 2).sum(axis=-1) + lost

    def ours(rng, size):
        return sparse_risk(rng, n, k, lost, 1.0, size)

    return plain, ours, lambda m: m.controlled(dict.fromkeys((1, 2, 3), 0.0))


LEGS = {
    "mixing, V = 2, n = 20": (mixing(2, 20), 20_000, 20_000),
    "mixing, V = 5, n = 10": (mixing(5, 10), 20_000, 20_000),
    "mixing, V = 50, n = 50": (mixing(50, 50), 2_000, 2_000),
    "mixing, V = 1000, n = 200": (mixing(1000, 200), 100, 100),
    "categorical, V = 100, k = 50, n = 150": (categorical(100, 50, 150), 1_000, 1_000),
    "categorical, V = 1000, k = 20, n = 100": (categorical(1000, 20, 100), 100, 100),
    "dense, n = 20, d = 10": (dense(20, 10), 20_000, 20_000),
    "dense, n = 100, d = 50": (dense(100, 50), 400, 4_000),
    "dense, n = 100, d = 90": (dense(100, 90), 300, 4_000),
    "sparse, n = 20, d = 10, k = 1": (sparse(20, 10, 1, 0.25), 20_000, 20_000),
    "sparse, n = 100, d = 90, k = 9": (sparse(100, 90, 9, 1.0), 1_000, 4_000),
}
RATIOS: dict[str, float] = {}


def cost(statistics, read, size, rounds=5):
    """seconds · error² of the fastest of some rounds, with the error of all of them."""
    moments, fastest = None, np.inf
    for seed in range(rounds + 1):
        start = perf_counter()
        part = Moments.of(statistics(np.random.Generator(np.random.PCG64(seed)), size))
        fastest = min(fastest, perf_counter() - start) if seed else np.inf
        moments = part if moments is None else moments.merged(part)
    return fastest * read(moments).standard_error ** 2 * moments.count / size


@pytest.mark.parametrize("name", LEGS)
def test_what_a_sample_is_worth(benchmark, name):
    (plain, ours, read), few, many = LEGS[name]
    RATIOS[name] = cost(plain, Moments.estimate, few) / cost(ours, read, many)
    benchmark.pedantic(ours, (np.random.Generator(np.random.PCG64(0)), many), rounds=3)
    print(f"\n{name}: plain NumPy takes {RATIOS[name]:.1f} times the core-seconds")  # noqa: T201
    assert RATIOS[name] > 1


def test_the_geometric_mean():
    if len(RATIOS) < len(LEGS):
        pytest.skip("timed by make bench")
    mean = float(np.exp(np.mean(np.log(list(RATIOS.values())))))
    print(f"\ngeometric mean over {len(RATIOS)} legs: {mean:.1f}")  # noqa: T201
    assert mean > 130


@pytest.mark.parametrize("V", [10, 100, 1000])
def test_counts_by_class_and_by_draw(benchmark, V):
    rng, p = np.random.Generator(np.random.PCG64(0)), zipf(V)

    def fastest(draw, n):
        def once():
            start = perf_counter()
            draw(rng, n, p, max(20, 300_000 // (n + V)))
            return perf_counter() - start

        return min(once() for _ in range(4))

    ratios = {r: fastest(by_class, int(r * V)) / fastest(by_draw, int(r * V)) for r in (0.25, 2, 20)}
    print(f"\nV = {V}: by class over by draw, {', '.join(f'n = {r:g} V: {x:.2f}' for r, x in ratios.items())}")  # noqa: T201
    benchmark.pedantic(by_draw, (rng, V, p, 100), rounds=3)
    assert ratios[0.25] > 1 > ratios[20]


def nanoseconds(statistics, size):
    """A replicate, in the fastest of four chunks."""
    rng = np.random.Generator(np.random.PCG64(0))

    def once():
        start = perf_counter()
        statistics(rng, size)
        return perf_counter() - start

    return min(once() for _ in range(4)) / size * 1e9


def exponent(axis, values, kernel):
    """The power of one axis that a replicate's cost grows with: of a line through the logarithms."""
    costs = [nanoseconds(kernel(value), min(20_000, max(20, 1_000_000 // value))) for value in values]
    shown = ", ".join(f"{value}: {cost / 1000:.3g}" for value, cost in zip(values, costs, strict=True))
    found = float(np.polyfit(np.log(values), np.log(costs), 1)[0])
    return found, f"µs for {axis} = {shown}; like {axis}^{found:.2f}"


def bare_counts(V, n):
    """n uniform numbers, V places written, and read once."""

    def kernel(rng, size):
        rng.random((size, n))
        counts = np.zeros((size, V))
        counts += 1.0
        return counts.sum(axis=-1)

    return kernel


def traces(n, d):
    return lambda rng, size: inverse_trace(rng, n, d, size)


def bare_traces(n, d):
    """2d − 1 draws of χ²."""
    return lambda rng, size: rng.chisquare(np.full((2 * d - 1, 1), n - d), (2 * d - 1, size))


GROWTH = {
    "mixing in V, n = 100": (
        ("V", (10, 100, 1000, 10_000, 300_000)),
        lambda V: mixing(V, 100)[1],
        lambda V: bare_counts(V, 100),
    ),
    "mixing in n, V = 100": (("n", (10, 100, 1000)), lambda n: mixing(100, n)[1], lambda n: bare_counts(100, n)),
    "dense in n, d = 10": (("n", (20, 200, 2000)), lambda n: traces(n, 10), lambda n: bare_traces(n, 10)),
    "dense in d, n = 2d": (("d", (10, 50, 250)), lambda d: traces(2 * d, d), lambda d: bare_traces(2 * d, d)),
}


@pytest.mark.parametrize("name", GROWTH)
def test_what_a_replicate_costs(benchmark, name):
    axis, kernel, bare = GROWTH[name]
    benchmark.pedantic(lambda: None, rounds=1)
    (found, shown), (least, beside) = exponent(*axis, kernel), exponent(*axis, bare)
    print(f"\n{name}, a replicate: {shown}\n  the bare operations: {beside}")  # noqa: T201
    assert found < least + 0.2  # 0.07 above was seen at most


@pytest.mark.parametrize(("V", "n"), [(2, 20), (5, 10), (50, 50)])
def test_antithetic_pairs_do_not_pay(benchmark, V, n):
    """Draws u and 1 − u: the pairs cancel what is odd about p, which the control variate takes out already."""
    p, size = zipf(V), 20_000
    ends = np.append(np.cumsum(p)[:-1], 1.0)

    def statistics(u):
        found = (np.searchsorted(ends, u)[..., None] == np.arange(V)).mean(axis=1)
        error = ((found / T + (1 - 1 / T) / V - p) ** 2).sum(axis=-1)
        return np.stack([error, ((found - p) * (p - 1 / V)).sum(axis=-1)], axis=-1)

    u = np.random.Generator(np.random.PCG64(0)).random((size, n))
    one, pair = statistics(u), (statistics(u) + statistics(1 - u)) / 2
    alone, controlled = (
        read(Moments.of(one)).standard_error ** 2 / 2 / read(Moments.of(pair)).standard_error ** 2
        for read in (Moments.estimate, lambda moments: moments.controlled({1: 0.0}))
    )
    benchmark.pedantic(lambda: None, rounds=1)
    print(f"\nantithetic pairs, V = {V}: {alone:.2f} times as good alone, {controlled:.2f} with the control variate")  # noqa: T201
    assert controlled < 1 < alone


def gram(rng, size):
    return inverse_trace(rng, 200, 180, size)


def test_two_workers(benchmark):
    simulation = Simulation(gram, ("bench",), 1_000)

    def timed(executor):
        start = perf_counter()
        found = simulate(simulation, 0, most=480, executor=executor)
        return perf_counter() - start, found

    here, one = timed(None)
    with ProcessPoolExecutor(2) as pool:
        list(pool.map(abs, range(4)))  # the workers are there before the clock starts
        there, two = timed(pool)
    print(f"\ntwo workers: {here / there:.2f} times as fast as one")  # noqa: T201
    benchmark.pedantic(lambda: None, rounds=1)
    assert (one.mean == two.mean).all()
    assert here / there > 1.5  # 1.6 to 2.05 seen
