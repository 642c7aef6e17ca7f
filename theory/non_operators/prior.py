"""Mixing towards a prior that is not uniform: all of it on the last class."""

from sympy import Expr, Integer

from theory.simplex import Law


def prior(p: Law, T: Expr) -> Law:
    """q = p/T + (1 − 1/T) e_V, for T ≥ 1."""
    return Law(p.classes, lambda i: p[i] / T + (1 - 1 / T) * Integer(int(i == p.classes)))
