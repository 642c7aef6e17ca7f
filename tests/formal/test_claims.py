"""Theorems and claims: each theorem is the recorded one and serves a claim; what a claim prints is what was proved."""

from __future__ import annotations

import re
from importlib import import_module
from inspect import signature

import pytest

from proofs_checks.machine.claim import Enumerated
from proofs_checks.machine.discovery import load
from proofs_checks.machine.folder import OURS
from proofs_checks.machine.rocq import checked, kernel, sources, statements, toolchain, variants
from proofs_checks.machine.rocq.leg import formal
from proofs_checks.machine.rocq.sources import FormalError

THEOREMS = sources.theorems()
LEGS = [(claim, leg) for claim in OURS.ids for leg in load(claim).legs if leg.theorem]
every_theorem = pytest.mark.parametrize("theorem", THEOREMS.values(), ids=lambda theorem: theorem.name)


@every_theorem
def test_the_record_is_of_these_sources_and_of_no_axiom_too_many(theorem):
    kept = checked.looked_up(theorem)
    assert set(kept.axioms) <= (set(kernel.AXIOMS) if theorem.file.startswith("analysis.") else set())
    assert theorem.mathematics
    assert theorem.variants


def test_the_record_has_no_other_theorem():
    assert set(checked.record()["theorems"]) == set(THEOREMS)


def test_nothing_is_admitted_or_assumed():
    for file in sources.files().values():
        assert not re.search(r"\b(Admitted|admit|Axiom|Parameter|Conjecture|Abort)\b", file.text), file.path


def test_every_theorem_serves_a_claim_or_another_theorem():
    texts = "".join(file.text for file in sources.files().values())
    idle = set(THEOREMS) - {leg.theorem for _, leg in LEGS}
    assert [name for name in idle if len(re.findall(rf"\b{name.partition('.')[2]}\b", texts)) < 2] == []


def test_what_claims_are_proved():
    proved = {claim for claim in OURS.ids if load(claim).claim.expect == "proved"}
    assert len(proved) >= 35
    answers = {claim for claim in OURS.ids if "S0.same" in load(claim).claim.reads}
    identities = {f"bias_variance.{name}" for name in ("squared", "beats", "kl", "mixing_shrinks", "categorical")}
    assert answers | identities | {"operators.power_interior", "operators.mixing"} <= proved


def test_no_claim_is_proved_by_words():
    for claim in OURS.ids:
        file = load(claim)
        for part in file.claim.parts or [""]:
            legs = [leg for leg in file.legs if not part or not leg.parts or part in leg.parts]
            theorem = any(leg.theorem and not leg.step for leg in legs)
            counted = any(isinstance(leg.covers, Enumerated) for leg in legs)
            assert theorem or counted or file.claim.expect != "proved", (claim, part)
            whole = [leg.name for leg in legs if leg.theorem and not leg.step]
            assert len(whole) < 2, "of two theorems each says less than the whole: give the claim parts"


@pytest.mark.parametrize(("claim", "leg"), LEGS, ids=[f"{claim}.{leg.name}" for claim, leg in LEGS])
def test_formulas_that_a_proved_claim_prints_are_held_against_its_theorems(claim, leg):
    file, own = load(claim), claim.partition(".")[2]
    held = [it for other in file.legs if other.theorem for it in signature(other.function).parameters.values()]
    for formula in file.claim.formulas if file.claim.expect == "proved" else ():
        for function in formula.functions.values():
            assert any(it.default is function for it in held)
    for name, it in signature(leg.function).parameters.items():
        assert name == "variant" or checked.closed(leg.theorem, own, name, it.default)


@pytest.mark.usefixtures("rocq")
@pytest.mark.parametrize("module", sources.files())
def test_the_kernel_says_what_is_recorded(module):
    for theorem in sources.files()[module].theorems:
        checked.held(kernel.checked(theorem))
        assert set(variants.fates(theorem)) == {"fails inside the proof"}, theorem.name


@pytest.mark.usefixtures("rocq")
def test_what_a_theorem_uses_its_claim_rests_on():
    owner = {leg.theorem: claim for claim, leg in LEGS}

    def below(claim):
        return set().union(*({other} | below(other) for other in load(claim).claim.rests_on))

    for claim, leg in LEGS:
        for used in kernel.checked(sources.theorem(leg.theorem)).uses:
            other = owner.get(used, claim)
            assert other in {claim} | below(claim), f"{claim}: {leg.theorem} uses {used}, a theorem of {other}"


WRONG = {
    ("bias_variance.beats", "beats_any", "gain"): lambda a, b, c, d: d - c - a - b,
    ("convergence.rest", "rest", "bound"): lambda a, ell, n: 2 * a * a ** (n / 2) * ell / (n * (1 + a)),
    ("operators.lipschitz_logits", "lipschitz_logits", "half"): lambda T: 1 / T,
    ("partial_access.identified", "identified", "widest"): lambda r, c, m: m * c - r,
    ("privacy.dp_mixing", "dp_mixing", "spent"): lambda V, T: V / (T - 1),
}


@pytest.mark.usefixtures("rocq")
@pytest.mark.parametrize(("place", "wrong"), WRONG.items(), ids=[".".join(place) for place in WRONG])
def test_another_formula_than_the_theorem_s_refutes(place, wrong):
    claim, theorem, name = place
    leg = load(claim).leg(theorem)
    assert leg().outcome == "supports"
    found = leg(**{name: wrong})
    assert (found.outcome, found.note) == ("refutes", f"the claim's {name} is not the one of {leg.theorem}")
    assert statements.closed([statements.Held(leg.theorem, claim.partition(".")[2], name, wrong)]) == [False]


@pytest.mark.parametrize("theorem", ["beats_any", "averaging", "ties", "tracking"])
def test_a_sign_changed_in_a_statement_stops_every_claim_that_stands_on_it(formal_copy, monkeypatch, theorem):
    (leg,) = (leg for _, leg in LEGS if leg.name == theorem)
    statement = sources.theorem(leg.theorem).statement
    text = sources.files()[sources.theorem(leg.theorem).file].text
    formal_copy(text, text.replace(statement, re.sub(r" (=|<=|<) ", lambda m: " <> ", statement, count=1)))
    monkeypatch.setattr(toolchain, "versions", dict)  # with Rocq the proof fails, see test_kernel; here by the hash
    with pytest.raises(FormalError, match=leg.theorem.replace(".", r"\.")) as raised:
        formal(leg.theorem, covers="all")()
    assert "\n" not in str(raised.value)


def test_a_theorem_renamed_is_an_error_that_names_it(formal_copy):
    text = sources.files()["algebra.operators.ties"].text
    formal_copy(text, text.replace("Theorem ties ", "Theorem tied "))
    with pytest.raises(FormalError, match=r"formal/ has no theorem operators\.ties"):
        formal("operators.ties", covers="all")


def test_the_record_s_lemmas_are_named_after_claims():
    for label in checked.record()["formulas"]:
        component, claim, name = label.split(".")
        module = import_module(f"proofs_checks.{component}.{claim}")
        assert any(name in formula.functions for formula in module.claim.formulas), label
