"""Bias and variance, from what an expectation is: linear, and known on monomials of the noises.

A noise is a symbol with mean zero. `expected` takes a polynomial in noises apart and puts the mean of each monomial
in its place; a monomial whose mean is not given is an error, so that nothing is assumed in passing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sympy import Expr, IndexedBase, Integer, Poly, Symbol, exp, expand, gamma, integrate, log, oo

from theory.axioms import Softening
from theory.simplex import Law, V, generic

Moments = Mapping[tuple[int, ...], Expr | int]

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


def mean_of_copies(student: Random, M: Expr) -> Random:
    """The mean of M independent copies of a random vector."""
    # variances of independent copies add up, and dividing by M divides them by M²
    return Random(student.mean, Law(student.variance.classes, lambda j: M * student.variance[j] / M**2))


def jackknife(M: Expr, whole: Expr, less_one: Expr) -> Expr:
    """Of M units, an estimate from all of them and its mean over those with one left out (Quenouille 1956)."""
    return M * whole - (M - 1) * less_one


def bent(f: Expr, at: Sequence[Symbol], covariance: Callable[[int, int], Expr]) -> Expr:
    """E f(L + e) − f(L) to second order in e: its mean is zero, and its covariances are given by places in `at`."""
    e = [Symbol(f"e_{place}") for place in range(len(at))]
    around = f.subs(dict(zip(at, (x + t for x, t in zip(at, e, strict=True)), strict=True)), simultaneous=True)
    flat = dict.fromkeys(e, 0)
    terms = [around.diff(e[a], e[b]).subs(flat) * covariance(a, b) / 2 for a in range(len(at)) for b in range(len(at))]
    return sum(terms, Integer(0))


def teacher_risk(soften: Softening, T: Expr) -> Expr:
    """E‖F_T(p̂) − p‖² for p̂ the frequencies of n draws from p, F_T(p̂)_i being a polynomial in p̂_i alone."""
    p, e = generic("p"), Symbol("e")

    def risk(j: Expr) -> Expr:
        softened = soften(Law(V, lambda i: p[i] + e), T)[j]
        return expected((softened - p[j]) ** 2, (e,), {(0,): 1, (1,): 0, (2,): frequency_variance(p[j])})

    return p.sum(risk)


@dataclass(frozen=True)
class Loss:
    """A Bregman divergence Σ_j φ(y_j) − φ(s_j) − g(s_j)(y_j − s_j), g = φ', and means of a random S that it meets.

    `g[j]`, `phi[j]` and `linear[j]` are E g(S_j), E φ(S_j) and E g(S_j)S_j: nothing else of S enters, since the
    divergence is affine in them.
    """

    phi: Callable[[Expr], Expr]
    slope: Callable[[Expr], Expr]
    g_mean: Law
    phi_mean: Law
    linear_mean: Law

    def between(self, y: Law, s: Law) -> Expr:
        """D(y, s) of two fixed vectors."""
        return y.sum(lambda j: self.phi(y[j]) - self.phi(s[j]) - self.slope(s[j]) * (y[j] - s[j]))

    def expected(self, y: Law) -> Expr:
        """E D(y, S)."""
        return y.sum(lambda j: self.phi(y[j]) - self.phi_mean[j] - self.g_mean[j] * y[j] + self.linear_mean[j])


def divergence(p: Law, q: Law) -> Expr:
    """KL(p‖q) in nats, of laws with positive entries."""
    return p.mean(lambda j: log(p[j]) - log(q[j]))


def expected_divergence_to(q: Law, mean_log: Law) -> Expr:
    """E KL(q‖S) of a random law S of which E log S_j is known."""
    return q.mean(lambda j: log(q[j]) - mean_log[j])


def expected_divergence_from(mean: Law, mean_entropy: Expr, q: Law) -> Expr:
    """E KL(S‖q) of a random law S of which E S_j and E H(S) are known."""
    return -mean_entropy - mean.mean(lambda j: log(q[j]))


def inverse_chi_square(spare: Expr) -> Expr:
    """E 1/χ²_m for m = 2 + `spare` > 2 degrees of freedom, integrated over its density; for m ≤ 2 it is infinite."""
    x, m = Symbol("x", positive=True), 2 + spare
    density = x ** (m / 2 - 1) * exp(-x / 2) / (2 ** (m / 2) * gamma(m / 2))
    return integrate(density / x, (x, 0, oo))
