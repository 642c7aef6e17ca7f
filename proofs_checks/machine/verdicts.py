"""From what legs and controls returned to what may be said of a claim."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from proofs_checks.machine.claim import Claim, Control, Leg, NotKnown
from proofs_checks.machine.evidence import RAISED, RECORDED
from proofs_checks.machine.ledger import Record

Verdict = Literal["proved", "derived", "supported", "refuted", "inconclusive", "not run", "conflict"]
Strength = Literal["proved", "derived", "supported"]

# From the strongest word to the weakest, for the conjunction of parts.
_ORDER: tuple[Verdict, ...] = ("proved", "derived", "supported", "not run", "inconclusive", "refuted", "conflict")


@dataclass(frozen=True)
class Judged:
    """A verdict, and the reason where it is not plain from the legs."""

    verdict: Verdict
    reason: str = ""


@dataclass(frozen=True)
class Findings:
    """A leg with its record, and the records of its controls in order."""

    leg: Leg
    record: Record
    controls: tuple[tuple[Control, Record], ...]

    def bites(self) -> tuple[bool, ...]:
        """For each control, whether it noticed: its outcome is the opposite of the leg's own."""
        return tuple({self.record.outcome, record.outcome} == {"supports", "refutes"} for _, record in self.controls)

    @property
    def recorded(self) -> bool:
        """Whether its theorem was checked elsewhere, as a record says, and cannot be here."""
        return self.record.outcome == "not run" and self.record.note.startswith(RECORDED)

    def hollow(self, claim: Claim) -> bool:
        """True when nothing shows that the outcome could have been another: such a leg counts for nothing.

        The controls of a leg that supports are broken on purpose; of one that refutes, as its claim expects, repaired.
        A refutation that nobody expected has no control to vouch for it, and needs none: it has its witness.
        """
        expected = self.record.outcome == "supports" or (self.record.outcome == "refutes" and claim.expect == "refuted")
        return expected and not any(self.bites())


def judge(claim: Claim, findings: Sequence[Findings]) -> Judged:
    """The verdict on a claim: that of its weakest part."""
    if not claim.parts:
        return _judge_part(claim, findings)
    parts = by_part(claim, findings)
    verdict = weakest(judged.verdict for judged in parts.values())
    part = next(part for part in parts if parts[part].verdict == verdict)
    reason = f"{part}: {parts[part].reason}" if parts[part].reason else ""
    return Judged(verdict, reason)


def weakest(verdicts: Iterable[Verdict]) -> Verdict:
    """What may be said of all together; "proved" of none."""
    return _ORDER[max((_ORDER.index(verdict) for verdict in verdicts), default=0)]


def by_part(claim: Claim, findings: Sequence[Findings]) -> dict[str, Judged]:
    """The verdict on each part; a leg that names no part bears on all."""
    return {
        part: _judge_part(claim, [f for f in findings if not f.leg.parts or part in f.leg.parts])
        for part in claim.parts
    }


def grounded(judged: Judged, below: Mapping[str, Verdict]) -> Judged:
    """A verdict in the light of those on the claims that it rests on.

    A proof is no stronger than what it uses: the weakest of *proved*, *derived* and *supported* goes through, and a
    counterexample that uses what is only supported decides nothing. What is refuted may be used: its counterexample
    stands. Nothing is decided on what is in conflict or inconclusive; of what was not run the reason says so.
    """
    for claim, verdict in below.items():
        if judged.verdict not in ("proved", "derived", "supported", "refuted"):
            return judged
        reason = f"it rests on {claim}, which is {verdict}"
        if verdict in ("conflict", "inconclusive") or (judged.verdict, verdict) == ("refuted", "supported"):
            judged = Judged("inconclusive", reason)
        elif verdict == "not run":
            judged = Judged(judged.verdict, "; ".join(filter(None, [judged.reason, reason])))
        elif "refuted" not in (judged.verdict, verdict) and weakest([judged.verdict, verdict]) != judged.verdict:
            judged = Judged(verdict, reason)
    return judged


def all_grounded(judged: Mapping[str, Judged], rests_on: Mapping[str, tuple[str, ...]]) -> dict[str, Judged]:
    """Verdicts by claim, each in the light of those that it rests on, where these are among them.

    A claim that rests on itself, directly or through others, is inconclusive.
    """
    found: dict[str, Judged] = {}

    def ground(claim: str) -> Judged:
        if claim not in found:
            if claim in _underneath(claim, rests_on):
                found[claim] = Judged("inconclusive", "it rests on itself")
            else:
                below: dict[str, Verdict] = dict.fromkeys(rests_on[claim], "not run")
                below |= {c: ground(c).verdict for c in below if c in judged}
                found[claim] = grounded(judged[claim], below)
        return found[claim]

    return {claim: ground(claim) for claim in judged}


def _underneath(claim: str, rests_on: Mapping[str, tuple[str, ...]]) -> set[str]:
    """All that a claim rests on, directly or not."""
    found: set[str] = set()
    todo = [claim]
    while todo:
        new = set(rests_on.get(todo.pop(), ())) - found
        found |= new
        todo += new
    return found


Need = Literal["needed", "needed, in floats", "not shown", "not known", "not run"]


def needs(claim: Claim, findings: Sequence[Findings]) -> dict[str, Need]:
    """What is known of each hypothesis, by name.

    It is needed where a control that drops it refutes with a witness in exact or ball arithmetic; in floats where it
    refutes without one; not shown to be where no such control has refuted; not run where none has run; and not known
    where the claim says so.
    """
    return {
        name: "not known" if isinstance(hypothesis, NotKnown) else _need(name, findings)
        for name, hypothesis in claim.hypotheses.items()
    }


def _need(name: str, findings: Sequence[Findings]) -> Need:
    records = dropped(name, findings)
    refuting = [record for record in records if record.outcome == "refutes"]
    if any(record.confirmed for record in refuting):
        return "needed"
    if refuting:
        return "needed, in floats"
    return "not run" if all(record.outcome == "not run" for record in records) else "not shown"


def dropped(hypothesis: str, findings: Sequence[Findings]) -> list[Record]:
    """What came of the controls that drop a hypothesis; first those with a confirmed witness."""
    records = [record for f in findings for control, record in f.controls if control.drops == hypothesis]
    return sorted(records, key=lambda record: not record.confirmed)


def _judge_part(claim: Claim, findings: Sequence[Findings]) -> Judged:
    premises = [f for f in findings if f.leg.premise]
    of_claim = [f for f in findings if not f.leg.premise]
    ran = [f for f in of_claim if f.record.outcome != "not run"]
    counting = [f for f in ran if not f.hollow(claim)]
    supporting = [f for f in counting if f.record.outcome == "supports"]
    refuting = [f for f in counting if f.record.outcome == "refutes"]
    whole = [f for f in supporting if f.leg.whole]
    confirmed = [f for f in refuting if f.record.confirmed]
    witnesses = [f for f in ran if f.record.outcome == "refutes" and f.record.confirmed]

    open_premise = next((f for f in premises if f.record.outcome != "supports" or f.hollow(claim)), None)
    if (witnesses or refuting) and open_premise:
        return Judged(*_of_premise(open_premise))
    theorems = [f for f in of_claim if f.recorded and f.leg.wordless]
    for_it = [*whole, *(f for f in theorems if not f.leg.refutes)]
    if witnesses and for_it:
        return Judged("conflict", f"{witnesses[0].leg.name} has a confirmed witness against {for_it[0].leg.name}")
    against = [f for f in theorems if f.leg.refutes]
    if supporting and against:
        why = f"{against[0].leg.name} is a theorem that states the negation, and {supporting[0].leg.name} supports"
        return Judged("conflict" if for_it else "inconclusive", f"{why} ({RECORDED})")
    broken = next((f for f in of_claim if f.record.note.startswith(RAISED)), None)
    if broken:
        return Judged("inconclusive", f"{broken.leg.name}: {broken.record.note}")
    # where an identity fails and evidence of another kind supports, a step of the derivation is wrong, not the claim
    others = [f for f in supporting if f.leg.method != "identity"]
    if witnesses and others and all(f.leg.method == "identity" for f in witnesses):
        said = witnesses[0].record.witness or {}
        where = ", ".join(f"{name} = {value}" for name, value in said.get("at", {}).items())
        at = f" at {where}" if where else ""
        why = f"{witnesses[0].leg.name}: an identity fails{at}, and {others[0].leg.name} supports"
        return Judged("inconclusive", why)
    if confirmed:
        return Judged("refuted")
    if refuting:
        return Judged("inconclusive", f"{refuting[0].leg.name} refutes without a confirmed witness")
    undecided = [f for f in counting if f.record.outcome == "inconclusive"]
    if undecided:
        return Judged("inconclusive", f"{undecided[0].leg.name}: {undecided[0].record.note}")
    if not supporting:
        if ran:
            return Judged("inconclusive", "every leg is hollow: " + "; ".join(map(_unnoticed, ran)))
        notes = dict.fromkeys(f.record.note for f in findings if f.record.note)
        return Judged("not run", "; ".join([note for note in notes if note != RECORDED] or notes) or "no leg")
    return _standing(claim, of_claim, ran, supporting)


def _standing(claim: Claim, of_claim: list[Findings], ran: list[Findings], supporting: list[Findings]) -> Judged:
    """The verdict where all that counts supports: proved, derived or supported."""
    unnoticed = [f for f in ran if not f.controls or not all(f.bites())]
    whole = [f for f in supporting if f.leg.whole]
    idle = [f.leg.name for f in of_claim if f.record.outcome == "not run" and not f.recorded]
    reason = f"{idle[0]} did not run" if idle else ""
    recorded = [f for f in of_claim if f.recorded and f.leg.wordless and not f.leg.refutes]
    settled = [w for w in (*whole, *recorded) if any(f.leg.method != w.leg.method for f in supporting)]
    if settled and not unnoticed:
        if any(f.leg.wordless for f in settled) and not any(f.leg.wordless and f.leg.name in idle for f in of_claim):
            return Judged("proved", "; ".join(filter(None, [RECORDED if recorded else "", reason])))
        return Judged("derived", reason)
    if unnoticed:
        return Judged("supported", next((_unnoticed(f) for f in unnoticed if not f.controls), _unnoticed(unnoticed[0])))
    if not reason and claim.expect in ("proved", "derived"):
        reason = f"{whole[0].leg.name} covers the whole, and no leg of another method supports" if whole else ""
    return Judged("supported", reason or ("no leg covers the whole" if claim.expect in ("proved", "derived") else ""))


def _unnoticed(f: Findings) -> str:
    """Why a leg counts for nothing, or for less: it has no control, or one that was not noticed."""
    name = f.leg.name
    if not f.controls:
        return f"{name} has no control, so it counts for nothing: add control({name}, …)"
    control, record = next(pair for pair, bites in zip(f.controls, f.bites(), strict=True) if not bites)
    came = record.note if record.note.startswith(RAISED) else f"came out as {record.outcome!r}"
    return f"a control of {name} was not noticed: {control.breaks!r} {came}"


def _of_premise(found: Findings) -> tuple[Verdict, str]:
    """The verdict where a premise of the counterexample is not known to be met."""
    name, record = found.leg.name, found.record
    if record.outcome == "not run":
        return "not run", f"premise {name}: {record.note}"
    says = "no control of it was noticed" if record.outcome == "supports" else record.note or record.outcome
    return "inconclusive", f"premise {name} of the counterexample: {says}"
