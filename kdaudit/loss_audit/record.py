"""What the audit of a loss found, as JSON and as text: verdicts, witnesses, which loss it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Any

import numpy as np

from kdaudit.documents.losses import LossDocument, LossFamilyDocument, QuestionDocument
from kdaudit.loss_audit.words import notes, sentence
from kdaudit.shown import Shown
from numerics.losses.batches import Reduction
from numerics.losses.findings import Finding, Witness
from numerics.losses.investigation import Temperature, TopK
from numerics.losses.recognition import Family
from numerics.simplex import Array

SHOWN = 8  # entries of a row


@dataclass(frozen=True, repr=False)
class LossAudit(Shown):
    """The verdicts on one loss.

    Attributes
    ----------
    loss : str
        Its name.
    student, teacher : str
        What its sides are given: logits, log-probabilities or probabilities.
    T : float or None
        The temperature that it was given.
    classes : tuple of int
        The numbers of classes that were looked at.
    questions : dict of str to Finding
        A verdict each, with scope and, where refuted, a witness.
    family : Family or None
        The named loss that explains its values.
    per_class : int or None
        The power of V in its factor: −1 where it divides by V.
    reduction : Reduction
        How values are put together.
    temperature : Temperature or None
        What T does.
    top_k : TopK or None
        How many of the teacher's classes it looks at, where that is not all.
    limits : tuple of str
        What could not be told, and what to know.
    calls : int
        How often it was called.
    seconds : float
        How long it took.
    """

    loss: str
    student: str
    teacher: str
    T: float | None
    classes: tuple[int, ...]
    questions: Mapping[str, Finding]
    family: Family | None
    per_class: int | None
    reduction: Reduction
    temperature: Temperature | None
    top_k: TopK | None
    limits: tuple[str, ...]
    calls: int
    seconds: float

    @property
    def refuted(self) -> tuple[str, ...]:
        """The questions whose answer is no."""
        return tuple(name for name, finding in self.questions.items() if finding.verdict == "refuted")

    @property
    def exit_code(self) -> int:
        """0 if nothing is refuted, 1 if something is."""
        return 1 if self.refuted else 0

    @property
    def says(self) -> str:
        """Which loss it is, in one sentence."""
        return sentence(self.family, self.per_class, self.reduction, self.temperature, self.top_k)

    @property
    def notes(self) -> tuple[str, ...]:
        """What follows for whoever trains with it."""
        return notes(self.per_class, self.reduction, self.temperature, self.family)

    def text(self) -> str:
        """Which loss it is, questions with verdicts, witnesses."""
        return text(self)

    def document(self) -> LossDocument:
        """The audit as JSON has it, schema 1."""
        found = self.family
        family: LossFamilyDocument | None = found and {
            "name": found.name,
            "formula": found.formula,
            "factor": found.factor,
            "parameter": found.parameter,
            "student_temperature": found.student,
            "teacher_temperature": found.teacher,
            "classes": found.classes,
            "label": found.label,
        }
        heat, top = self.temperature, self.top_k
        return {
            "schema": 1,
            "loss": self.loss,
            "student": self.student,
            "teacher": self.teacher,
            "temperature_given": self.T,
            "classes": list(self.classes),
            "questions": {name: _question(finding) for name, finding in self.questions.items()},
            "family": family,
            "reduction": {
                "examples": self.reduction.examples,
                "tokens": self.reduction.tokens,
                "classes": self.reduction.classes,
            },
            "temperature": heat and {"softened": list(heat.softened), "factor": heat.factor, "gradient": heat.gradient},
            "top_k": top and {"k": top.k, "missing": top.missing},
            "says": self.says,
            "notes": list(self.notes),
            "limits": list(self.limits),
            "calls": self.calls,
            "seconds": round(self.seconds, 3),
        }


def _question(finding: Finding) -> QuestionDocument:
    found = finding.witness
    return {
        "verdict": finding.verdict,
        "scope": finding.scope,
        "witness": found
        and {
            "student": _plain(found.student),
            "teacher": _plain(found.teacher),
            "T": found.T,
            "value": _plain(found.value),
            "says": found.says,
            "also": {name: _plain(value) for name, value in found.also.items()},
        },
    }


def _plain(value: Any) -> Any:
    """As JSON has it, which knows no arrays, no infinity and nothing that is not a number: those are strings."""
    if isinstance(value, np.ndarray):
        return _plain(value.tolist())
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    return str(value) if isinstance(value, float) and not isfinite(value) else value


def text(audit: LossAudit) -> str:
    """Lines for a terminal."""
    at = "" if audit.T is None else f" at T = {audit.T:g}"
    lines = [
        f"{audit.loss}{at}: student {audit.student}, teacher {audit.teacher}, V in "
        f"{{{', '.join(map(str, audit.classes))}}}",
        "",
        audit.says,
        *(f"  {note}" for note in audit.notes),
        "",
    ]
    lines += [_line(name, finding) for name, finding in audit.questions.items()]
    lines.append("")
    for name, finding in audit.questions.items():
        if finding.witness:
            lines += [*_shown(audit, name, finding.witness), ""]
    lines += [f"limit: {limit}" for limit in audit.limits]
    lines.append(
        f"{'refuted: ' + ', '.join(audit.refuted) if audit.refuted else 'nothing is refuted'}; {audit.calls:,} calls."
    )
    return "\n".join(lines)


def _line(name: str, finding: Finding) -> str:
    return f"  {name:<20}{finding.verdict:<14}{finding.scope}".rstrip()


def _shown(audit: LossAudit, name: str, witness: Witness) -> list[str]:
    at = "" if witness.T is None else f" at T = {witness.T:g}"
    return [
        f"{name} is refuted{at},",
        f"  student, {audit.student}: {_row(witness.student)}",
        f"  teacher, {audit.teacher}: {_row(witness.teacher)}",
        f"  {witness.says}",
    ]


def _row(values: Array) -> str:
    if values.ndim > 1:
        return f"an array of shape {values.shape}, in the JSON"
    shown = ", ".join(f"{value:.10g}" for value in values[:SHOWN])
    return f"({shown}{f', … {len(values) - SHOWN} more' if len(values) > SHOWN else ''})"
