"""Bias and variance, from what an expectation is: linear, and known on monomials of the noises.

A noise is a symbol with mean zero. `expected` takes a polynomial in noises apart and puts the mean of each monomial
in its place; a monomial whose mean is not given is an error, so that nothing is assumed in passing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sympy import Expr, IndexedBase, Integer, Poly, Symbol, expand

from theory.simplex import Law, V, generic

Moments = Mapping[tuple[int, ...], Expr | int]
Softening = Callable[[Law, Expr], Law]

n = Symbol("n", integer=True, positive=True)


def expected(expression: Expr, noises: tuple[Symbol, ...], moments: Moments) -> Expr:
    """E of a polynomial in noises; `moments` gives the mean of each monomial by its exponents."""
    terms = Poly(expand(expression), *noises).terms()
    return sum((coefficient * moments[powers] for powers, coefficient in terms), Integer(0))


@dataclass(frozen=True)
class Random:
    """A random vector on V classes by its first two moments: `mean[i]` and `variance[i]`, both symbolic."""

    mean: Law
    variance: Law


def random_vector(mean: str, variance: str) -> Random:
    """A vector of which nothing is known but E and the diagonal of Cov."""
    m, c = IndexedBase(mean, real=True), IndexedBase(variance, real=True)
    return Random(Law(V, lambda j: m[j]), Law(V, lambda j: c[j]))


def squared_risk(student: Random, target: Random, covariance: Law) -> Expr:
    """E‖S − y‖², class by class, for S and y with the covariance of S_i and y_i given."""
    e, h = Symbol("e"), Symbol("h")  # S_i − E S_i and y_i − E y_i

    def risk(j: Expr) -> Expr:
        moments = {
            **{(0, 0): 1, (1, 0): 0, (0, 1): 0},
            **{(2, 0): student.variance[j], (0, 2): target.variance[j], (1, 1): covariance[j]},
        }
        return expected((student.mean[j] + e - target.mean[j] - h) ** 2, (e, h), moments)

    return student.mean.sum(risk)


def frequency_variance(p: Expr) -> Expr:
    """Var of the frequency of a class of probability p among n independent draws."""
    x, mean = Symbol("x"), Symbol("m")  # x = 1 with probability p, else 0, so that every power of it has mean p
    once = expected((x - mean) ** 2, (x,), {(0,): 1, (1,): p, (2,): p}).subs(mean, p)
    return once / n  # variances of independent draws add up, and the mean of n of them is divided by n


def teacher_risk(soften: Softening, T: Expr) -> Expr:
    """E‖F_T(p̂) − p‖² for p̂ the frequencies of n draws from p, F_T(p̂)_i being a polynomial in p̂_i alone."""
    p, e = generic("p"), Symbol("e")

    def risk(j: Expr) -> Expr:
        softened = soften(Law(V, lambda i: p[i] + e), T)[j]
        return expected((softened - p[j]) ** 2, (e,), {(0,): 1, (1,): 0, (2,): frequency_variance(p[j])})

    return p.sum(risk)
