"""Power at a temperature τ(T) that breaks the boundary axiom alone."""

from sympy import Expr

from theory.operators.power import power
from theory.simplex import Law


def bounded(p: Law, T: Expr) -> Law:
    """power at τ(T) = 2T/(1 + T)."""
    return power(p, 2 * T / (1 + T))
