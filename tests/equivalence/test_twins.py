"""Twins of operators: the same student, other targets, and an operator still."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import kdaudit
from numerics.equivalence import rms
from numerics.features import drawn
from numerics.registry import operator
from numerics.simplex import InputError, entropy
from numerics.students import linear_students, softmax_students
from numerics.twins import bend, bounds, gaps, twin

NAMES = ("power", "mixing", "tsallis:1.5", "logit", "tsallis:0")


def problem(seed, N, d, V):
    rng = np.random.default_rng(seed)
    return rng.dirichlet(np.full(V, 2.0), N), drawn(rng, N, d)


@given(st.integers(0, 10**6), st.integers(4, 24), st.integers(2, 6), st.sampled_from(NAMES), st.data())
def test_a_twin_has_the_same_students_and_the_axioms(seed, N, V, name, data):
    d = data.draw(st.integers(1, N - 1))
    p, features = problem(seed, N, d, V)
    F = operator(name)
    try:
        G = twin(F, p, features, seed=seed)
    except InputError as error:
        if "none of this form" not in str(error):  # the rows may leave no room
            raise
        return
    temperatures = 1 / np.linspace(0.02, 1, 30)[::-1]
    own, other = (np.stack([H(p, T) for T in temperatures]) for H in (F, G))
    assert np.abs(np.einsum("nd,tnv->tdv", features, own - other)).max() < 1e-13 * N
    assert rms(own - other).max() > 1e-8
    order = np.argsort(-p, axis=-1)
    ranked = np.take_along_axis(other, np.broadcast_to(order, other.shape), axis=-1)
    assert (np.diff(ranked, axis=-1) < 0).all()
    assert (np.diff(entropy(other), axis=0) > -1e-14).all()
    np.testing.assert_array_equal(other[0], own[0])  # at T = 1
    np.testing.assert_allclose(G(p, 1e9), 1 / V, atol=1e-6, rtol=0)


@given(st.integers(0, 10**6), st.sampled_from((0.3, 2.0, 50.0)), st.integers(2, 6), st.sampled_from(NAMES))
def test_a_twin_is_an_operator_inside_its_bumps(seed, concentration, V, name):
    rng = np.random.default_rng(seed)
    p, features = rng.dirichlet(np.full(V, concentration), 12) * 0.999 + 0.001 / V, drawn(rng, 12, 4)
    try:
        G = twin(operator(name), p, features, seed=seed)
    except InputError as error:
        if "none of this form" not in str(error):
            raise
        return
    away = rng.standard_normal((40, 12, V))
    away -= away.mean(axis=-1, keepdims=True)
    away *= 10.0 ** rng.uniform(-7, -3, (40, 12, 1)) / np.abs(away).sum(axis=-1, keepdims=True)
    laws = (p + away)[((p + away) > 0).all(axis=-1)]
    order = np.argsort(-laws, axis=-1)
    apart = -np.diff(np.take_along_axis(laws, order, axis=-1), axis=-1) > 1e-9
    last = None
    for T in 1 / np.linspace(0.05, 1, 25)[::-1]:
        q = G(laws, T)
        falls = -np.diff(np.take_along_axis(q, order, axis=-1), axis=-1)
        assert (falls[apart] > 0).all()
        assert last is None or (entropy(q) - last > -1e-13).all()
        last = entropy(q)


def test_students_of_both_losses_agree_from_any_start():
    p, features = problem(0, 30, 6, 4)
    F = operator("power")
    G = twin(F, p, features)
    for T in (1.2, 3.0):
        one, other = F(p, T), G(p, T)
        assert np.abs(one - other).sum(axis=-1).mean() / 2 > 0.005
        assert rms(linear_students(features, one).predictions - linear_students(features, other).predictions) < 1e-15
        start = np.random.default_rng(1).standard_normal(p.shape)
        a, b = (softmax_students(features, q, start=start * s).predictions for q, s in ((one, 1), (other, -2)))
        assert rms(a - b) < 1e-9


def test_equal_rows_count_once():
    """Rows that are the same have the same target, so that their features add up."""
    p, features = problem(3, 10, 4, 3)
    G = twin(operator("power"), np.concatenate([p, p]), np.concatenate([features, -features + features[:, :1]]))
    q = G(np.concatenate([p, p]), 2.0)
    np.testing.assert_array_equal(q[:10], q[10:])


def test_the_hunt_finds_nothing_against_a_twin():
    p, features = problem(1, 20, 5, 3)
    G = twin(operator("power"), p, features)
    audit = kdaudit.audit_operator(
        G.__call__, classes=(3,), temperatures=(1.0, 50.0), floor=1e-9, teachers={"its rows": p}, jobs=1
    )
    assert audit.refuted == ()


def test_away_from_its_rows_a_twin_is_the_operator():
    p, features = problem(2, 10, 3, 3)
    F = operator("mixing")
    G = twin(F, p, features)
    elsewhere = np.array([[0.5, 0.3, 0.2]])
    assert np.abs(elsewhere - p).sum(axis=-1).min() > 1e-3
    np.testing.assert_array_equal(G(elsewhere, 2.0), F(elsewhere, 2.0))
    four = np.array([[0.4, 0.3, 0.2, 0.1]])
    np.testing.assert_array_equal(G(four, 2.0), F(four, 2.0))
    with pytest.raises(InputError, match=r"lies outside \[1, ∞\)"):
        G(p, 0.5)


def test_a_twin_is_one_over_a_bump():
    """Half a radius away it differs by half as much."""
    p, features = problem(4, 8, 2, 3)
    F = operator("mixing")
    G = twin(F, p, features)
    away = np.array([1.0, -1.0, 0.0])
    n = int(np.abs(G(p, 2.0) - F(p, 2.0)).max(axis=-1).argmax())
    full = (G(p, 2.0) - F(p, 2.0))[n]
    steps = np.linspace(0, 1e-3, 400)
    row = p[n] + steps[:, None] * away / 2
    height = (G(row, 2.0) - F(row, 2.0)) @ full / (full @ full)
    reach = steps[np.argmax(height < 1e-9)] if (height < 1e-9).any() else np.inf
    inside = steps < reach
    np.testing.assert_allclose(height[inside], 1 - steps[inside] / reach, atol=0.01, rtol=0)  # the reach to one step


def test_there_is_none_where_features_see_everything():
    p, _ = problem(5, 6, 2, 3)
    with pytest.raises(InputError, match="twin of power: there is none: the features see all"):
        twin(operator("power"), p, np.eye(6))
    with pytest.raises(InputError, match="none of this form is found"):
        twin(operator("power"), np.full((2, 2), 0.5), [[1.0], [-1.0]])


def test_bounds_are_those_of_mixing():
    """Mixing: gaps fall like β, so |D_l − D_{l+1}| ≤ gap/max β(1 − β) = 4 gap, of which 0.8 are taken."""
    p = np.array([[0.6, 0.3, 0.1]])
    found = bounds(operator("mixing"), p, np.array([1e-3]))
    np.testing.assert_allclose(found.gaps[0, :2], 0.8 * 4 * gaps(p)[0, :2], rtol=1e-4)  # the grid around β = 1/2
    slope = np.abs(np.diff(bend(np.linspace(0, 1, 100_001)))).max() * 100_000
    np.testing.assert_allclose(slope, 1, rtol=1e-4)
    np.testing.assert_allclose(found.partial[0], 0.8 * np.cumsum(p[0] - 1 / 3)[:2] / slope, rtol=0.02)  # steps of 1/180
