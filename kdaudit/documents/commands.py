"""What every command writes as JSON, schema 1, as types. `docs/schema.json` is made of them."""

from __future__ import annotations

from typing import Any, Literal, TypedDict

from kdaudit.documents.audits import (
    AuditDocument,
    ClaimsDocument,
    ExplainedClauseDocument,
    ExplainedSentenceDocument,
    ExplanationDocument,
)
from kdaudit.documents.losses import LossDocument
from kdaudit.documents.own import ComparisonDocument, MeasurementDocument, OperatorDocument, StudentsDocument
from kdaudit.documents.samples import SamplesDocument
from kdaudit.documents.top_k import TopKDocument


class FiguresDocument(TypedDict):
    """What `kdaudit figures` writes."""

    schema: Literal[1]
    figures: list[str]


class NewDocument(TypedDict):
    """What `kdaudit new` writes."""

    schema: Literal[1]
    files: list[str]


class ReportDocument(TypedDict):
    """What `kdaudit report` writes."""

    schema: Literal[1]
    front: str
    pages: list[str]
    figures: list[str]
    bytes: int
    broken: dict[str, str]


FaultKind = Literal["files", "sources", "claims", "records", "digests", "verdicts", "answers", "witnesses", "calls"]


class FaultDocument(TypedDict):
    """Something that is wrong with a bundle."""

    of: FaultKind
    says: str


class CountsDocument(TypedDict):
    """How much was looked at in a bundle: `absent` legs and controls have no record, and count as not run."""

    claims: int
    records: int
    absent: int
    other_versions: int
    worked_by_hand: int
    trees: int
    boxes: int


class VerificationDocument(TypedDict):
    """What `kdaudit verify` writes."""

    schema: Literal[1]
    bundle: str
    mark: str
    sound: bool
    complete: bool
    faults: list[FaultDocument]
    checked: CountsDocument | None
    verdicts: dict[str, int]
    repeated: int
    taken: int
    full: bool


class HealthDocument(TypedDict):
    """What `kdaudit doctor` writes."""

    schema: Literal[1]
    versions: dict[str, str]
    missing: dict[str, str]
    locations: dict[str, str]
    side_by_side: bool


DOCUMENTS: dict[str, Any] = {
    "run": AuditDocument,
    "claims": ClaimsDocument,
    "explain": ExplanationDocument,
    "explain a sentence": ExplainedSentenceDocument,
    "explain a clause": ExplainedClauseDocument,
    "new": NewDocument,
    "operator": OperatorDocument,
    "measure": MeasurementDocument,
    "measure several students": StudentsDocument,
    "compare": ComparisonDocument,
    "loss": LossDocument,
    "topk": TopKDocument,
    "samples": SamplesDocument,
    "figures": FiguresDocument,
    "report": ReportDocument,
    "verify": VerificationDocument,
    "doctor": HealthDocument,
}
"""What each command writes."""
