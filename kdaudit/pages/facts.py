"""What the pages say, gathered from the ledger: claims as they stand, sentences as they are read, tables, numbers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import takewhile
from pathlib import Path

from kdaudit.audits import declared
from kdaudit.audits.names import Place, option
from kdaudit.audits.selection import folder_at, open_ledger
from kdaudit.errors import UsageError
from kdaudit.pages.graph import ground
from numerics.registry import operator
from proofs_checks.machine.answers import Answered, AnsweredClause, answered
from proofs_checks.machine.evidence import told
from proofs_checks.machine.folder import OURS, Folder
from proofs_checks.machine.ledger import LedgerError
from proofs_checks.machine.paper import Paper
from proofs_checks.machine.runner import Result, grounded, recorded
from proofs_checks.machine.verdicts import Need, Verdict, dropped, needs

METHODS = {
    "identity": "identities decided by SymPy",
    "exact": "cases in rational arithmetic",
    "enclosure": "enclosures in ball arithmetic",
    "monte_carlo": "simulations judged by z-scores",
    "search": "adversarial searches",
    "published": "published numbers reproduced",
    "formal": "theorems checked by the kernel of Rocq",
}
_PRINTED = re.compile(r"printed (\S+), ours (\S+)")
_CELL = re.compile(r"([+−])\(([^)]*)\)")


@dataclass(frozen=True)
class ClauseFacts:
    """A clause with its answer, and the evidence behind the claims that decide it."""

    answered: AnsweredClause
    evidence: Mapping[str, int]
    controls: tuple[int, int]  # noticed, of how many


@dataclass(frozen=True)
class SentenceFacts:
    """A sentence with its answer and its clauses; `shown` is one counterexample to it, or how it was tested."""

    answered: Answered
    clauses: tuple[ClauseFacts, ...]
    shown: str


@dataclass(frozen=True)
class Number:
    """A published number beside ours: its name, as printed, as computed."""

    claim: str
    name: str
    printed: str
    ours: str
    source: str

    @property
    def digits(self) -> tuple[tuple[str, bool], ...]:
        """Our digits under the printed ones, and whether each is the same."""
        mine = self.ours.removeprefix("0") if self.printed.startswith(".") else self.ours
        agree = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(mine, self.printed, strict=False)))
        return tuple((digit, n < agree) for n, digit in enumerate(mine))


@dataclass(frozen=True)
class Row:
    """A map's row of the table: its name, the domain that it declares, the claim that hunted it, a cell an axiom.

    A cell says whether the axiom survived, and how many laws and temperatures or how large a violation and where.
    """

    name: str
    domain: str
    claim: str
    cells: tuple[tuple[bool, str], ...]


@dataclass(frozen=True)
class Facts:
    """All results that the ledger has under one seed."""

    results: Mapping[str, Result]
    seed: int
    broken: Mapping[str, str]  # what is wrong with claim files that cannot be used; they may bear on any clause
    folder: Folder = OURS

    @property
    def paper(self) -> Paper:
        """What is audited."""
        return self.folder.paper

    @cached_property
    def verdicts(self) -> dict[str, Verdict]:
        """Claim to verdict."""
        return {claim: result.judged.verdict for claim, result in self.results.items()}

    @cached_property
    def rests_on(self) -> dict[str, tuple[str, ...]]:
        """Claim to the claims that its proof uses, and whose files can be used."""
        every = self.results
        return {c: tuple(o for o in result.file.claim.rests_on if o in every) for c, result in every.items()}

    def users(self, claim: str) -> list[str]:
        """The claims that rest on this one."""
        return [other for other, below in self.rests_on.items() if claim in below]

    def ground(self, claim: str) -> Verdict:
        """The weakest verdict among all that a claim rests on."""
        return ground(claim, self.rests_on, self.verdicts)

    @cached_property
    def counts(self) -> Counter[str]:
        """How many claims have which verdict."""
        return Counter(self.verdicts.values())

    @cached_property
    def made(self) -> str:
        """When the latest record was made."""
        return max((f.record.made for r in self.results.values() for f in r.findings), default="")

    @cached_property
    def versions(self) -> dict[str, str]:
        """What computed, as the records say."""
        return self.versions_of(self.results)

    def versions_of(self, claims: Iterable[str]) -> dict[str, str]:
        """What computed these claims."""
        found: dict[str, set[str]] = {}
        for claim in claims:
            for f in self.results[claim].findings:
                for name, version in f.record.versions.items():
                    if name == "theorem":  # of sources, not of what computes
                        continue
                    found.setdefault(name, set()).add(version)
        return {name: ", ".join(sorted(versions)) for name, versions in sorted(found.items())}

    def sentences(self) -> list[SentenceFacts]:
        """Every sentence of the paper."""
        standings = [result.standing for result in self.results.values()]
        found = (answered(sentence, standings) for sentence in self.paper.sentences)
        return [SentenceFacts(a, tuple(map(self._clause, a.clauses)), self._shown(a)) for a in found]

    def _shown(self, found: Answered) -> str:
        """A counterexample among the claims that show a sentence's answer; where none is refuted, their evidence."""
        told = [self.results[claim].standing for claim in found.sentence.shown_by if claim in self.results]
        counterexample = next((s.counterexample for s in told if s.counterexample), "")
        if counterexample:
            return f"Counterexample: {counterexample}."
        evidence = self.evidence(standing.id for standing in told)
        return f"Checked by {', '.join(f'{kind}: {n}' for kind, n in evidence.items())}." if evidence else ""

    def _clause(self, found: AnsweredClause) -> ClauseFacts:
        deciding = [reading.id for reading in found.counted]
        return ClauseFacts(found, self.evidence(deciding), self.controls(deciding))

    def hypotheses(self) -> list[tuple[str, str, str, Need, str]]:
        """Every named hypothesis: (claim, name, words, what is known of whether it is needed, where it fails)."""
        return [
            (claim, name, result.file.claim.assumptions[name], need, _without(name, result))
            for claim, result in self.results.items()
            for name, need in needs(result.file.claim, result.findings).items()
        ]

    def evidence(self, claims: Iterable[str]) -> dict[str, int]:
        """Legs that ran, by the kind of their evidence, in words."""
        ran = Counter(
            f.leg.method
            for c in claims
            for f in self.results[c].findings
            if f.record.outcome in ("supports", "refutes")
        )
        return {METHODS[method]: ran[method] for method in METHODS if ran[method]}

    def controls(self, claims: Iterable[str]) -> tuple[int, int]:
        """How many things broken on purpose were noticed, of how many."""
        bites = [bite for c in claims for f in self.results[c].findings if not f.recorded for bite in f.bites()]
        return sum(bites), len(bites)

    def published(self) -> list[Number]:
        """Every number that somebody printed and a leg reproduced."""
        return [
            Number(claim, name, match[1], match[2], f.leg.coverage)
            for claim, result in self.results.items()
            for f in result.findings
            for name, value in f.record.figures.items()
            if f.leg.method == "published" and isinstance(value, str) and (match := _PRINTED.fullmatch(value))
        ]

    def table(self) -> tuple[Sequence[str], list[Row]]:
        """The axioms, and a row for each map whose hunt is in the ledger."""
        axioms: Sequence[str] = ()
        rows: list[Row] = []
        if self.folder != OURS:  # whose figures mean something else
            return axioms, rows
        for claim, result in self.results.items():
            for f in result.findings:
                if f.leg.theorem or "axioms" not in f.record.figures:  # a theorem's axioms are others
                    continue
                axioms = str(f.record.figures["axioms"]).split()
                for name, value in f.record.figures.items():
                    cells = tuple((sign == "+", note) for sign, note in _CELL.findall(str(value)))
                    if len(cells) == len(axioms):
                        rows.append(Row(name, _domain(name), claim, cells))
        return axioms, sorted(rows, key=lambda row: (sum(not holds for holds, _ in row.cells) > 0, row.claim, row.name))


def _without(hypothesis: str, result: Result) -> str:
    """What the claim comes to without a hypothesis: what was broken, and the counterexample."""
    found = [
        f"{control.breaks}. {told(record.witness)}" if record.witness else control.breaks
        for f in result.findings
        for control, record in f.controls
        if control.drops == hypothesis and record in dropped(hypothesis, result.findings)[:1]
    ]
    return found[0] if found else ""


def _domain(name: str) -> str:
    F = operator(name)
    strictly = f", strict ranking from T = {F.strict_from:g}" if F.strict_from else ""
    return f"T in {F.domain}, {'the closed' if F.closed else 'the open'} simplex{strictly}"


def facts(*, claims: Place = None, seed: int = 0, out: Path | str) -> Facts:
    """What the ledger in `out` has; raises UsageError where it has nothing that is current."""
    folder, ledger = folder_at(claims), open_ledger(out, write=False)
    try:
        files, broken = declared.files(folder.ids, folder)
        results = grounded(recorded(files, ledger, seed))
    except LedgerError as error:
        raise UsageError(str(error)) from error
    finally:
        ledger.close()
    if all(f.record.outcome == "not run" for result in results for f in result.findings):
        first = f"run `kdaudit run{option(folder)}` first"
        raise UsageError(f"report: {Path(out) / 'ledger.sqlite'} has no current record; {first}")
    return Facts({result.file.id: result for result in results}, seed, broken, folder)
