"""Enumeration of draws, in fractions."""

from __future__ import annotations

from fractions import Fraction
from math import comb

import numpy as np
import pytest
from sympy import Symbol, simplify

from numerics.bias_variance import compositions, exact_risk, frequencies, outcomes
from theory.bias_variance import expected, frequency_variance, n

P = (Fraction(1, 2), Fraction(1, 3), Fraction(1, 6))


@pytest.mark.parametrize("draws", [1, 2, 5])
def test_outcomes_are_those_of_the_multinomial_law(draws):
    cases = list(outcomes(draws, P))
    assert len(cases) == len(set(compositions(draws, 3))) == comb(draws + 2, 2)
    assert sum(w for _, w in cases) == 1
    for i in range(3):
        assert sum(w * counts[i] for counts, w in cases) == draws * P[i]
        for j in range(3):
            mixed = sum(w * counts[i] * counts[j] for counts, w in cases)
            assert mixed == draws * (draws - 1) * P[i] * P[j] + (draws * P[i] if i == j else 0)


@pytest.mark.parametrize("draws", [1, 3])
def test_the_variance_of_a_frequency_is_theorys(draws):
    risk = exact_risk(lambda p: p, draws, P)
    assert risk == sum(Fraction(str(frequency_variance(p).subs(n, draws))) for p in P)


def test_frequencies_are_rows_of_a_law():
    rows = frequencies(np.random.Generator(np.random.PCG64(0)), 10, np.array(P, dtype=float), 500)
    assert rows.shape == (500, 3)
    np.testing.assert_array_equal(np.rint(rows.sum(axis=-1) * 10), 10)
    np.testing.assert_array_equal(rows * 10, np.rint(rows * 10))


def test_an_expectation_assumes_no_moment_that_was_not_given():
    e, h, c, x = (Symbol(name) for name in "ehcx")
    known = {(0, 0): 1, (1, 0): 0, (0, 1): 0, (2, 0): c}
    assert simplify(expected((x + e) ** 2, (e, h), known) - x**2 - c) == 0
    with pytest.raises(KeyError):
        expected((e + h) ** 2, (e, h), known)
