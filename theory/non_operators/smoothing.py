"""Label smoothing: a share ε of the uniform law at every temperature."""

from sympy import Expr, Rational

from theory.operators.mixing import mixing
from theory.simplex import Law


def smoothing(p: Law, T: Expr, epsilon: Expr = Rational(1, 10)) -> Law:  # noqa: ARG001 - a softening takes T
    """Mixing at the fixed temperature 1/(1 − ε)."""
    return mixing(p, 1 / (1 - epsilon))
