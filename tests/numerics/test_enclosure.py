"""Balls contain the truth, and the prover says what is so."""

from __future__ import annotations

import pytest
from flint import arb, ctx, fmpq
from hypothesis import given
from hypothesis import strategies as st
from sympy import (
    E,
    EulerGamma,
    Float,
    Integer,
    Max,
    Min,
    Piecewise,
    Rational,
    cos,
    erf,
    exp,
    log,
    pi,
    sin,
    sinh,
    sqrt,
    symbols,
)

from numerics.enclosure import SCREEN, ball, compiled, precision, readable
from numerics.prover import decide_positive

x, y = symbols("x y", positive=True)
third = Rational(1, 3)


@pytest.mark.parametrize(
    "expression",
    [
        third,
        sqrt(2),
        exp(third),
        exp(1),
        E**third,
        log(Rational(2, 7)),
        Rational(2, 7) ** third,
        Integer(3) ** -2,
        (third + Rational(1, 7)) * log(2) - exp(-5),
    ],
)
def test_values_are_those_of_mpmath(expression):
    value = ball(expression)
    with precision(256):
        assert value.rad() < arb(10) ** -60
        assert abs(value - arb(str(expression.evalf(50)))) < arb(10) ** -48


def test_no_rational_is_left_to_floats():
    with precision(400):
        assert compiled([x / 3], [x])(arb(1))[0].contains(fmpq(1, 3))
        assert abs(compiled([third * x], [x])(1)[0] - arb(1) / 3) < arb(10) ** -100


@pytest.mark.parametrize(
    "foreign",
    [Min(x, y), Max(x, y), Piecewise((x, x < 1), (y, True)), EulerGamma, sinh(x), Float("0.1") * x, abs(x - y)],
)
def test_what_has_no_enclosure_is_refused(foreign):
    with pytest.raises(TypeError, match="no enclosure of"):
        compiled([x + foreign], [x, y])
    with pytest.raises(TypeError, match="no enclosure of"):
        decide_positive(foreign, {x: (0, 1), y: (0, 1)})


def test_a_box_runs_upwards_between_rationals():
    for last in (-2, 1):
        with pytest.raises(ValueError, match=f"x runs from 1 to {last}: a side needs a width"):
            decide_positive(x, {x: (1, last)})
    with pytest.raises(TypeError, match=r"the ends of x must be rational, got 0\.1 and 1"):
        decide_positive(x, {x: (0.1, 1)})


def test_sine_and_cosine_are_enclosed():
    assert abs(ball(sin(Integer(2)) ** 2 + cos(Integer(2)) ** 2) - 1) < 1e-70
    assert decide_positive(x - sin(x), {x: (Rational(1, 10), 4)}).outcome == "proved"
    assert decide_positive(sin(x), {x: (3, 4)}).outcome == "refuted"


def test_constants_and_erf_are_enclosed():
    value = ball(erf(sqrt(pi) / 2), bits=200)
    assert value.rad() < 1e-50
    assert abs(value - (arb.pi().sqrt() / 2).erf()) < 1e-14  # the right-hand side at 53 bits
    assert decide_positive(pi * x - erf(x), {x: (1, 4)}).outcome == "proved"


def test_powers_at_the_edge():
    square_root = compiled([x**y], [x, y])
    assert square_root(arb(0), arb(0.5))[0] == 0
    assert square_root(arb(4), arb(0.5))[0] == 2
    assert square_root(arb(0, 1), arb(0.5))[0].is_nan()
    assert square_root(arb(-4), arb(0.5))[0].is_nan()
    assert square_root(arb(0), arb(-0.5))[0].is_nan()
    assert compiled([x**2], [x])(arb(-3))[0] == 9


def test_precision_is_put_back():
    before = ctx.prec
    with precision(999):
        assert ctx.prec == 999
    assert ctx.prec == before
    with pytest.raises(ZeroDivisionError), precision(999):
        _ = 1 / 0
    assert ctx.prec == before


@given(st.fractions(-5, 5), st.fractions(-5, 5), st.fractions(-3, 3, max_denominator=50))
def test_encloses_over_a_box(a, b, c):
    low, high = sorted((a, b))
    f = compiled([x**2 - 3 * x + exp(x)], [x])
    hull = arb(fmpq(low.numerator, low.denominator)).union(arb(fmpq(high.numerator, high.denominator)))
    inside = low + (high - low) * (c + 3) / 6
    value = f(arb(fmpq(inside.numerator, inside.denominator)))[0]
    assert f(hull)[0].overlaps(value)


def test_proves_what_is_positive():
    decision = decide_positive(x**2 - x + third, {x: (0, 1)})  # least value 1/12, at 1/2
    assert (decision.outcome, decision.point) == ("proved", None)
    assert decision.boxes > 1
    assert decision.bits == 64


def test_refutes_with_a_point_that_can_be_checked():
    decision = decide_positive(x**2 - x + Rational(1, 5), {x: (0, 1)})  # least value −1/20
    assert decision.outcome == "refuted"
    at = Rational(decision.point["x"].p, decision.point["x"].q)
    assert at**2 - at + Rational(1, 5) < 0
    assert decision.value < 0
    assert decision.bits == 256


def test_admits_when_its_budget_is_spent():
    touching = x**2 - 2 * sqrt(2) * x + 2  # zero at √2 only, where balls cannot tell
    decision = decide_positive(touching, {x: (1, 2)}, budget=50)
    assert (decision.outcome, decision.point, decision.boxes <= 50) == ("spent", None, True)
    corner = decide_positive(sqrt(x) - sqrt(2), {x: (2, 3)})  # zero at the corner, not certainly so in balls
    assert corner.outcome == "spent"


def test_two_dimensions_and_irrational_terms():
    f = x * log(x) + y * log(y) + log(2) + Rational(1, 100)  # 1/100 at x = y = 1/2 on the diagonal x + y = 1
    box = {x: (Rational(1, 10), Rational(9, 10))}
    assert decide_positive(f.subs(y, 1 - x), box).outcome == "proved"
    assert decide_positive(f.subs(y, 1 - x) - Rational(2, 100), box).outcome == "refuted"
    assert decide_positive(x**2 + y**2 - x * y + Rational(1, 100), {x: (0, 1), y: (0, 1)}).outcome == "proved"


def test_monotone_functions_take_one_box():
    decision = decide_positive(exp(x) + y - Rational(99, 100), {x: (0, 10), y: (0, 10)})
    assert (decision.outcome, decision.boxes) == ("proved", 1)
    decreasing = decide_positive(Rational(301, 100) - x - y, {x: (0, 2), y: (0, 1)})
    assert (decreasing.outcome, decreasing.boxes) == ("proved", 1)
    refuted = decide_positive(Rational(299, 100) - x - y, {x: (0, 2), y: (0, 1)})
    assert refuted.point == {"x": fmpq(2), "y": fmpq(1)}


def test_what_vanishes_at_an_end_is_factored_out():
    assert decide_positive(exp(x) - 1 - x, {x: (0, 5)}, vanishing={x: 2}).outcome == "proved"
    assert decide_positive(exp(x) - 1 - x, {x: (0, 5)}, budget=200).outcome == "spent"
    both = decide_positive(x**2 * (exp(y) - 1), {x: (0, 3), y: (0, 2)}, vanishing={x: 2, y: 1})
    assert both.outcome == "proved"


def test_what_changes_sign_off_its_zero_is_refuted():
    found = decide_positive(x * y - 2 * x * y**2, {x: (0, 1), y: (0, 1)}, vanishing={x: 1, y: 1})
    assert found.outcome == "refuted"
    assert found.point["y"] >= fmpq(1, 2)
    late = decide_positive(x**2 * (third * 2 - x), {x: (0, 1)}, vanishing={x: 2})
    assert late.outcome == "refuted"
    assert late.point["x"] > fmpq(2, 3)


@pytest.mark.parametrize(("f", "order"), [(exp(x) - x, 1), (exp(x) - 1 - x, 3), (x - 1, 1)])
def test_a_zero_that_is_not_there_is_refused(f, order):
    with pytest.raises(ValueError, match="does not vanish at x = 0"):
        decide_positive(f, {x: (0, 1)}, vanishing={x: order})


@pytest.mark.parametrize(
    "expression",
    [
        exp(third) * log(2) ** third + sqrt(3) * pi / 7 - erf(third) ** 3,
        sin(third) ** 2 + cos(third) ** 2,
        Integer(0),
        Integer(0) ** third + 1,
        (sqrt(2) + 1) ** -3,
        E ** (E**-1),
    ],
)
def test_walking_through_an_expression_gives_what_compiling_it_gives(expression):
    walked = ball(expression)
    with precision(256):
        made = arb(compiled([expression], [])()[0])
        assert walked.overlaps(made)
        assert max(walked.rad(), made.rad()) < arb(10) ** -70


def test_equal_parts_are_visited_once():
    """Written out, this has 2^60 terms."""
    value = sqrt(2)
    for _ in range(60):
        value = log(1 + exp(value) * exp(value))
    assert ball(value) > 0


def test_what_fills_a_screen_is_shown_by_its_value():
    assert readable(third) == "1/3"
    long = sum((sqrt(n) for n in range(2, 2 + SCREEN)), Integer(0))
    assert readable(long) == ball(long).str(10)
