"""Pruning: many problems at once as one by one in fractions, against regression, and ties where features are apart."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from flint import arb
from hypothesis import given
from hypothesis import strategies as st

from numerics.homotopy import (
    arrives,
    barrier,
    best,
    iterative,
    largest,
    loss,
    losses,
    one_shot,
    path_speed,
    pruned,
    refitted,
    waves,
)


def problem(seed, d):
    """An integer covariance (a Gram matrix) and weights."""
    rng = np.random.default_rng(seed)
    rows = rng.integers(-3, 4, (d + 2, d))
    return rows.T @ rows + np.eye(d, dtype=int), rng.integers(-5, 6, d)


@given(st.integers(0, 10**6), st.integers(2, 6), st.data())
def test_many_at_once_are_those_in_fractions(seed, d, data):
    k = data.draw(st.integers(1, d - 1))
    Sigma, _ = problem(seed, d)
    beta = np.random.default_rng(seed + 1).integers(-(10**6), 10**6, d)  # no two weights tie, also when fitted again
    S, b = [[Fraction(int(x)) for x in row] for row in Sigma], [Fraction(int(x)) for x in beta]
    stacked = np.stack([Sigma, Sigma]).astype(float), np.stack([beta, beta]).astype(float)
    for exact, sizes in ((one_shot, [k]), (iterative, range(d - 1, k - 1, -1))):
        places = exact(S, b, k)
        kept = pruned(*stacked, sizes)
        assert (kept.sum(axis=-1) == k).all()
        errors = losses(*stacked, kept)
        assert kept[0].nonzero()[0].tolist() == places
        np.testing.assert_allclose(errors, float(loss(S, b, places)), rtol=1e-9)
        assert errors.min() >= float(loss(S, b, best(S, b, k))) * (1 - 1e-9)


@given(st.integers(0, 10**6), st.integers(3, 6), st.data())
def test_one_by_one_is_regression_after_regression(seed, d, data):
    """Drop the smallest coefficient, regress on the rest again, on a sample whose covariance is Σ."""
    k = data.draw(st.integers(1, d - 1))
    rng = np.random.default_rng(seed)
    X, beta = rng.standard_normal((40, d)) @ rng.standard_normal((d, d)), rng.standard_normal(d)
    left = list(range(d))
    while len(left) > k:
        coefficients = np.linalg.lstsq(X[:, left], X @ beta, rcond=None)[0]
        del left[int(np.argmin(np.abs(coefficients)))]
    Sigma = X.T @ X / 40
    assert iterative(Sigma.tolist(), beta.tolist(), k) == left
    kept = pruned(Sigma[None], beta[None], range(d - 1, k - 1, -1))[0]
    assert kept.nonzero()[0].tolist() == left
    residual = X @ beta - X[:, left] @ np.linalg.lstsq(X[:, left], X @ beta, rcond=None)[0]
    np.testing.assert_allclose(
        losses(Sigma[None], beta[None], kept[None])[0], residual @ residual / 40, atol=1e-9, rtol=0
    )


def test_what_is_dropped_does_not_come_back_for_a_weight_of_zero():
    """Without feature 0 the weight of feature 1 becomes 0: no larger than that of the one that is gone."""
    Sigma, beta = np.array([[[9.0, 2, 0], [2, 1, 0], [0, 0, 1]]]), np.array([[1.0, -2, 5]])
    assert refitted(Sigma[0].tolist(), beta[0].tolist(), [1, 2]) == [0, 5]
    assert pruned(Sigma, beta, (2, 2)).tolist() == [[False, True, True]]


def test_where_all_is_kept_nothing_is_lost():
    Sigma, beta = np.array([[[9.0, 2, 0], [2, 1, 0], [0, 0, 1]]]), np.array([[1.0, -2, 5]])
    kept = pruned(Sigma, beta, (3,))
    assert kept.all()
    assert losses(Sigma, beta, kept).tolist() == [0.0]


def test_refitting_is_regression():
    """On data with sample covariance Σ the weights and errors are those of least squares."""
    rng = np.random.default_rng(0)
    X = rng.standard_normal((200, 5))
    beta = np.array([1.0, -2, 0.5, 3, 0.1])
    Sigma = X.T @ X / 200
    for kept in ([0, 1, 3], [4], [0, 1, 2, 3, 4]):
        fit, residual, *_ = np.linalg.lstsq(X[:, kept], X @ beta, rcond=None)
        np.testing.assert_allclose(refitted(Sigma.tolist(), beta.tolist(), kept), fit, atol=1e-12, rtol=0)
        wanted = float(residual[0]) / 200 if residual.size else 0.0
        assert float(loss(Sigma.tolist(), beta.tolist(), kept)) == pytest.approx(wanted, abs=1e-12)


@given(st.integers(0, 1000), st.integers(2, 8), st.data())
def test_features_that_are_apart_always_tie(seed, d, data):
    k = data.draw(st.integers(1, d - 1))
    beta = [Fraction(int(x)) for x in np.random.default_rng(seed).integers(-9, 10, d)]
    identity = [[Fraction(int(i == j)) for j in range(d)] for i in range(d)]
    one, many = one_shot(identity, beta, k), iterative(identity, beta, k)
    assert loss(identity, beta, one) == loss(identity, beta, many) == sum(sorted(b * b for b in beta)[: d - k])


def test_the_largest():
    assert largest([Fraction(1), Fraction(-3), Fraction(3), Fraction(2)], 2) == [1, 2]
    assert largest([Fraction(2), Fraction(-2), Fraction(2)], 2) == [0, 1]
    assert largest([arb(1, 0.1), arb(-3, 0.5), arb(2, 0.1)], 1) == [1]
    with pytest.raises(ValueError, match="cannot tell which is larger"):
        largest([arb(1, 0.2), arb(1.1, 0.2)], 1)


def test_waves_carry_to_the_optimum_or_to_a_wrong_valley():
    slope = waves(0.1, 1.0, math.sin)
    assert [arrives(slope, c, 1, 2000, 0.5, 1e-6) for c in (3.4, 3.6)] == [True, False]
    assert all(arrives(slope, c, 2, 2000, 0.5, 1e-6) for c in (3.4, 3.6))
    assert not any(arrives(slope, c, 2, 3, 0.5, 1e-6) for c in (3.4, 3.6))
    assert all(arrives(slope, c, 2, 3, 0.5, 1e-6, rest=2000) for c in (3.4, 3.6))


def test_the_optimum_moves_up_so_that_what_stays_is_left_below():
    def cliff(u):
        return -1.0 if u > 0.4 else u

    assert [arrives(cliff, c, 2, 2000, 0.5, 1e-6) for c in (1.0, -1.0)] == [True, False]


@pytest.mark.parametrize("rest", [0, 1, 2000])
def test_steps_that_change_nothing_are_left_out_and_change_nothing(rest):
    """Beside all steps of many starts at once."""
    c = np.random.Generator(np.random.PCG64(3)).uniform(-50, 50, 40)
    for stages, steps in ((1, 5), (3, 1), (8, 40), (300, 3)):
        u = np.zeros(len(c))
        for _ in range(stages):
            u = u - c / stages
            for _ in range(steps):
                u = u - 0.9 * waves(0.1, 1.0)(u)
        for _ in range(rest):
            u = u - 0.9 * waves(0.1, 1.0)(u)
        found = [arrives(waves(0.1, 1.0, math.sin), one, stages, steps, 0.9, 1e-6, rest=rest) for one in c]
        assert found == (np.abs(u) < 1e-6).tolist()
        assert rest < 2000 or sum(found) > 0


def test_the_barrier_and_the_speed_of_the_power_path():
    assert barrier(0.1, 1.0) == pytest.approx(3.499063820, abs=1e-9)
    assert waves(0.215, 1.0)(np.array(barrier(0.215, 1.0))) == pytest.approx(0, abs=1e-12)
    for kappa in (0.22, 2.0):
        with pytest.raises(ValueError, match="no barrier"):
            barrier(kappa, 1.0)
    p = np.array([[0.7, 0.2, 0.1], [0.05, 0.05, 0.9]])

    def power(T):
        return p ** (1 / T) / (p ** (1 / T)).sum(axis=-1, keepdims=True)

    for T in (0.5, 1.0, 3.0):
        chord = (power(T + 1e-6) - power(T - 1e-6)) / 2e-6
        np.testing.assert_allclose(path_speed(p, T), chord, atol=1e-8, rtol=0)
