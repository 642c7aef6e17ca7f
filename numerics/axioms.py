"""The axioms of softening as measures of violation, vectorised over laws; see `numerics.hunting.Measure`.

Each allows for rounding, as `rounding` has it, and for nothing else.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from numerics.hunting import Measure
from numerics.simplex import Array, entropy

Softener = Callable[[Array, float], Array]
ULPS = 16 * float(np.finfo(np.float64).eps)
TINY = float(np.finfo(np.float64).tiny)
HOTTER = 1.25
APART = 1e-9
STEPS = 10.0 ** -np.arange(1, 13)


def rounding(p: Array, T: float, q: Array) -> Array:
    """The error that floats may leave in the entries of q = F_T(p), shape (..., V).

    A few ulp, times 1 + (|log p_i| + |log max p|)/T, since 1/T magnifies a relative error in log p; and
    what underflows may vanish.
    """
    largest = np.abs(np.log(p.max(axis=-1, keepdims=True)))
    return ULPS * (1 + (_log_size(p) + largest) / T) * q + TINY


def _log_size(p: Array) -> Array:
    """|log p_i|, and 0 for the zeros, which carry no error."""
    with np.errstate(divide="ignore"):
        return np.where(p > 0, np.abs(np.log(p)), 0)


def ranking(F: Softener) -> Measure:
    """By how much a larger entry came out below a smaller one, or how far apart two were that came out equal.

    Equality counts where entries more than 1e-9 T apart did not underflow: there rounding does not explain it.
    """

    def measure(p: Array, T: float) -> Array:
        order = np.argsort(p, axis=-1)
        q = F(p, T)
        low, high = (np.take_along_axis(a, order, axis=-1) for a in (q - rounding(p, T, q), q + rounding(p, T, q)))
        p, q = (np.take_along_axis(a, order, axis=-1) for a in (p, q))
        collapsed = (np.diff(p) > APART * T) & (q[:, 1:] > TINY) & (q[:, :-1] == q[:, 1:])
        return np.where(collapsed, np.diff(p), low[:, :-1] - high[:, 1:]).max(axis=-1)

    return measure


def entropy_monotone(F: Softener) -> Measure:
    """By how much entropy fell from T to 1.25 T, in nats."""

    def measure(p: Array, T: float) -> Array:
        cold, hot = F(p, T), F(p, HOTTER * T)
        return entropy(cold) - entropy(hot) - entropy_error(p, T, cold) - entropy_error(p, T, hot)

    return measure


def continuity(F: Softener, modulus: Callable[[Array, Array, float, float], Array]) -> Measure:
    """By how much ‖F_T(p) − F_T'(p')‖₁ exceeds modulus(p, p', T, T'), in steps from 1e-1 to 1e-12.

    A step s goes to p' = (1 − s)p + s·(the law before it) and T' = (1 + s)T.
    """

    def measure(p: Array, T: float) -> Array:
        excess = []
        for step in STEPS:
            p1, T1 = (1 - step) * p + step * np.roll(p, 1, axis=0), T * (1 + step)
            q, q1 = F(p, T), F(p1, T1)
            slack = rounding(p, T, q).sum(axis=-1) + rounding(p1, T1, q1).sum(axis=-1)
            excess.append(np.abs(q - q1).sum(axis=-1) - modulus(p, p1, T, T1) - slack)
        return np.max(excess, axis=0)

    return measure


def identity(F: Softener) -> Measure:
    """By how much F_1 moves an entry; the temperature of the sweep is not used."""

    def measure(p: Array, T: float) -> Array:  # noqa: ARG001 - a Measure takes one
        return (np.abs(F(p, 1.0) - p) - rounding(p, 1.0, p)).max(axis=-1)

    return measure


def semigroup(F: Softener, S: float, compose: Callable[[float, float], float] = lambda S, T: S * T) -> Measure:
    """By how much an entry of F_S(F_T(p)) differs from that of F_ST(p), where `compose` gives ST.

    Errors of the first step are magnified by 1/S, and the product ST carries one of its own. Laws of which
    an entry underflows in the first step are left out: what floats have lost no second step finds again.
    """

    def measure(p: Array, T: float) -> Array:
        first, once = F(p, T), F(p, compose(S, T))
        slack = 2 * rounding(p, S * T, once) + rounding(p, T, once) / S + rounding(first, S, once) + ULPS
        lost = ((p > 0) & (first < TINY)).any(axis=-1)
        return np.where(lost, -np.inf, (np.abs(F(first, S) - once) - slack).max(axis=-1))

    return measure


def entropy_error(p: Array, T: float, q: Array) -> Array:
    """The error that those of `rounding` leave in H(q): dH = −Σ (1 + log q_i) dq_i."""
    return ((1 + _log_size(q)) * rounding(p, T, q)).sum(axis=-1)
