"""The data of the figures on bias and variance are what their titles say."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from scipy.stats import binom

from figures import bias_variance_crossing, bias_variance_softening, bias_variance_sparsity
from numerics.bias_variance import exact_risk


def test_risks_cross_at_n_star_and_simulations_lie_on_them():
    data = bias_variance_crossing.data()
    teacher, student = data.risks
    np.testing.assert_array_equal(student < teacher, data.draws < data.n_star)
    assert (student < teacher).any()
    assert (student > teacher).any()
    for number in range(2):
        # both are a + b/n, so that a straight line in 1/n passes the measured sizes exactly, but for rounding
        line = np.polynomial.Polynomial.fit(1 / data.draws, data.risks[number], 1)(1 / data.measured_at)
        z = (data.measured[number] - line) / data.errors[number]
        assert np.abs(z).max() < 4  # 18 comparisons of one seeded draw
        assert (data.errors[number] < 0.03 * line).all()


def test_parts_of_the_risk_are_those_of_the_enumeration():
    """The same formulas on three classes and three draws, every outcome counted."""
    p = [Fraction(w, 6) for w in (3, 2, 1)]
    evened = exact_risk(lambda f: [f[0], (f[1] + f[2]) / 2, (f[1] + f[2]) / 2], 3, p)
    r, bias = Fraction(1, 2), Fraction(5, 36) - Fraction(1, 8)
    assert evened == bias + (p[0] * (1 - p[0]) + r * (1 - r) / 2) / 3
    bias, teacher, student = bias_variance_crossing.parts(bias_variance_crossing.CLASSES - 1)
    assert (bias, student) == pytest.approx((0, teacher), abs=1e-15)  # one class evened out is none: sums of 100


def test_sparsity_trades_variance_for_bias():
    data = bias_variance_sparsity.data()
    bias, variance, risk = data.parts
    assert (np.diff(bias) >= 0).all()
    assert (np.diff(variance) <= 0).all()
    np.testing.assert_array_equal(risk, bias + variance)
    assert 0 < int(np.argmin(risk)) < len(risk) - 1
    assert risk.min() < data.teacher
    theory = np.interp(data.measured_at, data.percent, risk)
    assert np.abs((data.measured - theory) / data.errors).max() < 4


def test_signs_are_those_of_the_power_itself():
    data = bias_variance_softening.data()
    p = np.array([1 / 16, 1 / 5, 2 / 5])
    for n in (3, 4, 8, 12):
        found, counts, step = bias_variance_softening.slope(n, p), np.arange(n + 1) / n, 1e-6

        def error(T, n=n, counts=counts):
            q = counts ** (1 / T) / (counts ** (1 / T) + (1 - counts) ** (1 / T))
            return 2 * n * (binom.pmf(range(n + 1), n, p[:, None]) * (q - p[:, None]) ** 2).sum(-1)

        chord = (error(1 + step) - error(1 - step)) / (2 * step)
        np.testing.assert_allclose(found, chord, atol=1e-8, rtol=0)  # rounding over the step
    assert (1 - 2 * data.boundary) * np.log(1 / data.boundary - 1) == pytest.approx(1, abs=1e-12)  # a root to 1e-14
    hot = data.slopes[-1] > 0
    far = np.abs(data.p - data.boundary) > 0.02
    np.testing.assert_array_equal(hot[far], (data.p < data.boundary)[far])
    assert (data.slopes[data.draws <= 8][:, (data.p > data.boundary) & (data.p < 0.2)] > 0).all(), "small n belie it"
