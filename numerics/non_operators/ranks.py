"""Zipf weights by rank, 1/rank, then power: what a teacher's ordering says without its probabilities."""

from numerics.operator import Operator
from numerics.operators.power import power
from numerics.simplex import Array


def formula(p: Array, T: Array) -> Array:
    """Classes that tie share the mean of their ranks."""
    from scipy.stats import rankdata  # noqa: PLC0415 - it takes as long as all the rest to import

    weights = 1 / rankdata(-p, method="average", axis=-1)
    return power.formula(weights / weights.sum(axis=-1, keepdims=True), T)


ranks = Operator(
    name="ranks",
    tex=r"q = \mathrm{power}_T(w),\ w_i \propto 1/\mathrm{rank}_i",
    formula=formula,
    closed=True,
    breaks=("continuity", "identity"),
)
