"""One claim in full: what it says, how it was tested, what that covered, and how to run it again."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from textwrap import indent
from typing import Any

from kdaudit.audit import OUT, choose, open_ledger
from kdaudit.errors import UsageError
from kdaudit.rechecking import same as _same
from kdaudit.rechecking import script
from proofs_checks.ledger import LedgerError
from proofs_checks.runner import Result, recorded
from proofs_checks.verdicts import by_part


@dataclass(frozen=True)
class Explanation:
    """A claim with the records that the ledger has of it."""

    result: Result
    seed: int
    out: Path

    def document(self) -> dict[str, Any]:
        """As JSON has it, schema 1: the claim with its proof and hypotheses, and each record whole."""
        file, claim = self.result.file, self.result.file.claim
        return {
            "schema": 1,
            "claim": file.id,
            "statement": claim.statement,
            "parts": {
                name: {"statement": claim.parts[name], "verdict": judged.verdict, "reason": judged.reason}
                for name, judged in by_part(claim, self.result.findings).items()
            },
            "scope": claim.scope,
            "hypotheses": list(claim.hypotheses),
            "reads": dict(claim.reads),
            "rests_on": list(claim.rests_on),
            "proof": file.proof.strip(),
            "verdict": self.result.judged.verdict,
            "reason": self.result.judged.reason,
            "expected": claim.expect,
            "legs": [
                {
                    "leg": f.leg.name,
                    "method": f.leg.method,
                    "parts": list(f.leg.parts),
                    "covers": f.leg.coverage,
                    "whole": f.leg.whole,
                    "record": vars(f.record),
                    "controls": [{"breaks": c.breaks, "record": vars(record)} for c, record in f.controls],
                }
                for f in self.result.findings
            ],
            "rerun": self.rerun,
        }

    @property
    def rerun(self) -> str:
        """The command that runs this claim again."""
        return f"kdaudit run {self.result.file.id} --seed {self.seed} --fresh{self._where}"

    @property
    def recheck(self) -> str:
        """The command that prints a program which re-checks the counterexample."""
        return f"kdaudit explain {self.result.file.id} --script --seed {self.seed}{self._where}"

    @property
    def _where(self) -> str:
        return "" if self.out == OUT else f" --out {self.out}"

    def text(self) -> str:
        """For people."""
        file, claim = self.result.file, self.result.file.claim
        judged = self.result.judged
        parts = by_part(claim, self.result.findings)
        lines = [
            f"{file.id}: {judged.verdict}" + (f" ({judged.reason})" if judged.reason else ""),
            f"expected: {claim.expect}",
            "",
            f"statement   {claim.statement}",
            *(f"  {name:<12}{parts[name].verdict:<14}{part}" for name, part in claim.parts.items()),
            f"scope       {claim.scope}",
            *(f"hypothesis  {hypothesis}" for hypothesis in claim.hypotheses),
            *(f"reads       {sentence}, {role}" for sentence, role in claim.reads.items()),
            *(f"rests on    {other}" for other in claim.rests_on),
            "",
            indent(file.proof.strip(), "    "),
        ]
        for f in self.result.findings:
            bears_on = f" [{', '.join(f.leg.parts)}]" if f.leg.parts else ""
            hollow = "  HOLLOW: no control noticed, counts for nothing" if f.leg.name in self.result.hollow else ""
            lines += ["", f"leg {f.leg.name}{bears_on}: {f.leg.method}, {f.record.outcome}{hollow}"]
            lines += [f"  covers    {f.leg.coverage}"]
            lines += [f"  note      {f.record.note}"] if f.record.note else []
            lines += [f"  {name}: {value}" for name, value in f.record.figures.items()]
            lines += _witness(f.record.witness)
            for (control, record), bites in zip(f.controls, f.bites(), strict=True):
                noticed = "noticed" if bites else f"NOT NOTICED: {record.note}" if record.note else "NOT NOTICED"
                lines += [f"  control   {control.breaks}: {record.outcome} ({noticed})"]
        return "\n".join([*lines, "", f"rerun: {self.rerun}"])

    def script(self) -> str:
        """A program of its own that computes the violation at the witness again. Raises UsageError without one."""
        file, judged = self.result.file, self.result.judged
        records = [(f.leg.name, f.record) for f in self.result.findings if f.record.confirmed]
        recorded = [(leg, record.witness) for leg, record in records if record.witness]
        if not recorded:
            raise UsageError(f"explain: {file.id} is {judged.verdict}: the ledger has no confirmed witness to re-check")
        if file.by_hand is None:
            raise UsageError(f"explain: {file.id} has no arithmetic by hand; its witness is shown without --script")
        value = file.by_hand()
        same = [(leg, witness) for leg, witness in recorded if _same(value, witness["violation"])]
        if not same:
            raise UsageError(f"explain: {file.id}: the ledger's witness is not the one that is worked by hand, {value}")
        return script(file, value, *same[0])


def _witness(witness: dict[str, Any] | None) -> list[str]:
    if witness is None:
        return []
    how = f"confirmed in {witness['confirmed']} arithmetic" if witness["confirmed"] else "not confirmed"
    return [
        f"  witness   {witness['says']}",
        f"            violation {witness['violation']} ({how})",
        *(f"            {name} = {value}" for name, value in witness["at"].items()),
    ]


def explain(claim: str, *, seed: int = 0, out: Path | str = OUT) -> Explanation:
    """A claim with what the ledger in `out` has on it under this seed; raises UsageError if there is no such claim."""
    (file,) = choose([claim])
    ledger = open_ledger(out, write=False)
    try:
        (result,) = recorded([file], ledger, seed)
    except LedgerError as error:
        raise UsageError(str(error)) from error
    finally:
        ledger.close()
    return Explanation(result, seed, Path(out))
