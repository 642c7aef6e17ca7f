"""A statement prints the formula that its legs test."""

import pytest
from sympy import exp

from proofs_checks.machine.formula import Formula


def law(v, T):
    return v / T**2


def test_a_formula_is_printed_from_its_function():
    assert str(Formula(r"\mathbb E = @law", law=law)) == r"\mathbb E = \frac{v}{T^{2}}"


def test_a_wrong_sign_is_a_wrong_sign_in_print():
    assert str(Formula("@law", law=lambda v, T: -law(v, T))) == r"- \frac{v}{T^{2}}"


def test_parameters_may_have_names_of_their_own():
    formula = Formula("@law", where={"v": r"\operatorname{Var} S"}, law=law)
    assert str(formula) == r"\frac{\operatorname{Var} S}{T^{2}}"


def test_parameters_with_defaults_are_left_as_they_are():
    assert str(Formula("@f, @g", f=lambda x, k=2: x**k, g=lambda y: exp(y) + 1)) == "x^{2}, e^{y} + 1"


def test_slots_and_functions_match():
    with pytest.raises(TypeError, match="the slots are law, the functions lwa"):
        Formula("@law", lwa=law)
