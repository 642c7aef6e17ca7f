"""What the audit of an operator found, as JSON and as text: verdicts, witnesses, limits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Any

from kdaudit.documents.own import FamilyDocument, FindingDocument, LawWitnessDocument, OperatorDocument
from kdaudit.shown import Shown
from numerics.hunting.confirmation import Witness
from numerics.hunting.findings import Finding
from numerics.hunting.recognition import Family

SHOWN = 8  # entries of a law


@dataclass(frozen=True, repr=False)
class OperatorAudit(Shown):
    """The verdicts on one operator over a domain.

    Attributes
    ----------
    operator : str
        Its name.
    temperatures : tuple of two floats
        The coldest and the hottest that were looked at.
    classes : tuple of int
        The numbers of classes that were looked at.
    floor : float
        The least probability of a class.
    laws : str
        The laws that were looked at, as a condition.
    axioms, properties : dict of str to Finding
        A verdict each, with scope, largest margin (a violation if positive) and, where refuted, a witness.
    family : Family or None
        The registered operator that it is, and at which temperature.
    limits : tuple of str
        What floats, or this domain, could not tell.
    teachers : tuple of str
        The teachers whose rows were looked at.
    calls : int
        How often it was called.
    seconds : float
        How long it took.
    """

    operator: str
    temperatures: tuple[float, float]
    classes: tuple[int, ...]
    floor: float
    laws: str
    axioms: Mapping[str, Finding]
    properties: Mapping[str, Finding]
    family: Family | None
    limits: tuple[str, ...]
    teachers: tuple[str, ...]
    calls: int
    seconds: float

    @property
    def refuted(self) -> tuple[str, ...]:
        """The axioms that are refuted."""
        return tuple(name for name, finding in self.axioms.items() if finding.verdict == "refuted")

    @property
    def depends_on_shifts(self) -> Finding | None:
        """Of a map of logits that is none of laws: what was found."""
        finding = self.properties.get("shift_invariant")
        return finding if finding and finding.verdict == "refuted" else None

    @property
    def exit_code(self) -> int:
        """0 if no axiom is refuted, 1 if one is, or if a number added to all logits changes what comes of them."""
        return 1 if self.refuted or self.depends_on_shifts else 0

    def text(self) -> str:
        """Axioms with verdicts, witnesses, and what is not guaranteed."""
        return text(self)

    def document(self) -> OperatorDocument:
        """The audit as JSON has it, schema 1."""
        family: FamilyDocument | None = self.family and {
            "name": self.family.name,
            "compared": self.family.compared,
            "temperature_map": {"formula": self.family.formula, "pairs": [list(pair) for pair in self.family.pairs]},
        }
        return {
            "schema": 1,
            "operator": self.operator,
            "temperatures": list(self.temperatures),
            "classes": list(self.classes),
            "floor": self.floor,
            "laws": self.laws,
            "axioms": {name: _finding(finding) for name, finding in self.axioms.items()},
            "properties": {name: _finding(finding) for name, finding in self.properties.items()},
            "family": family,
            "limits": list(self.limits),
            "teachers": list(self.teachers),
            "calls": self.calls,
            "seconds": round(self.seconds, 3),
        }


def _finding(finding: Finding) -> FindingDocument:
    found = finding.witness
    witness: LawWitnessDocument | None = found and {
        "p": list(found.p),
        "T": found.T,
        "q": _numbers(found.q),
        "says": found.says,
        "logits": None if found.logits is None else _numbers(found.logits),
    }
    margin = _numbers(finding.margin)
    return {"verdict": finding.verdict, "scope": finding.scope, "margin": margin, "witness": witness}


def _numbers(value: Any) -> Any:
    """As JSON has it, which knows no infinity and nothing that is not a number: those are strings."""
    if isinstance(value, tuple):
        return [_numbers(v) for v in value]
    return str(value) if isinstance(value, float) and not isfinite(value) else value


def text(audit: OperatorAudit) -> str:
    """Lines for a terminal."""
    low, high = audit.temperatures
    lines = [
        f"{audit.operator}: T in [{low:g}, {high:g}], V in {{{', '.join(map(str, audit.classes))}}}, "
        f"{audit.laws}" + (f"; teachers {', '.join(audit.teachers)}" if audit.teachers else ""),
        "",
    ]
    if audit.depends_on_shifts and audit.depends_on_shifts.witness:
        lines += ["It is no map of laws: a number added to every logit changes what comes of them."]
        lines += [*_shown("shift_invariant", audit.depends_on_shifts.witness)[1:], "Below it is given log p.", ""]
    lines += [_line(name, finding) for name, finding in audit.axioms.items()]
    lines += ["", *(_line(name, finding) for name, finding in audit.properties.items()), ""]
    for name, finding in audit.axioms.items():
        if finding.witness:
            lines += [*_shown(name, finding.witness), ""]
    if audit.family:
        where = ", ".join(f"{t:g}" for t, _ in audit.family.pairs)
        tau = audit.family.formula or ", ".join(f"{t:g} → {tau:.4g}" for t, tau in audit.family.pairs)
        lines += [
            f"Where compared, at T = {where} on {audit.family.compared}, it is {audit.family.name} at the "
            f"temperature {tau}.",
            "",
        ]
    lines += [f"limit: {limit}" for limit in audit.limits]
    shifts = ("shift_invariant",) if audit.depends_on_shifts else ()
    refuted = ", ".join((*shifts, *audit.refuted))
    verdict = f"refuted: {refuted}" if refuted else "no axiom is refuted"
    lines += [f"{verdict}; {audit.calls:,} calls."]
    return "\n".join(lines)


def _line(name: str, finding: Finding) -> str:
    note = finding.scope.partition("; ")[2] if finding.verdict != "inconclusive" else finding.scope
    return f"  {name:<27}{finding.verdict:<13}{note}".rstrip()


def _shown(name: str, witness: Witness) -> list[str]:
    return [
        f"{name} is violated at T = {witness.T!r},",
        f"  p = {_law(witness.p)}" if witness.logits is None else f"  logits = {_law(witness.logits)}",
        f"  q = {_law(witness.q)}",
        f"  {witness.says}",
    ]


def _law(p: tuple[float, ...]) -> str:
    shown = ", ".join(f"{value!r}" for value in p[:SHOWN])
    return f"({shown}{f', … {len(p) - SHOWN} more' if len(p) > SHOWN else ''})"
