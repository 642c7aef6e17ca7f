r"""How much a softened teacher, or draws from it, tell of the teacher: log-ratios of what two teachers would publish.

Two teachers are neighbours if one may stand in the other's place: any two laws, or two whose log-probabilities differ
by at most s in every class. A mechanism is ε-DP if no outcome is more than e^ε times as likely under one neighbour as
under the other (Dwork et al. 2006).
"""

from __future__ import annotations

from sympy import Expr, Integer, Product, Symbol, exp, expand_log, log, solve

from theory.bias_variance import frequency_variance
from theory.operators.mixing import mixing
from theory.simplex import Law, T, i


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


def power_loss(p: Law, s: Expr) -> Expr:
    """A bound on the privacy loss of one draw under power: p_i moves up by s, and S = Σp_j^β as far down as it can.

    log(q_i/q'_i) = log(p_i^β/p'_i^β) − log(S/S'), and each term of S moves by a factor between e^(−βs) and e^(βs).
    """
    beta = 1 / T
    entry = (p[i] * exp(s)) ** beta / p[i] ** beta
    total = p.sum(lambda j: (p[j] * exp(-s)) ** beta) / p.sum(lambda j: p[j] ** beta)
    return loss(entry, total)


def loss_of_draws(one: Expr, draws: Expr) -> Expr:
    """The privacy loss of an outcome that independent draws show each time: chances multiply.

    No sequence of draws loses more than one that shows the outcome of the largest loss again and again.
    """
    j = Symbol("j", integer=True, positive=True)
    chances = Product(exp(one), (j, 1, draws)).doit()
    return expand_log(log(chances), force=True)


def debiased_error(q: Law, T: Expr) -> Expr:
    """E‖T q̂ − (T − 1)u − p‖² for frequencies q̂ of n draws from q, whose mean is q and for which T q − (T − 1)u is p."""
    return q.sum(lambda j: T**2 * frequency_variance(q[j]))


def mixing_temperature(classes: Expr, epsilon: Expr) -> Expr:
    """The T at which one draw under mixing costs ε."""
    heat = Symbol("heat", positive=True)
    (found,) = solve(exp(mixing_loss(classes, heat)).simplify() - exp(epsilon), heat)
    return found
