"""Every rule of the verdicts, on made-up legs and records."""

from __future__ import annotations

from dataclasses import replace

import pytest

from proofs_checks.machine.claim import Leg
from proofs_checks.machine.evidence import RECORDED
from proofs_checks.machine.verdicts import Judged
from tests.machine.made_up import EXACT, FLOAT, claim, finding, verdict


def test_derived_takes_the_whole_scope_a_second_method_and_controls_that_bit():
    whole, other = finding("identity", "supports", whole=True), finding("search", "supports")
    assert verdict(whole, other).verdict == "derived"


def test_proved_takes_an_enumeration_too_and_no_argument_in_words():
    every, other = finding("exact", "supports", whole="every case"), finding("search", "supports")
    assert verdict(every, other).verdict == "proved"
    assert verdict(every, finding("identity", "supports", whole=True)).verdict == "proved"
    assert verdict(every).verdict == "supported"


def test_only_an_exact_leg_enumerates():
    with pytest.raises(TypeError, match="check: only an exact leg enumerates, not one whose method is search"):
        finding("search", "supports", whole="every case")


def test_a_false_claim_with_two_friendly_legs_is_not_proved():
    """x² > 0 for every real x, by a symbol that is declared positive and by samples that miss zero."""
    words, samples = finding("identity", "supports", whole=True), finding("search", "supports")
    assert verdict(words, samples, of=claim("proved")).verdict == "derived"


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


def test_what_derived_needs_is_said_where_it_is_expected():
    alone = [finding("identity", "supports", whole=True), finding("identity", "supports")]
    assert verdict(*alone).reason == "identity covers the whole, and no leg of another method supports"
    friendly = [finding("search", "supports"), finding("exact", "supports")]
    assert verdict(*friendly).reason == "no leg covers the whole"
    assert verdict(*friendly, of=claim("supported")).reason == ""


def test_a_missed_control_is_named():
    found = verdict(
        finding("identity", "supports", whole=True, name="derive", bites=("refutes", "inconclusive")),
        finding("search", "supports"),
    )
    assert found.reason == "a control of derive was not noticed: 'break 1' came out as 'inconclusive'"


@pytest.mark.parametrize("bites", [(), ("supports",), ("inconclusive",)])
def test_hollow_legs_count_for_nothing(bites):
    whole = finding("identity", "supports", whole=True, bites=bites)
    assert whole.hollow(claim())
    found = verdict(whole, finding("search", "supports", bites=bites))
    assert found.verdict == "inconclusive"
    why = (
        f"was not noticed: 'break 0' came out as '{bites[0]}'" if bites else "has no control, so it counts for nothing"
    )
    assert found.reason.startswith("every leg is hollow: ")
    assert found.reason.count(why) == 2


def test_a_refutation_that_nobody_expected_needs_no_control():
    found = finding("exact", "refutes", witness=EXACT, bites=("refutes",))
    assert not found.hollow(claim())
    assert verdict(found, finding("search", "supports")).verdict == "refuted"


def test_no_witness_is_too_lonely_for_a_conflict():
    whole = finding("identity", "supports", whole=True)
    for expect in ("derived", "refuted"):
        lonely = finding("exact", "refutes", witness=EXACT, bites=())
        assert verdict(whole, finding("search", "supports"), lonely, of=claim(expect)).verdict == "conflict"


def test_legs_that_support_whatever_they_are_given_prove_nothing():
    deaf = [finding(m, "supports", whole=m == "identity", bites=("supports",)) for m in ("identity", "exact")]
    for expect in ("derived", "refuted"):
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
    derived = verdict(whole, missing, finding("exact", "supports"))
    assert (derived.verdict, derived.reason) == ("derived", "search did not run")


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
            "derived",
        ),
        (
            [
                finding("exact", "supports", whole="every case", part="second"),
                finding("search", "supports", part="second"),
            ],
            "derived",
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
    assert verdict(whole, other, of=claim(parts=PARTS)).verdict == "derived"


def test_legs_keep_what_they_were_given():
    found = finding("identity", "supports", whole=True).leg
    assert isinstance(found, Leg)
    assert found.coverage == "everything, by a written argument: all of it"
    assert finding("exact", "supports", whole="every case").leg.coverage == "everything, case by case: both cases"
    assert not found.seeded


def test_an_identity_that_fails_while_other_evidence_supports_decides_nothing():
    slip, cases = finding("identity", "refutes", witness=EXACT), finding("exact", "supports")
    assert verdict(slip, cases).verdict == "inconclusive"
    assert verdict(slip, cases).reason == "identity: an identity fails, and exact supports"
    assert verdict(slip).verdict == "refuted"
    assert verdict(slip, finding("exact", "supports", whole=True)).verdict == "conflict"
    assert verdict(slip, finding("exact", "refutes", bites=("supports",), witness=EXACT)).verdict == "refuted"


def test_a_leg_without_a_control_is_told_apart_from_one_that_was_not_noticed():
    bare = finding("exact", "supports", bites=())
    found = verdict(finding("identity", "supports", whole=True), bare)
    assert (found.verdict, found.reason) == (
        "supported",
        "exact has no control, so it counts for nothing: add control(exact, …)",
    )


def test_a_leg_that_raised_leaves_the_claim_open_whatever_else_refutes():
    of = claim("refuted")
    found = finding("exact", "refutes", witness=EXACT, bites=("supports",))
    assert verdict(found, of=of).verdict == "refuted"
    broken = finding("search", "inconclusive", note="raised AssertionError (there.py, line 9)", name="premises")
    judged = verdict(found, broken, of=of)
    assert (judged.verdict, judged.reason) == ("inconclusive", "premises: raised AssertionError (there.py, line 9)")


def theorem(outcome="supports", *, bites=("refutes",), witness=None, **fields):
    """A leg that stands on a theorem, whose kernel check was made here, or elsewhere if `outcome` is "recorded"."""
    note = RECORDED if outcome == "recorded" else ""
    outcome, bites = ("not run", ("not run",)) if outcome == "recorded" else (outcome, bites)
    found = finding("formal", outcome, bites=bites, witness=witness, note=note, name="theorem")
    return replace(found, leg=replace(found.leg, theorem="made.up", **fields))


KERNEL = {**EXACT, "confirmed": "kernel"}
SEARCH = finding("search", "supports")


def test_a_theorem_proves_where_another_method_agrees():
    assert verdict(theorem(), SEARCH).verdict == "proved"
    assert verdict(theorem()).verdict == "supported"
    assert verdict(theorem(step=True), SEARCH).verdict == "supported"
    assert verdict(theorem(bites=("supports",)), SEARCH).verdict == "supported"
    assert verdict(theorem(step=True), finding("identity", "supports", whole=True)).verdict == "derived"


def test_a_recorded_check_stands_in_for_the_kernel_and_says_so():
    assert verdict(theorem("recorded"), SEARCH) == Judged("proved", RECORDED)
    assert verdict(theorem("recorded", step=True), SEARCH).verdict == "supported"
    assert verdict(theorem("recorded")).verdict == "not run"
    missing = finding("formal", "not run", bites=("not run",), note="formal/checked.toml has it not", name="theorem")
    unchecked = replace(missing, leg=replace(missing.leg, theorem="made.up"))
    assert verdict(unchecked, SEARCH).verdict == "supported"
    assert verdict(theorem("recorded"), unchecked, SEARCH).verdict != "proved"


def test_a_theorem_that_states_the_negation_refutes():
    negation = theorem("refutes", bites=("supports",), witness=KERNEL, refutes=True)
    assert verdict(negation, of=claim("refuted")).verdict == "refuted"
    assert verdict(negation, SEARCH).verdict == "refuted"
    assert verdict(negation, theorem()).verdict == "conflict"
    assert verdict(finding("exact", "refutes", witness=EXACT), theorem("recorded")).verdict == "conflict"


def test_a_negation_that_is_only_recorded_proves_nothing():
    recorded = theorem("recorded", refutes=True)
    assert verdict(recorded, SEARCH).verdict == "inconclusive"
    assert verdict(recorded, theorem(), SEARCH).verdict == "conflict"
    counterexample = finding("exact", "refutes", witness=EXACT, bites=("supports",))
    assert verdict(recorded, counterexample, of=claim("refuted")).verdict == "refuted"
