"""Mixing with the uniform law."""

from numerics.libraries import AnyArray, by_rows
from numerics.operator import Operator, always


def formula(p: AnyArray, T: AnyArray) -> AnyArray:
    """q_i = p_i/T + ((T − 1)/T)/V: T − 1 before the division, so that T = 1 returns p exactly."""
    return _rows(p, T) if p.dtype == T.dtype else by_rows(_rows, p, T)


def _rows(p: AnyArray, T: AnyArray) -> AnyArray:
    return p / T + (T - 1) / T / p.shape[-1]


mixing = Operator(
    name="mixing",
    tex=r"q_i = p_i/T + (1 - 1/T)/V",
    formula=formula,
    coldest=1.0,
    coldest_included=True,
    closed=True,
    affine=True,
    composes=always,
    portable=True,
)
