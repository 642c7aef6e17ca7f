r"""How much a softened teacher, or draws from it, tell of the teacher: log-ratios of what two teachers would publish.

Two teachers are neighbours if one may stand in the other's place: any two laws, or two whose log-probabilities differ
by at most s in every class. A mechanism is ε-DP if no outcome is more than e^ε times as likely under one neighbour as
under the other (Dwork et al. 2006).
"""

from __future__ import annotations

from sympy import Expr, Integer, Symbol, exp, log, solve

from theory.bias_variance import frequency_variance
from theory.operators.mixing import mixing
from theory.simplex import Law


def vertex(classes: Expr, at: int) -> Law:
    """The law that puts all on one class, written over an integer or a symbolic number of classes."""
    return Law(classes, lambda j: Integer(1 if j == at else 0))


def loss(q: Expr, other: Expr) -> Expr:
    """The privacy loss log(q/q') of an outcome."""
    return log(q) - log(other)


def mixing_loss(classes: Expr, T: Expr) -> Expr:
    """The largest privacy loss of one draw under mixing: an entry of q rises with that of p, which is 1 at most.

    The outcome 1 under the teacher that is sure of it, and under one that is sure of another class.
    """
    sure, other = mixing(vertex(classes, 1), T), mixing(vertex(classes, 2), T)
    return loss(sure[1], other[1])


def debiased_error(q: Law, T: Expr) -> Expr:
    """E‖T q̂ − (T − 1)u − p‖² for frequencies q̂ of n draws from q, whose mean is q and for which T q − (T − 1)u is p."""
    return q.sum(lambda j: T**2 * frequency_variance(q[j]))


def mixing_temperature(classes: Expr, epsilon: Expr) -> Expr:
    """The T at which one draw under mixing costs ε."""
    T = Symbol("T", positive=True)
    (found,) = solve(exp(mixing_loss(classes, T)).simplify() - exp(epsilon), T)
    return found
