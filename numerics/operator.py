"""What a softening operator is to the machine: a formula, its domain, and facts that claims then test."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from numerics.simplex import Array, InputError, distributions


@dataclass(frozen=True)
class Operator:
    """A family F_T of maps of the simplex.

    `formula(p, T)` takes checked float64 arrays, p of shape (..., V) and T of shape (..., 1), and returns
    a new array of their broadcast shape. Temperatures run from `coldest` (included or not) to infinity.
    """

    name: str
    tex: str
    formula: Callable[[Array, Array], Array]
    coldest: float
    coldest_included: bool
    affine: bool
    semigroup: bool
    commutes_with_conditioning: bool

    def __call__(self, p: ArrayLike, T: ArrayLike) -> Array:
        """Soften the rows of p, shape (..., V), at temperature T: a number, or shape (...) for one a row.

        Returns float64 of shape (..., V). Raises InputError for a row of p that is not a distribution
        and for a temperature outside the domain of the family.
        """
        rows = distributions(p)
        temperatures = self.temperatures(T)
        try:
            return self.formula(rows, temperatures[..., None])
        except ValueError as error:
            shapes = f"p has rows {rows.shape[:-1]}, T has shape {temperatures.shape}"
            raise InputError(f"{self.name}: {shapes}; they do not broadcast together") from error

    def temperatures(self, T: ArrayLike) -> Array:
        """T as float64, every value inside the domain; InputError names the first that is not."""
        try:
            given = np.asarray(T)
        except ValueError as error:
            raise InputError(f"{self.name}: T is not an array of numbers") from error
        if given.dtype.kind not in "fiu":
            raise InputError(f"{self.name}: T is not a number: {T!r}")
        values = given.astype(np.float64)
        inside = np.isfinite(values) & (values >= self.coldest if self.coldest_included else values > self.coldest)
        if not inside.all():
            raise InputError(f"{self.name}: T = {float(values[~inside].flat[0]):g} lies outside {self.domain}")
        return values

    @property
    def domain(self) -> str:
        """The temperatures of the family, as an interval in words."""
        return f"{'[' if self.coldest_included else '('}{self.coldest:g}, ∞)"
