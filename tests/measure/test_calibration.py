"""Calibration errors of models that are, and that are not, calibrated: unbiased, and intervals that hold the truth."""

from __future__ import annotations

import numpy as np
import pytest

from numerics.calibration import BINS, Reliability, confidence

EXAMPLES, SETS = 600, 400


def data_set(rng, gap):
    """Labels that are right with the probability that the confidence is, less a gap."""
    sure = rng.uniform(0.55, 0.95, (1, EXAMPLES))
    return Reliability.of(sure, (rng.random(sure.shape) < sure - gap).astype(np.float64))


@pytest.mark.parametrize("gap", [0.0, 0.1])
def test_the_squared_error_is_unbiased_and_its_interval_covers(gap):
    rng = np.random.default_rng(0)
    found = [data_set(rng, gap) for _ in range(SETS)]
    values = np.array([f.squared_error[0] for f in found])
    assert abs(values.mean() - gap**2) < 4 * values.std() / np.sqrt(SETS)
    intervals = np.array([f.interval(rng, 0.95) for f in found])
    held = ((intervals[:, 0] <= gap**2) & (gap**2 <= intervals[:, 1])).mean()
    assert held >= 0.93
    plug_in = np.array([f.expected_error[0] for f in found])
    assert plug_in.mean() > gap + (0.02 if gap == 0 else 0.0)  # chance alone makes it positive


@pytest.mark.parametrize("gap", [0.0, 0.1])
def test_the_interval_covers_where_rows_share_their_examples(gap):
    """Ten rows that say nearly the same: they err together."""
    rng, held = np.random.default_rng(2), 0
    for _ in range(SETS):
        sure = rng.uniform(0.55, 0.95, (1, EXAMPLES))
        right = (rng.random(sure.shape) < sure - gap).astype(np.float64)
        rows = sure + 0.001 * rng.standard_normal((10, EXAMPLES))
        low, high = Reliability.of(rows, np.repeat(right, 10, axis=0)).interval(rng, 0.95, replicates=200)
        held += low <= gap**2 <= high
    assert held >= 0.93 * SETS


def test_no_bin_of_two_says_nothing():
    assert np.isnan(Reliability.of(np.array([[0.3, 0.9]]), np.array([[0.0, 1.0]])).squared_error[0])


def test_bins_against_one_example_at_a_time():
    rng = np.random.default_rng(1)
    p, truth = rng.dirichlet(np.ones(4), (3, 50)), rng.dirichlet(np.ones(4), 50)
    sure, right = confidence(p, truth)
    found = Reliability.of(sure, right)
    for row in range(3):
        places: dict[int, list[float]] = {}
        for example in range(50):
            best = int(np.argmax(p[row, example]))
            assert sure[row, example] == p[row, example, best]
            gap = p[row, example, best] - truth[example, best]
            places.setdefault(min(int(p[row, example, best] * BINS), BINS - 1), []).append(gap)
        wanted = sum(abs(sum(gaps)) for gaps in places.values()) / 50
        assert found.expected_error[row] == pytest.approx(wanted, rel=1e-12)  # sums in another order
        several = {place: gaps for place, gaps in places.items() if len(gaps) > 1}
        total = sum(len(gaps) for gaps in several.values())
        squared = sum(len(g) * (np.mean(g) ** 2 - np.var(g, ddof=1) / len(g)) for g in several.values()) / total
        assert found.squared_error[row] == pytest.approx(squared, rel=1e-9, abs=1e-15)  # differences of near numbers


def test_confidence_of_one_falls_into_the_last_bin():
    found = Reliability.of(np.ones((1, 2)), np.array([[1.0, 0.0]]))
    assert found.count[0, -1] == 2
    assert (found + found).count[0, -1] == 4
