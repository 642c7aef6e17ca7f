"""Power, the temperature of the paper: p_i^(1/T), normalised (the escort law of order 1/T)."""

from sympy import Expr

from theory.simplex import Law


def power(p: Law, T: Expr) -> Law:
    """q_i = p_i^(1/T) / Σ_j p_j^(1/T), for T > 0."""
    total = p.sum(lambda j: p[j] ** (1 / T))
    return Law(p.classes, lambda i: p[i] ** (1 / T) / total)
