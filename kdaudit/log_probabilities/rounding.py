"""How far log-probabilities may be from the truth: what their last digits, or their type, leave open."""

from __future__ import annotations

import numpy as np

from numerics.precision import FLOAT32, FLOAT64, real
from numerics.simplex import Array
from numerics.top_k import CLAMPED, OFF

SOME, MOST = 512, 6  # numbers that are looked at; decimals that somebody rounded to
LOGITS = 64.0  # half the size of the largest logits that models have, whose unit a log-probability inherits


def rounding(logs: Array, digits: int | None) -> tuple[float, str]:
    """How far off numbers may be in nats, and why: `digits` decimals, where somebody says so, or what they show.

    Numbers that all end within six decimals were rounded to them. Others have the precision of the floats that they
    are, or of floats of single precision where nine digits tell them; of logits up to 128 it leaves half a unit of
    64 to 128.
    """
    if digits is not None:
        return 10.0**-digits / 2 + OFF, f"{digits} decimals, as --digits says"
    some = logs[np.isfinite(logs) & (logs > CLAMPED) & (logs != 0)][: 64 * SOME]
    some = some[:: max(1, len(some) // SOME)]
    if not len(some):
        return OFF, "no digits to tell"
    for decimals in range(MOST + 1):
        if (np.round(some, decimals) == some).all():
            return 10.0**-decimals / 2 + OFF, f"{decimals} decimal{'s' * (decimals != 1)}"
    precision = real(some, np.dtype(np.float64))
    single = (some.astype(np.float32) == some).all() or all(float(f"{x:.9g}") == x for x in some)
    if precision is FLOAT64 and single:
        precision = FLOAT32
    if precision is FLOAT64:
        return OFF, "float64"
    return precision.eps * LOGITS / 2, precision.name
