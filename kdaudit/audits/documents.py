"""Claims, clauses and sentences as JSON has them, schema 1."""

from __future__ import annotations

from typing import cast

from kdaudit.documents.audits import (
    ClaimDocument,
    ClauseDocument,
    DescribedLegDocument,
    HypothesisDocument,
    LegDocument,
    PaperDocument,
    SentenceDocument,
    VerdictDocument,
    WitnessDocument,
)
from proofs_checks.machine.answers import Answered, AnsweredClause
from proofs_checks.machine.claim import Leg, role
from proofs_checks.machine.discovery import ClaimFile
from proofs_checks.machine.paper import Paper
from proofs_checks.machine.runner import Result
from proofs_checks.machine.verdicts import Findings, needs


def paper_document(paper: Paper) -> PaperDocument:
    """What is audited, as JSON has it, schema 1."""
    return {"title": paper.title, "authors": list(paper.authors), "source": paper.source}


def sentence_document(found: Answered) -> SentenceDocument:
    """A sentence as JSON has it, schema 1: its headline, and each clause."""
    return {
        "id": found.sentence.id,
        "text": found.sentence.text,
        "verdict": found.verdict,
        "clauses": [clause_document(clause) for clause in found.clauses],
    }


def clause_document(found: AnsweredClause) -> ClauseDocument:
    """A clause as JSON has it, schema 1."""
    return {
        "id": found.clause.id,
        "text": found.clause.text,
        "verdict": found.verdict,
        "reason": found.reason,
        "counterexamples": [f"{claim}: {says}" for claim, says in found.counterexamples],
        "conditions": [f"{claim}: {condition}" for claim, condition in found.conditions],
        "limits": [f"{claim}: {says}" for claim, says in found.limits],
        "claims": [
            {
                "claim": r.id,
                "role": kind,
                "verdict": r.verdict,
                "title": r.headline,
                "condition": r.claim.condition,
                "counterexample": r.counterexample,
            }
            for kind, standings in found.readings.items()
            for r in standings
        ],
    }


def verdict_document(result: Result) -> VerdictDocument:
    """A claim with its verdict as JSON has it, schema 1."""
    claim = result.file.claim
    return {
        "claim": result.file.id,
        "component": result.file.component,
        "reads": {clause: role(reading) for clause, reading in claim.reads.items()},
        "title": result.standing.headline,
        "statement": str(claim.statement),
        "verdict": result.judged.verdict,
        "expected": claim.expect,
        "reason": result.judged.reason,
        "scope": claim.scope,
        "hypotheses": hypotheses_document(result),
        "legs": [_leg(f, result) for f in result.findings],
        "controls": [
            {"leg": f.leg.name, "breaks": control.breaks, "outcome": record.outcome}
            for f in result.findings
            for control, record in f.controls
        ],
        "hollow": list(result.hollow),
    }


def hypotheses_document(result: Result) -> list[HypothesisDocument]:
    """The hypotheses of a claim as JSON has them, with what is known of whether each is needed."""
    known, words = needs(result.file.claim, result.findings), result.file.claim.assumptions
    return [{"name": name, "says": words[name], "needed": need} for name, need in known.items()]


def described_leg(leg: Leg) -> DescribedLegDocument:
    """A leg as JSON describes it, whatever came of it."""
    return {
        "leg": leg.name,
        "method": leg.method,
        "parts": list(leg.parts),
        "covers": leg.coverage,
        "whole": leg.whole,
        "premise": leg.premise,
    }


def _leg(findings: Findings, result: Result) -> LegDocument:
    record = findings.record
    return {
        **described_leg(findings.leg),
        "outcome": record.outcome,
        "note": record.note,
        "figures": record.figures,
        "witness": cast("WitnessDocument | None", record.witness),
        "seconds": round(record.seconds, 4),
        "cached": record.digest in result.cached,
    }


def claim_document(file: ClaimFile) -> ClaimDocument:
    """A claim as JSON lists it, schema 1: what it says, before anything is run."""
    claim = file.claim
    return {
        "claim": file.id,
        "component": file.component,
        "title": file.headline,
        "statement": str(claim.statement),
        "scope": claim.scope,
        "expect": claim.expect,
        "reads": {clause: role(reading) for clause, reading in claim.reads.items()},
        "hypotheses": claim.assumptions,
        "rests_on": list(claim.rests_on),
    }
