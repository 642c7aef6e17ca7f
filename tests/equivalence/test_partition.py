"""Partitions, features, and arithmetic in fractions."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from numerics.equivalence import _carried, partition
from numerics.features import drawn, most_principal, principal
from numerics.rational import kernel, moments, rank, students
from numerics.simplex import InputError
from numerics.students import linear_students, span

RNG = np.random.default_rng(0)


def tables(N=20, V=3):
    """A table, one that differs in what the features do not see, one that differs by 1e-9 of what they see, another."""
    features = drawn(np.random.default_rng(1), N, 4)
    q = np.random.default_rng(2).dirichlet(np.full(V, 5.0), N)
    null = np.linalg.svd(features.T)[2][-1]
    unseen = np.outer(null, [1, -1] + [0] * (V - 2)) * 0.02
    seen = np.outer(features[:, 1], [1, -1] + [0] * (V - 2)) * 1e-9
    return features, np.stack([q, q + unseen, q + seen, q[::-1]])


@pytest.mark.parametrize("loss", ["squared", "kl"])
def test_classes_are_told_apart_to_the_last_digits(loss):
    features, targets = tables()
    found = partition(features, targets, loss)
    assert found.classes == ((0, 1), (2,), (3,))
    assert found.within(1e-7) == ((0, 1, 2), (3,))
    assert found.within(10.0) == ((0, 1, 2, 3),)
    assert (found.threshold < 1e-11).all()
    np.testing.assert_allclose(found.targets, found.targets.T, rtol=1e-14)
    assert (found.seen <= found.targets + 1e-15).all()
    if loss == "squared":
        np.testing.assert_allclose(found.students, found.seen, atol=1e-14, rtol=0)  # students are projections


@pytest.mark.parametrize("loss", ["squared", "kl"])
def test_noise_of_a_few_ulp_changes_no_class(loss):
    features, targets = tables()
    noisy = targets[0] * (1 + 2e-16 * RNG.standard_normal(targets[0].shape))
    assert partition(features, np.stack([targets[0], noisy]), loss).classes == ((0, 1),)
    worse = features.copy()
    worse[:, 2] = worse[:, 1] + 1e-6 * worse[:, 2]  # nearly dependent
    assert partition(worse, np.stack([targets[0], noisy]), loss).classes == ((0, 1),)


@pytest.mark.parametrize("seed", range(20))
def test_what_features_nearly_dependent_do_not_see_stays_one_class(seed):
    """κ of 1e9 leaves κ eps of a difference of 0.02: a threshold without κ would tell them apart."""
    rng = np.random.default_rng(seed)
    features = drawn(rng, 30, 4)
    features[:, 3] = features[:, 2] + 1e-9 * features[:, 3]
    q = rng.dirichlet(np.full(3, 5.0), 30)
    null = np.linalg.svd(np.hstack([features[:, :3], (features[:, 3:] - features[:, 2:3]) * 1e9]).T)[2][-1]
    other = q + 0.02 * np.outer(null, [1, -1, 0])
    assert partition(features, np.stack([q, other])).classes == ((0, 1),)


def test_errors_of_moments_are_carried_by_the_hessian():
    """√(tr H⁺/2) against the pseudo-inverse of the whole Hessian, and no more than a few times it."""
    rng = np.random.default_rng(0)
    features, s = drawn(rng, 25, 3), rng.dirichlet(np.full(4, 0.5), 25)
    space = span(features)
    basis = space.basis * 5.0
    H = sum(
        (np.kron(np.outer(b, b), np.diag(row) - np.outer(row, row)) for b, row in zip(basis, s, strict=True)),
        np.zeros((12, 12)),
    )
    wanted = np.sqrt(np.trace(np.linalg.pinv(H / 25)) / 2)
    (found,) = _carried(space, s[None])
    assert 0.5 * wanted < found < 3 * wanted


def test_one_table_is_one_class():
    features, targets = tables()
    assert partition(features, targets[:1]).classes == ((0,),)


@given(st.integers(0, 10**6), st.integers(1, 6), st.integers(1, 5), st.integers(2, 4))
def test_fractions_agree_with_floats(seed, N, d, V):
    rng = np.random.default_rng(seed)
    features = rng.integers(-2, 3, (N, d))
    if not features.any():
        return
    q = rng.integers(1, 9, (N, V))
    exact = students(features.tolist(), [[Fraction(int(x)) for x in row] for row in q])
    found = linear_students(features, q).predictions
    np.testing.assert_allclose(found, np.array(exact, dtype=float), atol=1e-11, rtol=0)
    assert rank(features.tolist()) == np.linalg.matrix_rank(features)
    null = kernel(features.tolist())
    assert len(null) == N - rank(features.tolist())
    for vector in null:
        assert not any(sum((a * int(f) for a, f in zip(vector, column, strict=True))) for column in features.T)
    np.testing.assert_array_equal(np.array(moments(features.tolist(), q.tolist()), dtype=float), q.T @ features)


def test_principal_features_are_nested_centred_and_of_mean_square_one():
    p = RNG.dirichlet(np.ones(5), 40)
    assert most_principal(p) == 5
    wide = principal(p, 5)
    np.testing.assert_array_equal(wide[:, :3], principal(p, 3))
    np.testing.assert_allclose(wide.T @ wide / 40, np.eye(5), atol=1e-12, rtol=0)
    logs = np.log(p) - np.log(p).mean(axis=-1, keepdims=True)
    left = wide @ (wide.T @ logs / 40)
    np.testing.assert_allclose(left, logs, atol=1e-12, rtol=0)  # all of them span the centred logs


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: principal(np.full((4, 3), 1 / 3), 2), "capacity: 2 is not from 1 to 1, as many principal features"),
        (lambda: principal([[1.0, 0.0], [0.5, 0.5]], 1), "features: row 0 has probability 0 at class 1"),
        (lambda: drawn(RNG, 5, 6), "capacity: 6 is not from 1 to 5, as many independent features"),
        (lambda: drawn(RNG, 5, 0), "capacity: 0 is not from 1 to 5"),
    ],
)
def test_mistakes(call, says):
    with pytest.raises(InputError) as found:
        call()
    assert str(found.value).startswith(says)
