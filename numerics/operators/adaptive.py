"""Adaptive power: power at a temperature that depends on the teacher's own concentration, T^a(p)."""

from collections.abc import Callable

import numpy as np

from numerics.operator import Operator
from numerics.operators.power import power
from numerics.rounding import TINY, rounding
from numerics.simplex import Array

LARGEST = float(np.finfo(np.float64).max)


def concentration(p: Array) -> Array:
    """a(p) = 1/2 + Σ p_i², shape (..., V) to (..., 1): continuous, positive, blind to the names of the classes."""
    return 0.5 + (p**2).sum(axis=-1, keepdims=True)


def adaptive_power(exponent: Callable[[Array], Array]) -> Callable[[Array, Array], Array]:
    """q = power at T^a(p), for a continuous, positive, symmetric exponent a, (..., V) to (..., 1)."""
    return lambda p, T: power.formula(p, raised(T, exponent(p)))


def raised(T: float | Array, exponent: Array) -> Array:
    """T^a, within the floats: beyond them power has reached its limit."""
    with np.errstate(over="ignore", under="ignore"):
        return np.clip(T**exponent, TINY, LARGEST)


def allowance(p: Array, T: float | Array, q: Array) -> Array:
    """That of power at T^a(p), a in [1/2, 3/2], and what a relative error of T^a, times log T, does to the rest."""
    temperature = raised(T, concentration(p))
    return rounding(p, temperature, q) * (1 + np.abs(np.log(T)))


adaptive = Operator(
    name="adaptive",
    tex=r"q = \mathrm{power}_{T^{a(p)}}(p),\ a(p) = 1/2 + \sum_i p_i^2",
    formula=adaptive_power(concentration),
    allowance=allowance,
)
