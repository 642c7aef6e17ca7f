"""Legendre softening: rates and potentials against what they are the rates and potentials of."""

from __future__ import annotations

import pytest
from sympy import Integer, Rational, log, simplify

from proofs_checks.operators.dichotomy import dual
from theory.operators.legendre import c, derivative, entropy_rate, entry, multipliers, p, q, s, tsallis
from theory.operators.mixing import mixing
from theory.operators.power import power
from theory.simplex import T, entropy, explicit

LAW = explicit([Rational(1, 2), Rational(3, 10), Rational(1, 5)])


@pytest.mark.parametrize(("alpha", "soften"), [(1, power), (2, mixing)])
def test_the_rate_of_entropy_is_its_derivative_along_the_family(alpha, soften):
    along = soften(LAW, T)
    rate = entropy_rate(tsallis(Integer(alpha)), along.entries, T)
    direct = entropy(along).diff(T)
    for hot in (Rational(3, 2), Integer(4)):
        assert abs(float((rate - direct).subs(T, hot).evalf(30))) < 1e-25  # of thirty digits


def test_the_potential_of_the_dual_has_the_slope_that_it_names():
    assert simplify(derivative(dual)(s) + log(1 - s)) == 0


def test_entries_meet_the_condition_whose_multipliers_are_zero():
    phi = tsallis(Rational(3, 2))
    found = entry(phi, derivative(phi)(p))
    at = {T: Integer(2), c: Integer(3), p: Rational(1, 4)}
    (m,) = multipliers(phi, [derivative(phi)(at[p])], [found.subs(at)], at[c], at[T])
    assert simplify(m) == 0
    assert q not in found.free_symbols
