"""Counts of draws and Gaussian designs, beside the laws that they stand for."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import chi2_contingency, ks_2samp

from numerics.counts import alias_table, by_class, by_draw, multinomial
from numerics.designs import bartlett, inverse_trace, sparse_risk

ZIPF = (1 / np.arange(1, 8)) / (1 / np.arange(1, 8)).sum()


@pytest.mark.parametrize(
    "p", [np.array([0.25, 0.75]), ZIPF, np.array([0.5, 0.0, 0.5]), np.full(10, 0.1), np.array([1.0])]
)
def test_the_columns_of_an_alias_table_add_up_to_p(p):
    share, alias = alias_table(p)
    total = share.copy()
    np.add.at(total, alias, 1 - share)
    np.testing.assert_allclose(total / len(p), p, atol=1e-15, rtol=0)
    assert ((share >= 0) & (share <= 1)).all()


@pytest.mark.parametrize("n", [1, 3, 12])
def test_counts_follow_the_same_law_either_way(n):
    rng = np.random.Generator(np.random.PCG64(2))
    tables = [draw(rng, n, ZIPF, 40_000) for draw in (by_class, by_draw)]
    for table in tables:
        assert (table.sum(axis=-1) == n).all()
        assert table.shape == (40_000, 7)
    for c in range(7):  # a statistic of two counts, its whole law
        columns = [np.bincount(t[:, c] + 2 * t[:, (c + 1) % 7], minlength=2 * n + 1) for t in tables]
        kept = np.sum(columns, axis=0) > 20
        assert chi2_contingency(np.array(columns)[:, kept]).pvalue > 1e-4  # 21 tests of one seeded draw


def test_the_algorithm_is_the_one_that_suits():
    rng = lambda: np.random.Generator(np.random.PCG64(3))  # noqa: E731
    np.testing.assert_array_equal(multinomial(rng(), 15, ZIPF, 50), by_class(rng(), 15, ZIPF, 50))
    np.testing.assert_array_equal(multinomial(rng(), 14, ZIPF, 50), by_draw(rng(), 14, ZIPF, 50))
    half = np.array([0.5, 0.5])
    np.testing.assert_array_equal(multinomial(rng(), 1, half, 50), by_class(rng(), 1, half, 50))


def brute(n, d, replicates):
    X = np.random.Generator(np.random.PCG64(4)).standard_normal((replicates, n, d))
    return X, np.swapaxes(X, 1, 2) @ X


@pytest.mark.parametrize(("n", "d"), [(9, 4), (6, 5), (5, 1)])
def test_traces_of_inverse_gram_matrices_follow_the_law_of_designs(n, d):
    rng = np.random.Generator(np.random.PCG64(5))
    _, gram = brute(n, d, 4000)
    direct = np.trace(np.linalg.inv(gram), axis1=1, axis2=2)
    L = bartlett(rng, n, d, 4000)
    for other in (inverse_trace(rng, n, d, 4000), np.trace(np.linalg.inv(L @ np.swapaxes(L, 1, 2)), axis1=1, axis2=2)):
        assert ks_2samp(direct, other).pvalue > 1e-3  # of one seeded draw each
    assert ks_2samp(direct, inverse_trace(rng, n + 1, d, 4000)).pvalue < 1e-6


def test_sparse_risks_follow_the_law_of_least_squares():
    """From designs of all columns: the noise expected by its covariance, what is dropped left in."""
    n, k, noise, beta = 9, 2, 0.5, np.array([0.6, -0.8, 0.5])
    X, _ = brute(n, k + 3, 4000)
    kept, dropped = X[:, :, :k], X[:, :, k:] @ beta
    inverse = np.linalg.inv(np.swapaxes(kept, 1, 2) @ kept)
    leaked = (inverse @ np.swapaxes(kept, 1, 2) @ dropped[..., None])[..., 0]
    lost = float((beta**2).sum())
    direct = lost + (leaked**2).sum(axis=-1) + noise * np.trace(inverse, axis1=1, axis2=2)
    found = sparse_risk(np.random.Generator(np.random.PCG64(6)), n, k, lost, noise, 4000)
    assert ks_2samp(direct, found).pvalue > 1e-3
    assert ks_2samp(direct, sparse_risk(np.random.Generator(np.random.PCG64(6)), n, k, lost, 0.8, 4000)).pvalue < 1e-3
