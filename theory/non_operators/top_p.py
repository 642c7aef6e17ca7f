"""Nucleus sampling: conditioning on the fewest likeliest classes that hold a share, then power."""

from sympy import Expr, Rational

from theory.non_operators.top_k import conditioned
from theory.operators.power import power
from theory.simplex import Law


def top_p(p: Law, T: Expr, share: Expr = Rational(4, 5)) -> Law:
    """An explicit law, conditioned on entries such that those above them hold less than the share, then power_T."""
    return power(conditioned(p, lambda entry: sum(other for other in p.entries if other > entry) < share), T)
