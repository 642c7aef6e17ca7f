"""Power at a temperature τ(T) that breaks continuity alone."""

from sympy import Expr

from theory.operators.power import power
from theory.simplex import Law


def jump(p: Law, T: Expr) -> Law:
    """power at τ(T) = T + [T > 2]."""
    return power(p, T + 1 if T > 2 else T)
