"""Exact Lasso paths against scikit-learn's, and where they refuse."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from numerics.lasso import kinks, longest, segments


@given(st.integers(0, 10**6), st.integers(1, 5))
@example(101118, 1)
def test_kinks_are_those_of_lars(seed, p):
    lars_path = pytest.importorskip("sklearn.linear_model").lars_path
    rng = np.random.default_rng(seed)
    X, y = rng.integers(-9, 10, (7, p)), rng.integers(-9, 10, 7)
    if np.linalg.matrix_rank(X) < p:
        return
    try:
        found = kinks([[Fraction(int(x)) for x in row] for row in X], [Fraction(int(v)) for v in y])
    except ArithmeticError:
        return  # two events at once
    alphas = lars_path(X.astype(float), y.astype(float), method="lasso")[0] * 7
    wanted = alphas[alphas > 1e-9 * max(alphas[0], 1)]
    ours = np.array([float(x) for x in found])
    if not found:  # no feature is correlated with y
        assert not wanted.size
    elif ours[-1] > 1e-9 * ours[0] and np.min(-np.diff(ours) / ours[0], initial=1) > 1e-9:
        np.testing.assert_allclose(ours, wanted, rtol=1e-8)


def test_the_instance_of_two_features():
    """α = ½ · 1/(2·1² + 1) = 1/6: X' = [[1, 2α], [0, α]], y' = (1, 1)."""
    assert longest(2) == ([[1, Fraction(1, 3)], [0, Fraction(1, 6)]], [1, 1])


def test_pieces_have_the_signs_of_their_weights():
    X, y = [[Fraction(2), Fraction(0)], [Fraction(0), Fraction(1)]], [Fraction(-1), Fraction(3)]
    assert [(piece.begins, piece.signs) for piece in segments(X, y)] == [(3, {1: 1}), (2, {0: -1, 1: 1})]


def test_the_longest_paths_and_a_short_one():
    assert [len(kinks(*longest(p))) + 1 for p in (1, 2, 3, 4)] == [2, 5, 14, 41]
    identity = [[Fraction(int(i == j)) for j in range(3)] for i in range(3)]
    assert kinks(identity, [Fraction(3), Fraction(-2), Fraction(1)]) == [3, 2, 1]
    with pytest.raises(ArithmeticError, match="two features enter at once"):
        kinks(identity, [Fraction(1), Fraction(-1), Fraction(0)])
