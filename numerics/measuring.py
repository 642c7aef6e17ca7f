"""What is kept of blocks of examples while they stream by: sums, which two blocks add up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from numerics.calibration import Reliability
from numerics.decomposition import Terms
from numerics.simplex import Array

CONFIDENCES = 10  # groups of equal width
WORST = 10


@dataclass(frozen=True)
class Model:
    """Sums over examples for one model of M units: `losses` and `left_out`, shape (M,); `parts` of plug-in, bias²
    and variance and `squares` of the last two, shapes (3,) and (2,); `scores`, log loss and Brier score in the mean
    over rows, (2,); and its calibration before and after softening."""

    losses: Array
    left_out: Array
    parts: Array
    squares: Array
    scores: Array
    calibration: tuple[Reliability, ...]

    @classmethod
    def of(cls, seen: Seen) -> Model:
        terms = seen.terms
        split = np.stack([terms.bias, terms.variance])
        parts = np.concatenate([[terms.plug_in.sum()], split.sum(axis=1)])
        sums = (terms.losses.sum(axis=1), terms.left_out.sum(axis=1), parts, (split**2).sum(axis=1))
        return cls(*sums, seen.scores.mean(axis=1).sum(axis=1), seen.calibration)

    def __add__(self, other: Model) -> Model:
        calibration = tuple(a + b for a, b in zip(self.calibration, other.calibration, strict=True))
        return Model(
            self.losses + other.losses,
            self.left_out + other.left_out,
            self.parts + other.parts,
            self.squares + other.squares,
            self.scores + other.scores,
            calibration,
        )


@dataclass(frozen=True)
class Worst:
    """The examples where the student loses most to the teacher: which, both losses and the target's first class."""

    example: NDArray[np.int64]
    student: Array
    teacher: Array
    of_class: NDArray[np.int64]

    def __add__(self, other: Worst) -> Worst:
        mine, theirs = vars(self).values(), vars(other).values()
        return Worst(*(np.concatenate(pair) for pair in zip(mine, theirs, strict=True))).first()

    def first(self) -> Worst:
        """The WORST of them, ties in order of the example."""
        order = np.argsort(self.teacher - self.student, kind="stable")[:WORST]
        return Worst(*(values[order] for values in vars(self).values()))


@dataclass(frozen=True)
class Sums:
    """Sums over examples of everything that a measurement reports.

    `by_class`, shape (V, 8), and `by_confidence`, (CONFIDENCES, 8), have in their columns the count of examples, the
    noise, and risk, bias² and variance of teacher and student. `gap_squares`, (2,), are sums of squared differences of
    bias² and of variance, student less teacher.
    """

    examples: int
    noise: float
    teacher: Model
    student: Model
    gap_squares: Array
    by_class: Array
    by_confidence: Array
    worst: Worst

    def __add__(self, other: Sums) -> Sums:
        mine, theirs = vars(self).values(), vars(other).values()
        return Sums(*(a + b for a, b in zip(mine, theirs, strict=True)))


@dataclass(frozen=True)
class Seen:
    """A model on B examples: its terms; its rows' log loss and Brier score, (2, rows, B); and confidence and how right
    rows are, as they are and softened, (rows, B)."""

    terms: Terms
    scores: Array
    confidence: tuple[Array, ...]
    right: tuple[Array, ...]

    @classmethod
    def together(cls, parts: Sequence[Seen]) -> Seen:
        """Of consecutive examples."""
        terms = (
            np.concatenate(values, axis=-1) for values in zip(*(vars(p.terms).values() for p in parts), strict=True)
        )
        confidence, right = (
            tuple(np.concatenate(values, axis=-1) for values in zip(*(getattr(p, name) for p in parts), strict=True))
            for name in ("confidence", "right")
        )
        return cls(Terms(*terms), np.concatenate([p.scores for p in parts], axis=-1), confidence, right)

    @property
    def calibration(self) -> tuple[Reliability, ...]:
        return tuple(Reliability.of(c, r) for c, r in zip(self.confidence, self.right, strict=True))


def summed(start: int, classes: int, of_class: NDArray[np.intp], noise: Array, teacher: Seen, student: Seen) -> Sums:
    """The sums of consecutive examples from number `start` on; `of_class` and `noise` are the target's, shape (B,)."""
    columns = [np.ones_like(noise), noise]
    for terms in (teacher.terms, student.terms):
        columns += [terms.risk, terms.bias, terms.variance]
    confidence = teacher.confidence[0].mean(axis=0)
    of_confidence = np.minimum((confidence * CONFIDENCES).astype(np.int64), CONFIDENCES - 1)

    def grouped(group: NDArray[np.intp], groups: int) -> Array:
        return np.stack([np.bincount(group, column, groups) for column in columns], axis=-1).astype(np.float64)

    examples = start + np.arange(len(noise))
    return Sums(
        len(noise),
        float(noise.sum()),
        Model.of(teacher),
        Model.of(student),
        ((np.stack(columns[6:]) - np.stack(columns[3:5])) ** 2).sum(axis=1),
        grouped(of_class, classes),
        grouped(of_confidence, CONFIDENCES),
        Worst(examples, student.terms.risk, teacher.terms.risk, of_class).first(),
    )
