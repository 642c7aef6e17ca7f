"""What a measurement was asked for, as it is told to whoever makes the sums, and the sums made by a cluster."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from uuid import uuid4

from kdaudit.inputs.arrays import Source
from kdaudit.inputs.maps import Map
from kdaudit.inputs.softened import softening
from kdaudit.predictions.predictions import Predictions
from kdaudit.predictions.streaming import Batches, Loss, in_turn
from kdaudit.predictions.target import Target, in_order
from numerics.decomposition import LossName
from numerics.measuring import Sums
from numerics.simplex import InputError

TASK = 2  # batches of a task: some ten megabytes are read for some kilobytes that are sent


@dataclass(frozen=True)
class Asked:
    """The arguments of `measure` that say what is summed; `truth` is a target, or labels where `labelled`."""

    teacher: Source
    student: Source
    truth: Source
    labelled: bool
    logits: bool
    operator: str | Map | None
    temperature: float | None
    soften: str
    renormalise: bool
    loss: LossName
    units: tuple[int | str, ...] | None

    def batches(self) -> Batches:
        """The files opened, and what is wrong with them said. Raises InputError."""
        operator, T = self.operator, self.temperature
        F = None if operator is None or T is None else softening(operator, T)
        dense, sparse = (
            Predictions(source, name, logits=self.logits, renormalise=self.renormalise, units=self.units)
            for source, name in ((self.teacher, "teacher"), (self.student, "student"))
        )
        in_order(dense, self.truth, labels=self.labelled)
        truth = Target(self.truth, labels=self.labelled, classes=dense.shape[2], renormalise=self.renormalise)
        _agree(dense, sparse, truth)
        if truth.examples < truth.given[0]:
            dense.choose(truth.kept)
            sparse.choose(truth.kept)
        return Batches(dense, sparse, truth, Loss(self.loss, F, both=self.soften == "both"))


def spread(asked: Asked, batches: Batches, address: str, progress: Callable[[int, int, str], None]) -> Iterator[Sums]:
    """The sums of the batches in order, made by the workers of a Dask cluster, which open the files themselves."""
    from kdaudit.audits.executors import cluster  # noqa: PLC0415 - most measurements need no cluster

    sources = {"teacher": asked.teacher, "student": asked.student, "target": asked.truth}
    for name, source in sources.items():
        if not isinstance(source, str | Path):
            raise InputError(f"--cluster: the {name} is an array in memory; save it where the workers can read it")
    starts = batches.starts
    run = uuid4().hex
    tasks = [(run, asked, starts[n : n + TASK]) for n in range(0, len(starts), TASK)]
    with cluster(address, "measure: a task took worker after worker with it") as pool:
        for sums, off in in_turn(pool, made, tasks, len(tasks), progress, batches.examples):
            for rows, of_worker in zip((batches.dense, batches.sparse, batches.truth), off, strict=True):
                rows.off.append(of_worker)
            yield from sums


def made(task: tuple[str, Asked, range]) -> tuple[list[Sums], tuple[float, float, float]]:
    """What a worker makes: the sums of some batches, and how far rows were from one in what it has read so far."""
    run, asked, starts = task
    batches = _opened(run, asked)
    sums = [batches.sums(start) for start in starts]
    return sums, (max(batches.dense.off), max(batches.sparse.off), max(batches.truth.off))


@lru_cache(maxsize=1)
def _opened(run: str, asked: Asked) -> Batches:  # noqa: ARG001 - another run may find other files there
    return asked.batches()


def _agree(dense: Predictions, sparse: Predictions, truth: Target) -> None:
    if dense.shape[1:] != sparse.shape[1:]:
        a, b = (f"{m.shape[1]:,} examples of {m.shape[2]:,} classes" for m in (dense, sparse))
        raise InputError(f"teacher has {a}, student {b}; they must be the same")
    examples = f"{dense.shape[1]:,} examples of {dense.shape[2]:,} classes"
    if truth.given[0] != dense.shape[1]:
        raise InputError(f"{truth.name}: has shape {truth.given}, and the models have {examples}")
    mine, theirs = set(dense.units.names), set(sparse.units.names)
    if dense.kind == sparse.kind != "" and min(len(mine), len(theirs)) > 1 and mine & theirs and mine != theirs:
        raise InputError(
            f"teacher and student share {len(mine & theirs)} of their {len(mine)} and {len(theirs)} units; "
            "give both the same seeds or training sets, or none in common"
        )
