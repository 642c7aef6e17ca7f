"""The audit of an operator as text: a table of verdicts, the witnesses, the limits."""

from __future__ import annotations

from kdaudit.operator_audit import OperatorAudit
from numerics.hunting.conviction import Witness
from numerics.hunting.judgement import Finding

SHOWN = 8  # entries of a law


def text(audit: OperatorAudit) -> str:
    """Lines for a terminal."""
    low, high = audit.temperatures
    lines = [
        f"{audit.operator}: T in [{low:g}, {high:g}], V in {{{', '.join(map(str, audit.classes))}}}, "
        f"p_min >= {audit.floor:g}" + (f"; teachers {', '.join(audit.teachers)}" if audit.teachers else ""),
        "",
    ]
    lines += [_line(name, finding) for name, finding in audit.axioms.items()]
    lines += ["", *(_line(name, finding) for name, finding in audit.properties.items()), ""]
    for name, finding in audit.axioms.items():
        if finding.witness:
            lines += [*_shown(name, finding.witness), ""]
    if audit.family:
        where = ", ".join(f"{t:g}" for t, _ in audit.family.pairs)
        tau = audit.family.formula or ", ".join(f"{t:g} → {tau:.4g}" for t, tau in audit.family.pairs)
        lines += [f"Where compared, at T = {where}, it is {audit.family.name} at the temperature {tau}.", ""]
    lines += [f"limit: {limit}" for limit in audit.limits]
    verdict = f"refuted: {', '.join(audit.refuted)}" if audit.refuted else "no axiom is refuted"
    lines += [f"{verdict}; {audit.calls:,} calls."]
    return "\n".join(lines)


def _line(name: str, finding: Finding) -> str:
    note = finding.scope.partition("; ")[2] if finding.verdict != "inconclusive" else finding.scope
    return f"  {name:<27}{finding.verdict:<13}{note}".rstrip()


def _shown(name: str, witness: Witness) -> list[str]:
    return [
        f"{name} is violated at T = {witness.T!r},",
        f"  p = {_law(witness.p)}",
        f"  q = {_law(witness.q)}",
        f"  {witness.says}",
    ]


def _law(p: tuple[float, ...]) -> str:
    shown = ", ".join(f"{value!r}" for value in p[:SHOWN])
    return f"({shown}{f', … {len(p) - SHOWN} more' if len(p) > SHOWN else ''})"
