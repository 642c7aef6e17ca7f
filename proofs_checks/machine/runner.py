"""Runs what has no current record, on any executor, and writes each record as it comes."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib.util import find_spec
from itertools import groupby, islice
from math import inf
from time import perf_counter
from typing import Any

from numerics.box_trees import following, recording
from numerics.sweeping import until_violated
from numerics.threads import one_thread
from proofs_checks.machine import verdicts
from proofs_checks.machine.answers import Standing
from proofs_checks.machine.claim import Control, Leg
from proofs_checks.machine.digest import MACHINE, computes, covered, digest, sources
from proofs_checks.machine.discovery import ClaimError, ClaimFile, load
from proofs_checks.machine.environment import added
from proofs_checks.machine.evidence import RAISED, Evidence, raised, told
from proofs_checks.machine.folder import OURS, Folder, FolderError
from proofs_checks.machine.ledger import Ledger, Record
from proofs_checks.machine.rocq.sources import FormalError
from proofs_checks.machine.verdicts import Findings, Judged, judge

AHEAD = 16  # legs
_ONE_AT_A_TIME = threading.Lock()  # the precision of balls is a process's, and some executors run threads


@dataclass(frozen=True)
class Task:
    """One call to make: a leg, or (with `number` ≥ 0) the control of that number. `key` is its digest."""

    claim: str
    leg: str
    number: int
    control: str  # its label, as in `Record`
    seed: int | None
    key: str
    folder: Folder = OURS

    name = property(lambda self: (self.claim, self.leg, self.control), doc="Claim, leg and control.")


@dataclass(frozen=True)
class Result:
    """A claim with its findings and verdict; `cached` holds the digests that the ledger answered."""

    file: ClaimFile
    findings: tuple[Findings, ...]
    judged: Judged
    cached: frozenset[str]

    @property
    def hollow(self) -> tuple[str, ...]:
        """The legs that no control vouches for, though controls of them have run."""
        ran = [
            f for f in self.findings if not f.recorded and all(record.outcome != "not run" for _, record in f.controls)
        ]
        return tuple(f.leg.name for f in ran if f.hollow(self.file.claim))

    @property
    def standing(self) -> Standing:
        """The claim as it stands, for the paper's clauses."""
        witnesses = [f.record.witness for f in self.findings if f.record.outcome == "refutes" and f.record.confirmed]
        says = next((told(w) for w in witnesses if w), "") if self.judged.verdict == "refuted" else ""
        return Standing(self.file.id, self.file.title, self.file.claim, self.judged.verdict, says)

    @property
    def starved(self) -> bool:
        """Whether a leg could not run."""
        return any(f.record.outcome == "not run" and not f.recorded for f in self.findings)


def grounded(results: Sequence[Result]) -> list[Result]:
    """Results in the light of the verdicts on the claims that they rest on, where those are among them."""
    rests_on = {result.file.id: result.file.claim.rests_on for result in results}
    found = verdicts.all_grounded({result.file.id: result.judged for result in results}, rests_on)
    return [replace(result, judged=found[result.file.id]) for result in results]


class Inline(Executor):
    """An executor that runs each call at once, here."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except BaseException as error:  # noqa: BLE001 - the future hands it to whoever asks for the result
            future.set_exception(error)
        return future


def run(
    files: Sequence[ClaimFile],
    ledger: Ledger,
    *,
    seed: int = 0,
    executor: Executor | None = None,
    fresh: bool = False,
    tiers: tuple[str, ...] = ("quick", "full"),
    progress: Callable[[int, int, str], None] = lambda done, total, label: None,
) -> list[Result]:
    """The claims with their verdicts. A leg or control whose digest is in the ledger is not run again.

    One that raised is, since the cause may have passed. A leg and its controls run one after the other in one process,
    for they share much of what they compute; another process sends their records when the last has ended. Those that
    took longest, as the ledger knows, come first. `progress(done, total, label)` is called for each record as it comes.
    With `fresh` everything runs.
    """
    wanted = {file.id: [t for leg in file.legs if leg.tier in tiers for t in tasks(file, leg, seed)] for file in files}
    every = [task for group in wanted.values() for task in group]
    current = {} if fresh else {t.key: ledger.current(t.key, t.name) for t in every}
    known = {key: r for key, r in current.items() if r is not None and not r.note.startswith(RAISED)}
    cached = frozenset(known)
    missing = [task for task in every if task.key not in known]
    for done, (task, record) in enumerate(_performed(missing, ledger, executor or Inline()), start=1):
        known[task.key] = record
        if record.outcome != "not run":
            ledger.append(record)
        progress(done, len(missing), f"{task.claim}.{task.leg}")
    return [_result(file, [known[task.key] for task in wanted[file.id]], tiers, cached) for file in files]


def _performed(tasks: Sequence[Task], ledger: Ledger, executor: Executor) -> Iterator[tuple[Task, Record]]:
    """Tasks with their records as they come, never more than a few legs submitted ahead of what is written."""
    if isinstance(executor, Inline):
        yield from ((task, perform(task)) for task in tasks)
        return
    groups = [tuple(group) for _, group in groupby(tasks, key=lambda task: (task.claim, task.leg))]
    took = ledger.seconds() if groups else {}
    waiting = iter(sorted(groups, key=lambda group: -took.get((group[0].claim, group[0].leg), inf)))
    running: dict[Future[list[Record]], tuple[Task, ...]] = {}
    while True:
        running |= {executor.submit(perform_all, group): group for group in islice(waiting, AHEAD - len(running))}
        if not running:
            return
        for future in wait(running, return_when=FIRST_COMPLETED).done:
            yield from zip(running.pop(future), future.result(), strict=True)


def recorded(files: Sequence[ClaimFile], ledger: Ledger, seed: int = 0) -> list[Result]:
    """The verdicts as the ledger has them: what has no current record is not run."""
    return [found(file, lambda task: ledger.current(task.key, task.name), seed) for file in files]


def found(file: ClaimFile, record: Callable[[Task], Record | None], seed: int = 0) -> Result:
    """The verdict on a claim from the records that there are of its legs and controls."""
    every = [task for leg in file.legs for task in tasks(file, leg, seed)]
    records = [record(task) or _unkept(task, file) for task in every]
    return _result(file, records, ("quick", "full"), frozenset(task.key for task in every))


def _unkept(task: Task, file: ClaimFile) -> Record:
    """What stands for a call that the ledger has not: of a theorem the record of an earlier check; else nothing."""
    leg = file.leg(task.leg)
    if leg.recorded is None:
        return _unrun(task, "no current record in the ledger")
    try:
        found = leg.recorded(**(leg.controls[task.number].parameters if task.number >= 0 else {}))
    except FormalError as error:
        return _unrun(task, str(error))
    return replace(_unrun(task, found.note), figures=dict(found.figures))


def tasks(file: ClaimFile, leg: Leg, seed: int) -> list[Task]:
    """The leg, then its controls."""
    used = seed if leg.seeded else None
    labels = ["", *(f"{number}: {control.breaks}" for number, control in enumerate(leg.controls))]
    keys = [_key(file.id, leg, label, file.module, used) for label in labels]
    numbered = enumerate(zip(labels, keys, strict=True), start=-1)
    return [Task(file.id, leg.name, n, label, used, key, file.folder) for n, (label, key) in numbered]


def _key(claim: str, leg: Leg, label: str, module: str, seed: int | None) -> str:
    return digest(claim, leg.name, label, module=module, seed=seed, needs=leg.needs, theorem=leg.theorem)


def _result(file: ClaimFile, records: list[Record], tiers: tuple[str, ...], cached: frozenset[str]) -> Result:
    findings, rest = [], iter(records)
    for leg in (leg for leg in file.legs if leg.tier in tiers):
        own = next(rest)
        findings.append(Findings(leg, own, tuple((control, next(rest)) for control in leg.controls)))
    return Result(file, tuple(findings), judge(file.claim, findings), cached)


def perform_all(tasks: Sequence[Task]) -> list[Record]:
    """Make the calls of a leg and its controls, here, one after the other."""
    with _ONE_AT_A_TIME, one_thread():
        return [_performed_alone(task, None) for task in tasks]


def perform(task: Task, trees: Sequence[str] | None = None) -> Record:
    """Make the call that a task describes, here, and stamp what comes back; provers follow `trees` where given."""
    with _ONE_AT_A_TIME, one_thread():
        return _performed_alone(task, trees)


def _performed_alone(task: Task, given: Sequence[str] | None) -> Record:
    """Of a control a witness is kept where it drops a hypothesis, which it shows to be needed.

    Where another control refutes is of no use to anyone, and may be a law of 300,000 classes: its searches end at the
    first violation.
    """
    try:
        task.folder.enter()
        file = load(task.claim, task.folder)
    except (FolderError, ClaimError) as error:  # on a machine that has the folder not, or otherwise
        return _unrun(task, str(error))
    leg = file.leg(task.leg)
    if _key(task.claim, leg, task.control, file.module, task.seed) != task.key:
        return _unrun(task, "its sources or versions are not those of the process that asked; run again")
    absent = [module for module in leg.needs if find_spec(module) is None]
    if absent:
        return _unrun(task, f"needs {', '.join(absent)}; {added(*absent)}")
    control = leg.controls[task.number] if task.number >= 0 else None
    start = perf_counter()
    with recording() as trees:
        evidence, witness = _called(leg, control, task.seed, given)
    return Record(
        digest=task.key,
        claim=task.claim,
        leg=task.leg,
        control=task.control,
        seed=task.seed,
        outcome=evidence.outcome,
        figures=dict(evidence.figures),
        witness=witness,
        note=evidence.note,
        trees=() if control else tuple(trees),
        seconds=perf_counter() - start,
        versions=computes(file.module, leg.needs, leg.theorem),
        made=datetime.now(UTC).isoformat(timespec="seconds"),
    )


def _called(
    leg: Leg, control: Control | None, seed: int | None, trees: Sequence[str] | None
) -> tuple[Evidence, dict[str, object] | None]:
    """What comes back, and its witness as a document where one is kept."""
    parameters = {**(control.parameters if control else {}), **({} if seed is None else {"seed": seed})}
    kept = control is None or bool(control.drops)
    try:
        with (
            nullcontext() if trees is None else following(trees),
            covered(leg.function.__module__),
            until_violated(not kept),
        ):
            evidence = leg(**parameters).finite()
            return evidence, evidence.witness.document() if evidence.witness and kept else None
    except (Exception, SystemExit) as error:  # noqa: BLE001 - a leg that raises is inconclusive, and says why
        return raised(error, "" if leg.theorem else leg.function.__code__.co_filename), None


def _unrun(task: Task, reason: str) -> Record:
    return Record(task.key, task.claim, task.leg, task.control, task.seed, "not run", note=reason)


sources(MACHINE)  # read now, as it is imported: see `proofs_checks.machine.digest`
