"""What a verdict rests on: premises of a counterexample, hypotheses, other claims."""

from __future__ import annotations

import pytest

from proofs_checks.machine.claim import NotKnown, control, leg
from proofs_checks.machine.evidence import Evidence
from proofs_checks.machine.verdicts import Findings, Judged, grounded, needs
from tests.machine.made_up import EXACT, FLOAT, claim, finding, record, verdict

REFUTING = finding("exact", "refutes", witness=EXACT, bites=("supports",))


def test_a_counterexample_needs_its_premises():
    met = finding("identity", "supports", premise=True, name="meets")
    assert verdict(REFUTING, met, of=claim("refuted")).verdict == "refuted"


@pytest.mark.parametrize(
    ("open_premise", "expected"),
    [
        (
            finding("identity", "refutes", premise=True, name="meets", witness=EXACT, note="A4 is broken"),
            ("inconclusive", "premise meets of the counterexample: A4 is broken"),
        ),
        (
            finding("identity", "inconclusive", premise=True, name="meets"),
            ("inconclusive", "premise meets of the counterexample: inconclusive"),
        ),
        (
            finding("identity", "supports", premise=True, name="meets", bites=("supports",)),
            ("inconclusive", "premise meets of the counterexample: no control of it was noticed"),
        ),
        (
            finding("identity", "not run", premise=True, name="meets", note="needs sklearn"),
            ("not run", "premise meets: needs sklearn"),
        ),
    ],
    ids=["broken", "undecided", "hollow", "not run"],
)
def test_without_them_nothing_is_refuted(open_premise, expected):
    found = verdict(REFUTING, open_premise, of=claim("refuted"))
    assert (found.verdict, found.reason) == expected


def test_a_premise_says_nothing_of_a_claim_that_is_not_refuted():
    met = finding("identity", "supports", premise=True)
    assert verdict(met, finding("search", "supports")).verdict == "supported"
    assert verdict(met).verdict == "not run"


def dropping(name, outcome, witness=None):
    @leg("exact", covers="some of it")
    def check() -> Evidence:
        return Evidence("supports")

    control(check, f"without {name}", drops=name)
    return Findings(check, record("supports"), ((check.controls[0], record(outcome, witness)),))


@pytest.mark.parametrize(
    ("findings", "expected"),
    [
        ([dropping("a", "refutes", EXACT)], "needed"),
        ([dropping("a", "refutes", FLOAT)], "needed, in floats"),
        ([dropping("a", "refutes")], "needed, in floats"),
        ([dropping("a", "refutes"), dropping("a", "refutes", EXACT)], "needed"),
        ([dropping("a", "supports")], "not shown"),
        ([dropping("a", "not run")], "not run"),
        ([dropping("a", "not run"), dropping("a", "supports")], "not shown"),
        ([dropping("b", "refutes", EXACT)], "not run"),
    ],
)
def test_a_hypothesis_is_needed_where_dropping_it_refutes(findings, expected):
    assert needs(claim(hypotheses={"a": "p > 0"}), findings) == {"a": expected}


def test_or_nobody_knows():
    assert needs(claim(hypotheses={"a": NotKnown("p > 0")}), []) == {"a": "not known"}


@pytest.mark.parametrize(
    ("own", "below", "expected", "reason"),
    [
        ("derived", {"a": "derived", "b": "proved"}, "derived", ""),
        ("proved", {"a": "derived"}, "derived", "it rests on a, which is derived"),
        ("derived", {"a": "proved", "b": "supported"}, "supported", "it rests on b, which is supported"),
        ("supported", {"a": "supported"}, "supported", ""),
        ("derived", {"a": "refuted"}, "derived", ""),
        ("derived", {"a": "inconclusive"}, "inconclusive", "it rests on a, which is inconclusive"),
        ("supported", {"a": "conflict"}, "inconclusive", "it rests on a, which is conflict"),
        ("derived", {"a": "not run"}, "derived", "it rests on a, which is not run"),
        ("refuted", {"a": "derived", "b": "refuted"}, "refuted", ""),
        ("refuted", {"a": "supported"}, "inconclusive", "it rests on a, which is supported"),
        ("refuted", {"a": "conflict"}, "inconclusive", "it rests on a, which is conflict"),
        ("conflict", {"a": "inconclusive"}, "conflict", ""),
        ("not run", {"a": "conflict"}, "not run", ""),
    ],
)
def test_a_claim_is_no_stronger_than_what_it_rests_on(own, below, expected, reason):
    assert grounded(Judged(own), below) == Judged(expected, reason)
