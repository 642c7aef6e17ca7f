"""Additive (Lidstone) smoothing: every class gains (T − 1)ε before the row is normalised."""

from __future__ import annotations

from numerics.operator import Operator, Parametrised, spelled
from numerics.simplex import Array, InputError


def make(epsilon: float) -> Operator:
    """q_i = (p_i + (T − 1)ε)/(1 + V(T − 1)ε), ε > 0, T ≥ 1."""
    if epsilon <= 0:
        raise InputError(f"additive: epsilon = {epsilon:g} is not positive")

    def formula(p: Array, T: Array) -> Array:
        gain = (T - 1) * epsilon
        return (p + gain) / (1 + p.shape[-1] * gain)

    return Operator(
        name=f"additive:{spelled(epsilon)}",
        tex=rf"q_i = (p_i + {epsilon:g}(T - 1))/(1 + {epsilon:g}V(T - 1))",
        formula=formula,
        coldest=1.0,
        coldest_included=True,
        closed=True,
        affine=True,
        portable=True,
    )


additive = Parametrised("additive", "epsilon", make, examples=(0.1,))
