"""What the verdicts on the claims that read a paper say of its clauses and sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from proofs_checks.machine.claim import Claim, Role, role
from proofs_checks.machine.paper import Clause, Sentence
from proofs_checks.machine.verdicts import Strength, Verdict, weakest

Answer = Literal["conflict", "fails", "open", "holds with conditions", "holds"]

# From the weakest to the strongest: a sentence is answered as its weakest clause is.
ANSWERS: tuple[Answer, ...] = ("conflict", "fails", "open", "holds with conditions", "holds")
STANDS: tuple[Verdict, ...] = ("proved", "derived", "supported")
READ_BY: dict[Role, str] = {"states": "stated by", "repairs": "repaired by", "limits": "limited by"}
_OPEN: tuple[Verdict, ...] = ("inconclusive", "not run")


@dataclass(frozen=True)
class Standing:
    """A claim as it stands: its title, its verdict, and of a refuted one the counterexample in plain numbers."""

    id: str
    title: str
    claim: Claim
    verdict: Verdict
    counterexample: str = ""

    @property
    def headline(self) -> str:
        """The title; that of a claim that is, or is expected to be, refuted is marked, since it says what is false."""
        if self.verdict == "refuted":
            return f"False: {self.title}"
        return f"Expected to be false: {self.title}" if self.claim.expect == "refuted" else self.title

    @property
    def told(self) -> str:
        """The headline, and the counterexample."""
        return f"{self.headline} Counterexample: {self.counterexample}." if self.counterexample else self.headline


@dataclass(frozen=True)
class AnsweredClause:
    """A clause, the answer and how strong it is, and the claims that read it, by role."""

    clause: Clause
    answer: Answer
    strength: Strength | None = None
    readings: Mapping[Role, tuple[Standing, ...]] = field(default_factory=dict)
    reason: str = ""

    @property
    def verdict(self) -> str:
        """The answer with its strength: "holds with conditions (derived)"."""
        return f"{self.answer} ({self.strength})" if self.strength else self.answer

    @property
    def counted(self) -> tuple[Standing, ...]:
        """The claims that state or repair the clause: those that decide it."""
        return (*self.readings.get("states", ()), *self.readings.get("repairs", ()))

    @property
    def conditions(self) -> tuple[tuple[str, str], ...]:
        """(claim, condition) of those that stand."""
        return tuple((r.id, r.claim.condition) for r in self.counted if r.verdict in STANDS)

    @property
    def counterexamples(self) -> tuple[tuple[str, str], ...]:
        """(claim, headline and counterexample) of those that are refuted."""
        return tuple((r.id, r.told) for r in self.counted if r.verdict == "refuted")

    @property
    def limits(self) -> tuple[tuple[str, str], ...]:
        """(claim, headline and counterexample) of what limits the clause, where it is decided."""
        return tuple((r.id, r.told) for r in self.readings.get("limits", ()) if r.verdict not in _OPEN)

    @property
    def lines(self) -> tuple[str, ...]:
        """What every face says of it below the answer; where it is open, why that is."""
        if self.answer == "open":
            return (self.reason,)
        return (
            *([self.reason] if self.reason else []),
            *(
                f"{how} {r.id}: {r.told if r.verdict == 'refuted' or kind == 'limits' else r.claim.condition}"
                for kind, how in READ_BY.items()
                for r in self.readings.get(kind, ())
                if r.verdict not in _OPEN
            ),
        )


@dataclass(frozen=True)
class Answered:
    """A sentence, answered clause by clause."""

    sentence: Sentence
    clauses: tuple[AnsweredClause, ...]

    @property
    def answer(self) -> Answer:
        """That of the weakest clause."""
        given = {clause.answer for clause in self.clauses}
        return next(a for a in ANSWERS if a in given)

    @property
    def verdict(self) -> str:
        """The answer with its strength, the weakest among the clauses that are answered so."""
        strengths: list[Verdict] = [c.strength for c in self.clauses if c.answer == self.answer and c.strength]
        return f"{self.answer} ({weakest(strengths)})" if strengths else self.answer


def answered(sentence: Sentence, standings: Sequence[Standing]) -> Answered:
    """What the verdicts say of a sentence."""
    return Answered(sentence, tuple(answer(clause, standings) for clause in sentence.clauses))


def answer(clause: Clause, standings: Sequence[Standing]) -> AnsweredClause:
    """What the verdicts say of a clause. Only the claims that state it or repair it count.

    It holds when there are claims that state it and every one stands; it holds with conditions when it does not hold
    and some claim that states or repairs it stands; it fails when all of them are refuted; else it is open.
    """
    readings: dict[Role, tuple[Standing, ...]] = {}
    for standing in standings:
        if clause.id in standing.claim.reads:
            kind = role(standing.claim.reads[clause.id])
            readings[kind] = (*readings.get(kind, ()), standing)
    stated = readings.get("states", ())
    counted = (*stated, *readings.get("repairs", ()))
    clashes = [r.id for r in counted if r.verdict == "conflict"]
    undecided = [r.id for r in counted if r.verdict in _OPEN]
    standing = [r for r in counted if r.verdict in STANDS]
    if clashes:
        return AnsweredClause(clause, "conflict", None, readings, f"in conflict: {', '.join(clashes)}")
    if undecided:
        return AnsweredClause(clause, "open", None, readings, f"no verdict on {', '.join(undecided)}")
    if stated and all(r.verdict in STANDS for r in stated):
        return AnsweredClause(clause, "holds", _strength(stated), readings)
    if standing:
        return AnsweredClause(clause, "holds with conditions", _strength(standing), readings)
    if counted:
        return AnsweredClause(clause, "fails", None, readings)
    return AnsweredClause(clause, "open", None, readings, "no claim states or repairs it")


def _strength(standing: Sequence[Standing]) -> Strength:
    found = weakest(r.verdict for r in standing)
    assert found in ("proved", "derived", "supported")
    return found
