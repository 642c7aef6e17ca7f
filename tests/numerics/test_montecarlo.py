"""The engine: moments, errors, stopping, and the same bits wherever chunks run."""

from __future__ import annotations

import threading
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor

import numpy as np
import pytest
from scipy.stats import bootstrap, kstest, norm

from numerics.chance import stream
from numerics.montecarlo import FEWEST, Estimate, Moments, Simulation, simulate

KEY = ("test",)


def normal(rng, n):
    return 1e6 + rng.standard_normal(n)


def skewed(rng, n):
    """Three statistics: the first depends on the others, whose means are 0 and 1."""
    z, e = rng.standard_normal(n), rng.exponential(size=n)
    return np.stack([3 + 2 * z - e + 0.1 * rng.standard_normal(n), z, e], axis=-1)


SKEWED = Simulation(skewed, KEY, 400)


def everything(simulation, seed, chunks):
    rows = [simulation.statistics(stream(seed, *simulation.key, c), simulation.chunk) for c in range(chunks)]
    return np.concatenate(rows).reshape(chunks * simulation.chunk, -1)


def test_moments_are_those_of_all_the_replicates():
    found, rows = simulate(SKEWED, 3, most=7), everything(SKEWED, 3, 7)
    assert found.count == 2800
    np.testing.assert_allclose(found.mean, rows.mean(axis=0), rtol=1e-13)
    np.testing.assert_allclose(found.covariance, np.cov(rows.T), rtol=1e-12)
    weights = np.array([1.0, -2.0, 0.5])
    estimate = found.estimate(*weights)
    assert estimate.mean == pytest.approx(weights @ rows.mean(axis=0), rel=1e-12)
    assert estimate.standard_error == pytest.approx((rows @ weights).std(ddof=1) / np.sqrt(2800), rel=1e-12)
    assert found.estimate() == found.estimate(1.0)


def test_what_is_small_beside_the_mean_is_not_lost():
    found, rows = simulate(Simulation(normal, KEY, 1000), 3, most=7), everything(Simulation(normal, KEY, 1000), 3, 7)
    assert found.estimate().mean == pytest.approx(rows.mean(), rel=1e-15)
    assert found.estimate().standard_error == pytest.approx(rows.std(ddof=1) / np.sqrt(7000), rel=1e-9)


def test_control_variates_are_a_regression_on_them():
    rows, known = everything(SKEWED, 5, 3), np.array([0.0, 1.0])
    found = simulate(SKEWED, 5, most=3).controlled({1: 0.0, 2: 1.0})
    design = np.column_stack([np.ones(len(rows)), rows[:, 1:] - known])
    solution, residual, *_ = np.linalg.lstsq(design, rows[:, 0], rcond=None)
    assert found.mean == pytest.approx(solution[0], rel=1e-12)
    assert found.standard_error == pytest.approx(np.sqrt(residual[0] / (1200 - 3) / 1200), rel=1e-10)
    plain = simulate(SKEWED, 5, most=3).estimate()
    assert found.standard_error < plain.standard_error / 10  # a spread of 0.1 is left of one of √5.01


@pytest.mark.parametrize(
    ("read", "statistic"),
    [
        (Moments.estimate, lambda rows: rows[:, 0].mean()),
        (lambda m: m.estimate(1.0, -2.0, 0.5), lambda rows: (rows @ [1.0, -2.0, 0.5]).mean()),
        (lambda m: m.controlled({1: 0.0, 2: 1.0}), lambda rows: Moments.of(rows).controlled({1: 0.0, 2: 1.0}).mean),
    ],
    ids=["mean", "contrast", "controlled"],
)
def test_every_standard_error_is_that_of_the_bootstrap(read, statistic):
    rows = everything(SKEWED, 8, 2)
    again = bootstrap(
        (np.arange(len(rows)),),
        lambda index: statistic(rows[index]),
        n_resamples=2000,
        vectorized=False,
        method="percentile",
        rng=np.random.default_rng(1),
    )
    # the error of an error from 2,000 resamples is 1/√4000 = 1.6 %, that of 800 rows itself about 3 %
    assert read(Moments.of(rows)).standard_error == pytest.approx(again.standard_error, rel=0.1)


def test_scores_of_true_comparisons_are_normal_over_seeds():
    scores = [
        (e.mean - truth) / e.standard_error
        for seed in range(400)
        for m in (simulate(SKEWED, seed, most=2),)
        for e, truth in ((m.estimate(), 2.0), (m.controlled({1: 0.0, 2: 1.0}), 2.0))
    ]
    for kind in (scores[::2], scores[1::2]):
        assert kstest(kind, norm.cdf).pvalue > 1e-3  # of one draw, whose seeds are given
        assert kstest(np.array(kind) * 1.4, norm.cdf).pvalue < 1e-3  # what an error of half the variance would make


def test_it_stops_at_a_target_or_at_a_count():
    target, seen = 0.05, []
    found = simulate(SKEWED, 0, most=100, target=target, progress=lambda chunks, e: seen.append((chunks, e)))
    assert [chunks for chunks, _ in seen] == list(range(1, found.count // 400 + 1))
    assert found.estimate() == seen[-1][1]
    assert seen[-1][1].standard_error <= target
    assert all(e.standard_error > target for chunks, e in seen[:-1] if chunks >= FEWEST)
    assert simulate(SKEWED, 0, most=100, target=10.0).count == FEWEST * 400
    assert simulate(SKEWED, 0, most=3, target=10.0).count == 3 * 400
    assert simulate(SKEWED, 0, most=5).count == 5 * 400
    for chunk, most in ((1, 5), (400, 0)):
        with pytest.raises(ValueError, match="at least one chunk of two replicates"):
            simulate(Simulation(skewed, KEY, chunk), 0, most=most)


def same(left, right):
    return left.count == right.count and (left.mean == right.mean).all() and (left.scatter == right.scatter).all()


def test_the_same_bits_wherever_chunks_run():
    here = simulate(SKEWED, 4, most=60, target=0.02)
    with ProcessPoolExecutor(2) as two, ThreadPoolExecutor(5) as five:
        for executor in (two, five):
            assert same(simulate(SKEWED, 4, most=60, target=0.02, executor=executor), here)
    assert not same(simulate(SKEWED, 5, most=60, target=0.02), here)


class Backwards(ThreadPoolExecutor):
    """Completes what was submitted last first, and counts what is under way."""

    def __init__(self):
        super().__init__(1)
        self.held, self.most, self.cancelled = [], 0, 0

    def submit(self, fn, /, *args, **kwargs):
        future = Future()
        self.held.append((future, fn, args, kwargs))
        self.most = max(self.most, len(self.held))
        original, cancel = future.result, future.cancel

        def result(timeout=None):
            while self.held and not future.done():
                last, call, arguments, named = self.held.pop()
                last.set_result(call(*arguments, **named))
            return original(timeout)

        def counted():
            self.cancelled += 1
            return cancel()

        future.result, future.cancel = result, counted
        return future


def test_any_order_of_completion_and_a_bound_on_what_runs_at_once():
    here, executor = simulate(SKEWED, 4, most=30), Backwards()
    assert same(simulate(SKEWED, 4, most=30, executor=executor, budget=5 * SKEWED.memory), here)
    assert executor.most == 5
    stopped = Backwards()
    assert simulate(SKEWED, 4, most=50, target=10.0, executor=stopped, budget=3 * SKEWED.memory).count == FEWEST * 400
    assert stopped.cancelled > 0
    small = Backwards()
    simulate(SKEWED, 4, most=4, executor=small, budget=1)
    assert small.most == 1


def test_a_failure_in_a_chunk_is_not_swallowed():
    def broken(rng, n):
        raise ZeroDivisionError("in a chunk")

    with ThreadPoolExecutor(2) as pool, pytest.raises(ZeroDivisionError, match="in a chunk"):
        simulate(Simulation(broken, KEY, 10), 0, most=3, executor=pool)
    assert threading.active_count() < 20


def test_the_smallest_detectable_discrepancy():
    e = Estimate(0.0, 2.0, 10)
    assert e.detectable() == pytest.approx(2 * (6.1094 + 4.7534), abs=1e-3)  # normal quantiles to four digits
    assert e.detectable(0.05, 0.2) == pytest.approx(2 * (1.95996 + 0.84162), abs=1e-4)
