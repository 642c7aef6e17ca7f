"""Gradients of linear and softmax students are those of their losses; minibatches have them for a mean; thresholds."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import approx_fprime
from scipy.special import logsumexp, softmax

from numerics.convergence import (
    descended,
    greedy,
    learned_exactly,
    linear_model,
    sampled,
    shrunk,
    softmax_hessian,
    softmax_model,
    thresholded,
)
from numerics.students import linear_students, softmax_students

RNG = np.random.default_rng(0)
FEATURES, LAWS, WEIGHTS = RNG.standard_normal((12, 3)), RNG.dirichlet(np.ones(4), 12), RNG.standard_normal((3, 4))


def teacher(s):
    return 0.25 + s * (LAWS - 0.25)


def squared(flat):
    return ((FEATURES @ flat.reshape(3, 4) - teacher(0.5)) ** 2).sum() / 24


def divergence(flat):
    z = FEATURES @ flat.reshape(3, 4)
    return (logsumexp(z, axis=-1) - (teacher(0.5) * z).sum(axis=-1)).mean() + 0.3 * (flat**2).sum() / 2


@pytest.mark.parametrize(
    ("loss", "gradient"),
    [(squared, linear_model(FEATURES, teacher)), (divergence, softmax_model(FEATURES, teacher, 0.3))],
)
def test_gradients(loss, gradient):
    found = gradient(WEIGHTS, 0.5)
    np.testing.assert_allclose(
        found.ravel(), approx_fprime(WEIGHTS.ravel(), loss, 1e-7), atol=3e-7, rtol=0
    )  # half a step times the second derivative: 6.5e-8
    many = gradient(np.stack([WEIGHTS, 2 * WEIGHTS]), 0.5)
    np.testing.assert_allclose(many[0], found, atol=1e-15, rtol=0)  # sums of twelve terms, perhaps in another order


def test_the_hessian_is_the_gradients_slope():
    gradient, hessian = softmax_model(FEATURES, teacher, 0.3), softmax_hessian(FEATURES, WEIGHTS, 0.3)
    for place in range(12):
        step = np.zeros(12)
        step[place] = 1e-6
        chord = gradient(WEIGHTS + step.reshape(3, 4), 0.5) - gradient(WEIGHTS - step.reshape(3, 4), 0.5)
        rounded = 1e-9  # 1e-16 over 2e-6 is 5e-11; seen: 6e-11
        np.testing.assert_allclose(hessian[place], chord.ravel() / 2e-6, atol=rounded, rtol=0)


def test_resting_reaches_the_students():
    """20,000 steps at the end of the path are a fit, to rounding (4e-16 was seen): they stop moving."""
    linear = descended(linear_model(FEATURES, teacher), np.zeros((3, 4)), 5, 4000, 0.5, schedule=lambda _: 1.0)
    np.testing.assert_allclose(FEATURES @ linear, linear_students(FEATURES, LAWS).predictions, atol=1e-14, rtol=0)
    fitted = descended(softmax_model(FEATURES, teacher, 0.0), np.zeros((3, 4)), 5, 4000, 1.0, schedule=lambda _: 1.0)
    z = FEATURES @ fitted
    said = np.exp(z - logsumexp(z, axis=-1, keepdims=True))
    np.testing.assert_allclose(said, softmax_students(FEATURES, LAWS).predictions, atol=1e-14, rtol=0)


def test_minibatches_have_the_gradient_for_their_mean():
    """Four standard errors, over 40,000 replicates of two examples each, at weights of one's own for each of three."""
    rng = np.random.default_rng(1)
    own = np.stack([WEIGHTS, -WEIGHTS, 0 * WEIGHTS])
    W = np.repeat(own, 40_000, axis=0)
    found = sampled(rng, FEATURES, teacher, 2)(W, 0.5).reshape(3, 40_000, 3, 4)
    off = found.mean(axis=1) - linear_model(FEATURES, teacher)(own, 0.5)
    assert (np.abs(off) < 4.5 * found.std(axis=1) / 200).all()
    assert found.std(axis=1).min() > 0.05


def test_a_teacher_without_doubt_has_labels_without_noise():
    certain = np.eye(4)[np.arange(12) % 4]
    found = sampled(np.random.default_rng(2), FEATURES[:1], lambda _: certain[:1], 5)(np.zeros((2, 3, 4)), 1.0)
    np.testing.assert_allclose(found, np.broadcast_to(-np.outer(FEATURES[0], certain[0]), (2, 3, 4)), rtol=1e-14)


@given(st.lists(st.integers(-9, 9), min_size=1, max_size=5), st.integers(0, 9))
def test_shrinking_minimises(weights, level):
    """‖x − w‖²/2 + level|x| is least at the shrunk weight, of those on a grid that holds it."""
    grid = np.arange(-10, 11)
    for w, found in zip(weights, shrunk(np.array(weights), level), strict=True):
        losses = (grid - w) ** 2 / 2 + level * np.abs(grid)
        assert (found - w) ** 2 / 2 + level * abs(found) == losses.min()


def test_thresholds_in_fractions():
    """β = (2, −1/4), λ = 1/2 then 1, one step of 1/2 a stage: 2 → 7/4 → 11/8, and −1/4 → 0 → 0."""
    beta = np.array([Fraction(2), Fraction(-1, 4)])
    levels = [Fraction(1, 2), Fraction(1)]
    assert thresholded(beta, levels[:1], 1, Fraction(1, 2)).tolist() == [Fraction(7, 4), 0]
    assert thresholded(beta, levels, 1, Fraction(1, 2)).tolist() == [Fraction(11, 8), 0]
    assert thresholded(beta, levels, 60, Fraction(1, 2))[0] - 1 < Fraction(1, 10**15)


def test_minibatches_of_softmax_students_have_the_gradient_without_a_ridge_for_their_mean():
    rng = np.random.default_rng(3)
    W = np.broadcast_to(WEIGHTS, (40_000, 3, 4))
    found = sampled(rng, FEATURES, teacher, 2, says=lambda z: softmax(z, axis=-1))(W, 0.5)
    off = found.mean(axis=0) - softmax_model(FEATURES, teacher, 0.0)(WEIGHTS, 0.5)
    assert (np.abs(off) < 4.5 * found.std(axis=0) / 200).all()


def test_greedy_students():
    """Towards (1, 1)/2 from e_1: e_2 at once, then 2/3 of the way to e_1, 1/2 of that to e_2."""
    atoms = np.array([[Fraction(1), Fraction(0)], [Fraction(0), Fraction(1)]])
    target = np.array([Fraction(1, 2), Fraction(1, 2)])
    found = [theta[0] for theta in greedy(atoms, lambda x: x - target, 3, lambda k: Fraction(2, k + 2))]
    assert found == [0, Fraction(2, 3), Fraction(1, 3)]


def test_draws_in_every_sequence():
    """One draw of q = (1/4, 3/4) at pace 1/2 from e_2: (1/2, 1/2) or e_2, errors 1/8 twice."""
    q, start = (Fraction(1, 4), Fraction(3, 4)), (Fraction(0), Fraction(1))
    assert learned_exactly(q, start, 1, 1, lambda _: Fraction(1, 2)) == Fraction(1, 8)
    assert learned_exactly(q, start, 3, 0, lambda _: Fraction(1)) == Fraction(1, 8)
    assert learned_exactly(q, start, 2, 1, lambda k: Fraction(1, k)) == Fraction(3, 16)
    assert learned_exactly(q, start, 1, 2, lambda k: Fraction(1, k)) == Fraction(3, 16)
