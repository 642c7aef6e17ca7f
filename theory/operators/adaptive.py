"""Adaptive power: power at T^a(p), a continuous, positive and symmetric in the classes."""

from __future__ import annotations

from collections.abc import Callable

from sympy import Expr, Rational

from theory.operators.power import power
from theory.simplex import Law


def concentration(p: Law) -> Expr:
    """a(p) = 1/2 + Σ p_i²."""
    return Rational(1, 2) + p.sum(lambda j: p[j] ** 2)


def adaptive(p: Law, T: Expr, exponent: Callable[[Law], Expr] = concentration) -> Law:
    """power at T^a(p)."""
    return power(p, T ** exponent(p))
