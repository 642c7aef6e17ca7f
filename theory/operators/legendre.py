"""Legendre softening: F_T(p) = argmin over the simplex of T Σφ(q_i) − Σ φ'(p_i) q_i, φ strictly convex.

The Lagrangian of Σq = 1 (multiplier c) and q ≥ 0 (multipliers m_i ≥ 0, m_i q_i = 0) is separable: what one class
adds is `objective`. It is convex, so its conditions of optimality, T φ'(q_i) = φ'(p_i) + c + m_i, suffice.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sympy import Expr, Symbol, log, solve

from theory.simplex import T

Potential = Callable[[Expr], Expr]
"""φ(s), for an expression s."""

p, q, s = Symbol("p", positive=True), Symbol("q", positive=True), Symbol("s", positive=True)
c = Symbol("c", real=True)


def derivative(phi: Potential) -> Potential:
    """g = φ'."""
    slope = phi(s).diff(s)
    return lambda at: slope.subs(s, at)


def objective(phi: Potential, score: Expr) -> Expr:
    """What a class with φ'(p_i) = score adds to the Lagrangian at q_i = q, up to a constant."""
    return T * phi(q) - score * q - c * q


def stationarity(phi: Potential, score: Expr) -> Expr:
    """∂/∂q of the Lagrangian: m_i, which is zero where q > 0."""
    return objective(phi, score).diff(q)


def entry(phi: Potential, score: Expr) -> Expr:
    """The q that solves the stationarity condition, in T and c; there is one where score + c is a value of T g."""
    for total in (Symbol("y", negative=True), Symbol("y", positive=True)):
        condition = stationarity(phi, score).subs(score, total - c)
        for solution in solve(condition, q):
            return solution.subs(total, score + c)
    raise ValueError(f"no inverse of {derivative(phi)(s)} was found")


def multipliers(
    phi: Potential, scores: Sequence[Expr], at: Sequence[Expr], level: Expr, temperature: Expr
) -> list[Expr]:
    """The m_i that make q = `at` with c = `level` stationary; all zero on the support, and none negative: optimal."""
    g = derivative(phi)
    return [temperature * g(value) - score - level for score, value in zip(scores, at, strict=True)]


def tsallis(alpha: Expr) -> Potential:
    """φ(s) = s^α/(α(α − 1)), so that g(s) = s^(α−1)/(α−1); −log s at α = 0, s log s at α = 1."""
    if alpha == 0:
        return lambda s: -log(s)
    if alpha == 1:
        return lambda s: s * log(s)
    return lambda s: s**alpha / (alpha * (alpha - 1))


def logit(s: Expr) -> Expr:
    """φ(s) = s log s + (1 − s) log(1 − s), so that g(s) = log(s/(1 − s))."""
    return s * log(s) + (1 - s) * log(1 - s)


def crossing(x: Expr, cold: Expr, hot: Expr, at_cold: Expr, at_hot: Expr) -> Expr:
    """(x + c)/T − (x + c')/T': what g(q_i) loses from T to T', for g(p_i) = x."""
    return (x + at_cold) / cold - (x + at_hot) / hot


def entropy_rate(phi: Potential, q: Sequence[Expr], temperature: Expr) -> Expr:
    """dH/dT of a Legendre family at its own value q > 0, by differentiating T φ'(q_i) = φ'(p_i) + c at fixed p.

    T φ''(q_i) q̇_i = ċ − φ'(q_i), and Σ q̇ = 0 fixes ċ.
    """
    g = derivative(phi)
    curvature = derivative(g)
    weights = [1 / curvature(entry) for entry in q]
    rate = sum(w * g(entry) for w, entry in zip(weights, q, strict=True)) / sum(weights)
    moves = [w * (rate - g(entry)) / temperature for w, entry in zip(weights, q, strict=True)]
    return -sum(log(entry) * move for entry, move in zip(q, moves, strict=True))
