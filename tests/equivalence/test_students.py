"""Students are the minimisers that they say they are, whatever the features, and mistakes are one line."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import minimize
from scipy.special import log_softmax, softmax

from numerics.recession import recedes
from numerics.simplex import InputError
from numerics.students import linear_students, newton, softmax_students, span


def problem(seed, N=30, d=4, V=3, tables=()):
    rng = np.random.default_rng(seed)
    return np.hstack([np.ones((N, 1)), rng.standard_normal((N, d - 1))]), rng.dirichlet(np.ones(V), (*tables, N))


def loss(features, q, W):
    return -(q * log_softmax(features @ W.T, axis=-1)).sum(axis=-1).mean()


@given(st.integers(0, 1000), st.integers(1, 8), st.integers(2, 6))
def test_linear_students_are_those_of_numpy(seed, d, V):
    features, q = problem(seed, d=d, V=V)
    found = linear_students(features, q)
    wanted = np.linalg.lstsq(features, q, rcond=None)[0]
    np.testing.assert_allclose(found.predictions, features @ wanted, atol=1e-12, rtol=0)  # two factorisations
    np.testing.assert_allclose(found.weights, wanted.T, atol=1e-11, rtol=0)
    assert found.gradient < 1e-14


@given(st.integers(0, 1000), st.integers(1, 5), st.integers(2, 5))
def test_softmax_students_are_where_a_general_minimiser_ends(seed, d, V):
    features, q = problem(seed, d=d, V=V)
    found = softmax_students(features, q)

    def value(w):
        W = w.reshape(V, d)
        s = softmax(features @ W.T, axis=-1)
        return loss(features, q, W), ((s - q).T @ features / len(q)).ravel()

    wanted = minimize(value, np.zeros(V * d), jac=True, method="BFGS", options={"gtol": 1e-9})
    reached = softmax(features @ wanted.x.reshape(V, d).T, axis=-1)
    np.testing.assert_allclose(found.predictions, reached, atol=1e-6, rtol=0)  # BFGS ends at a gradient of 1e-9 at best
    assert loss(features, q, found.weights) <= wanted.fun + 1e-14
    np.testing.assert_allclose(softmax(features @ found.weights.T, axis=-1), found.predictions, atol=1e-12, rtol=0)
    moments = features.T @ (found.predictions - q) / len(q)
    assert np.abs(moments).max() < 1e-12
    assert found.gradient < 1e-12


def test_many_targets_at_once_are_those_one_by_one():
    features, q = problem(0, tables=(3, 2))
    for fit in (linear_students, softmax_students):
        found = fit(features, q)
        assert found.predictions.shape == q.shape
        assert found.weights.shape == (3, 2, 3, 4)
        assert found.gradient.shape == found.off.shape == (3, 2)
        for place in np.ndindex(3, 2):
            alone = fit(features, q[place])
            np.testing.assert_allclose(found.predictions[place], alone.predictions, atol=1e-13, rtol=0)


@pytest.mark.parametrize("fit", [linear_students, softmax_students])
def test_features_that_depend_on_each_other_say_the_same(fit):
    """A column twice, one of zeros, one a million times as long: the span counts."""
    features, q = problem(1)
    wider = np.hstack([features, features[:, :2], np.zeros((30, 1)), 1e6 * features[:, 2:3]])
    plain, found = fit(features, q), fit(wider, q)
    np.testing.assert_allclose(found.predictions, plain.predictions, atol=1e-12, rtol=0)
    said = wider @ found.weights.T
    np.testing.assert_allclose(
        said if fit is linear_students else softmax(said, axis=-1),
        plain.predictions,
        atol=1e-10,
        rtol=0,
    )
    assert span(wider).rank == 4


def test_a_student_of_its_own_predictions_is_itself():
    features, _ = problem(2)
    W = np.random.default_rng(0).standard_normal((3, 4)) * 3
    said = softmax(features @ W.T, axis=-1)
    found = softmax_students(features, said)
    np.testing.assert_allclose(found.predictions, said, atol=1e-10, rtol=0)
    gap = found.weights - W
    np.testing.assert_allclose(
        gap, np.broadcast_to(gap.mean(axis=0), gap.shape), atol=1e-8, rtol=0
    )  # up to a common row


def test_the_distance_from_the_minimiser_is_bounded():
    """A loose tolerance leaves a student off; `off` says by how much, within a factor of two."""
    features, q = problem(3, N=60, d=8, V=5)
    exact = softmax_students(features, q)
    loose = softmax_students(features, q, tolerance=1e-3)
    off = np.sqrt(((loose.predictions - exact.predictions) ** 2).sum(axis=-1).mean())
    assert 1e-9 < off <= 2 * loose.off
    assert loose.off <= 3 * off


def test_far_starts_and_confident_targets_need_the_line_search():
    features, _ = problem(6, N=40, d=3, V=3)
    q = softmax(8 * features @ np.random.default_rng(1).standard_normal((3, 3)), axis=-1)
    plain = softmax_students(features, q)
    for scale in (10, 30):
        far = softmax_students(features, q, start=scale * np.random.default_rng(scale).standard_normal(q.shape))
        np.testing.assert_allclose(far.predictions, plain.predictions, atol=1e-8, rtol=0)
        assert far.gradient < 1e-12


def test_features_of_any_scale_say_the_same():
    features, q = problem(7)
    for fit in (linear_students, softmax_students):
        plain = fit(features, q).predictions
        for scale in (1e200, 1e-200):
            found = fit(features * np.array([1, scale, 1, 1]), q)
            np.testing.assert_allclose(found.predictions, plain, atol=1e-11, rtol=0)
        assert span(scale * features).rank == 4


def test_newtons_system_is_solved():
    features, q = problem(4, N=50, d=3, V=4, tables=(2,))
    basis = span(features).basis * np.sqrt(50)
    s = q
    rng = np.random.default_rng(0)
    x = rng.standard_normal((2, 3, 4))
    x -= x.mean(axis=-1, keepdims=True)
    moved = basis @ x
    g = basis.T @ (s * (moved - (s * moved).sum(axis=-1, keepdims=True))) / 50
    found = newton(basis, s, g, np.full(2, 1e-12), np.zeros(2))
    found -= found.mean(axis=-1, keepdims=True)
    np.testing.assert_allclose(found, x, atol=1e-9, rtol=0)
    damped = newton(basis, s, g, np.full(2, 1e-12), np.full(2, 1e3))
    assert np.abs(damped).max() < 0.01


def test_separable_targets_are_named_and_others_with_zeros_fitted():
    features = np.array([[1.0, -1], [1, -0.5], [1, 0.5], [1, 1]])
    labels = np.eye(2)[[0, 0, 1, 1]]
    with pytest.raises(InputError, match="table 1 has zeros, and the features separate its classes"):
        softmax_students(features, np.stack([np.full((4, 2), 0.5), labels]))
    mixed = np.eye(2)[[0, 1, 0, 1]]
    found = softmax_students(features, mixed)
    np.testing.assert_allclose(features.T @ (found.predictions - mixed), 0, atol=1e-11, rtol=0)
    basis = span(features).basis
    assert recedes(basis, labels)
    assert not recedes(basis, mixed)


def test_a_class_that_no_target_has_is_left_behind():
    """q_3 = 0 everywhere: the weights of class 3 run off, and no student is claimed."""
    features, q = problem(5, V=2)
    with pytest.raises(InputError, match="no softmax student"):
        softmax_students(features, np.hstack([q, np.zeros((30, 1))]))


@pytest.mark.parametrize(
    ("features", "says"),
    [
        ([[1.0, 2.0], [3.0, np.nan]], "features: row 1 has nan in column 1"),
        ([[0.0], [0.0]], "features: have rank zero: every entry is 0"),
        ([1.0, 2.0], "features: expected numbers of shape (N, d), got float64 of shape (2,)"),
        ([["a"], ["b"]], "features: expected numbers of shape (N, d), got <U1 of shape (2, 1)"),
        (np.ones((3, 1)), "features: have 3 rows, and targets 2"),
    ],
)
@pytest.mark.parametrize("fit", [linear_students, softmax_students])
def test_mistakes_are_one_line(fit, features, says):
    with pytest.raises(InputError) as found:
        fit(features, np.full((2, 2), 0.5))
    assert str(found.value) == says


def test_targets_are_checked():
    with pytest.raises(InputError, match=r"targets: row 0 sums to 1\.2, not 1"):
        softmax_students(np.ones((2, 1)), [[0.6, 0.6], [0.5, 0.5]])


def test_how_far_off_each_table_is_does_not_depend_on_how_many_there_are():
    rng = np.random.default_rng(5)
    features, q = rng.standard_normal((30, 3)), rng.dirichlet(np.ones(4), (7, 30))
    batch = linear_students(features, q)
    assert batch.off.shape == batch.gradient.shape == (7,)
    for table, off in zip(q, batch.off, strict=True):
        alone = linear_students(features, table)
        residual = np.linalg.norm(span(features).basis.T @ (alone.predictions - table)) / np.sqrt(30)
        assert float(alone.off) == pytest.approx(residual, rel=1e-6, abs=1e-17)
        assert float(off) < 1e-15
