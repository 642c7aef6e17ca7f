"""Spliced: power where it cools, mixing where it heats."""

from sympy import Expr

from theory.operators.mixing import mixing
from theory.operators.power import power
from theory.simplex import Law


def spliced(p: Law, T: Expr) -> Law:
    """power for T ≤ 1, mixing for T ≥ 1; T a number, or a symbol known to lie on one side of 1."""
    hot = (T - 1).is_nonnegative
    if hot is None:
        raise ValueError(f"spliced: on which side of 1 is {T}?")
    return mixing(p, T) if hot else power(p, T)
