"""Runs what has no current record, on any executor, and writes each record as it comes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from dataclasses import dataclass, replace
from itertools import groupby, islice
from math import inf
from typing import Any

from proofs_checks.machine import verdicts
from proofs_checks.machine.answers import Standing
from proofs_checks.machine.calls.performing import perform, perform_all, unrun
from proofs_checks.machine.calls.task import Task, tasks
from proofs_checks.machine.digest import MACHINE, sources
from proofs_checks.machine.discovery import ClaimFile
from proofs_checks.machine.evidence import RAISED, told
from proofs_checks.machine.ledger import Ledger, Record
from proofs_checks.machine.rocq.sources import FormalError
from proofs_checks.machine.verdicts import Findings, Judged, judge

AHEAD = 16  # legs


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
    executor: Callable[[], Executor] | None = None,
    fresh: bool = False,
    tiers: tuple[str, ...] = ("quick", "full"),
    progress: Callable[[int, int, str], None] = lambda done, total, label: None,
) -> list[Result]:
    """The claims with their verdicts. A leg or control whose digest is in the ledger is not run again.

    One that raised is, since the cause may have passed. A leg and its controls run one after the other in one process,
    for they share much of what they compute; another process sends their records when the last has ended. Those that
    took longest, as the ledger knows, come first. `progress(done, total, label)` is called for each record as it comes.
    With `fresh` everything runs. Where nothing has to, `executor` is not called.
    """
    wanted = {file.id: [t for leg in file.legs if leg.tier in tiers for t in tasks(file, leg, seed)] for file in files}
    every = [task for group in wanted.values() for task in group]
    current = {} if fresh else {t.key: ledger.current(t.key, t.name) for t in every}
    known = {key: r for key, r in current.items() if r is not None and not r.note.startswith(RAISED)}
    cached = frozenset(known)
    missing = [task for task in every if task.key not in known]
    for done, (task, record) in enumerate(_performed(missing, ledger, executor or Inline), start=1):
        known[task.key] = record
        if record.outcome != "not run":
            ledger.append(record)
        progress(done, len(missing), f"{task.claim}.{task.leg}")
    return [_result(file, [known[task.key] for task in wanted[file.id]], tiers, cached) for file in files]


def _performed(tasks: Sequence[Task], ledger: Ledger, begin: Callable[[], Executor]) -> Iterator[tuple[Task, Record]]:
    """Tasks with their records as they come, never more than a few legs submitted ahead of what is written."""
    if not tasks:
        return
    executor = begin()
    if isinstance(executor, Inline):
        yield from ((task, perform(task)) for task in tasks)
        return
    groups = [tuple(group) for _, group in groupby(tasks, key=lambda task: (task.claim, task.leg))]
    took = ledger.seconds()
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
        return unrun(task, "no current record in the ledger")
    try:
        found = leg.recorded(**(leg.controls[task.number].parameters if task.number >= 0 else {}))
    except FormalError as error:
        return unrun(task, str(error))
    return replace(unrun(task, found.note), figures=dict(found.figures))


def _result(file: ClaimFile, records: list[Record], tiers: tuple[str, ...], cached: frozenset[str]) -> Result:
    findings, rest = [], iter(records)
    for leg in (leg for leg in file.legs if leg.tier in tiers):
        own = next(rest)
        findings.append(Findings(leg, own, tuple((control, next(rest)) for control in leg.controls)))
    return Result(file, tuple(findings), judge(file.claim, findings), cached)


sources(MACHINE)  # read now, as it is imported: see `proofs_checks.machine.digest`
