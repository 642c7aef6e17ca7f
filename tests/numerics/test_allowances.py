"""The allowances of the families are these and no more, and numerics stays well inside them."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from numerics.registry import operator, operators
from numerics.rounding import TINY, ULPS, rounding

P = np.array([[0.7, 0.2, 0.1]])


def test_sparsemax():
    """g(s) = s, and a class at the edge may take all of the error of the sum."""
    q = P / 2 + 1 / 6
    own = (1 + P / q / 2 + 1 - np.log(q)) * q
    np.testing.assert_allclose(
        operator("tsallis:2").allowance(P, 2.0, q), ULPS * (own + own.sum() + 1) + TINY, rtol=1e-13
    )


def test_burg():
    """g(s) = −1/s: the others share the error of the sum as q²."""
    q = operator("tsallis:0")(P, 2.0)
    own = (1 + q / P / 2 + 1 - np.log(q)) * q
    share = q**2 / (q**2).sum()
    wanted = ULPS * (own + share * (own.sum() + 1)) + TINY
    np.testing.assert_allclose(operator("tsallis:0").allowance(P, 2.0, q), wanted, rtol=1e-13)


def test_logit():
    q = operator("logit")(P, 2.0)
    left = q[0, 1:].sum()  # of the largest entry, which exceeds 1/2, what counts is 1 − q
    weight = q * (1 - q)
    size = (np.abs(np.log(P / (1 - P))) + 1 / (1 - P)) / 2 + np.abs(np.log(q / (1 - q)))
    own = weight * size + np.array([[left, *q[0, 1:]]])
    wanted = ULPS * (own + weight / weight.sum() * (own.sum() + left) + q) + TINY
    np.testing.assert_allclose(operator("logit").allowance(P, 2.0, q), wanted, rtol=1e-13)


def test_adaptive_power():
    exponent = 0.5 + (P**2).sum()
    q = operator("adaptive")(P, 3.0)
    wanted = rounding(P, 3.0**exponent, q) * (1 + np.log(3))
    np.testing.assert_allclose(operator("adaptive").allowance(P, 3.0, q), wanted, rtol=1e-13)


def test_the_rest_has_that_of_power():
    for name in ("power", "mixing", "spliced", "additive:0.1"):
        assert operator(name).allowance is rounding


@pytest.mark.parametrize("F", operators().values(), ids=lambda F: F.name)
def test_no_family_allows_itself_much(F):
    """On laws with entries of at least 1/(10 V), 400 ulp of one; sharpening magnifies by 1/T."""
    p = 0.9 * np.random.Generator(np.random.PCG64(0)).dirichlet(np.full(8, 0.3), 200) + 0.1 / 8
    for T in (0.5, 1.0, 3.0, 100.0):
        if F.coldest <= T:
            assert F.allowance(p, T, F(p, T)).max() <= 400 * np.finfo(np.float64).eps / min(T, 1)


def test_tsallis_stays_within_its_allowance_next_to_a_vertex():
    """At (1, 0, 0) the small entries are (1 − 1/T)^50, which the rest of the largest moves by 1e-150 of it."""
    F, law, T = operator("tsallis:1.02"), np.array([[1.0, 0.0, 0.0]]), 1.001
    q = F(law, T)
    exact = float((1 - 1 / Fraction(T)) ** 50)
    allowed = F.allowance(law, T, q)[0, 1:]
    assert (np.abs(q[0, 1:] - exact) <= allowed).all()
    assert (allowed < 1e-9 * exact).all()
