"""Additive (Lidstone) smoothing, the rule of succession with (T − 1)ε pseudo-counts for each class."""

from sympy import Expr

from theory.simplex import Law


def additive(p: Law, T: Expr, epsilon: Expr) -> Law:
    """q_i ∝ p_i + (T − 1)ε, for T ≥ 1."""
    total = p.sum(lambda j: p[j] + (T - 1) * epsilon)
    return Law(p.classes, lambda i: (p[i] + (T - 1) * epsilon) / total)
