"""The verdicts as people read them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from io import StringIO
from textwrap import fill
from typing import cast

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from kdaudit.audits.audit import Audit, unnoticed
from kdaudit.audits.recheck import disagrees
from kdaudit.audits.unchanged import timed
from proofs_checks.machine.answers import READ_BY, Answered, AnsweredClause
from proofs_checks.machine.claim import Role, role
from proofs_checks.machine.discovery import ClaimFile
from proofs_checks.machine.runner import Result

_COLOUR = {
    "proved": "green",
    "derived": "green",
    "supported": "cyan",
    "refuted": "magenta",
    "inconclusive": "yellow",
    "not run": "yellow",
    "conflict": "red",
}


def printed(shown: RenderableType) -> str:
    """What a console of 120 columns prints, without colours."""
    paper = Console(width=120, file=StringIO(), no_color=True)
    paper.print(shown)
    return cast(StringIO, paper.file).getvalue()


def verdicts(audit: Audit) -> RenderableType:
    """Claims, then what they say of the paper, then what is not as expected, then how many with which verdict."""
    return Group(above(audit), Text(summary(audit)))


def above(audit: Audit) -> RenderableType:
    """The same without its last line."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("claim", overflow="fold")
    for name in ("verdict", "scope, and hypotheses by name", "evidence"):
        table.add_column(name)
    for result in audit.results:
        verdict = result.judged.verdict
        word = Text(verdict, _COLOUR[verdict])
        if verdict != result.file.claim.expect:
            word.append(f"\nexpected: {result.file.claim.expect}", "bold red")
        given = ", ".join(result.file.claim.hypotheses)
        scope = result.file.claim.scope + (f"; {given}" if given else "")
        table.add_row(result.file.id, word, Text(scope), Text(_evidence(result)))
    answers = Table("sentence, clause", "answer", box=None, pad_edge=False, header_style="bold")
    if audit.everything:
        for a in audit.sentences:
            answers.add_row(Text(f"{a.sentence.id} {a.sentence.text}", "bold"), Text(a.verdict, "bold"))
            for clause in a.clauses:
                answers.add_row(*_clause(clause))
    else:
        for clause in audit.read:
            answers.add_row(*_clause(clause))
    parts: list[RenderableType] = [table, Text()]
    parts += [answers, Text()] if answers.row_count else []
    return Group(*parts, *_remarks(audit))


def _clause(found: AnsweredClause) -> tuple[RenderableType, Text]:
    name = Padding(Text(f"{found.clause.id} {found.clause.text}"), (0, 0, 0, 2))
    return name, Text("\n".join([found.verdict, *found.lines]))


WIDTH = 118


def explained(found: Answered | AnsweredClause) -> str:
    """A sentence, or a clause alone, with the claims that read it, in plain lines."""
    lines = _explained(found)
    return "\n".join(fill(line, WIDTH, subsequent_indent=" " * (len(line) - len(line.lstrip()) + 2)) for line in lines)


def _explained(found: Answered | AnsweredClause) -> list[str]:
    lines = [f"{found.sentence.id} {found.sentence.text}", f"  {found.verdict}"] if isinstance(found, Answered) else []
    for clause in found.clauses if isinstance(found, Answered) else [found]:
        lines += ["", f"{clause.clause.id} {clause.clause.text}", f"  {clause.verdict}"]
        lines += [f"  {clause.reason}"] if clause.reason else []
        for kind, says in READS.items():
            standings = clause.readings.get(kind, ())
            lines += [f"  {says}"] if standings else []
            for r in standings:
                lines += [f"    {r.id}: {r.verdict}. {r.headline}"]
                lines += [f"      counterexample: {r.counterexample}"] if r.counterexample else []
                lines += [f"      under: {r.claim.condition}"] if kind in ("states", "repairs") else []
    return lines


READS: dict[Role, str] = {
    **READ_BY,
    "repairs": f"{READ_BY['repairs']}, under hypotheses that the clause does not name",
    "lemma": "beside it, lemmas",
}


def _evidence(result: Result) -> str:
    """Methods of the legs that count, and how many controls noticed."""
    methods = dict.fromkeys(f.leg.method for f in result.findings if f.leg.name not in result.hollow)
    bites = [bite for f in result.findings if not f.recorded for bite in f.bites()]
    said = ", ".join(method.replace("_", " ") for method in methods) or "nothing that counts"
    return f"{said}; {sum(bites)} of {len(bites)} controls noticed"


def _remarks(audit: Audit) -> list[Text]:
    remarks = [Text(f"{says}; no clause is settled without it", "red") for says in audit.broken.values()]
    remarks += [Text(f"{r.file.id}: {_why(r)}", "red") for r in audit.unexpected]
    remarks += [
        Text(f"{r.file.id}: not noticed, {says}", "red")
        for r in audit.unexpected
        for says in unnoticed(r)
        if r.file.claim.expect != "refuted" or r.judged.verdict == "refuted"
    ]
    if not audit.everything:
        remarks += [Text(f"{r.file.id}: {r.judged.reason}", "yellow") for r in audit.results if _qualified(r)]
    remarks += [
        Text(f"{r.file.id}: leg {f.leg.name} did not run: {f.record.note}", "yellow")
        for r in audit.starved
        for f in r.findings
        if f.record.outcome == "not run"
    ]
    return remarks


def _why(result: Result) -> str:
    """Why a claim is not as expected."""
    verdict, expected = result.judged.verdict, result.file.claim.expect
    if verdict == expected:
        return disagrees(result) or f"{verdict} as expected, but a control was not noticed"
    told = f"; {result.standing.counterexample}" if result.standing.counterexample else ""
    return result.judged.reason or f"{verdict}, expected {expected}{told}"


def _qualified(result: Result) -> bool:
    """Whether a verdict is the expected one, and something is to be said of it."""
    return bool(result.judged.reason) and result.judged.verdict == result.file.claim.expect


def summary(audit: Audit) -> str:
    """How many claims with which verdict, whether that was expected, and how long it took."""
    return timed(counted(audit), audit.seconds) if audit.results else "No claim that was asked for can be used."


def counted(audit: Audit) -> str:
    """The same without the seconds."""
    counts = Counter(audit.verdicts.values())
    words = ", ".join(f"{n} {verdict}" for verdict, n in counts.most_common())
    ran = [f.record.digest in r.cached for r in audit.results for f in r.findings]
    expected = "every verdict as expected" if not audit.unexpected else f"{len(audit.unexpected)} not as expected"
    expected += f"; {len(audit.broken)} more cannot be used" if audit.broken else ""
    source = f"{sum(ran)} of {len(ran)} legs from the ledger"
    plural = "s" * (len(audit.results) != 1)
    return f"{len(audit.results)} claim{plural}: {words}; {expected}. {source}"


def claim_list(files: Sequence[ClaimFile]) -> Table:
    """Every claim with its statement."""
    from kdaudit.audits.formula_text import formula_text  # noqa: PLC0415 - a run from the ledger needs no parser

    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("claim", overflow="fold")
    for name in ("reads", "expected"):
        table.add_column(name)
    table.add_column("statement", overflow="fold")
    for file in files:
        reads = ", ".join(f"{clause} {role(reading)}" for clause, reading in file.claim.reads.items())
        statement = formula_text(str(file.claim.statement))
        table.add_row(file.id, reads, file.claim.expect, Text(f"{file.headline}\n{statement}"))
    return table
