"""Each way to evidence, both ways: what it must support, what it must refute, what it must leave open."""

import pytest
from flint import arb, fmpq
from sympy import Integer, Rational, Sum, log, symbols
from sympy import sqrt as root

from numerics.montecarlo import Estimate
from numerics.prover import Decision, decide_positive, together
from numerics.sweeping import Worst
from proofs_checks.machine import checks
from proofs_checks.machine.checks import (
    all_equal,
    all_positive,
    all_steps,
    bounded_away,
    equal,
    instance,
    is_positive,
    no_violation,
    over_boxes,
    rounds_to,
    z_test,
)
from proofs_checks.machine.evidence import Evidence
from theory.simplex import T, V, generic, i

x, y = symbols("x y", positive=True)
HALVES = [Rational(1, 2), Rational(1, 3), Rational(1, 6)]


def test_equal_decides_both_ways():
    assert equal(log(x**2 * y), 2 * log(x) + log(y), at={x: 2, y: 3}).outcome == "supports"
    wrong = equal(log(x**2), 3 * log(x), at={x: 2})
    assert (wrong.outcome, wrong.witness.confirmed) == ("refutes", "ball")


def test_equal_admits_what_it_cannot_decide():
    coincidence = equal(x**2, x, at={x: 1})  # not identical, but equal at the point given
    assert coincidence.outcome == "inconclusive"


def test_equal_uses_that_laws_sum_to_one():
    p = generic()
    total = p.sum(lambda j: p[j])
    at = {V: 3, "p": HALVES}
    assert equal(total, Integer(1), p, at=at).outcome == "supports"
    assert equal(total, Integer(1), at=at).outcome == "inconclusive"


def test_instance_puts_numbers_for_classes_entries_and_symbols():
    p = generic()
    expression = T * p[i] + p.sum(lambda j: p[j] ** 2)
    assert instance(expression, {V: 3, T: 6, i: 2, "p": HALVES}) == 2 + Rational(1, 4) + Rational(1, 9) + Rational(
        1, 36
    )
    assert not instance(expression, {V: 3, T: 6, i: 2, "p": HALVES}).has(Sum)


def test_is_positive():
    assert is_positive(x + y, "x + y > 0", {}).outcome == "supports"
    refuted = is_positive(x - y, "x > y", {x: 1, y: 2})
    assert (refuted.outcome, refuted.witness.confirmed) == ("refutes", "ball")
    assert is_positive(x - y, "x > y", {x: 2, y: 1}).outcome == "inconclusive"


def test_all_steps_stops_at_the_first_step_that_fails():
    calls = []

    def step(outcome):
        return lambda: (calls.append(outcome), Evidence(outcome, note="why"))[1]

    assert all_steps(("one", step("supports")), ("two", step("supports"))).figures == {"steps": "one; two"}
    failed = all_steps(("one", step("supports")), ("two", step("refutes")), ("three", step("supports")))
    assert (failed.outcome, failed.note, len(calls)) == ("refutes", "two: why", 4)


def test_what_steps_and_boxes_counted_is_added_up():
    def step(**figures):
        return lambda: Evidence("supports", figures)

    found = all_steps(("one", step(boxes=3, depth=5, cases=1)), ("two", step(boxes=4, depth=2, bits=64)))
    assert found.figures == {"steps": "one; two", "boxes": 7, "depth": 5, "cases": 1, "bits": 64}
    proved, spent = Decision("proved", 3, 5, 64), Decision("spent", 7, 2, 64)
    refuted = Decision("refuted", 1, 1, 256, {"x": fmpq(0)}, arb(-2))
    assert over_boxes(proved, proved).figures == {"boxes": 6, "depth": 5, "bits": 64}
    assert (over_boxes(proved, spent).outcome, over_boxes(proved, spent).figures["boxes"]) == ("inconclusive", 10)
    both = over_boxes(proved, refuted, spent)
    assert (both.outcome, both.figures["boxes"], both.figures["bits"]) == ("refutes", 11, 256)
    assert together([proved, spent, refuted]) == Decision("spent", 11, 5, 256)


def test_all_equal_is_exact():
    assert all_equal([({}, Rational(1, 3), Rational(2, 6))]).outcome == "supports"
    off = all_equal(
        [({}, Rational(1, 3), Rational(1, 3)), ({"n": 2}, Rational(1, 3), Rational(1, 3) + Rational(1, 10**30))]
    )
    assert (off.outcome, off.witness.confirmed, off.figures["cases"]) == ("refutes", "exact", 2)
    assert all_equal([({}, root(2), Rational(7, 5))]).witness.confirmed == "ball"
    assert all_equal([({}, log(8), 3 * log(2))]).outcome == "inconclusive"


@pytest.mark.parametrize("look", [lambda: all_equal([]), lambda: all_positive([]), all_steps, lambda: rounds_to([])])
def test_to_look_at_nothing_supports_nothing(look):
    with pytest.raises(ValueError, match="nothing was looked at"):
        look()


def test_all_positive():
    assert all_positive([({}, Rational(1, 3), ""), ({}, arb(1, 0.1), "")]).figures == {
        "cases": 2,
        "least margin": "1/3",
    }
    assert all_positive([({}, arb(-1, 0.1), "")]).witness.confirmed == "ball"
    assert all_positive([({}, arb(0, 0.1), "")]).outcome == "inconclusive"
    assert all_positive([({}, Rational(0), "")]).outcome == "inconclusive"


def test_positive_on_boxes_passes_on_what_the_prover_found():
    proved = decide_positive(x, {x: (1, 2)})
    refuted = decide_positive(x - 3, {x: (1, 2)})
    spent = Decision("spent", 7, 3, 64)
    assert over_boxes(proved).figures == {"boxes": 1, "depth": 0, "bits": 64}
    assert (over_boxes(proved, refuted).outcome, over_boxes(refuted).witness.confirmed) == (
        "refutes",
        "ball",
    )
    assert over_boxes(proved, spent).note == "the prover's budget was spent after 7 boxes"
    assert over_boxes(proved, spent).outcome == "inconclusive"
    assert over_boxes(proved, spent).figures == {"boxes": 8, "depth": 3, "bits": 64}


def test_bounded_away():
    where = ({"p": 1}, Rational(1, 10), "stays away")
    apart = bounded_away(decide_positive(x, {x: (1, 2)}), *where)
    assert (apart.outcome, apart.figures) == ("refutes", {"boxes": 1, "depth": 0, "bits": 64})
    assert (apart.witness.at, apart.witness.says, apart.witness.confirmed) == ({"p": 1}, "stays away", "ball")
    near = bounded_away(decide_positive(x - 3, {x: (1, 2)}), *where)
    assert (near.outcome, near.witness, near.note) == ("supports", None, "comes near at x = 1")
    spent = bounded_away(Decision("spent", 7, 3, 64), *where)
    assert (spent.outcome, spent.note) == ("inconclusive", "the prover's budget was spent after 7 boxes")


def test_a_hunt_is_confirmed_only_by_what_confirm_computes():
    assert no_violation(Worst(-1e-18, (0.5, 0.5), 2.0, 10), "q = p").figures == {"examples": 10, "worst excess": -1e-18}
    worst = Worst(1e-3, (0.5, 0.5), 2.0, 10)
    assert no_violation(worst, "q = p").witness.confirmed is None
    assert no_violation(worst, "q = p", lambda w: arb(w.excess)).witness.confirmed == "ball"
    assert no_violation(worst, "q = p", lambda w: arb(0, 1)).witness.confirmed is None
    assert no_violation(Worst(float("nan"), (), 2.0, 10), "q = p").finite().outcome == "inconclusive"


def test_z_test_notices_two_percent_or_says_that_it_cannot():
    fine = Estimate(1.0, 1e-3, 100)
    assert z_test(fine, 1.001).outcome == "supports"
    assert z_test(fine, 1.02).outcome == "refutes"
    assert z_test(fine, 0.98).outcome == "refutes"
    assert z_test(Estimate(1.0, 2e-3, 100), 1.0).outcome == "inconclusive"
    assert z_test(fine, -1.0).outcome == "refutes"
    found = z_test(fine, 1.001)
    assert found.figures["z"] == pytest.approx(-1.0, rel=1e-14)
    assert found.figures["detectable"] == pytest.approx(fine.detectable(1e-9, 1e-6), rel=1e-14)


def test_a_sample_is_confirmed_only_by_exact_arithmetic():
    fine = Estimate(1.0, 1e-3, 100)
    assert z_test(fine, 1.02).witness is None
    assert z_test(fine, 1.02, lambda: Rational(1, 50), "off by 1/50").witness.confirmed == "exact"


def test_the_budget_for_false_alarms():
    assert pytest.approx(6.109, abs=1e-3) == checks.CRITICAL  # two-sided, 1e-9
    assert Estimate(0.0, 1.0, 2).detectable() == pytest.approx(6.109 + 4.753, abs=2e-3)  # missed with chance 1e-6


def test_published_digits_must_round_to_what_was_printed():
    assert rounds_to([("π", arb.pi(), "3.1416"), ("π", arb.pi(), "3.14")]).outcome == "supports"
    wrong = rounds_to([("π", arb.pi(), "3.1415")])
    assert (wrong.outcome, wrong.witness.confirmed) == ("refutes", "ball")
    assert rounds_to([("vague", arb(3.14, 0.01), "3.14")]).outcome == "inconclusive"
