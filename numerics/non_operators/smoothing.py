"""Label smoothing: a fixed share of the uniform law, whatever the temperature."""

from __future__ import annotations

import numpy as np

from numerics.operator import Operator, Parametrised, spelled
from numerics.simplex import Array, InputError


def make(epsilon: float) -> Operator:
    """q = (1 − ε)p + εu, 0 < ε < 1."""
    if not 0 < epsilon < 1:
        raise InputError(f"smoothing: epsilon = {epsilon:g} lies outside (0, 1)")

    def formula(p: Array, T: Array) -> Array:
        return np.broadcast_to((1 - epsilon) * p + epsilon / p.shape[-1], np.broadcast_shapes(p.shape, T.shape)).copy()

    return Operator(
        name=f"smoothing:{spelled(epsilon)}",
        tex=rf"q = {1 - epsilon:g}\,p + {epsilon:g}\,u",
        formula=formula,
        affine=True,
        breaks=("identity", "boundary"),
    )


smoothing = Parametrised("smoothing", "epsilon", make, examples=(0.1,))
