"""What the audit of claims is as JSON: claims, clauses, sentences, records."""

from __future__ import annotations

from typing import Any, Literal, TypedDict

from proofs_checks.machine.claim import Expected, Method, Role
from proofs_checks.machine.evidence import Outcome
from proofs_checks.machine.verdicts import Need, Verdict


class WitnessDocument(TypedDict):
    """Where a claim or a hypothesis fails: coordinates in words, by how much, and the arithmetic that shows it."""

    at: dict[str, Any]
    violation: str
    says: str
    confirmed: Literal["exact", "ball", "kernel"] | None


class RecordDocument(TypedDict):
    """Evidence, stamped by the machine."""

    digest: str
    claim: str
    leg: str
    control: str
    seed: int | None
    outcome: Outcome
    figures: dict[str, float | int | str]
    witness: WitnessDocument | None
    note: str
    trees: list[str]
    seconds: float
    versions: dict[str, str]
    made: str


class HypothesisDocument(TypedDict):
    """A hypothesis, and what is known of whether it is needed."""

    name: str
    says: str
    needed: Need


class DescribedLegDocument(TypedDict):
    """One way in which a claim is tested, before it is run."""

    leg: str
    method: Method
    parts: list[str]
    covers: str
    whole: bool
    premise: bool


class LegDocument(DescribedLegDocument):
    """One way in which a claim was tested."""

    outcome: Outcome
    note: str
    figures: dict[str, float | int | str]
    witness: WitnessDocument | None
    seconds: float
    cached: bool


class ControlDocument(TypedDict):
    """Something broken on purpose, and what the leg said of it."""

    leg: str
    breaks: str
    outcome: Outcome


class VerdictDocument(TypedDict):
    """A claim with its verdict."""

    claim: str
    component: str
    reads: dict[str, Role]
    title: str
    statement: str
    verdict: Verdict
    expected: Expected
    reason: str
    scope: str
    hypotheses: list[HypothesisDocument]
    legs: list[LegDocument]
    controls: list[ControlDocument]
    hollow: list[str]


class StandingDocument(TypedDict):
    """A claim as it stands towards a clause."""

    claim: str
    role: Role
    verdict: Verdict
    title: str
    condition: str
    counterexample: str


class ClauseDocument(TypedDict):
    """A clause of a sentence, answered."""

    id: str
    text: str
    verdict: str
    reason: str
    counterexamples: list[str]
    conditions: list[str]
    limits: list[str]
    claims: list[StandingDocument]


class SentenceDocument(TypedDict):
    """A sentence of the paper, answered clause by clause."""

    id: str
    text: str
    verdict: str
    clauses: list[ClauseDocument]


class PaperDocument(TypedDict):
    """What is audited."""

    title: str
    authors: list[str]
    source: str


class AuditDocument(TypedDict):
    """What `kdaudit run` writes."""

    schema: Literal[1]
    paper: PaperDocument
    verdicts: list[VerdictDocument]
    sentences: list[SentenceDocument]
    clauses: list[ClauseDocument]
    broken: dict[str, str]
    seconds: float
    seed: int
    versions: dict[str, str]


class ClaimDocument(TypedDict):
    """A claim as it is listed, before anything is run."""

    claim: str
    component: str
    title: str
    statement: str
    scope: str
    expect: Expected
    reads: dict[str, Role]
    hypotheses: dict[str, str]
    rests_on: list[str]


class ClaimsDocument(TypedDict):
    """What `kdaudit claims` writes."""

    schema: Literal[1]
    claims: list[ClaimDocument]
    broken: dict[str, str]


class PartDocument(TypedDict):
    """A part of a claim."""

    statement: str
    verdict: Verdict
    reason: str


class ExplainedControlDocument(TypedDict):
    """A control with its record."""

    breaks: str
    drops: str
    record: RecordDocument


class ExplainedLegDocument(DescribedLegDocument):
    """A leg with its record, and its controls with theirs."""

    record: RecordDocument
    controls: list[ExplainedControlDocument]


class ExplanationDocument(TypedDict):
    """What `kdaudit explain` writes of a claim."""

    schema: Literal[1]
    claim: str
    title: str
    statement: str
    parts: dict[str, PartDocument]
    scope: str
    hypotheses: list[HypothesisDocument]
    reads: dict[str, Role]
    rests_on: list[str]
    proof: str
    verdict: Verdict
    reason: str
    expected: Expected
    legs: list[ExplainedLegDocument]
    rerun: str


class ExplainedSentenceDocument(SentenceDocument):
    """What `kdaudit explain` writes of a sentence."""

    schema: Literal[1]
    broken: dict[str, str]


class ExplainedClauseDocument(ClauseDocument):
    """What `kdaudit explain` writes of a clause."""

    schema: Literal[1]
    broken: dict[str, str]
