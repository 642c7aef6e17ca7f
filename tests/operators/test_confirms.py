"""What confirms a violation found in floats: it must not confirm what is not so, and must confirm what is."""

from __future__ import annotations

import math

import pytest
from flint import arb
from sympy import Rational

from numerics.sweeping import Worst
from proofs_checks import axioms
from proofs_checks.operators import temperature
from theory.operators.mixing import mixing
from theory.operators.power import power
from theory.simplex import Law

P = (0.6, 0.3, 0.1)  # as floats they do not sum to one
AT_TWO = Worst(1.0, P, 2.0, 1)
operators = pytest.mark.parametrize("F", [power, mixing], ids=lambda F: F.__name__)


@operators
@pytest.mark.parametrize("axiom", [axioms.ranking, axioms.entropy_monotone, axioms.identity], ids=lambda a: a.__name__)
@pytest.mark.parametrize("p", [P, (0.5, 0.5 - 1e-9, 1e-9), (1e-300, 1.0), (0.7, 0.3, 0.0)])
def test_what_holds_is_not_confirmed_to_fail(F, axiom, p):
    assert not axiom(F)(Worst(1.0, p, 2.0, 1)) > 0


def turned(p, T):
    """Power of 1 − p."""
    return power(Law(p.classes, lambda j: 1 - p[j]), T)


def test_a_reversal_is_confirmed_at_its_size():
    roots = [arb(1 - entry).sqrt() for entry in P]
    assert abs(axioms.ranking(turned)(AT_TWO) - (roots[2] - roots[0]) / sum(roots, arb(0))) < 1e-12


def test_a_fall_of_entropy_is_confirmed_at_its_size():
    cooling = axioms.entropy_monotone(lambda p, T: mixing(p, 10 / T))(AT_TWO)
    rise = axioms.entropy_monotone(mixing)(Worst(1.0, P, 4.0, 1))
    assert abs(cooling + rise) < 1e-12  # from T = 2 to 2.5 it goes as mixing does from 5 back to 4


def test_a_moved_law_is_confirmed_at_its_size():
    moved = axioms.identity(lambda p, T: mixing(p, 2 * T))(AT_TWO)
    assert abs(moved - (arb(0.6) - arb(1) / 3) / 2) < 1e-12


def test_temperature_is_confirmed_in_balls():
    assert temperature.confirm(Worst(1.0, (1.5, -0.25, 0.0), 3.0, 1)).contains(0)
    assert temperature.confirm(Worst(1.0, (1.5, -0.25), 0.25, 1)).rad() < arb(10) ** -100


def test_temperature_confirms_a_wrong_power(monkeypatch):
    monkeypatch.setattr(temperature, "power", lambda p, T: power(p, T * Rational(101, 100)))
    assert temperature.confirm(Worst(1.0, (1.5, -0.25, 0.0), 3.0, 1)) > 1e-4


def test_the_largest_ball():
    assert axioms.largest([arb(1), arb(3, 0.1), arb(2)]) > 2.5


def test_zeros_are_classes_too():
    found = axioms.entropy_monotone(mixing)(Worst(1.0, (0.6, 0.4, 0.0), 2.0, 1))
    q, r = ((0.6 / T + (1 - 1 / T) / 3, 0.4 / T + (1 - 1 / T) / 3, (1 - 1 / T) / 3) for T in (2.0, 2.5))
    expected = sum(b * math.log(b) for b in r) - sum(a * math.log(a) for a in q)
    assert abs(found - expected) < 1e-12
