"""Weights by rank, as if a teacher had said only in which order its classes come."""

from sympy import Expr, Rational

from theory.operators.power import power
from theory.simplex import Law, explicit


def ranks(p: Law, T: Expr) -> Law:
    """Power of q_i ∝ 1/rank_i, an explicit law; classes that tie share the mean of their ranks."""

    def rank(entry: Expr) -> Expr:
        above = [other for other in p.entries if other > entry]
        return len(above) + Rational(p.entries.count(entry) + 1, 2)

    weights = [1 / rank(entry) for entry in p.entries]
    return power(explicit([weight / sum(weights) for weight in weights]), T)
