"""Witnesses are worth what their numbers are worth, and a number that is not finite is worth nothing."""

from fractions import Fraction

import pytest
from flint import arb, fmpq
from sympy import Rational, sqrt

from proofs_checks.machine.evidence import Evidence, Witness


@pytest.mark.parametrize(
    ("violation", "confirmed"),
    [
        (Fraction(1, 3), "exact"),
        (Rational(1, 3), "exact"),
        (fmpq(1, 3), "exact"),
        (arb(1, 0.5), "ball"),
        (arb(1, 2), None),
        (arb(-1), None),
        (Fraction(0), None),
        (Rational(-1, 3), None),
        (0.5, None),
        (float("nan"), None),
        (arb.nan(), None),
    ],
)
def test_the_kind_of_number_decides_what_confirms(violation, confirmed):
    witness = Witness({"p": (Rational(1, 2), Rational(1, 2))}, violation, "a > b")
    assert witness.confirmed == confirmed
    assert witness.document() == {
        "at": {"p": ["1/2", "1/2"]},
        "violation": str(violation),
        "says": "a > b",
        "confirmed": confirmed,
    }


def test_an_irrational_expression_confirms_nothing_by_itself():
    assert Witness({}, sqrt(2), "√2 > 0").confirmed is None


@pytest.mark.parametrize("bad", [float("nan"), float("inf"), -float("inf")])
def test_a_figure_that_is_not_finite_makes_the_evidence_inconclusive(bad):
    evidence = Evidence("supports", {"fine": 1.0, "estimate": bad, "label": "x"}).finite()
    assert evidence.outcome == "inconclusive"
    assert evidence.note == f"estimate is {bad}, not a finite number"
    assert evidence.figures == {"fine": 1.0, "estimate": str(bad), "label": "x"}


def test_an_outcome_is_one_of_four():
    with pytest.raises(TypeError, match="an outcome is one of supports, refutes, inconclusive, not run, not 'maybe'"):
        Evidence("maybe")


def test_finite_evidence_is_left_alone():
    evidence = Evidence("supports", {"fine": 1.0, "count": 3})
    assert evidence.finite() is evidence
