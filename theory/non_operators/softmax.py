"""Softmax of the probabilities, as if they were logits."""

from sympy import Expr

from theory.simplex import Law
from theory.simplex import softmax as softmax_of


def softmax(p: Law, T: Expr) -> Law:
    """q_i ∝ exp(p_i/T)."""
    return softmax_of(lambda j: p[j] / T, p.classes)
