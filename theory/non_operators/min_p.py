"""Min-p: conditioning on classes not much less likely than the likeliest, then power."""

from sympy import Expr, Rational

from theory.non_operators.top_k import conditioned
from theory.operators.power import power
from theory.simplex import Law


def min_p(p: Law, T: Expr, share: Expr = Rational(1, 2)) -> Law:
    """An explicit law, conditioned on entries of at least share · max p, then power_T."""
    return power(conditioned(p, lambda entry: entry >= share * max(p.entries)), T)
