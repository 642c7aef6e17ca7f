"""From what a hunt found to verdicts: refuted with a witness, supported, or inconclusive with the reason."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from math import ceil, log10
from typing import Literal

import numpy as np

from numerics.hunting.confirmation import Witness, confirm, plainer, witness
from numerics.hunting.domain import Domain
from numerics.hunting.ends import NEAR, Ends
from numerics.hunting.properties import arithmetic, asked
from numerics.hunting.subject import Subject
from numerics.hunting.ties import CLEAR, closed_by_the_map
from numerics.hunting.worst_cases import WorstCases
from numerics.precision import FLOAT64
from numerics.simplex import Array

NO_LAW = "nothing that came back was a law"
READ = 8  # cases tried for a witness
TELLING = 0.01  # of gaps between laws: where rounding excuses more, that none was found says nothing
AXIOMS = ("simplex", "ranking", "continuity", "entropy", "identity", "boundary")
Verdict = Literal["supported", "refuted", "inconclusive"]


@dataclass(frozen=True)
class Finding:
    """A verdict, the scope it speaks of, the largest margin (a violation if positive), a witness where refuted."""

    verdict: Verdict
    scope: str
    margin: float | None
    witness: Witness | None = None


@dataclass(frozen=True)
class Findings:
    """Axioms and properties with findings, and the limits of what floats could tell."""

    axioms: dict[str, Finding]
    properties: dict[str, Finding]
    limits: tuple[str, ...]


def judge(
    subject: Subject,
    domain: Domain,
    worst_cases: WorstCases,
    ends: list[Ends],
    above: Callable[[str, float], tuple[Domain, WorstCases, list[Ends]] | None] = lambda question, floor: None,
) -> Findings:
    """Verdicts on all axioms and properties. `above(question, floor)` hunts again above a floor.

    It is asked where the only violations have classes of probability zero, or next to it.
    """
    limits: list[str] = []
    axioms = {
        axiom: _axiom(subject, domain, worst_cases, ends, axiom, limits)
        for axiom in AXIOMS
        if axiom != "boundary" or ends
    }
    if axioms["entropy"].scope == NO_LAW:  # then a path and an end say nothing either
        axioms |= {a: Finding("inconclusive", NO_LAW, None) for a in axioms if axioms[a].verdict == "supported"}
    for axiom, finding in axioms.items():
        if finding.verdict == "refuted" and finding.witness and min(finding.witness.p) < 1e-6 and not domain.floor:
            axioms[axiom] = _narrowed(subject, worst_cases, axiom, finding, above, limits)
    properties = {question: _property(subject, domain, worst_cases, question) for question in asked(subject)}
    return Findings(axioms, properties, tuple(limits + _floats(subject, domain)))


def _axiom(
    subject: Subject, domain: Domain, worst_cases: WorstCases, ends: list[Ends], axiom: str, limits: list[str]
) -> Finding:
    scope, cases = _scope(domain, worst_cases, axiom), worst_cases.worst(axiom)
    margin = cases[0].margin if cases else None
    suspects = worst_cases.telling(axiom)
    confirmed = [(case, witness) for case in suspects[:READ] if (witness := confirm(subject, case))]
    for case, _ in confirmed:  # a witness of few digits is better read
        plain = plainer(subject, case)
        if plain is not case and case.on_the_boundary == confirmed[0][0].on_the_boundary:
            return Finding("refuted", scope, margin, confirm(subject, plain))
    if confirmed:
        return Finding("refuted", scope, margin, confirmed[0][1])
    if axiom == "ranking":
        tie = _tie(subject, domain, worst_cases, limits)
        if isinstance(tie, str):
            return Finding("inconclusive", f"{scope}; {tie}", margin)
        if tie:
            return Finding("refuted", scope, tie.margin, tie)
    if suspects:
        return Finding("inconclusive", f"{scope}; a violation in floats that exact arithmetic does not confirm", margin)
    if axiom == "identity" and not domain.coldest <= 1 <= domain.hottest:
        return Finding("inconclusive", "T = 1 lies outside the temperatures asked for", None)
    if axiom != "simplex" and margin == -np.inf:
        return Finding("inconclusive", NO_LAW, None)
    excused = _excused(subject, domain, axiom)
    if excused > TELLING:
        why = f"the rounding of {subject.precision.name} excuses {excused:.2g} and more"
        return Finding("inconclusive", f"{scope}; {why}", margin)
    if axiom == "boundary":
        return _approached(domain, ends, scope, margin)
    return Finding("supported", scope, margin)


def _excused(subject: Subject, domain: Domain, axiom: str) -> float:
    """About the least violation of an axiom that rounding excuses: of two even classes, where it excuses least."""
    even, T, tolerance = np.full((1, 2), 0.5), domain.hottest, subject.tolerance
    least: dict[str, Callable[[], float | Array]] = {
        "simplex": lambda: tolerance.total(2),
        "ranking": lambda: tolerance.order(even, T, even),
        "continuity": lambda: tolerance.jump(T),
        "entropy": lambda: tolerance.entropy(even, T, even),
        "identity": lambda: tolerance.entries(even, 1.0, even),
    }
    return float(np.max(least[axiom]())) if axiom in least else 0.0


def _tie(subject: Subject, domain: Domain, worst_cases: WorstCases, limits: list[str]) -> Witness | str | None:
    """A pair of unequal entries that the map made equal; if floats did, a line among the limits; if none can tell, why.

    In floats so coarse that CLEAR of their steps are half of an entry no gap opens that is wide beside them.
    """
    cases = worst_cases.telling("ties")
    if cases and CLEAR * subject.precision.eps > 0.5:
        widest = max(cases, key=lambda case: case.margin)
        equal = f"entries {widest.margin:.3g} apart came out equal at T = {widest.T:g}"
        return f"{equal}, and {subject.precision.name} is too coarse to say whether the map or rounding did it"
    plain = [told for case in cases[:READ] if (told := plainer(subject, case)) is not case]
    for case in sorted([*plain, *cases], key=lambda case: case.on_the_boundary):
        if closed_by_the_map(subject, case, domain.coldest, domain.hottest) and (found := confirm(subject, case)):
            return found
    if cases:
        widest = max(cases, key=lambda case: case.margin)
        limits.append(
            f"entries {widest.margin:.3g} apart came out equal at T = {widest.T:g}, by rounding or underflow: "
            "no evidence against ranking"
        )
    return None


def _approached(domain: Domain, ends: list[Ends], scope: str, margin: float | None) -> Finding:
    if all(end.supported for end in ends):
        cold = "" if any(end.cold is not None for end in ends) else "; the cold limit lies outside the temperatures"
        return Finding("supported", scope + cold, margin)
    if any(end.hot is None for end in ends):
        return Finding("inconclusive", f"T up to {domain.hottest:g} says nothing of T → ∞", margin)
    hot = max(end.hot or 0.0 for end in ends)
    cold = max(end.cold or 0.0 for end in ends)
    end, left = (f"T = {domain.hottest:g}", hot) if hot > NEAR else (f"T = {domain.coldest:g}", cold)
    return Finding("inconclusive", f"at {end} {left:.0%} of the distance to the limit at T = 1 is left", margin)


def _property(subject: Subject, domain: Domain, worst_cases: WorstCases, question: str) -> Finding:
    cases, scope = worst_cases.worst(question), _scope(domain, worst_cases, question)
    if not cases:
        return Finding("inconclusive", "not looked at for these classes and temperatures", None)
    for case in worst_cases.telling(question):
        margin, says, q, by = arithmetic(subject, case)
        if margin > 0:
            return Finding("refuted", scope, cases[0].margin, witness(subject, case, q, says, margin, by=by))
    if cases[0].margin == -np.inf:
        return Finding("inconclusive", "nothing that came back was a law", None)
    excused = worst_cases.excused.get(question, 0.0)
    if excused > TELLING:
        why = f"the rounding of {subject.precision.name} excuses a gap of {excused:.2g} and more"
        return Finding("inconclusive", why, cases[0].margin)
    return Finding("supported", scope, cases[0].margin)


def _scope(domain: Domain, worst_cases: WorstCases, question: str) -> str:
    classes = ", ".join(map(str, domain.classes))
    looked = f"{worst_cases.examples.get(question, 0):,} looked at"
    return f"T in [{domain.coldest:g}, {domain.hottest:g}], V in {{{classes}}}, {domain.laws}; {looked}"


def _narrowed(
    subject: Subject,
    worst_cases: WorstCases,
    axiom: str,
    finding: Finding,
    above: Callable[[str, float], tuple[Domain, WorstCases, list[Ends]] | None],
    limits: list[str],
) -> Finding:
    """The finding with the floor that would clear it, where only thin laws violate the axiom."""
    thinnest = max(
        worst_cases.thinnest.get(question, 0.0) for question in ((axiom, "ties") if axiom == "ranking" else (axiom,))
    )
    start = -12 if thinnest < 1e-13 else ceil(log10(thinnest)) + 1
    where = (
        "laws of which a class has probability zero"
        if thinnest == 0
        else f"laws of which a class has probability at most {thinnest:.3g}"
    )
    for exponent in range(start, -2, 3):
        again = above(axiom, 10.0**exponent)
        if again and _axiom(subject, *again, axiom, []).verdict == "supported":
            limits.append(f"{axiom} fails only at {where}: --floor 1e{exponent} clears it")
            return replace(finding, scope=f"{finding.scope}; fails only at {where}, --floor 1e{exponent} clears it")
    return finding


def _floats(subject: Subject, domain: Domain) -> list[str]:
    limits = []
    if domain.strict_from > domain.coldest:
        limits.append(
            f"below T = {domain.strict_from:g} it truncates, as its family declares: entries may tie at zero there"
        )
    if subject.meddles:
        limits.append("it writes into the array it is given; here it got copies")
    if subject.precision.bits < FLOAT64.bits:
        limits += _of_precision(subject, domain)
    return limits


def _of_precision(subject: Subject, domain: Domain) -> list[str]:
    """What a precision below that of float64 cannot tell."""
    name, tolerance = subject.precision.name, subject.tolerance
    how = "" if subject.dtype.name == name else f", stored as {subject.dtype.name}"
    law = np.array([[0.6, 0.3, 0.1]])
    excused = float((tolerance.order(law, 1.0, law) / law).max())
    found = [
        f"its values are {name} numbers{how}: judged by the rounding of {name}, which at T = 1 excuses a reversal by "
        f"{excused:.2g} of an entry"
    ]
    blind = [T for T in np.geomspace(50, 1e-3, 200) if (tolerance.order(law, T, law) >= law).any()]
    if blind and blind[0] > domain.coldest:
        found.append(f"below T = {blind[0]:.2g} the rounding of {name} excuses any order of entries")
    return found
