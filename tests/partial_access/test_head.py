"""The classes shown, softened: sums and entropies, kept for orders that are numbers."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from scipy.special import logsumexp
from scipy.stats import entropy

from numerics.top_k import Top

ROUNDING = 16 * np.finfo(float).eps  # twelve terms and their logarithms; seen: 5 eps


@pytest.mark.parametrize("order", [0.25, 1.0, 4.0])
def test_heads_are_sums_and_entropies(order):
    rng = np.random.default_rng(3)
    p = -np.sort(-rng.dirichlet(np.full(30, 0.2), 500), axis=1)
    shown = rng.integers(1, 13, 500)
    top = Top.of(p, 12)
    rows = np.where(np.arange(12) < shown[:, None], top.log_p, -np.inf)
    found = Top(rows, 30, shown=shown, check=False).head(np.asarray(order))
    of_each = entropy(np.exp(order * (rows - rows[:, :1])), axis=-1)
    assert_allclose(found.log_sum, logsumexp(order * rows, axis=-1), rtol=ROUNDING, atol=ROUNDING)
    assert_allclose(found.entropy, of_each, rtol=ROUNDING, atol=ROUNDING)
    assert np.abs(found.entropy * (1 + 10 * ROUNDING) - of_each).max() > ROUNDING * (1 + of_each.max())
    each = Top(rows, 30, shown=shown, check=False).head(np.full(500, order))
    for one, other in zip(found, each, strict=True):
        assert_array_equal(one, other)


def test_a_head_of_nothing_has_no_entropy():
    with np.errstate(invalid="raise", divide="raise"):
        found = Top(np.array([[-np.inf, -np.inf]]), 3, least=np.array([0.0]), check=False).head(np.asarray(0.5))
    assert found.log_sum == -np.inf
    assert found.entropy == 0
