"""A leg and its controls in plain lines."""

from __future__ import annotations

from typing import Any

from proofs_checks.machine.verdicts import Findings


def leg_lines(f: Findings, *, hollow: bool) -> list[str]:
    bears_on = f" [{', '.join(f.leg.parts)}]" if f.leg.parts else ""
    nothing = "  HOLLOW: no control noticed, counts for nothing" if hollow else ""
    kind = "premise" if f.leg.premise else "leg"
    lines = [f"{kind} {f.leg.name}{bears_on}: {f.leg.method}, {f.record.outcome}{nothing}"]
    lines += [f"  covers    {f.leg.coverage}"]
    lines += [f"  note      {f.record.note}"] if f.record.note else []
    lines += [line for name, value in f.record.figures.items() for line in _figure(name, value)]
    lines += _witness(f.record.witness)
    for (control, record), bites in zip(f.controls, f.bites(), strict=True):
        drops = f" (drops {control.drops})" if control.drops else ""
        came = "its proof fails" if f.leg.theorem and bites else record.outcome
        lines += [f"  control   {control.breaks}{drops}: {came}{noticed(record.outcome, record.note, bites)}"]
    return lines


def _figure(name: str, value: object) -> list[str]:
    """A figure on its line; a text of several lines below its name."""
    first, *more = str(value).splitlines() or [""]
    return [f"  {name}: {value}"] if not more else [f"  {name}:", *(f"    {line}" for line in (first, *more))]


def noticed(outcome: str, note: str, bites: bool) -> str:
    """Whether a control was noticed, in brackets; of one that was not run there is nothing to say."""
    if outcome == "not run":
        return ""
    return " (noticed)" if bites else f" (NOT NOTICED: {note})" if note else " (NOT NOTICED)"


def _witness(witness: dict[str, Any] | None) -> list[str]:
    if witness is None:
        return []
    if witness["confirmed"] == "kernel":
        return [f"  negation  {witness['says']} (checked by the kernel of Rocq)"]
    how = f"confirmed in {witness['confirmed']} arithmetic" if witness["confirmed"] else "not confirmed"
    return [
        f"  witness   {witness['says']}",
        f"            violation {witness['violation']} ({how})",
        *(f"            {name} = {value}" for name, value in witness["at"].items()),
    ]
