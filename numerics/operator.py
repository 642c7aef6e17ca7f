"""What a softening operator is to the machine: a formula, its domain, and facts that claims then test."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from numerics.rounding import Allowance, rounding
from numerics.simplex import Array, InputError, distributions

Axiom = Literal["ranking", "continuity", "entropy", "identity", "boundary"]
AXIOMS: tuple[Axiom, ...] = ("ranking", "continuity", "entropy", "identity", "boundary")
Pairs = Callable[[float, float], bool]


def always(S: float, T: float) -> bool:  # noqa: ARG001 - a rule for pairs of temperatures
    """F_S ∘ F_T = F_ST for every S and T."""
    return True


def unless_truncated(S: float, T: float) -> bool:
    """F_S ∘ F_T = F_ST unless T < 1 < S: heating does not bring back what cooling has truncated."""
    return T >= 1 or S <= 1


def same_side(S: float, T: float) -> bool:
    """F_S ∘ F_T = F_ST unless one of S and T cools and the other heats."""
    return (S - 1) * (T - 1) >= 0


def trivially(S: float, T: float) -> bool:
    """F_S ∘ F_T = F_ST only where one of the two does nothing."""
    return S == 1 or T == 1


@dataclass(frozen=True)
class Operator:
    """A family F_T of maps of the simplex, with what it declares of itself: facts that claims then test.

    `formula(p, T)` takes checked float64 arrays, p of shape (..., V) and T of shape (..., 1), and returns
    a new array of their broadcast shape. Temperatures run from `coldest` (included or not) to infinity. It ranks
    strictly at T ≥ `strict_from` (below, it truncates: entries tie at zero), and satisfies the boundary axiom on
    the open simplex or, where `closed`, on all of it; but for the axioms that it `breaks`. `composes(S, T)`
    says where F_S ∘ F_T = F_ST. `allowance` bounds what floats leave in its entries. Where it is `portable` the formula
    uses the functions of the array standard alone, and takes arrays of any library: see `numerics.arrays`.
    """

    name: str
    tex: str
    formula: Callable[[Array, Array], Array]
    coldest: float = 0.0
    coldest_included: bool = False
    strict_from: float = 0.0
    closed: bool = False
    affine: bool = False
    composes: Pairs = trivially
    commutes_with_conditioning: bool = False
    breaks: tuple[Axiom, ...] = ()
    portable: bool = False
    allowance: Allowance = rounding

    def __call__(self, p: ArrayLike, T: ArrayLike) -> Array:
        """Soften the rows of p, shape (..., V), at temperature T: a number, or shape (...) for one a row.

        Returns float64 of shape (..., V). Raises InputError for a row of p that is not a distribution
        and for a temperature outside the domain of the family.
        """
        rows = distributions(p)
        temperatures = self.temperatures(T)
        if temperatures.ndim:
            try:
                np.broadcast_shapes(rows.shape[:-1], temperatures.shape)
            except ValueError as error:
                shapes = f"p has rows {rows.shape[:-1]}, T has shape {temperatures.shape}"
                raise InputError(f"{self.name}: {shapes}; they do not broadcast together") from error
        return self.formula(rows, temperatures[..., None])

    def temperatures(self, T: ArrayLike) -> Array:
        """T as float64, every value inside the domain; InputError names the first that is not."""
        try:
            given = np.asarray(T)
        except ValueError as error:
            raise InputError(f"{self.name}: T is not an array of numbers") from error
        if given.dtype.kind not in "fiu":
            raise InputError(f"{self.name}: T is not a number: {T!r}")
        values = given.astype(np.float64)
        least, most = (values.min(), values.max()) if values.size else (np.inf, 0.0)  # a NaN is neither
        if most < np.inf and (least > self.coldest or (least == self.coldest and self.coldest_included)):
            return values
        inside = np.isfinite(values) & (values >= self.coldest if self.coldest_included else values > self.coldest)
        if not inside.all():
            raise InputError(f"{self.name}: T = {float(values[~inside].flat[0]):g} lies outside {self.domain}")
        return values

    @property
    def domain(self) -> str:
        """The temperatures of the family, as an interval in words."""
        return f"{'[' if self.coldest_included else '('}{self.coldest:g}, ∞)"


def spelled(value: float) -> str:
    """A parameter as it stands in a name: the shortest decimal that reads back as the same float."""
    return np.format_float_positional(value, trim="-")


@dataclass(frozen=True)
class Parametrised:
    """A family of operators with one real parameter: `make(value)`, or InputError; `examples` are registered."""

    name: str
    parameter: str
    make: Callable[[float], Operator]
    examples: tuple[float, ...]

    def named(self, text: str) -> Operator:
        """The operator for a parameter as typed; InputError where it is no number or outside the range."""
        try:
            value = float(text)
        except ValueError as error:
            raise InputError(f"{self.name}: {self.parameter} = {text!r} is not a number") from error
        if not np.isfinite(value):
            raise InputError(f"{self.name}: {self.parameter} = {text} is not finite")
        return self.make(value)
