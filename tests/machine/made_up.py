"""Made-up claims, legs and records, for the rules of the verdicts."""

from __future__ import annotations

from proofs_checks.machine.claim import Claim, Enumerated, Whole, control, leg
from proofs_checks.machine.evidence import Evidence
from proofs_checks.machine.ledger import Record
from proofs_checks.machine.verdicts import Findings, judge

EXACT = {"confirmed": "exact", "says": "1 > 0", "violation": "1", "at": {}}
FLOAT = {"confirmed": None, "says": "1.0 > 0", "violation": "1.0", "at": {}}


def claim(expect="derived", **fields):
    return Claim("x = x", "every x", expect, **fields)


def finding(
    method, outcome, *, whole=False, bites=("refutes",), witness=None, part=(), note="", name=None, premise=False
):
    covers = {True: Whole("all of it"), False: "some of it", "every case": Enumerated("both cases")}[whole]

    @leg(method, covers=covers, part=part, premise=premise)
    def check() -> Evidence:
        return Evidence("supports")

    check.function.__name__ = name or method
    for number, _ in enumerate(bites):
        control(check, f"break {number}")
    records = tuple((c, record(o)) for c, o in zip(check.controls, bites, strict=True))
    return Findings(check, record(outcome, witness, note), records)


def record(outcome, witness=None, note=""):
    return Record("digest", "made.up", "leg", "", None, outcome, witness=witness, note=note)


def verdict(*findings, of=None):
    return judge(of or claim(), findings)
