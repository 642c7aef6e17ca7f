"""The root is found from any bracket, by Newton where it converges and by halving where it does not."""

from __future__ import annotations

import numpy as np
import pytest

from numerics.libraries import BLOCK, by_rows
from numerics.normalising import root


def solve(excess, slope, low, high, first, V=2):
    calls = 0

    def evaluate(x):
        nonlocal calls
        calls += 1
        return excess(x), x - excess(x) / slope(x)

    return root(evaluate, *(np.array([[end]], dtype=float) for end in (low, high, first)), V)[0, 0], calls


def test_newton_is_quadratic():
    x, calls = solve(lambda x: x**2 - 2, lambda x: 2 * x, 0, 2, 2)
    assert x == pytest.approx(np.sqrt(2), rel=1e-15)
    assert calls <= 7


def test_a_step_that_leads_astray_is_halved():
    """From 3 Newton's iteration for arctan diverges; a slope of nothing is no step at all."""
    x, calls = solve(np.arctan, lambda x: 1 / (1 + x**2), -10, 9, 9)
    assert abs(x) <= 1e-15
    assert calls <= 60
    flat, _ = solve(lambda x: np.sign(x - 0.3), lambda x: np.full_like(x, np.nan), 0, 1, 1)
    assert flat == pytest.approx(0.3, abs=1e-15)


def test_a_root_at_an_end_of_the_bracket():
    x, calls = solve(lambda x: x * (1 + x), lambda x: 1 + 2 * x, 0, 1, 1)
    assert 0 <= x <= 1e-15
    assert calls <= 10


def test_rows_are_solved_each_for_itself():
    goals = np.array([[0.1], [0.5], [2.0]])
    found = root(lambda x: (x**3 - goals, x - (x**3 - goals) / (3 * x**2)), 0 * goals, goals + 1, goals + 1, 2)
    np.testing.assert_allclose(found, np.cbrt(goals), rtol=1e-14)


def test_blocks_make_no_difference():
    p = np.random.Generator(np.random.PCG64(0)).dirichlet(np.ones(7), size=(3, BLOCK // 7))
    T = np.arange(1.0, 4.0)[:, None, None]
    np.testing.assert_array_equal(by_rows(lambda p, T: p / T, p, T), p / T)
    assert by_rows(lambda p, T: p / T, np.ones((0, 3)), np.ones((1, 1))).shape == (0, 3)
