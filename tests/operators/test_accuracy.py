"""Numerics against theory at random points, in 60 digits; and extremes."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from flint import arb
from hypothesis import given, settings
from hypothesis import strategies as st
from mpmath import mp
from sympy import Rational, Symbol, lambdify, limit, symbols

from numerics.chance import stream
from numerics.enclosure import compiled, precision
from numerics.laws import adversarial
from numerics.legendre import legendre as legendre_formula
from numerics.operators.tsallis import generator
from numerics.registry import operator, operators
from theory.operators import legendre
from theory.operators.adaptive import adaptive
from theory.operators.additive import additive
from theory.operators.legendre import c, s
from theory.operators.mixing import mixing
from theory.operators.power import power
from theory.simplex import T, explicit

score = Symbol("score", real=True)

OPERATORS = list(operators().values())
CLOSED_FORM = {
    **{"power": power, "mixing": mixing, "adaptive": adaptive},
    "additive:0.1": lambda p, T: additive(p, T, Rational(1, 10)),
}
POTENTIALS = {
    "logit": legendre.logit,
    **{f"tsallis:{a}": legendre.tsallis(Rational(a)) for a in ["0", "0.5", "1.5", "2", "3"]},
}
every_operator = pytest.mark.parametrize("F", OPERATORS, ids=lambda F: F.name)


def exact(name, p, temperature):
    """Theory's operator at a row of floats and a float temperature, to 100 bits or more, rounded once."""
    if name == "spliced":
        name = "mixing" if temperature >= 1 else "power"
    if name in POTENTIALS:
        return optimal(POTENTIALS[name], p, temperature)
    entries = symbols(f"p1:{len(p) + 1}", positive=True)
    law = CLOSED_FORM[name](explicit(entries), T)
    function = compiled(law.entries, [*entries, T])
    with precision(1300):  # in which 10^−300 is seen beside 1
        values = [arb(value) for value in function(*map(arb, map(float, p)), arb(temperature))]
        assert all(value == 0 or value.rel_accuracy_bits() > 100 for value in values)
        return np.array([float(value) for value in values])


def optimal(phi, p, temperature):
    """The argmin over the simplex, from its conditions of optimality in 340 digits: c by bisection, to 80.

    A class of which the entry that solves T φ'(q) = φ'(p_i) + c is not positive is at zero.
    """
    with mp.workdps(340):
        g, G = (lambdify([*at], of, modules="mpmath") for at, of in SOLVED[phi])
        t, scores = mp.mpf(temperature), [g(mp.mpf(entry) / mp.fsum(p)) for entry in p]
        level = [t * g(mp.mpf(x)) - max(scores) for x in (mp.mpf(1) / len(p), 1 - mp.mpf(10) ** -330)]

        def entries(c):
            return [mp.mpf(0) if phi in TRUNCATING and score + c <= 0 else G(score, t, c) for score in scores]

        for _ in range(300):
            middle = sum(level) / 2
            level[sum(entries(middle)) > 1] = middle
        return np.array([float(entry) for entry in entries(level[0])])


SOLVED = {
    phi: (((s,), legendre.derivative(phi)(s)), ((score, T, c), legendre.entry(phi, score)))
    for phi in POTENTIALS.values()
}


# Those with a finite g(0+), which is zero for the Tsallis families of α > 1.
TRUNCATING = {phi for phi in POTENTIALS.values() if limit(legendre.derivative(phi)(s), s, 0, "+") == 0}


def test_theory_has_every_registered_operator():
    assert {*CLOSED_FORM, *POTENTIALS, "spliced"} == set(operators())


@every_operator
@settings(max_examples=12)
@given(st.integers(0, 2**32 - 1), st.sampled_from([2, 3, 6]), st.floats(-3, 6))
def test_agrees_with_theory_to_a_few_ulps(F, seed, V, log_T):
    temperature = max(10.0**log_T, F.coldest if F.coldest_included else 0.0)
    for p in adversarial(stream(seed, "accuracy"), 5, V, faces=False):
        q, wanted = F(p, temperature), exact(F.name, p, temperature)
        assert (np.abs(q - wanted) <= F.allowance(p, temperature, wanted)).all()


def test_agrees_with_theory_at_thirty_classes():
    for F in OPERATORS:
        (p,) = adversarial(stream(0, "wide"), 1, 30, faces=False)
        wanted = exact(F.name, p, 2.5)
        assert (np.abs(F(p, 2.5) - wanted) <= 4 * F.allowance(p, 2.5, wanted)).all()


@every_operator
@pytest.mark.parametrize("T", [1e-3, 0.5, 1.0, 7.0, 1e6])
def test_a_million_classes_from_cold_to_hot(F, T):
    if F.coldest > T:
        pytest.skip("outside the domain")
    p = 1.0 / np.arange(1, 1_000_001) ** 1.5
    p /= p.sum()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        q = F(p, T)
    assert np.isfinite(q).all()
    assert q.sum() == pytest.approx(1, abs=1e-12)
    assert (np.diff(q) <= 0).all()


@every_operator
def test_underflow_and_zeros_do_not_disturb(F):
    p = np.array([[1 - 1e-300, 1e-300, 0.0], [0.0, 1.0, 0.0], [5e-324, 1.0, 5e-324]])
    for t in (1e-3, 0.3, 1.0, 2.0, 1e6):
        if F.coldest <= t:
            q = F(p, t)
            assert np.isfinite(q).all()
            np.testing.assert_allclose(q.sum(axis=-1), 1, atol=1e-15, rtol=0)
            np.testing.assert_array_equal(q[2, 0], q[2, 2])


def test_known_values():
    p = [16 / 21, 4 / 21, 1 / 21]
    np.testing.assert_allclose(operator("power")(p, 2), [4 / 7, 2 / 7, 1 / 7], rtol=1e-15)
    np.testing.assert_allclose(operator("power")(p, 0.5), np.array([256, 16, 1]) / 273, rtol=1e-15)
    np.testing.assert_allclose(operator("mixing")(p, 2), [23 / 42, 11 / 42, 8 / 42], rtol=1e-15)
    np.testing.assert_array_equal(operator("mixing")(p, 1), p)


def test_tsallis_near_one_is_power():
    p = adversarial(stream(0, "near power"), 50, 6, faces=False)
    for t in (0.2, 1.0, 7.0):
        near, at = operator("tsallis:1.0000001")(p, t), operator("tsallis:1")(p, t)
        np.testing.assert_array_equal(at, operator("power")(p, t))
        np.testing.assert_allclose(near, at, atol=1e-5, rtol=0)
        left, right = (operator(f"tsallis:{alpha}")(p, t) for alpha in (1.04999999, 1.05000001))
        np.testing.assert_allclose(left, right, atol=1e-6, rtol=0)


def test_the_general_solver_finds_what_the_special_one_does():
    for alpha in (-1.0, 0.5, 1.5, 2.5):
        p = adversarial(stream(0, "solvers"), 50, 6, faces=False)
        for t in (0.3, 1.0, 2.0, 100.0):
            general = legendre_formula(generator(alpha - 1))(p, np.array([t]))
            np.testing.assert_allclose(general, operator(f"tsallis:{alpha}")(p, t), atol=1e-7, rtol=0)


@pytest.mark.parametrize("name", ["tsallis:0", "tsallis:1.5", "tsallis:3", "logit"])
@pytest.mark.parametrize("T", [1e-3, 0.5, 1.0, 7.0, 1e6])
def test_a_hundred_thousand_classes(name, T):
    p = 1.0 / np.arange(1, 100_001) ** 1.1
    p /= p.sum()
    q = operator(name)(p, T)
    assert q.sum() == pytest.approx(1, abs=1e-13)
    assert (np.diff(q) <= 0).all()


def test_logit_keeps_its_digits_when_cold():
    """Where 1 − q_max is far below the rounding of one, the small entries are still right."""
    p = np.array([0.6, 0.3, 0.1])
    for temperature in (0.05, 0.02, 0.01, 0.005):
        wanted = exact("logit", p, temperature)
        np.testing.assert_allclose(operator("logit")(p, temperature), wanted, rtol=1e-12)
    np.testing.assert_allclose(operator("logit")(operator("logit")(p, 0.01), 100), p, rtol=1e-12)


@every_operator
def test_the_ends_of_the_floats(F):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for t in (5e-324, 1e-300, 1e-216, 1e-8, 1e206, 1e300):
            if F.coldest < t:
                q = F(np.array([[1, 0, 0], [1e-300, 1.0, 1e-300], [0.6, 0.3, 0.1], [0.5, 0.5, 0]]), t)
                np.testing.assert_allclose(q.sum(axis=-1), 1, atol=1e-14, rtol=0)
                assert (np.diff(q[2]) <= 0).all()
