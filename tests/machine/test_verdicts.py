"""Every rule of the verdicts, on made-up legs and records."""

from __future__ import annotations

import pytest

from proofs_checks.claim import Claim, Leg, Whole, control, leg
from proofs_checks.evidence import Evidence
from proofs_checks.ledger import Record
from proofs_checks.verdicts import Findings, judge

EXACT = {"confirmed": "exact", "says": "1 > 0", "violation": "1", "at": {}}
FLOAT = {"confirmed": None, "says": "1.0 > 0", "violation": "1.0", "at": {}}


def claim(expect="proved", **fields):
    return Claim("x = x", "every x", expect, **fields)


def finding(method, outcome, *, whole=False, bites=("refutes",), witness=None, part=(), note="", name=None):
    @leg(method, covers=Whole("all of it") if whole else "some of it", part=part)
    def check() -> Evidence:
        return Evidence("supports")

    check.function.__name__ = name or method
    for number, _ in enumerate(bites):
        control(check, f"break {number}")
    records = tuple((c, record(o)) for c, o in zip(check.controls, bites, strict=True))
    return Findings(check, record(outcome, witness, note), records)


def record(outcome, witness=None, note=""):
    return Record("digest", "made.up", "leg", "", None, outcome, witness=witness, note=note)


def verdict(*findings, of=None):
    return judge(of or claim(), findings)


def test_proved_takes_the_whole_scope_a_second_method_and_controls_that_bit():
    whole, other = finding("identity", "supports", whole=True), finding("search", "supports")
    assert verdict(whole, other).verdict == "proved"


@pytest.mark.parametrize(
    "findings",
    [
        [finding("identity", "supports", whole=True)],
        [finding("identity", "supports", whole=True), finding("identity", "supports")],
        [finding("search", "supports"), finding("exact", "supports"), finding("monte_carlo", "supports")],
        [finding("identity", "supports", whole=True, bites=("refutes", "supports")), finding("search", "supports")],
        [finding("identity", "supports", whole=True), finding("search", "supports", bites=("refutes", "supports"))],
        [finding("identity", "supports", whole=True), finding("search", "supports", bites=("supports",))],
    ],
    ids=["alone", "same method", "none whole", "own control missed", "other control missed", "other leg hollow"],
)
def test_short_of_proof_it_is_supported(findings):
    assert verdict(*findings).verdict == "supported"


def test_a_missed_control_is_named():
    found = verdict(
        finding("identity", "supports", whole=True, name="derive", bites=("refutes", "inconclusive")),
        finding("search", "supports"),
    )
    assert found.reason == "a control of derive was not noticed"


@pytest.mark.parametrize("bites", [(), ("supports",), ("inconclusive",)])
def test_hollow_legs_count_for_nothing(bites):
    whole = finding("identity", "supports", whole=True, bites=bites)
    assert whole.hollow(claim())
    found = verdict(whole, finding("search", "supports", bites=bites))
    assert (found.verdict, found.reason) == ("inconclusive", "every leg is hollow: no control was noticed")


def test_a_refutation_that_nobody_expected_needs_no_control():
    found = finding("exact", "refutes", witness=EXACT, bites=("refutes",))
    assert not found.hollow(claim())
    assert verdict(found, finding("search", "supports")).verdict == "refuted"


def test_no_witness_is_too_lonely_for_a_conflict():
    whole = finding("identity", "supports", whole=True)
    for expect in ("proved", "refuted"):
        lonely = finding("exact", "refutes", witness=EXACT, bites=())
        assert verdict(whole, finding("search", "supports"), lonely, of=claim(expect)).verdict == "conflict"


def test_legs_that_support_whatever_they_are_given_prove_nothing():
    deaf = [finding(m, "supports", whole=m == "identity", bites=("supports",)) for m in ("identity", "exact")]
    for expect in ("proved", "refuted"):
        assert verdict(*deaf, of=claim(expect)).verdict == "inconclusive"


def test_a_confirmed_witness_refutes():
    assert verdict(finding("exact", "refutes", witness=EXACT), finding("search", "supports")).verdict == "refuted"


def test_a_float_witness_does_not():
    found = verdict(finding("search", "refutes", witness=FLOAT, name="hunt"), finding("exact", "supports"))
    assert (found.verdict, found.reason) == ("inconclusive", "hunt refutes without a confirmed witness")


def test_nor_does_a_leg_without_witness_even_against_the_whole():
    found = verdict(finding("identity", "supports", whole=True), finding("monte_carlo", "refutes"))
    assert found.verdict == "inconclusive"


def test_conflict_is_a_confirmed_witness_against_the_whole():
    found = verdict(finding("identity", "supports", whole=True), finding("exact", "refutes", witness=EXACT))
    assert (found.verdict, found.reason) == ("conflict", "exact has a confirmed witness against identity")


def test_an_inconclusive_leg_gives_its_reason():
    found = verdict(
        finding("identity", "supports", whole=True),
        finding("enclosure", "inconclusive", note="budget spent"),
        finding("search", "supports"),
    )
    assert (found.verdict, found.reason) == ("inconclusive", "enclosure: budget spent")


def test_a_leg_that_did_not_run_only_withholds_its_weight():
    whole, missing = finding("identity", "supports", whole=True), finding("search", "not run", note="needs sklearn")
    assert verdict(whole, missing).verdict == "supported"
    proved = verdict(whole, missing, finding("exact", "supports"))
    assert (proved.verdict, proved.reason) == ("proved", "search did not run")


def test_nothing_ran():
    found = verdict(
        finding("search", "not run", note="needs sklearn"), finding("exact", "not run", note="needs sklearn")
    )
    assert (found.verdict, found.reason) == ("not run", "needs sklearn")
    assert (verdict().verdict, verdict().reason) == ("not run", "no leg")


def test_under_a_claim_expected_false_the_repaired_control_must_survive():
    false = claim(expect="refuted")
    bitten = finding("exact", "refutes", witness=EXACT, bites=("supports",))
    refuses_all = finding("exact", "refutes", witness=EXACT, bites=("refutes",))
    assert verdict(bitten, of=false).verdict == "refuted"
    assert (verdict(refuses_all, of=false).verdict, refuses_all.hollow(false)) == ("inconclusive", True)


PARTS = {"first": "a", "second": "b"}


@pytest.mark.parametrize(
    ("second", "expected"),
    [
        (
            [finding("identity", "supports", whole=True, part="second"), finding("exact", "supports", part="second")],
            "proved",
        ),
        ([finding("search", "supports", part="second")], "supported"),
        ([finding("search", "inconclusive", part="second")], "inconclusive"),
        ([finding("exact", "refutes", witness=EXACT, part="second")], "refuted"),
        ([finding("exact", "not run", part="second")], "not run"),
        ([], "not run"),
    ],
)
def test_a_claim_with_parts_is_as_weak_as_its_weakest(second, expected):
    first = [finding("identity", "supports", whole=True, part="first"), finding("search", "supports", part="first")]
    found = verdict(*first, *second, of=claim(parts=PARTS))
    assert found.verdict == expected


def test_the_weakest_part_is_named():
    first = [finding("search", "supports", part="first")]
    found = verdict(*first, finding("exact", "inconclusive", part="second", note="too wide"), of=claim(parts=PARTS))
    assert found.reason == "second: exact: too wide"


def test_a_leg_without_part_bears_on_all_of_them():
    whole, other = finding("identity", "supports", whole=True), finding("search", "supports", part=("first", "second"))
    assert verdict(whole, other, of=claim(parts=PARTS)).verdict == "proved"


def test_legs_keep_what_they_were_given():
    found = finding("identity", "supports", whole=True).leg
    assert isinstance(found, Leg)
    assert found.coverage == "everything: all of it"
    assert not found.seeded
