"""Power at a temperature τ(T) that breaks the identity alone."""

from sympy import Expr

from theory.operators.power import power
from theory.simplex import Law


def shifted(p: Law, T: Expr) -> Law:
    """power at τ(T) = 2T."""
    return power(p, 2 * T)
