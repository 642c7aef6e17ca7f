"""Maps that are no softening operators: theory and numerics agree on them, and on what they break."""

from __future__ import annotations

import numpy as np
import pytest
from sympy import Integer, Rational

from numerics.chance import stream
from numerics.enclosure import ball
from numerics.operator import AXIOMS
from numerics.registry import non_operators, operator
from numerics.rounding import rounding
from numerics.simplex import InputError
from proofs_checks.operators.independent import ALONE
from proofs_checks.operators.non_operators import PLACES
from proofs_checks.violations import Place, violation
from theory.operators.mixing import mixing
from theory.operators.power import power
from theory.simplex import explicit

THEORY = {name: entry[0] for name, entry in {**PLACES, **ALONE}.items()}
every_map = pytest.mark.parametrize("name", non_operators())


def test_every_map_has_its_witnesses():
    assert set(THEORY) == set(non_operators())
    assert not set(PLACES) & set(ALONE)
    for name, (_, place) in ALONE.items():
        assert non_operators()[name].breaks == (place.axiom,)
    for name, (_, places) in PLACES.items():
        assert {place.axiom for place in places} == set(non_operators()[name].breaks)


@every_map
@pytest.mark.parametrize("T", ["1/2", "1", "3/2", "2", "5/2", "3", "7"])
def test_theory_and_numerics_agree(name, T):
    """At laws with a denominator of 64, exact in floats, ties and all."""
    F = operator(name)
    if Rational(T) < F.coldest:
        pytest.skip("not defined there")
    for weights in stream(0, "non-operators", name).multinomial(64, np.full(4, 1 / 4), size=12):
        p = [Rational(int(w), 64) for w in weights]
        exact = np.array([float(ball(entry)) for entry in THEORY[name](explicit(p), Rational(T)).entries])
        q = F([float(entry) for entry in p], float(Rational(T)))
        assert (np.abs(q - exact) <= rounding(weights / 64, float(Rational(T)), exact) + 1e-15).all()


@pytest.mark.parametrize("F", [power, mixing], ids=["power", "mixing"])
def test_operators_break_nothing_where_others_do(F):
    """At every place of the claims: what a softening operator violates there is not positive."""
    for _, places in PLACES.values():
        for place in places:
            if not (F is mixing and place.axiom == "boundary"):
                assert not violation(F, place)[0] > 0, place
    law = [Rational(7, 10), Rational(3, 10), Rational(0)]
    assert abs(violation(power, Place("boundary", law))[0] - ball(Rational(1, 3))) < 1e-15, "a face is kept"
    assert not violation(mixing, Place("boundary", law))[0] > 0


def test_violations_have_the_size_a_hand_finds():
    law = [Rational(4, 10), Rational(35, 100), Rational(25, 100)]
    prior = THEORY["prior"]
    reversal, _ = violation(prior, Place("ranking", law, Rational(5, 4)))
    assert reversal == Rational(3, 25)  # 0.8 · 0.25 + 0.2 − 0.8 · 0.35, of classes 2 and 3
    fall, _ = violation(prior, Place("entropy", law, Rational(5, 4), hotter=Integer(2)))
    assert abs(fall - (1.0876 - 0.9207)) < 1e-4
    moved, _ = violation(THEORY["shifted"], Place("identity", [Rational(4, 5), Rational(1, 5)]))
    assert abs(moved - (ball(Rational(4, 5)) - ball(Rational(2, 3)))) < 1e-15
    stuck, _ = violation(THEORY["bounded"], Place("boundary", [Rational(4, 5), Rational(1, 5)]))
    assert abs(stuck - (ball(Rational(2, 3)) - ball(Rational(1, 2)))) < 1e-15


def test_top_two_loses_the_entropy_that_was_worked_out():
    p = np.array([0.4, 0.3, 0.2, 0.05, 0.05])
    H = lambda q: float(-(q[q > 0] * np.log(q[q > 0])).sum())  # noqa: E731
    assert H(p) == pytest.approx(1.3492, abs=5e-5)
    assert H(operator("top_k:2")(p, 1.0)) == pytest.approx(0.6829, abs=5e-5)


def test_axioms_that_are_declared_are_axioms():
    assert all(set(F.breaks) <= set(AXIOMS) for F in non_operators().values())


def test_names_and_domains():
    with pytest.raises(InputError, match=r"prior: T = 0\.5 lies outside \[1, ∞\)"):
        operator("prior")([0.5, 0.5], 0.5)


def test_a_place_is_a_law():
    with pytest.raises(ValueError, match="is not a distribution"):
        Place("identity", [Rational(16, 21), Rational(5, 21), Rational(1, 21)])
