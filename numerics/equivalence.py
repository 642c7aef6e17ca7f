"""Target tables sorted by the students that they make, and what features see of the difference of two."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import squareform

from numerics.chance import stream
from numerics.simplex import Array
from numerics.students import EPS, Span, linear_students, newton, rare, softmax_students, span

Loss = Literal["squared", "kl"]
PROBES = 3


def rms(difference: Array) -> Array:
    """Root mean square over examples of the length of rows, shape (..., N, V) to (...)."""
    return np.sqrt((difference**2).sum(axis=-1).mean(axis=-1))


@dataclass(frozen=True)
class Partition:
    """Target tables sorted by their students: classes as tuples of places, in order of their first members.

    The others have shape (K, K), root mean squares over examples: how far students are from each other, how far
    targets are, how much of that these features see, and the distance below which students are not told apart: what
    rounding explains, and what their fits have left.
    """

    classes: tuple[tuple[int, ...], ...]
    students: Array
    targets: Array
    seen: Array
    threshold: Array

    def within(self, tolerance: float) -> tuple[tuple[int, ...], ...]:
        """Groups of which no two students are farther apart than this, or than rounding explains."""
        ratio = self.students / np.maximum(self.threshold, tolerance)
        np.fill_diagonal(ratio, 0)
        return _grouped(ratio)


def partition(features: ArrayLike, targets: Array, loss: Loss = "squared") -> Partition:
    """Sort K target tables, shape (K, N, V), by the students that they make with these features.

    Students are told apart when they differ by more than rounding explains: eps times what the moments are made of
    (features with condition number κ may leave κ eps of F − G), carried to students by the Hessian. In a class no two
    are told apart; that is not transitive, and of a chain the closest are joined first (complete linkage).
    Raises InputError.
    """
    space = span(features)
    students = (linear_students if loss == "squared" else softmax_students)(features, targets)
    apart = targets[:, None] - targets[None]
    size = rms(targets)
    noise = 8 * EPS * (space.condition * rms(apart) + size[:, None] + size)
    carried = np.ones(len(targets)) if loss == "squared" else _carried(space, students.predictions)
    threshold = np.maximum(carried[:, None], carried) * noise + students.off[:, None] + students.off
    distance = rms(students.predictions[:, None] - students.predictions[None])
    ratio = distance / threshold
    np.fill_diagonal(ratio, 0)
    return Partition(_grouped(ratio), distance, rms(apart), rms(space.seen(apart)), threshold)


def _carried(space: Span, s: Array) -> Array:
    """√(tr H⁻¹/2) of each student, so that no error in moments grows by more: estimated from a few random directions,
    and at least what rare classes have, whose directions conjugate gradients reach last."""
    basis, rng = space.basis * np.sqrt(len(space.basis)), stream(0, "equivalence.carried")
    signs = rng.choice([-1.0, 1.0], (PROBES, 1, space.rank, s.shape[-1]))
    tables = np.broadcast_to(signs - signs.mean(axis=-1, keepdims=True), (PROBES, len(s), *signs.shape[2:]))
    rough, undamped = np.full(len(s), 1e-2), np.zeros(len(s))
    found = [(g * newton(basis, s, g, rough, undamped)).sum(axis=(-2, -1)) for g in tables]
    return np.sqrt(np.maximum(np.mean(found, axis=0), rare(basis, s)) / 2)


def _grouped(ratio: Array) -> tuple[tuple[int, ...], ...]:
    """Groups in which every two are at most 1 apart, by complete linkage."""
    if len(ratio) == 1:
        return ((0,),)
    close = np.minimum((ratio + ratio.T) / 2, np.finfo(np.float64).max)
    labels = fcluster(linkage(squareform(close, checks=False), "complete"), 1, "distance")
    return tuple(tuple(np.flatnonzero(labels == label).tolist()) for label in dict.fromkeys(labels.tolist()))
