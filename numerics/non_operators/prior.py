"""Mixing towards a law that is not uniform: here, all on the last class."""

from numerics.operator import Operator, always
from numerics.simplex import Array


def formula(p: Array, T: Array) -> Array:
    """q = p/T + (1 − 1/T) e_V."""
    q = p / T
    q[..., -1:] += (T - 1) / T
    return q


prior = Operator(
    name="prior",
    tex=r"q = p/T + (1 - 1/T)\,e_V",
    formula=formula,
    coldest=1.0,
    coldest_included=True,
    affine=True,
    composes=always,
    breaks=("ranking", "entropy", "boundary"),
)
