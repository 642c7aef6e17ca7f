"""The precision that values have, whatever type they are stored in: float32's, if float32 computed them.

A format's numbers are the multiples of its unit in the last place. Of values that were rounded to it about half are odd
multiples; of values that are simple, such as 1/2 or 0, none is.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

ENOUGH, ODD = 32, 0.2  # distinct values, and the share of odd multiples, before a format counts as found


@dataclass(frozen=True)
class Precision:
    """A format of floats: bits of the significand, the hidden one included, and its least normal number."""

    name: str
    bits: int
    tiny: float
    accepted: float = 0.0

    @property
    def eps(self) -> float:
        """From one to the next number."""
        return float(2.0 ** (1 - self.bits))

    def slack(self, V: int) -> float:
        """How far a law of V entries in this format may be from summing to one.

        Its entries are rounded (V of them may vanish), and their sum may be once more. `accepted` is what other ways
        of rounding leave in the two formats in which laws are computed and printed.
        """
        return max(2 * self.eps + V * self.tiny * self.eps / 2, self.accepted)

    def units(self, values: Array) -> Array:
        """The multiples of the unit in the last place that values are: whole numbers where they are in the format."""
        _, exponents = np.frexp(values)
        least = int(np.log2(self.tiny))
        return np.asarray(np.ldexp(values, self.bits - 1 - np.maximum(exponents - 1, least)))


BFLOAT16 = Precision("bfloat16", 8, 2.0**-126)
FLOAT16 = Precision("float16", 11, 2.0**-14)
FLOAT32 = Precision("float32", 24, 2.0**-126, 1e-5)
FLOAT64 = Precision("float64", 53, 2.0**-1022, 1e-9)
COARSEST_FIRST = (BFLOAT16, FLOAT16, FLOAT32, FLOAT64)
_STORED = {precision.name: precision for precision in COARSEST_FIRST}


def stored(dtype: np.dtype) -> Precision:
    """The format of a type of NumPy's; of wider ones that of float64."""
    if dtype == np.float64:  # told at once, where a name takes longer than a sum
        return FLOAT64
    return _STORED.get(dtype.name, FLOAT64)


def called(dtype: object) -> Precision:
    """The format of a type of any library, by the name that it has there, such as torch.bfloat16."""
    return _STORED.get(str(dtype).rpartition(".")[2], FLOAT64)


def real(values: Array, dtype: np.dtype) -> Precision:
    """The coarsest format whose numbers these values, of any shape, all are; that of their type where none is found."""
    own = stored(dtype)
    some = np.unique(np.abs(values[np.isfinite(values)].astype(np.float64, copy=False)))
    if len(some) < ENOUGH:
        return own
    for precision in COARSEST_FIRST[: COARSEST_FIRST.index(own)]:
        units = precision.units(some)
        if (units == np.rint(units)).all() and (units % 2 == 1).mean() >= ODD:
            return precision
    return own
