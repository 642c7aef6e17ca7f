"""Top-k: conditioning on the k likeliest classes, then power."""

from collections.abc import Callable

from sympy import Expr, Integer

from theory.operators.power import power
from theory.simplex import Law, explicit


def conditioned(p: Law, kept: Callable[[Expr], bool]) -> Law:
    """p given the classes whose probability is kept, the others at zero."""
    entries = [entry if kept(entry) else Integer(0) for entry in p.entries]
    total = sum(entries)
    return explicit([entry / total for entry in entries])


def top_k(p: Law, T: Expr, k: int = 2) -> Law:
    """An explicit law, conditioned on entries that fewer than k others exceed, then power_T."""
    return power(conditioned(p, lambda entry: len([other for other in p.entries if other > entry]) < k), T)
