"""The data of the figures on homotopy and convergence are what their titles say."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from figures import (
    convergence_data,
    convergence_distillation,
    convergence_rates,
    homotopy_basins,
    homotopy_pruning,
    homotopy_schedules,
    homotopy_tube,
)
from proofs_checks.convergence import more_is_better


def test_errors_reach_their_constants():
    data = convergence_rates.data()
    n = data.stages
    uniform, extrapolated, rest = data.errors.values()
    assert n[-1] * uniform[-1] == pytest.approx(data.first, rel=0.01)  # off by O(1/n)
    assert n[-1] ** 2 * extrapolated[-1] == pytest.approx(data.second, rel=0.001)
    off = np.abs(n * uniform / data.first - 1)
    assert (np.diff(off) < 0).all()
    M = (1 - convergence_rates.RATE * convergence_rates.SPECTRUM) ** convergence_rates.STEPS
    by_hand = np.sqrt(sum((m / (1 - m)) ** 2 for m in M))
    assert (data.first, data.second) == (pytest.approx(2 * by_hand, rel=1e-14), pytest.approx(by_hand, rel=1e-14))
    assert rest[-1] < 1e-12 < extrapolated[-1] < uniform[-1]


def test_converged_stages_follow_the_staircase_and_fewer_steps_take_more():
    data = homotopy_basins.data()
    stairs = np.floor(data.distances / data.barrier) + 1
    np.testing.assert_array_equal(data.least["converged"], stairs)
    counts = np.stack(list(data.least.values()))
    assert (counts > 0).all()
    assert (np.diff(counts, axis=0) <= 0).all()
    assert data.barrier == pytest.approx(3.49906, abs=5e-6)
    at = {m: homotopy_basins.fewest(m)[np.argmin(np.abs(data.distances - 20))] for m in (1, 2, 5, 10)}
    assert at == {1: 19, 2: 11, 5: 7, 10: 6}


def test_shares_add_up_and_apart_features_tie():
    data = homotopy_pruning.data()
    for k in homotopy_pruning.CELLS:
        np.testing.assert_allclose(data.shares[k].sum(axis=0), 1, rtol=1e-14)
        assert data.shares[k][:, 0].tolist() == [0, 1, 0]
        low, high = data.intervals[k]
        assert ((low <= data.shares[k] + 1e-12) & (data.shares[k] <= high + 1e-12)).all()
        assert (data.shares[k][0, 1:] > data.shares[k][2, 1:]).all(), "iterating wins more often than it loses"
        assert (data.shares[k][2, 1:] > 0).all(), "and loses at times"


def test_curves_pass_through_printed_points():
    data = convergence_distillation.data()
    rounds, values = data.printed["kernel ridge"]
    np.testing.assert_array_equal(data.ours["kernel ridge"][1][: len(rounds)].round(5), values)
    assert data.printed.keys() == {"kernel ridge"}
    ours = data.ours["self-training"][1]
    assert ours[0] == pytest.approx(20 / 441 + 4 + 20 / 441, rel=1e-14)  # s(1 − s/(s + τ))² + σ²/τ + τs/(s + τ)²
    assert int(np.argmin(ours)) == 3
    for _, errors in data.ours.values():
        assert 0 < int(np.argmin(errors)) < len(errors) - 1


def test_the_points_of_kernel_ridge_are_those_of_its_source():
    """A sum that any digit of any of them would change."""
    assert sum(map(Fraction, more_is_better.Y)) == Fraction("1.06027010567147217")


def test_many_stages_stay_in_the_tube_and_few_leave_the_basin():
    data = homotopy_tube.data()
    assert data.radius == pytest.approx(1.67096, abs=5e-6)
    last = {n: path[1][-1] for n, path in data.paths.items()}
    assert data.paths[80][1].max() < data.radius
    assert last[7] > data.barrier
    assert max(last[10], last[24]) < data.barrier


def test_simulated_risks_lie_on_the_law_and_few_stages_may_be_better_than_all():
    data = convergence_data.data()
    for B, (exact, mean, half) in data.risks.items():
        assert (np.abs(mean - exact) < 1.5 * half).all()  # five standard errors
        assert (half < 0.03 * exact).all()
        assert exact[-1] == pytest.approx(data.frequencies[B], rel=0.06)
        assert data.frequencies[B] == pytest.approx((1 - (convergence_data.zipf(10) ** 2).sum()) / B, rel=1e-14)
    few, many = data.risks[5][0], data.risks[400][0]
    assert few[0] < data.frequencies[5] / 2, "of five draws one stage is the best"
    assert (np.diff(few) > 0).all()
    assert many[0] > 5 * data.frequencies[400], "of many draws the worst"


def test_constant_speed_is_the_least_largest_speed():
    data = homotopy_schedules.data()
    lengths = {name: speeds.mean() for name, speeds in data.speeds.items()}
    assert max(lengths.values()) == pytest.approx(min(lengths.values()), rel=1e-3), "one path"
    steady = data.speeds["constant speed"]
    np.testing.assert_allclose(steady, steady.mean(), rtol=2e-3)
    assert data.speeds["geometric"].max() > 1.2 * steady.max()
    assert data.speeds["linear"].max() > 2 * steady.max()
    for T in data.temperatures.values():
        assert (T[0], T[-1]) == (pytest.approx(1.0, rel=1e-14), pytest.approx(8.0, rel=1e-14))
        assert (np.diff(T) > 0).all()
