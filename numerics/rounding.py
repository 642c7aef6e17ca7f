"""What floats may leave in the entries of a softened law: the allowances that measures of violation make."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from numerics.precision import FLOAT64, Precision
from numerics.simplex import Array

Allowance = Callable[[Array, float | Array, Array], Array]
"""(p, T, q = F_T(p)) to the error that floats may leave in each entry of q; p and q of shape (..., V)."""

ULPS = 16 * float(np.finfo(np.float64).eps)
TINY = float(np.finfo(np.float64).tiny)


def rounding(p: Array, T: float | Array, q: Array) -> Array:
    """A few ulp, times 1 + (|log p_i| + |log max p|)/T, since 1/T magnifies a relative error in log p.

    And what underflows may vanish.
    """
    return ULPS * conditioning(p, T) * q + TINY


def conditioning(p: Array, T: float | Array) -> Array:
    """1 + (|log p_i| + |log max p|)/T."""
    return 1 + (log_size(p) + np.abs(np.log(p.max(axis=-1, keepdims=True)))) / T


def log_size(p: Array) -> Array:
    """|log p_i|, and 0 for the zeros, which carry no error."""
    with np.errstate(divide="ignore"):
        return np.where(p > 0, np.abs(np.log(p)), 0)


@dataclass(frozen=True)
class Tolerance:
    """What floats of one precision excuse in a map of which nothing else is known; `allowance` where it is known.

    An entry may be off by 16 ulp, times its conditioning 1 + (|log p_i| + |log max p|)/T, and by 4 ulp (1 + 1/T) of the
    largest entry, which shifts and cumulative sums leave. An order counts as reversed beyond 8 ulp of either
    entry, times the same conditioning.
    """

    precision: Precision = FLOAT64
    allowance: Allowance | None = None

    @property
    def eps(self) -> float:
        """From one to the next number."""
        return self.precision.eps

    @property
    def tiny(self) -> float:
        """The least number of full precision."""
        return self.precision.tiny

    def total(self, V: int) -> float:
        """How far the sum of V entries may be from one."""
        return self.precision.slack(V)

    def entries(self, p: Array, T: float | Array, q: Array) -> Array:
        """The error excused in each entry of q = F_T(p); no less where an entry is negative."""
        if self.allowance is not None:
            return self.allowance(p, T, q)
        size = np.abs(q)
        shift = 4 * self.eps * (1 + 1 / T) * size.max(axis=-1, keepdims=True)
        return 16 * self.eps * conditioning(p, T) * size + shift + self.tiny

    def order(self, p: Array, T: float | Array, q: Array) -> Array:
        """The error excused in each entry when two are compared."""
        if self.allowance is not None:
            return self.allowance(p, T, q)
        return 8 * self.eps * conditioning(p, T) * np.abs(q) + self.tiny

    def entropy(self, p: Array, T: float | Array, q: Array, logs: Array | None = None) -> Array:
        """The error that those of the entries leave in H(q): dH = −Σ (1 + log q_i) dq_i; `logs` are |log q|."""
        return ((1 + (log_size(q) if logs is None else logs)) * self.entries(p, T, q)).sum(axis=-1)

    def jump(self, T: float | Array) -> float | Array:
        """How far an entry may move at once: less is not told from a slope, nor from the rounding of p."""
        return 1e-9 + 64 * self.eps * (1 + 1 / T)

    @property
    def apart(self) -> float:
        """How far apart, relatively, two entries of p must be to be told apart."""
        return 64 * self.eps
