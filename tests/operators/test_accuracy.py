"""Numerics against theory at random points, in 60 digits; shapes, extremes, and what is refused."""

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
from numerics.simplex import InputError
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


@every_operator
def test_shapes(F):
    p = adversarial(stream(0, "shapes"), 12, 5, faces=True).reshape(3, 4, 5)
    assert F(p, 2.0).shape == (3, 4, 5)
    np.testing.assert_array_equal(F(p, 2.0)[1, 2], F(p[1, 2], 2.0))
    temperatures = np.array([1.0, 2.0, 3.0, 4.0])
    rows = F(p, temperatures)
    for column, t in enumerate(temperatures):
        np.testing.assert_array_equal(rows[:, column], F(p[:, column], t))
    grid = F(p[0, 0], temperatures)
    assert grid.shape == (4, 5)
    np.testing.assert_array_equal(grid[3], F(p[0, 0], 4.0))
    assert F(np.empty((0, 5)), 2.0).shape == (0, 5)


@every_operator
def test_the_input_is_left_alone(F):
    p = np.array([0.5, 0.3, 0.2])
    kept = p.copy()
    assert F(p, 1.0) is not p
    np.testing.assert_array_equal(p, kept)


def test_single_precision_comes_out_double():
    p = np.full(1000, 1e-3, dtype=np.float32)
    assert operator("power")(p, 2.0).dtype == np.float64


@pytest.mark.parametrize(
    ("p", "message"),
    [
        ([0.5, 0.6], "p: sums to 1.1, not 1"),
        ([[0.5, 0.5], [0.5, 0.5 + 1e-6]], "p: row 1 sums to 1.000001, not 1"),
        ([[[0.5, 0.5]], [[0.2, 0.2]]], "p: row (1, 0) sums to 0.4, not 1"),
        ([1.2, -0.2], "p: has entry -0.2 at class 1, which is negative"),
        ([[0.5, 0.5], [float("nan"), 1.0]], "p: row 1 has entry nan at class 0, which is not finite"),
        ([float("inf"), -float("inf")], "p: has entry inf at class 0, which is not finite"),
        ([1.0], "p: expected shape (..., V) with V >= 2 classes, got shape (1,)"),
        (0.5, "p: expected shape (..., V) with V >= 2 classes, got shape ()"),
        ([[0.5, 0.5], [1.0]], "p: the rows differ in length"),
        (["a", "b"], "p: expected real numbers, got dtype <U1"),
        ([0.5 + 0j, 0.5 + 0j], "p: expected real numbers, got dtype complex128"),
    ],
)
def test_a_row_that_is_no_distribution_is_named(p, message):
    with pytest.raises(InputError) as error:
        operator("power")(p, 2.0)
    assert str(error.value) == message


@pytest.mark.parametrize(("slack", "dtype"), [(5e-6, np.float32), (5e-10, np.float64)])
def test_rounding_of_the_dtype_is_allowed_and_no_more(slack, dtype):
    power = operator("power")
    power(np.array([0.5, 0.5 + slack], dtype=dtype), 2.0)
    with pytest.raises(InputError, match="sums to"):
        power(np.array([0.5, 0.5 + 4 * slack], dtype=dtype), 2.0)


@pytest.mark.parametrize(
    ("name", "T", "message"),
    [
        ("power", 0, "power: T = 0 lies outside (0, ∞)"),
        ("power", -1.5, "power: T = -1.5 lies outside (0, ∞)"),
        ("power", float("inf"), "power: T = inf lies outside (0, ∞)"),
        ("power", float("nan"), "power: T = nan lies outside (0, ∞)"),
        ("mixing", 0.5, "mixing: T = 0.5 lies outside [1, ∞)"),
        ("mixing", [2.0, 0.5], "mixing: T = 0.5 lies outside [1, ∞)"),
        ("power", None, "power: T is not a number: None"),
        ("power", True, "power: T is not a number: True"),
        ("power", "hot", "power: T is not a number: 'hot'"),
        ("power", [1.0, 2.0], "power: p has rows (3,), T has shape (2,); they do not broadcast together"),
    ],
)
def test_a_temperature_outside_the_domain_is_named(name, T, message):
    with pytest.raises(InputError) as error:
        operator(name)(np.full((3, 2), 0.5), T)
    assert str(error.value) == message


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("tsallis", "operator: tsallis needs its alpha, as in tsallis:0"),
        ("tsallis:hot", "tsallis: alpha = 'hot' is not a number"),
        ("tsallis:inf", "tsallis: alpha = inf is not finite"),
        ("tsallis:11", "tsallis: alpha = 11 lies outside [-10, 10]"),
        ("additive:0", "additive: epsilon = 0 is not positive"),
        ("smoothing:1", "smoothing: epsilon = 1 lies outside (0, 1)"),
        ("top_k:1.5", "top_k: k = 1.5 is not a positive integer"),
        ("top_p:0", "top_p: share = 0 lies outside (0, 1)"),
        ("min_p:2", "min_p: share = 2 lies outside (0, 1)"),
    ],
)
def test_a_parameter_that_is_none_is_named(name, message):
    with pytest.raises(InputError) as error:
        operator(name)
    assert str(error.value) == message


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


def test_an_unknown_operator():
    with pytest.raises(
        InputError,
        match=r"operator: no 'boltzmann' is registered; there are adaptive, .*power, .*tsallis:1\.5, .*top_k:2",
    ):
        operator("boltzmann")


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


def test_a_name_says_the_parameter():
    for name in ("tsallis:1.0000001", "tsallis:2", "additive:0.000001", "smoothing:0.123456789", "top_k:3"):
        assert operator(name).name == name
        assert operator(operator(name).name).name == name
