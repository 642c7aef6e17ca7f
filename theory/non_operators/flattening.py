"""Power below T = 1, and above it a line to the uniform law that ends at T = 2."""

from sympy import Expr, Integer, Max

from theory.operators.mixing import mixing
from theory.operators.power import power
from theory.simplex import Law, uniform


def flattening(p: Law, T: Expr) -> Law:
    """power_T(p) for T ≤ 1, u + (2 − T)₊(p − u) for T ≥ 1; T a number."""
    if T < 1:
        return power(p, T)
    weight = Max(2 - T, Integer(0))
    return uniform(p.classes) if weight == 0 else mixing(p, 1 / weight)
