"""What the axioms ask of a softening operator, derived for a law with symbolic entries and a symbolic V."""

from __future__ import annotations

from collections.abc import Callable

from sympy import Expr, Symbol, exp, expand_log, factor, limit, log, oo, simplify

from theory.simplex import Law, T, entropy, generic, i, k
from theory.sums import tidy

Softening = Callable[[Law, Expr], Law]

gap = Symbol("gap", positive=True)
"""log p_k − log p_i, for two classes with p_i < p_k."""


def log_ratio_slope(F: Softening) -> Expr:
    """log(q_i/q_k) / log(p_i/p_k): positive exactly when F ranks classes i and k as p does."""
    p = generic()
    q = F(p, T)
    return simplify(tidy(log(q[i]) - log(q[k])) / expand_log(log(p[i] / p[k])))


def difference_slope(F: Softening) -> Expr:
    """(q_i − q_k) / (p_i − p_k): the same, for operators that are linear in differences."""
    p = generic()
    q = F(p, T)
    return factor(tidy(q[i] - q[k])) / (p[i] - p[k])


def entropy_derivative(F: Softening, p: Law) -> Expr:
    """dH(F_T(p))/dT, by differentiation of −Σ q log q under the sum."""
    return entropy(F(p, T)).diff(T)


def ratio_limits(F: Softening) -> tuple[Expr, Expr]:
    """Where q_i/q_k goes as T → 0+ and as T → ∞, when p_i = p_k exp(−gap)."""
    p = generic()
    q = F(p, T)
    ratio = simplify((q[i] / q[k]).subs(p[i], p[k] * exp(-gap)))
    return limit(ratio, T, 0, "+"), limit(ratio, T, oo)


def tied_ratio(F: Softening) -> Expr:
    """q_i/q_k when p_i = p_k."""
    p = generic()
    q = F(p, T)
    return simplify((q[i] / q[k]).subs(p[i], p[k]))
