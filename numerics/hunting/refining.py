"""Refinement over the temperature where a margin bends: what a grid steps over leaves a kink in what it sees.

Margins are the entropy and the least gap between neighbours in size. A cell in which the slope of one changes more than
it does on either side is looked at again, sixty-four times as closely.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from numerics.hunting.margins import examine
from numerics.hunting.sampling import WIDE
from numerics.hunting.subject import Subject
from numerics.hunting.worst_cases import WorstCases
from numerics.simplex import Array, entropy

CELLS, FINER = 4, 48


def refine(
    worst_cases: WorstCases, subject: Subject, p: Array, temperatures: Array, q: Array, strict_from: float
) -> None:
    """Examine laws, shape (n, V), in the cells of ascending temperatures, (m,), where margins of q = F_T(p) bend most.

    Shape of q: (m, n, V).
    """
    order = np.argsort(p, axis=-1)
    q = np.take_along_axis(q, np.broadcast_to(order, q.shape), axis=-1)
    q = np.where(np.isfinite(q), q, 0.0)
    for margin in (entropy(np.maximum(q, 0.0)), np.diff(q).min(axis=-1)):
        for cell in bends(margin, np.log(temperatures))[: CELLS if p.shape[-1] <= WIDE else 1]:
            finer = np.geomspace(temperatures[cell], temperatures[cell + 1], FINER)
            examine(worst_cases, subject, p, finer, strict_from)


def bends(margin: Array, x: Array) -> NDArray[np.intp]:
    """The cells of x, shape (m,), in which a column of `margin`, (m, n), bends unlike in the cells beside: most first.

    How unlike: the jumps of slope at both ends of the cell, less those beyond.
    """
    step = np.diff(x)  # zero where two temperatures have one logarithm
    slope = np.diff(margin, axis=0) / np.where(step > 0, step, np.inf)[:, None]
    turn = np.abs(np.diff(slope, axis=0))  # between cells k and k + 1
    both = np.minimum(turn[:-1], turn[1:])[1:-1]  # of cells 2 … m − 4
    beyond = np.maximum(turn[:-3], turn[3:])
    excess = (both - beyond).max(axis=-1)
    return np.argsort(-excess, kind="stable") + 2
