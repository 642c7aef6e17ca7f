"""How far log-probabilities may be from the truth: what their last digits, or their type, leave open."""

from __future__ import annotations

import numpy as np

from numerics.precision import FLOAT32, FLOAT64, real
from numerics.simplex import Array
from numerics.top_k import CLAMPED, OFF

SOME, FEWEST = 512, 3  # numbers that are looked at first; those of a row that show decimals
DECIMALS, DIGITS = 6, 6  # that somebody rounded to, at the most
LOGITS = 64.0  # half the size of the largest logits that models have, whose unit a log-probability inherits


def rounding(logs: Array, digits: int | None) -> tuple[float, str]:
    """How far off numbers may be in nats, and why: `digits` decimals, where somebody says so, or what they show.

    Rows of three numbers or more that all end within six decimals were rounded to them, and the coarsest such row
    counts; numbers that all have at most six significant digits were rounded to those. All have the precision of the
    floats that they are, or of single precision where nine digits tell them; of logits up to 128 it leaves half a unit
    of 64 to 128. The coarsest of these counts.
    """
    if digits is not None:
        return 10.0**-digits / 2 + OFF, f"{digits} decimals, as --digits says"
    told = np.isfinite(logs) & (logs > CLAMPED) & (logs != 0)
    every = logs[told]
    if not len(every):
        return OFF, "no digits to tell"
    shown = (_decimals(logs, told), _significant(every), _of_floats(every[:: max(1, len(every) // SOME)]))
    return max((found for found in shown if found is not None), key=lambda found: found[0])


def _decimals(logs: Array, told: Array) -> tuple[float, str] | None:
    """The fewest decimals of a row."""
    few = min(FEWEST, int(told.sum(axis=1).max()))
    rows = told.sum(axis=1) >= few
    found, left = None, np.where(told, logs, 0.0)[rows]
    for decimals in range(DECIMALS, -1, -1):  # most makers' rows are gone after the first
        power = 10.0**decimals  # whole numbers over it are the floats that decimals are read as
        left = left[(np.rint(left * power) / power == left).all(axis=1)]
        if not len(left):
            break
        found = 10.0**-decimals / 2 + OFF, f"{decimals} decimal{'s' * (decimals != 1)}"
    return found


def _significant(every: Array) -> tuple[float, str] | None:
    """The fewest significant digits of all."""
    found = None
    for digits in range(DIGITS, 2, -1):
        for some in (every[:SOME], every):
            power = 10.0 ** (digits - 1 - np.floor(np.log10(np.abs(some))))
            if not (np.rint(some * power) / power == some).all():
                return found
        found = 0.5 / float(power.min()) + OFF, f"{digits} significant digits"
    return found


def _of_floats(some: Array) -> tuple[float, str]:
    precision = real(some, np.dtype(np.float64))
    single = (some.astype(np.float32) == some).all() or all(float(f"{x:.9g}") == x for x in some)
    if precision is FLOAT64 and single:
        precision = FLOAT32
    return (OFF, "float64") if precision is FLOAT64 else (precision.eps * LOGITS / 2, precision.name)
