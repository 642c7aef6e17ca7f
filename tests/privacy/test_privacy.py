"""Privacy losses, temperatures for them, and teachers recovered."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from numerics.laws import adversarial
from numerics.operators.mixing import mixing
from numerics.operators.power import power
from numerics.privacy import debiased, mixing_epsilon, mixing_temperature, power_epsilon, price, privacy_loss, recovered
from numerics.simplex import InputError


@given(st.integers(2, 10**6), st.floats(1e-6, 10))
def test_a_loss_and_its_temperature(classes, epsilon):
    T = mixing_temperature(classes, epsilon)
    assert T > 1
    assert mixing_epsilon(classes, T) == pytest.approx(epsilon, rel=1e-6)


@given(st.integers(0, 2**32 - 1), st.floats(1.01, 100))
def test_no_pair_of_teachers_tells_more(seed, T):
    p, q = adversarial(np.random.default_rng(seed), 2, 7, faces=True)
    assert privacy_loss(mixing(p, T), mixing(q, T)) <= mixing_epsilon(7, T) + 1e-12


def test_outcomes_that_neither_has_tell_nothing():
    p, q = np.array([0.5, 0.5, 0.0]), np.array([0.25, 0.75, 0.0])
    assert privacy_loss(p, q) == pytest.approx(np.log(2), rel=1e-14)
    assert privacy_loss(np.array([0.5, 0.5]), np.array([1.0, 0.0])) == np.inf


def test_power():
    assert power_epsilon([0.5, 0.5, 0.5], [0.5, 1.0, 4.0]) == pytest.approx([2.0, 0.5, 0.25], rel=1e-14)


@given(st.integers(0, 2**32 - 1), st.floats(1.0, 50))
def test_a_reader_who_knows_the_temperature_recovers_the_teacher(seed, T):
    p = np.random.default_rng(seed).dirichlet(np.ones(5))
    assert debiased(mixing(p, T), T) == pytest.approx(p, abs=1e-12)
    assert recovered("mixing", mixing(p, T), T) == pytest.approx(p, abs=1e-12)
    assert recovered("power", power(p, T), T) == pytest.approx(p, abs=1e-10)


def test_the_price_has_a_best_number_of_draws():
    """At a total of 100 some twenty draws are best; at 1 a single one is."""
    n = np.arange(1, 1000)
    assert 15 < n[np.argmin(price(0.1, 10, 100.0, n))] < 35
    assert np.argmin(price(0.1, 10, 1.0, n)) == 0
    assert (np.diff(price(0.1, 10, 1.0, n)) > 0).all()


@pytest.mark.parametrize("p", [[0.7, 0.2, 0.1], [1.0, 0.0, 0.0], [1 / 3] * 3])
def test_the_price_is_the_error_of_the_estimate_at_any_teacher(p):
    """E‖T q̂ − (T − 1)u − p‖² from the variances of frequencies, class by class."""
    p, epsilon, n = np.array(p), 2.0, 4
    T = float(mixing_temperature(3, epsilon / n))
    q = p / T + (1 - 1 / T) / 3
    assert price((p**2).sum(), 3, epsilon, n) == pytest.approx(T**2 * (q * (1 - q)).sum() / n, rel=1e-12)


@pytest.mark.parametrize("T", [1.0, 0.5, np.nan])
def test_mixing_has_a_price_above_one_only(T):
    with pytest.raises(InputError, match="T"):
        mixing_epsilon(3, T)
