"""Classes that a top k does not show, on arrays of any library: none of them above c, and how many there are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from numerics.libraries import AnyArray, expit, library


@dataclass(frozen=True)
class Hidden:
    """The logarithms of c, shape (...), and of their number: one for all rows, or shape (...), and ∞ if not known."""

    log_c: AnyArray
    log_count: AnyArray | float

    def packing(self, log_r: AnyArray) -> tuple[AnyArray, AnyArray]:
        """How many classes are at c in the packed tail of mass r, and the part of c that another has."""
        xp = library(log_r)
        with np.errstate(invalid="ignore"):
            fit = log_r - self.log_c
            classes = xp.where(xp.isfinite(log_r), xp.exp(xp.where(fit < self.log_count, fit, self.log_count)), 0.0)
        full = xp.floor(classes)
        return full, classes - full

    def packed(self, order: AnyArray, log_r: AnyArray) -> AnyArray:
        """log Σ p^order over the packed tail of mass r, shape (...)."""
        xp, (full, rest) = library(log_r), self.packing(log_r)
        with np.errstate(divide="ignore", invalid="ignore"):  # log 0 = −∞: no such class
            at_c = xp.where(full > 0, xp.log(full) + order * self.log_c, -xp.inf)
            return xp.logaddexp(at_c, xp.where(rest > 0, order * (xp.log(rest) + self.log_c), -xp.inf))

    def even(self, order: AnyArray, log_r: AnyArray) -> AnyArray:
        """log Σ p^order over the even tail of mass r, shape (...)."""
        xp = library(log_r)
        with np.errstate(invalid="ignore"):  # of infinitely many classes; at order 1 their number does not matter
            spread = xp.where(order == 1, 0.0, (1 - order) * self.log_count)
            return xp.where(xp.isinf(log_r), -xp.inf, spread + order * log_r)

    def softened(
        self, order: AnyArray, head: AnyArray, off: AnyArray, low: AnyArray, high: AnyArray
    ) -> tuple[AnyArray, AnyArray]:
        """Between which the mass of these classes is after softening by power, order 1/T, shape (...) each.

        `head` is log Σ p^order over the classes shown, off by at most order times `off`; log r is from low to high.
        """
        where, off = library(low).where, order * off
        # for T > 1 p^(1/T) is concave and the packed tail is least; for T < 1 it is convex, and largest
        warm = expit(self.packed(order, low) - head - off), expit(self.even(order, high) - head + off)
        cold = expit(self.even(order, low) - head - off), expit(self.packed(order, high) - head + off)
        return where(order <= 1, warm[0], cold[0]), where(order <= 1, warm[1], cold[1])
