"""Problems that are hunted in floats are what they are in fractions, and shares of random ones are those counted."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest

from numerics.homotopy import losses
from numerics.pruning import errors, exactly, hunt, neighbours, positive_definite, quarters, share


def test_found_in_floats_and_in_fractions():
    problems = quarters(np.random.default_rng(0), 4000, 4)
    worse = lambda e: e["iterative"] > e["one shot"]  # noqa: E731
    found = hunt(*problems, 2, lambda e: e.gap < 0, worse)
    again = [exactly(S.tolist(), w.tolist(), 2).errors for S, w in zip(*problems, strict=True)]
    assert len(found) == sum(map(worse, again)) > 10
    assert all(
        instance.errors["iterative"] > instance.errors["one shot"] >= instance.errors["best"] for instance in found
    )
    sizes = [sum(abs(x) for row in instance.numerators for x in row) for instance in found]
    assert sizes == sorted(sizes)


def test_problems_are_covariances_with_weights_of_different_sizes():
    numerators, weights = quarters(np.random.default_rng(1), 2000, 5)
    assert len(numerators) > 100
    above = np.triu_indices(5, 1)
    assert (numerators[:, *above].min(axis=0) == -3).all()
    assert (numerators[:, *above].max(axis=0) == 3).all()
    assert (np.diagonal(numerators, axis1=1, axis2=2) == 4).all()
    assert (numerators == numerators.swapaxes(-1, -2)).all()
    np.testing.assert_array_equal(np.sort(np.abs(weights), axis=-1), np.tile(np.arange(1, 6), (len(weights), 1)))
    assert all(positive_definite(S.tolist()) for S in numerators[:200])
    apart, _ = quarters(np.random.default_rng(1), 10, 3, correlated=False)
    assert (apart == 4 * np.eye(3)).all()


@pytest.mark.parametrize(
    ("numerators", "definite"),
    [(((1,),), True), (((0,),), False), (((4, 4), (4, 4)), False), (((4, 3), (3, 4)), True), (((4, 5), (5, 4)), False)],
)
def test_positive_definite(numerators, definite):
    assert positive_definite(numerators) is definite


def test_errors_of_many():
    rng = np.random.default_rng(2)
    Sigma, beta = neighbours(rng, 50, 5, 0.7)
    np.testing.assert_allclose(Sigma[3], 0.7 ** np.abs(np.subtract.outer(range(5), range(5))), rtol=1e-14)
    found = errors(Sigma, beta, 2)
    least = np.full(50, np.inf)
    for pair in combinations(range(5), 2):
        kept = np.zeros((50, 5), dtype=bool)
        kept[:, pair] = True
        least = np.minimum(least, losses(Sigma, beta, kept))
    np.testing.assert_allclose(found.best, least, rtol=1e-14)
    assert (found.iterative >= least - 1e-12).all()
    assert (found.gap != 0).any()
    assert (found.gap[np.isclose(found.one_shot, found.iterative)] == 0).all()
    assert np.isinf(errors(*neighbours(rng, 3, 7, 0.5), 2).best).all()
    same = errors(Sigma, beta, 2, (2,))
    np.testing.assert_array_equal(same.gap, 0)


def test_an_instance_with_its_numbers():
    found = exactly(((4, 3, 3, 0), (3, 4, 2, 0), (3, 2, 4, -1), (0, 0, -1, 4)), (2, -4, 1, 3), 2)
    assert found.kept == {"one shot": [2, 4], "iterative": [1, 2], "best": [2, 4]}
    assert found.errors == {"one shot": Fraction(63, 16), "iterative": Fraction(111, 14), "best": Fraction(63, 16)}


def test_a_share_and_its_interval():
    """Of 0 in n the upper end is 1 − (α/2)^(1/n); of 5 in 10 at 95 % tables have 0.187 to 0.813."""
    assert share(0, 20, 0.95) == (0, 0, pytest.approx(1 - 0.025**0.05, rel=1e-14))
    assert share(5, 10, 0.95) == (0.5, pytest.approx(0.1871, abs=1e-4), pytest.approx(0.8129, abs=1e-4))
