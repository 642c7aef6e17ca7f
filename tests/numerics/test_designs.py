"""Counts of draws and Gaussian designs, beside the laws that they stand for."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import chi2_contingency, ks_2samp

from numerics.counts import by_class, by_draw, multinomial, parts
from numerics.designs import bartlett, inverse_trace, sparse_risk
from numerics.montecarlo import Moments

ZIPF = (1 / np.arange(1, 8)) / (1 / np.arange(1, 8)).sum()
ZIPF_6000 = (1 / np.arange(1, 6001)) / (1 / np.arange(1, 6001)).sum()


@pytest.mark.parametrize(
    "p", [np.array([0.25, 0.75]), ZIPF, np.array([0.5, 0.0, 0.5, 0.0]), np.full(10, 0.1), ZIPF_6000, np.array([1.0])]
)
def test_a_part_of_the_table_lies_in_one_class_or_says_that_one_ends_there(p):
    ends, table = parts(p.tobytes())
    number = len(table)
    np.testing.assert_allclose(np.diff(ends, prepend=0.0, append=1.0), p / p.sum(), atol=1e-15, rtol=0)
    left, right = np.arange(number) / number, np.arange(1, number + 1) / number
    at_left = np.searchsorted(ends, left, side="right")
    inside = np.searchsorted(ends, right, side="left") > np.searchsorted(ends, left, side="left")
    ends_at_one = (ends == 1).any() & (np.arange(number) == number - 1)  # of classes of probability zero
    np.testing.assert_array_equal(table, np.where(inside | ends_at_one, -1, at_left))


WITH_ZEROS = np.where(np.arange(300) % 7 == 3, 0.0, 1 / np.arange(1, 301))
WITH_ZEROS = np.append(WITH_ZEROS, 0.0) / WITH_ZEROS.sum()


@pytest.mark.parametrize(
    ("n", "p"), [(1, ZIPF), (3, ZIPF), (12, ZIPF), (40, WITH_ZEROS), (5, ZIPF_6000)], ids=["1", "3", "12", "0", "many"]
)
def test_counts_follow_the_same_law_either_way(n, p):
    """Tables of 2⁸, 2¹⁶ and 2¹⁷ parts."""
    rng = np.random.Generator(np.random.PCG64(2))
    many = 40_000 if len(p) < 1000 else 4000
    tables = [draw(rng, n, p, many) for draw in (by_class, by_draw)]
    for table in tables:
        assert (table.sum(axis=-1) == n).all()
        assert table.shape == (many, len(p))
        assert (table[:, p == 0] == 0).all()
    for c in range(7):  # a statistic of two counts, its whole law
        columns = [np.bincount(t[:, c] + 2 * t[:, (c + 1) % 7], minlength=2 * n + 1) for t in tables]
        kept = np.sum(columns, axis=0) > 20
        assert chi2_contingency(np.array(columns)[:, kept]).pvalue > 1e-4  # 35 tests of one seeded draw
    totals = np.stack([table.sum(axis=0) for table in tables])
    assert chi2_contingency(totals[:, totals.sum(axis=0) > 20]).pvalue > 1e-4


def test_what_is_no_law_is_not_drawn_from():
    rng = np.random.Generator(np.random.PCG64(2))
    for p in ([0.5, -0.1, 0.6], [0.5, np.nan, 0.5], [0.0, 0.0, 0.0], [0.5, 0.5, 2e-9]):
        with pytest.raises(ValueError, match="no law"):
            by_draw(rng, 2, np.array(p), 5)
    assert by_draw(rng, 3, np.array([1.0]), 2).tolist() == [[3], [3]]
    assert by_draw(rng, 3, np.array([0.5, 0.5 + 5e-10]), 2).sum(axis=-1).tolist() == [3, 3]  # rounding of what was read


def test_the_algorithm_is_the_one_that_suits():
    rng = lambda: np.random.Generator(np.random.PCG64(3))  # noqa: E731
    np.testing.assert_array_equal(multinomial(rng(), 57, ZIPF, 50), by_class(rng(), 57, ZIPF, 50))
    np.testing.assert_array_equal(multinomial(rng(), 56, ZIPF, 50), by_draw(rng(), 56, ZIPF, 50))
    half = np.array([0.5, 0.5])
    np.testing.assert_array_equal(multinomial(rng(), 1, half, 50), by_class(rng(), 1, half, 50))
    even = np.full(10_000, 1e-4)
    np.testing.assert_array_equal(multinomial(rng(), 40_001, even, 2), by_class(rng(), 40_001, even, 2))
    np.testing.assert_array_equal(multinomial(rng(), 40_000, even, 2), by_draw(rng(), 40_000, even, 2))


def brute(n, d, replicates):
    X = np.random.Generator(np.random.PCG64(4)).standard_normal((replicates, n, d))
    return X, np.swapaxes(X, 1, 2) @ X


@pytest.mark.parametrize(("n", "d"), [(9, 4), (9, 5), (5, 1)])
def test_traces_of_inverse_gram_matrices_follow_the_law_of_designs(n, d):
    rng = np.random.Generator(np.random.PCG64(5))
    _, gram = brute(n, d, 4000)
    direct = np.trace(np.linalg.inv(gram), axis1=1, axis2=2)
    L = bartlett(rng, n, d, 4000)
    for other in (
        inverse_trace(rng, n, d, 4000)[:, 0],
        np.trace(np.linalg.inv(L @ np.swapaxes(L, 1, 2)), axis1=1, axis2=2),
    ):
        assert ks_2samp(direct, other).pvalue > 1e-3  # of one seeded draw each
    assert ks_2samp(direct, inverse_trace(rng, n + 1, d, 4000)[:, 0]).pvalue < 1e-6


def test_sparse_risks_follow_the_law_of_least_squares():
    """From designs of all columns: the noise expected by its covariance, what is dropped left in."""
    n, k, noise, beta = 9, 2, 0.5, np.array([0.6, -0.8, 0.5])
    X, _ = brute(n, k + 3, 4000)
    kept, dropped = X[:, :, :k], X[:, :, k:] @ beta
    inverse = np.linalg.inv(np.swapaxes(kept, 1, 2) @ kept)
    leaked = (inverse @ np.swapaxes(kept, 1, 2) @ dropped[..., None])[..., 0]
    lost = float((beta**2).sum())
    direct = lost + (leaked**2).sum(axis=-1) + noise * np.trace(inverse, axis1=1, axis2=2)

    def found(noise):
        return sparse_risk(np.random.Generator(np.random.PCG64(6)), n, k, lost, noise, 4000)[:, 0]

    assert ks_2samp(direct, found(noise)).pvalue > 1e-3
    assert ks_2samp(direct, found(0.8)).pvalue < 1e-3


def test_control_variates_of_designs_have_mean_zero_and_take_out_most_of_the_variance():
    rng = np.random.Generator(np.random.PCG64(7))
    for values, least in (
        (inverse_trace(rng, 20, 10, 1_000_000), 7),
        (inverse_trace(rng, 100, 50, 40_000), 35),
        (sparse_risk(rng, 20, 1, 0.25, 1.0, 400_000), 15),
        (sparse_risk(rng, 100, 9, 1.0, 1.0, 100_000), 8),
    ):
        moments, count = Moments.of(values), len(values)
        error = np.sqrt(np.diag(moments.covariance) / count)
        assert (np.abs(moments.mean[1:]) <= 3.5 * error[1:]).all()  # seven normal numbers of one seeded draw
        controlled = moments.controlled(dict.fromkeys(range(1, values.shape[1]), 0.0))
        assert (error[0] / controlled.standard_error) ** 2 > least
    with pytest.raises(ValueError, match="n >= d"):
        inverse_trace(rng, 8, 5, 1)
    with pytest.raises(ValueError, match="n >= k"):
        sparse_risk(rng, 5, 2, 1.0, 1.0, 1)
