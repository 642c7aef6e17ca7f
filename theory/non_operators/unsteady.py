"""Power at a temperature τ(T) that breaks entropy alone."""

from sympy import Expr

from theory.operators.power import power
from theory.simplex import Law


def unsteady(p: Law, T: Expr) -> Law:
    """power at τ(T) = T, 4 − T, T − 2 up to 2, up to 3, beyond."""
    return power(p, T if T <= 2 else 4 - T if T <= 3 else T - 2)
