"""What is kept of blocks of examples while they stream by: sums, which two blocks add up."""

from __future__ import annotations

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
    """Sums over examples for one model of M units: `losses` and `left_out`, shape (M,); `parts` of plug-in, bias² and
    variance and `squares` of the last two, shapes (3,) and (2,); and its calibration before and after softening."""

    losses: Array
    left_out: Array
    parts: Array
    squares: Array
    calibration: tuple[Reliability, ...]

    @classmethod
    def of(cls, terms: Terms, calibration: tuple[Reliability, ...]) -> Model:
        split = np.stack([terms.bias, terms.variance])
        parts = np.concatenate([[terms.plug_in.sum()], split.sum(axis=1)])
        return cls(terms.losses.sum(axis=1), terms.left_out.sum(axis=1), parts, (split**2).sum(axis=1), calibration)

    def __add__(self, other: Model) -> Model:
        calibration = tuple(a + b for a, b in zip(self.calibration, other.calibration, strict=True))
        return Model(
            self.losses + other.losses,
            self.left_out + other.left_out,
            self.parts + other.parts,
            self.squares + other.squares,
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
    noise, and risk, bias² and variance of teacher and student.
    """

    examples: int
    noise: float
    teacher: Model
    student: Model
    by_class: Array
    by_confidence: Array
    worst: Worst

    def __add__(self, other: Sums) -> Sums:
        mine, theirs = vars(self).values(), vars(other).values()
        return Sums(*(a + b for a, b in zip(mine, theirs, strict=True)))


def block_sums(
    start: int,
    target: Array,
    noise: Array,
    confidence: Array,
    models: tuple[Terms, Terms],
    calibrations: tuple[tuple[Reliability, ...], tuple[Reliability, ...]],
) -> Sums:
    """The sums of one block: targets, shape (B, V), noise and the teacher's confidence, (B,); teacher first."""
    teacher, student = models
    columns = [np.ones_like(noise), noise]
    for terms in models:
        columns += [terms.risk, terms.bias, terms.variance]
    of_class = target.argmax(axis=-1)
    of_confidence = np.minimum((confidence * CONFIDENCES).astype(np.int64), CONFIDENCES - 1)

    def grouped(group: NDArray[np.int64], groups: int) -> Array:
        return np.stack([np.bincount(group, column, groups) for column in columns], axis=-1).astype(np.float64)

    worst = Worst(start + np.arange(len(target)), student.risk, teacher.risk, of_class).first()
    return Sums(
        len(target),
        float(noise.sum()),
        Model.of(teacher, calibrations[0]),
        Model.of(student, calibrations[1]),
        grouped(of_class, target.shape[-1]),
        grouped(of_confidence, CONFIDENCES),
        worst,
    )
