"""Makes the calls that tasks describe, in whatever process it is asked to, and stamps what comes back."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from contextlib import nullcontext
from datetime import UTC, datetime
from importlib.util import find_spec
from time import perf_counter

from numerics.box_trees import following, recording
from numerics.enough import until_violated
from numerics.remembered import remembering
from numerics.threads import one_thread
from proofs_checks.machine.calls.task import Task, key_of
from proofs_checks.machine.claim import Control, Leg
from proofs_checks.machine.digest import computes, covered, hashed, sources
from proofs_checks.machine.discovery import ClaimError, load
from proofs_checks.machine.environment import added
from proofs_checks.machine.evidence import Evidence, raised
from proofs_checks.machine.folder import FolderError
from proofs_checks.machine.ledger import Record

_ONE_AT_A_TIME = threading.Lock()  # the precision of balls is a process's, and some executors run threads


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
        return unrun(task, str(error))
    leg = file.leg(task.leg)
    if key_of(task.claim, leg, task.control, file.module, task.seed) != task.key:
        return unrun(task, "its sources or versions are not those of the process that asked; run again")
    absent = [module for module in leg.needs if find_spec(module) is None]
    if absent:
        return unrun(task, f"needs {', '.join(absent)}; {added(*absent)}")
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
        module = leg.function.__module__
        with (
            nullcontext() if trees is None else following(trees),
            covered(module),
            remembering((module, hashed(sources(module)))),
            until_violated(not kept),
        ):
            evidence = leg(**parameters).finite()
            return evidence, evidence.witness.document() if evidence.witness and kept else None
    except (Exception, SystemExit) as error:  # noqa: BLE001 - a leg that raises is inconclusive, and says why
        return raised(error, "" if leg.theorem else leg.function.__code__.co_filename), None


def unrun(task: Task, reason: str) -> Record:
    return Record(task.key, task.claim, task.leg, task.control, task.seed, "not run", note=reason)
