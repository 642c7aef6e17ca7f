"""Rates: slopes with honest intervals, and no slope where there is none."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import kstest, norm

from numerics.rates import grid, rate, scores

SIZES = np.array(grid(10, 10_000, 9))


def measured(rng, law, relative=0.02):
    exact = law(SIZES)
    return exact * (1 + relative * rng.standard_normal(len(SIZES))), np.abs(exact) * relative


def test_grid():
    assert grid(1, 1000, 4) == [1, 10, 100, 1000]
    assert grid(1, 3, 20) == [1, 2, 3]


@pytest.mark.parametrize("a", [1.0, 0.5])
def test_slopes_scatter_as_their_errors_say(a):
    rng = np.random.Generator(np.random.PCG64(0))
    found = [rate(SIZES, *measured(rng, lambda n: -3 * n**-a)) for _ in range(400)]
    z = np.array([(r.slope + a) / r.standard_error for r in found])
    assert kstest(z, norm.cdf).pvalue > 1e-3  # of one seeded draw
    assert kstest(2 * z, norm.cdf).pvalue < 1e-3
    assert kstest([r.p_value for r in found], "uniform").pvalue > 1e-3
    hits = sum(r.says((-0.5, -1.0)) == -a for r in found)
    assert 385 <= hits < 400  # confidence 0.99 twice over, for the slope and for the fit; sd 2.8
    low, high = found[0].interval
    assert high - low == pytest.approx(2 * 2.5758 * found[0].standard_error, rel=1e-4)


def test_it_says_when_it_cannot_tell():
    rng = np.random.Generator(np.random.PCG64(1))
    vague = rate(SIZES[:3], *(part[:3] for part in measured(rng, lambda n: 1 / n, relative=0.19)))
    assert vague.says((-0.9, -1.0)) == "cannot tell"
    assert rate(SIZES, *measured(rng, lambda n: n**-0.7)).says((-0.5, -1.0)) == "none of them"
    assert rate(SIZES, *measured(rng, lambda n: 1 / n + 0.01)).says((-1.0, 0.0)) == "no power of n"


def test_what_is_not_clear_of_zero_has_no_logarithm():
    ones = np.ones(4)
    for error in (np.array([1, 1, 1, 0.4]), np.array([1, 1, 1, -1])):
        with pytest.raises(ValueError, match="not clear of zero"):
            rate(SIZES[:4], error, 0.1 * ones)
    with pytest.raises(ValueError, match="three sizes, got 2"):
        rate(SIZES[:2], ones[:2], 0.1 * ones[:2])


def test_scores_are_of_the_scaled_error():
    z = scores(np.array([10, 100]), np.array([0.21, 0.021]), np.array([0.01, 0.001]), 1.0, 2.0)
    np.testing.assert_allclose(z, [1.0, 1.0], rtol=1e-12)
