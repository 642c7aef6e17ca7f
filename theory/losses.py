"""Losses between a student's law s and a teacher's law t: what their gradients, ends and minima come from.

K is a set of classes, t_K its mass. A law given K is on the classes of K alone.
"""

from __future__ import annotations

from collections.abc import Callable

from sympy import Expr, Indexed, IndexedBase, Symbol, log

from theory.equivalence import BETA, Outputs
from theory.simplex import Law, softmax

beta = Symbol("beta_mix", positive=True)
kept = Symbol("t_K", positive=True)
hidden, unseen = Symbol("t_R", positive=True), Symbol("s_R", positive=True)
"""What teacher and student give to the classes outside K."""


def kl(t: Law, s: Law) -> Expr:
    """KL(t‖s)."""
    return t.mean(lambda j: log(t[j]) - log(s[j]))


def mixture(t: Law, s: Law, weight: Expr) -> Law:
    """weight · t + (1 − weight) · s."""
    return Law(t.classes, lambda j: weight * t[j] + (1 - weight) * s[j])


def generalised_js(t: Law, s: Law, weight: Expr) -> Expr:
    """β KL(t‖m) + (1 − β) KL(s‖m), m the mixture."""
    m = mixture(t, s, weight)
    return weight * kl(t, m) + (1 - weight) * kl(s, m)


def reverse_term(s: Expr, t: Expr) -> Expr:
    """A class's part s log(s/t) of the reverse KL."""
    return s * log(s / t)


def pull(z: Outputs, v: Outputs, classes: Expr) -> Callable[[Expr], Expr]:
    """σ(βz)_i − σ(βv)_i: the gradient of KL(σ(βv)‖σ(βz)) in z_i over β."""
    s, t = (softmax(lambda j, of=of: BETA * of(j), classes) for of in (z, v))
    return lambda j: s[j] - t[j]


def entries(name: str) -> IndexedBase:
    """Losses of entries: name[example, token, class]."""
    return IndexedBase(name, real=True)


def entry(of: IndexedBase, *at: Expr) -> Indexed:
    """One of them."""
    return of[at]
