"""Power (escort) softening, in log space."""

import numpy as np

from numerics.operator import Operator, always
from numerics.simplex import Array


def formula(p: Array, T: Array) -> Array:
    """q_i ∝ exp((log p_i − log max p)/T): the largest term is 1, so no T overflows or empties the sum."""
    with np.errstate(divide="ignore"):  # log 0 = −∞, and exp(−∞) = 0: zeros stay zeros
        q = np.log(p)
    q -= q.max(axis=-1, keepdims=True)
    with np.errstate(over="ignore"):  # at the coldest, −∞ is meant
        q = np.divide(q, T, out=q if np.broadcast_shapes(q.shape, T.shape) == q.shape else None)
    np.exp(q, out=q)
    q /= q.sum(axis=-1, keepdims=True)
    return q


power = Operator(
    name="power",
    tex=r"q_i = p_i^{1/T} / \sum_j p_j^{1/T}",
    formula=formula,
    composes=always,
    commutes_with_conditioning=True,
)
