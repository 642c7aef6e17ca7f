"""What follows from a bundle's records, derived again; and which of its calls can be made again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from kdaudit.audits.recheck import disagrees, violation, violations
from kdaudit.bundles.bundle import Bundle
from kdaudit.documents.commands import CountsDocument, FaultKind
from proofs_checks.machine.answers import answered
from proofs_checks.machine.calls.task import Task, tasks
from proofs_checks.machine.claim import Leg
from proofs_checks.machine.digest import MACHINE, key, sources
from proofs_checks.machine.discovery import ClaimFile, load_all
from proofs_checks.machine.environment import versions
from proofs_checks.machine.folder import Folder
from proofs_checks.machine.ledger import Record
from proofs_checks.machine.rocq import checked, toolchain
from proofs_checks.machine.rocq import sources as proofs
from proofs_checks.machine.runner import Result, found, grounded

Fault = tuple[FaultKind, str]  # what was checked, and what is wrong


@dataclass(frozen=True)
class Again:
    """A call that can be made again: its task, and the record that it should give."""

    task: Task
    record: Record
    method: str
    theorem: str

    @property
    def same_versions(self) -> bool:
        """Whether what computed then computes now, so that every figure must be the same."""
        known = self.record.versions
        theorem = toolchain.identity(self.theorem) if self.theorem else {}
        asked = tuple(name for name in known if name not in ("python", "processor", *theorem))
        now = versions(asked) | theorem
        return all(now.get(name) == version for name, version in known.items())

    @property
    def certified(self) -> bool:
        """Whether it has a witness or box trees, or is an exact or enclosing check: what is made again in any case."""
        return self.record.confirmed or bool(self.record.trees) or self.method in ("exact", "enclosure", "formal")

    @property
    def possible(self) -> bool:
        """Whether it can be made here: that of a theorem needs Rocq."""
        return self.method != "formal" or toolchain.present()


@dataclass(frozen=True)
class Derived:
    """What is wrong with a bundle's records and conclusions, how much was looked at, and the calls to make again."""

    faults: tuple[Fault, ...]
    counts: CountsDocument | None
    calls: tuple[Again, ...]


def derive(bundle: Bundle, folder: Folder) -> Derived:
    """Judge a bundle's claims from its records, in a process that has its sources; whatever they raise is a fault."""
    try:
        return _derive(bundle, folder)
    except (Exception, SystemExit) as error:  # noqa: BLE001 - code and records are somebody else's
        says = f"{type(error).__name__} ({' '.join(str(error).split())})"
        return Derived((("claims", f"they cannot be judged: {says}"),), None, ())


def _derive(bundle: Bundle, folder: Folder) -> Derived:
    folder.enter()
    files, broken = load_all(folder.ids, folder)
    faults: list[Fault] = []
    faults.extend(("claims", says) for says in broken.values())
    if not files:
        faults.append(("claims", "there are none"))
    faults += _sources(bundle, files)
    known = {(r.claim, r.leg, r.control): r for r in bundle.records}
    wanted = {
        (t.claim, t.leg, t.control): (t, leg) for f in files for leg in f.legs for t in tasks(f, leg, _seed(bundle))
    }
    for name, count in Counter((r.claim, r.leg, r.control) for r in bundle.records).items():
        if count > 1 or name not in wanted:
            says = "two records" if count > 1 else "no such leg or control"
            faults.append(("records", f"{_called(name)}: {says}"))
    faults += [fault for file in files for fault in _digests(file, bundle.records)]
    faults.extend(("records", f"{r.claim}.{r.leg}: {wrong}") for r in bundle.records for wrong in _malformed(r, wanted))
    results = grounded([found(file, lambda t: known.get((t.claim, t.leg, t.control)), _seed(bundle)) for file in files])
    faults += _conclusions(bundle, folder, results)
    refuted = [result for result in results if result.file.by_hand and violations(result)]
    faults.extend(("witnesses", f"{result.file.id}: {wrong}") for result in refuted if (wrong := disagrees(result)))
    calls = [Again(t, known[name], leg.method, leg.theorem) for name, (t, leg) in wanted.items() if name in known]
    counts: CountsDocument = {
        "claims": len(files),
        "records": len(bundle.records),
        "absent": len(wanted.keys() - known.keys()),
        "other_versions": sum(not call.same_versions for call in calls),
        "worked_by_hand": len(refuted),
        "trees": sum(len(r.trees) for r in bundle.records),
        "boxes": sum(map(len, (tree for r in bundle.records for tree in r.trees))),
    }
    return Derived(tuple(faults), counts, tuple(calls))


def _sources(bundle: Bundle, files: Sequence[ClaimFile]) -> list[Fault]:
    """Sources that its records depend on and that it has not, and such as it has for nothing."""
    needed = {name for module in (MACHINE, *(file.module for file in files)) for name, _ in sources(module)}
    here = set(bundle.sources)
    faults: list[Fault] = [("sources", f"{name} is not there, and its records depend on it") for name in needed - here]
    faults.extend(("sources", f"{name} is there, and nothing depends on it") for name in here - needed)
    return sorted(faults)


def _seed(bundle: Bundle) -> int:
    return int(bundle.contents["seed"])


def _called(name: tuple[str, str, str]) -> str:
    claim, leg, control = name
    return f"{claim}.{leg}" + (f", control {control}" if control else "")


def _digests(file: ClaimFile, records: Sequence[Record]) -> list[Fault]:
    """A record's digest must follow from the sources, its seed, and the versions that it names."""
    own, machine = sources(file.module), sources(MACHINE)
    return [
        *_theorems(file, records),
        *(
            ("digests", f"{_called((r.claim, r.leg, r.control))}: its digest is not that of these sources and versions")
            for r in records
            if r.claim == file.id and key(r.claim, r.leg, r.control, r.seed, own, machine, r.versions) != r.digest
        ),
    ]


def _theorems(file: ClaimFile, records: Sequence[Record]) -> Iterator[Fault]:
    """A record of a theorem must be of the sources that are installed here, and say what is recorded of it."""
    legs = {leg.name: leg.theorem for leg in file.legs if leg.theorem}
    for r in records:
        if r.claim == file.id and r.leg in legs:
            called, theorem = _called((r.claim, r.leg, r.control)), proofs.theorem(legs[r.leg])
            if r.versions.get("theorem") != toolchain.identity(theorem.name)["theorem"]:
                yield "digests", f"{called}: its theorem is of other sources than those installed here"
            elif not r.control and r.versions.get("coq") == checked.versions().get("coq"):
                stated, kept = str(r.figures.get("statement")), checked.looked_up(theorem).statement
                if proofs.plain(stated) != proofs.plain(kept):
                    yield "records", f"{called}: its theorem does not state what formal/checked.toml records"


def _malformed(record: Record, wanted: Mapping[tuple[str, str, str], tuple[Task, Leg]]) -> list[str]:
    """What cannot be in a record: another seed than the bundle's, or a witness whose violation is not positive."""
    wrong = []
    task, _ = wanted.get((record.claim, record.leg, record.control), (None, None))
    if task and task.seed != record.seed:
        wrong.append(f"its seed is {record.seed}, and the bundle's {task.seed}")
    numeric = record.witness and record.confirmed and record.witness["confirmed"] != "kernel"
    value = violation(record.witness["violation"]) if record.witness and numeric else None
    if record.witness and numeric and not (value is not None and value > 0):
        wrong.append(f"its violation is {record.witness['violation']}, which is not positive")
    return wrong


def _conclusions(bundle: Bundle, folder: Folder, results: Sequence[Result]) -> list[Fault]:
    """Verdicts and answers that are not those which follow from the records."""
    faults: list[Fault] = []
    verdicts = {result.file.id: result.judged.verdict for result in results}
    answers = {
        clause.clause.id: clause.verdict
        for sentence in folder.paper.sentences
        for clause in answered(sentence, [result.standing for result in results]).clauses
    }
    concluded: tuple[tuple[FaultKind, Mapping[str, str], Mapping[str, str]], ...] = (
        ("verdicts", bundle.contents["verdicts"], verdicts),
        ("answers", bundle.contents["answers"], answers),
    )
    for kind, said, derived in concluded:
        for name in sorted(said.keys() | derived.keys()):
            says, follows = said.get(name), derived.get(name)
            if says != follows:
                fault: Fault = (kind, f"{name}: {says} in the bundle, {follows} from its records")
                faults.append(fault)
    return faults
