"""Mixing with the uniform law: the convex combination of p and u that keeps p with weight 1/T."""

from sympy import Expr

from theory.simplex import Law, uniform


def mixing(p: Law, T: Expr) -> Law:
    """q_i = p_i/T + (1 − 1/T)/V, for T ≥ 1."""
    u = uniform(p.classes)
    return Law(p.classes, lambda i: p[i] / T + (1 - 1 / T) * u[i])
