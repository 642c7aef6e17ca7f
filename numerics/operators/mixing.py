"""Mixing with the uniform law."""

from numerics.operator import Operator, always
from numerics.simplex import Array


def formula(p: Array, T: Array) -> Array:
    """q_i = p_i/T + ((T − 1)/T)/V: T − 1 before the division, so that T = 1 returns p exactly."""
    q = p / T
    q += (T - 1) / T / p.shape[-1]
    return q


mixing = Operator(
    name="mixing",
    tex=r"q_i = p_i/T + (1 - 1/T)/V",
    formula=formula,
    coldest=1.0,
    coldest_included=True,
    closed=True,
    affine=True,
    composes=always,
)
