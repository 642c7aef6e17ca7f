"""What predictions seem to be where they are not what was asked for, and what to do then."""

from __future__ import annotations

from math import lgamma, log
from typing import Any

import numpy as np
from numpy.typing import NDArray

from numerics.precision import FLOAT32, real
from numerics.simplex import Array

NEARLY = 0.05  # from one: sums of probabilities in any format of floats
LEFT = 1e-3  # by the likeliest classes, in some row at least: logarithms of three digits leave half of it by rounding
LIKELIEST = "the likeliest {} of more classes, sorted by rank: give those of all classes, in the order of the classes"
CHANCE = 1e-6  # that logits of that many rows happen to be sorted


def are_laws(rows: NDArray[Any]) -> bool:
    """Whether rows, shape (…, V), are probabilities, in whatever precision."""
    return bool(rows.min() >= 0 and np.abs(rows.sum(axis=-1, dtype=np.float64) - 1).max() < NEARLY)


def are_the_likeliest(rows: NDArray[Any]) -> bool:
    """Whether rows are the logarithms of the k largest probabilities of more classes, sorted by rank.

    Of all classes there is nothing left: probabilities that sum to one in every row are those.
    """
    z = rows.astype(np.float64).reshape(-1, rows.shape[-1])
    sorted_by_chance = -len(z) * lgamma(z.shape[-1] + 1) < log(CHANCE)
    with np.errstate(over="ignore"):
        mass = np.exp(z).sum(axis=-1)
    left = NEARLY if real(z, rows.dtype).bits < FLOAT32.bits else LEFT
    within = bool((mass < 1 + NEARLY).all() and (mass < 1 - left).any())
    return within and sorted_by_chance and bool((z.max(axis=-1) <= 0).all() and (np.diff(z) <= 0).all())


def remedy(block: Array, row: Array) -> str:
    """What to do about a row of probabilities, (V,), of a block, (seeds, B, V), that is no law."""
    if not np.isfinite(row).all():
        return ""
    if are_the_likeliest(block):
        return f"; these are logarithms of {LIKELIEST.format(len(row))}"
    with np.errstate(divide="ignore", invalid="ignore"):
        if row.min() >= 0 and are_the_likeliest(np.log(block)):
            return f"; these are probabilities of {LIKELIEST.format(len(row))}"
    if row.min() < 0 and abs(row.sum() - 1) < NEARLY:
        return (
            "; if rounding made entries negative, numpy.maximum(x, 0) and --renormalise mend it; logits need --logits"
        )
    if row.min() >= 0 and abs(row.sum() - 100) < 100 * NEARLY:
        return "; percentages: --renormalise divides every row by its sum, and the result says so"
    if row.min() < 0 or row.max() > 1 + NEARLY:
        return "; if these are logits or logarithms, --logits takes them"
    along = [axis for axis in (0, 1) if block.shape[axis] > 1 and _sums_to_one(block, axis)]
    if along:
        return (
            f"; sums along axis {along[0] - 3} are one: classes must be the last axis, as "
            f"numpy.moveaxis(x, {along[0] - 3}, -1) has them"
        )
    return "; --renormalise divides every row by its sum, and the result says so" if row.sum() > 0 else ""


def _sums_to_one(block: Array, axis: int) -> bool:
    return bool(np.abs(block.sum(axis=axis) - 1).max() < NEARLY)
