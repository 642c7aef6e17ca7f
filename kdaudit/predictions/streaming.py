"""Predictions streamed a block of examples at a time, to sums of everything that a measurement reports."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from kdaudit.inputs.softened import Soften
from kdaudit.predictions.predictions import Predictions
from kdaudit.predictions.target import Target
from numerics.calibration import confidence
from numerics.compiled import pays
from numerics.decomposition import LossName, kl, noise, reverse_kl, squared
from numerics.measuring import Seen, Sums, summed
from numerics.scores import brier, log_loss
from numerics.simplex import Array

BLOCK = 2**18  # numbers of a model at a time: two megabytes; fewer cost calls, more leave the cache
T = TypeVar("T")
R = TypeVar("R")
BATCH = 8  # blocks whose sums are made together, and whose pages are then given back


@dataclass(frozen=True)
class Loss:
    """What risk is measured in, what softens the target, and whether it softens predictions too."""

    name: LossName
    soften: Soften | None
    both: bool


class Batches:
    """The examples of a teacher, a student and what they are meant to predict, `whole` at a time."""

    def __init__(self, dense: Predictions, sparse: Predictions, truth: Target, how: Loss) -> None:
        self.dense, self.sparse, self.truth, self.how = dense, sparse, truth, how
        self.examples, self.classes = dense.shape[1:]
        squares = how.soften is None and how.name == "squared" and not (dense.renormalise or sparse.renormalise)
        self.compiles = squares and pays(dense.rows, sparse.rows)
        self.each = max(1, BLOCK // (max(dense.shape[0], sparse.shape[0]) * self.classes))
        self.whole = BATCH * self.each

    @property
    def starts(self) -> range:
        """Where each begins."""
        return range(0, self.examples, self.whole)

    def sums(self, start: int) -> Sums:
        """The sums of one."""
        stop = min(start + self.whole, self.examples)
        step = self.whole if self.compiles else self.each  # one compiled call keeps to the cache by itself
        parts = [self._part(first, min(first + step, stop)) for first in range(start, stop, step)]
        for rows in (self.dense, self.sparse, self.truth):
            rows.forget()
        of_class, noises, teachers, students = zip(*parts, strict=True)
        return summed(
            start,
            self.classes,
            np.concatenate(of_class),
            np.concatenate(noises),
            Seen.together(teachers),
            Seen.together(students),
        )

    def _part(self, start: int, stop: int) -> tuple[NDArray[np.intp], Array, Seen, Seen]:
        law, how = self.truth.block(start, stop), self.how
        q = law if how.soften is None else how.soften(law)
        of_class = q.argmax(axis=-1)
        labels = of_class if self.truth.labels else None
        first, second = (
            _glanced(model, q, labels, start, self.each)
            if self.compiles and not model.logits and len(model.units) == model.shape[0]
            else _seen(model, q, law, labels, start, stop, how)
            for model in (self.dense, self.sparse)
        )
        return of_class, noise(q, how.name), first, second


def streamed(batches: Batches, progress: Callable[[int, int, str], None]) -> Iterator[Sums]:
    """The sums of the batches in order, worked on by as many threads as there are cores."""
    cores = os.cpu_count() or 1
    with ThreadPoolExecutor(cores) as pool:
        yield from in_turn(pool, batches.sums, batches.starts, 2 * cores, progress, batches.examples)


def in_turn(
    pool: Executor,
    work: Callable[[T], R],
    tasks: Sequence[T],
    ahead: int,
    progress: Callable[[int, int, str], None],
    total: int,
    of: str = "examples",
) -> Iterator[R]:
    """What comes of each task, in order, while at most so many more are under way; progress is told in shares of a
    total `of` something."""
    running: deque[Future[R]] = deque()
    done, todo = 0, iter(tasks)
    try:
        while True:
            running += (pool.submit(work, task) for task in islice(todo, ahead + 1 - len(running)))
            if not running:
                return
            yield running.popleft().result()
            done += 1
            progress(done * total // len(tasks), total, of)
    finally:
        for future in running:
            future.cancel()


def _glanced(model: Predictions, q: Array, labels: NDArray[np.intp] | None, start: int, each: int) -> Seen:
    """What `_seen` says for squared loss, units of one row and no operator, in one compiled pass."""
    found = model.look(start, q)
    parts = [slice(first, first + each) for first in range(0, len(q), each)]
    rows = model.some(start, len(q))
    logs = [log_loss(rows[:, at], q[at], None if labels is None else labels[at]) for at in parts]
    scores = np.stack([np.concatenate(logs, axis=-1), found.terms.losses + noise(q, "squared")])
    return Seen(found.terms, scores, (found.top,), (q[np.arange(len(q)), found.place],))


def _seen(
    model: Predictions, q: Array, law: Array, labels: NDArray[np.intp] | None, start: int, stop: int, how: Loss
) -> Seen:
    """One model on some examples: confidence as it is and softened, against the law as it is; terms against q."""
    p, log_p = model.block(start, stop)
    pairs, scores = [confidence(p, law)], np.stack([log_loss(p, law, labels, log_p), brier(p, law)])
    if how.soften is not None:
        soft = how.soften(p)
        pairs.append(confidence(soft, law))
        p, log_p = (soft, None) if how.both else (p, log_p)
    softened = "softened, " if how.both else ""
    if how.name == "kl":
        terms = kl(model.logarithms(p, log_p, q, start, softened), q, model.units)
    elif how.name == "reverse-kl":
        terms = reverse_kl(model.within(p, q, start, softened), q, model.units)
    else:
        terms = squared(p, q, model.units, out=p)
    sure, right = zip(*pairs, strict=True)
    return Seen(terms, scores, sure, right)
