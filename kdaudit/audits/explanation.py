"""One claim in full: what it says, how it was tested, what that covered, and how to run it again.

And one sentence of the paper, or one clause: the answer, and the claims from which it follows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from shlex import quote
from textwrap import indent
from typing import Any

from kdaudit.audits import declared
from kdaudit.audits.documents import clause_document, described_leg, hypotheses_document, sentence_document
from kdaudit.audits.formula_text import formula_text
from kdaudit.audits.leg_text import leg_lines
from kdaudit.audits.names import Place, meant, option
from kdaudit.audits.recheck import same as _same
from kdaudit.audits.recheck import script, worked
from kdaudit.audits.selection import OUT, choose, folder_at, open_ledger
from kdaudit.audits.tables import explained
from kdaudit.errors import UsageError
from kdaudit.shown import Shown
from proofs_checks.machine.answers import Answered, AnsweredClause, answered
from proofs_checks.machine.claim import role
from proofs_checks.machine.discovery import load
from proofs_checks.machine.ledger import LedgerError
from proofs_checks.machine.runner import Result, grounded, recorded
from proofs_checks.machine.verdicts import Need, Verdict, by_part, needs

NEEDS: dict[Need, str] = {
    "needed": "needed: without it there is a counterexample",
    "needed, in floats": "needed, as far as floats show",
    "not shown": "no control that drops it has refuted",
    "not known": "not known to be needed",
    "not run": "whether it is needed was not run",
}


@dataclass(frozen=True, repr=False)
class Explanation(Shown):
    """A claim with the records that the ledger has of it."""

    result: Result
    seed: int
    out: Path
    below: Mapping[str, Verdict] = field(default_factory=dict)  # of the claims that it rests on

    exit_code = 0

    def document(self) -> dict[str, Any]:
        """As JSON has it, schema 1: the claim with its proof and hypotheses, and each record whole."""
        file, claim = self.result.file, self.result.file.claim
        return {
            "schema": 1,
            "claim": file.id,
            "title": self.result.standing.headline,
            "statement": str(claim.statement),
            "parts": {
                name: {"statement": str(claim.parts[name]), "verdict": judged.verdict, "reason": judged.reason}
                for name, judged in by_part(claim, self.result.findings).items()
            },
            "scope": claim.scope,
            "hypotheses": hypotheses_document(self.result),
            "reads": {clause: role(reading) for clause, reading in claim.reads.items()},
            "rests_on": list(claim.rests_on),
            "proof": file.proof.strip(),
            "verdict": self.result.judged.verdict,
            "reason": self.result.judged.reason,
            "expected": claim.expect,
            "legs": [
                {
                    **described_leg(f.leg),
                    "record": vars(f.record),
                    "controls": [
                        {"breaks": c.breaks, "drops": c.drops, "record": vars(record)} for c, record in f.controls
                    ],
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
        """The folders that are not the usual ones, as options."""
        return option(self.result.file.folder) + _kept(self.out)

    def text(self) -> str:
        """For people."""
        file, claim, judged = self.result.file, self.result.file.claim, self.result.judged
        parts, known = by_part(claim, self.result.findings), needs(claim, self.result.findings)
        lines = [
            f"{file.id}: {judged.verdict}" + (f" ({judged.reason})" if judged.reason else ""),
            f"expected: {claim.expect}",
            "",
            f"statement   {formula_text(str(claim.statement))}",
            *(f"  {name:<12}{parts[name].verdict:<14}{formula_text(str(part))}" for name, part in claim.parts.items()),
            f"scope       {claim.scope}",
            *(f"hypothesis  {name}: {words} ({NEEDS[known[name]]})" for name, words in claim.assumptions.items()),
            *(f"reads       {clause}, {role(reading)}" for clause, reading in claim.reads.items()),
            *(f"rests on    {other}: {self.below.get(other, 'not run')}" for other in claim.rests_on),
            "",
            indent(file.proof.strip(), "    "),
        ]
        for f in self.result.findings:
            lines += ["", *leg_lines(f, hollow=f.leg.name in self.result.hollow)]
        return "\n".join([*lines, "", f"rerun: {self.rerun}"])

    def script(self) -> str:
        """A program of its own that computes the violation at the witness again. Raises UsageError without one."""
        file, judged = self.result.file, self.result.judged
        records = [(f.leg.name, f.record) for f in self.result.findings if f.record.confirmed]
        witnesses = [(leg, record.witness) for leg, record in records if record.witness]
        recorded = [(leg, witness) for leg, witness in witnesses if witness["confirmed"] != "kernel"]
        if not recorded:
            raise UsageError(f"explain: {file.id} is {judged.verdict}: the ledger has no confirmed witness to re-check")
        if file.by_hand is None:
            raise UsageError(f"explain: {file.id} has no arithmetic by hand; its witness is shown without --script")
        value = worked(file)
        same = [(leg, witness) for leg, witness in recorded if _same(value, witness["violation"])]
        if not same:
            raise UsageError(
                f"explain: {file.id}: the ledger's witness is not the one that is worked by hand, {value}; "
                "let a leg return that witness"
            )
        return script(load(file.id, file.folder), value, *same[0])  # with the arithmetic as its file has it


def _kept(out: Path) -> str:
    """The option that names a ledger's folder that is not the usual one."""
    return f" --out {quote(str(out))}" if out != OUT else ""


@dataclass(frozen=True, repr=False)
class PaperExplanation(Shown):
    """A sentence of the paper, or one of its clauses, with the claims that read it as the ledger has them."""

    answer: Answered | AnsweredClause
    broken: Mapping[str, str]  # what is wrong with claim files that cannot be used; they may bear on any clause
    where: str = ""  # the options that name its folder of claims and its ledger

    def document(self) -> dict[str, Any]:
        """As JSON has it, schema 1."""
        found = self.answer
        said = sentence_document(found) if isinstance(found, Answered) else clause_document(found)
        return {"schema": 1, **said, "broken": dict(self.broken)}

    @property
    def exit_code(self) -> int:
        """2 where a claim file cannot be used: the answer may then be another."""
        return 2 if self.broken else 0

    def text(self) -> str:
        """For people."""
        lines = [f"{says}; no clause is settled without it" for says in self.broken.values()]
        clauses = self.answer.clauses if isinstance(self.answer, Answered) else (self.answer,)
        standings = [r for clause in clauses for group in clause.readings.values() for r in group]
        unrun = bool(standings) and all(r.verdict == "not run" for r in standings)
        asked = self.answer.sentence.id if isinstance(self.answer, Answered) else self.answer.clause.id
        how = f"`kdaudit run {asked}{self.where}` does"
        head = [f"Nothing of this has been run here: {how}, or name the --out that has it.", ""]
        return "\n".join([*(head if unrun else []), explained(self.answer).strip(), *([""] if lines else []), *lines])

    def script(self) -> str:
        """A sentence has no witness of its own: raises UsageError."""
        raise UsageError("explain: --script is for a claim that is refuted; a sentence has claims, named in its answer")


def explain(name: str, *, claims: Place = None, seed: int = 0, out: Path | str = OUT) -> Explanation | PaperExplanation:
    """A claim, a sentence or a clause, with what the ledger has on it.

    Parameters
    ----------
    name
        A claim ("ties"), a sentence ("S5") or a clause ("S5.axioms").
    claims
        Where a folder of claims of your own lies; the project's own claims when None.
    seed
        The root seed of all randomness.
    out
        The folder of the ledger, and of everything that is written.

    Returns
    -------
    Explanation or PaperExplanation
        The claim with its proof, evidence and controls; or the answer with the claims from which it follows.

    Raises
    ------
    UsageError
        If there is no such thing.
    """
    folder = folder_at(claims)
    name = meant(name, folder)
    sentence = next((s for s in folder.paper.sentences if s.id == name.partition(".")[0]), None)
    ledger = open_ledger(out, write=False)
    try:
        if sentence is None:
            files, broken = choose([name], folder=folder), {}
            files += declared.below(files, folder)
        else:
            files, broken = declared.files(folder.ids, folder)
        results = grounded(recorded(files, ledger, seed))
    except LedgerError as error:
        raise UsageError(str(error)) from error
    finally:
        ledger.close()
    if sentence is None:
        verdicts: dict[str, Verdict] = {result.file.id: result.judged.verdict for result in results}
        rests = results[0].file.claim.rests_on
        return Explanation(results[0], seed, Path(out), {c: verdicts[c] for c in verdicts if c in rests})
    found, where = answered(sentence, [result.standing for result in results]), option(folder) + _kept(Path(out))
    if name == sentence.id:
        return PaperExplanation(found, broken, where)
    return PaperExplanation(next(c for c in found.clauses if c.clause.id == name), broken, where)
