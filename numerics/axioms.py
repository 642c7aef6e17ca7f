"""The axioms of softening as measures of violation, vectorised over laws; see `numerics.sweeping.Measure`.

Each allows for rounding, as its `allowance` has it, and for nothing else.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from numerics.halving import followed
from numerics.rounding import TINY, ULPS, Allowance, log_size, rounding
from numerics.simplex import Array, entropy
from numerics.sweeping import Measure

Softener = Callable[[Array, float], Array]
HOTTER = 1.25
APART, FAINT = 1e-9, 60.0
STEPS = 10.0 ** -np.arange(1, 13)


def ranking(F: Softener, allowance: Allowance = rounding, *, strict: bool = True, apart: float = APART) -> Measure:
    """By how much a larger entry came out below a smaller one, or how far apart two were that came out equal.

    Equality counts between entries more than `apart` T apart, where rounding does not explain it, unless both
    underflowed, as a power may
    of entries a factor of e^(60 T) apart. The weak reading of the axiom, not `strict`, lets it pass.
    """

    def measure(p: Array, T: float) -> Array:
        order = np.argsort(p, axis=-1)
        q = F(p, T)
        slack = allowance(p, T, q)
        low, high = (np.take_along_axis(a, order, axis=-1) for a in (q - slack, q + slack))
        p, q = (np.take_along_axis(a, order, axis=-1) for a in (p, q))
        with np.errstate(divide="ignore"):
            faint = (q[:, 1:] <= TINY) & (np.log(p[:, -1:]) - np.log(p[:, 1:]) > FAINT * T)
        collapsed = strict & (np.diff(p) > apart * T) & ~faint & (q[:, :-1] == q[:, 1:])
        return np.where(collapsed, np.diff(p), low[:, :-1] - high[:, 1:]).max(axis=-1)

    return measure


def entropy_monotone(F: Softener, allowance: Allowance = rounding) -> Measure:
    """By how much entropy fell from T to 1.25 T, in nats."""

    def measure(p: Array, T: float) -> Array:
        cold, hot = F(p, T), F(p, HOTTER * T)
        slack = entropy_error(p, T, cold, allowance) + entropy_error(p, HOTTER * T, hot, allowance)
        return entropy(cold) - entropy(hot) - slack

    return measure


def continuity(
    F: Softener, modulus: Callable[[Array, Array, float, float], Array], allowance: Allowance = rounding
) -> Measure:
    """By how much ‖F_T(p) − F_T'(p')‖₁ exceeds modulus(p, p', T, T'), in steps from 1e-1 to 1e-12.

    A step s goes to p' = (1 − s)p + s·(the law before it) and T' = (1 + s)T.
    """

    def measure(p: Array, T: float) -> Array:
        excess = []
        for step in STEPS:
            p1, T1 = (1 - step) * p + step * np.roll(p, 1, axis=0), T * (1 + step)
            q, q1 = F(p, T), F(p1, T1)
            slack = allowance(p, T, q).sum(axis=-1) + allowance(p1, T1, q1).sum(axis=-1)
            excess.append(np.abs(q - q1).sum(axis=-1) - modulus(p, p1, T, T1) - slack)
        return np.max(excess, axis=0)

    return measure


def jump(F: Callable[[Array, Any], Array], heat: float = 1.0, within: float = 1e-6) -> Measure:
    """How far an entry of q moves over 2^−40 of the way from (p, T) to (the law before it, heat · T).

    The way is halved forty times, each time keeping the half over which q moves more; what is continuous there moves
    by less than `within`, which is taken off: 2^−40 of its slope, which is at most (1/4)/(T p_min) for power. F takes
    temperatures of shape (n,).
    """

    def measure(p: Array, T: float) -> Array:
        other = np.roll(p, 1, axis=0)

        def q(share: Array) -> Array:
            return F((1 - share)[:, None] * p + share[:, None] * other, T * (1 + (heat - 1) * share))

        ends = np.zeros(len(p)), np.ones(len(p))
        _, _, moves = followed(lambda shares: np.stack([q(share) for share in shares]), *ends, 40)
        return moves[-1] - within

    return measure


def boundary(F: Softener, coldest: float, within: float = 1e-3) -> Measure:
    """How far q is from u at T = 1e9, and from argmax p at 1e-6 if the domain reaches there; beyond `within`.

    The cold limit is looked at where the largest entry exceeds the next by more than 0.01.
    """

    def measure(p: Array, T: float) -> Array:  # noqa: ARG001 - a Measure takes one
        off = np.abs(F(p, 1e9) - 1 / p.shape[-1]).max(axis=-1)
        if coldest < 1e-6:
            top = p == p.max(axis=-1, keepdims=True)
            clear = np.where(top, 0, p).max(axis=-1) < p.max(axis=-1) - 0.01
            off = np.maximum(off, np.where(clear, np.where(top, 0, F(p, 1e-6)).sum(axis=-1), 0))
        return off - within

    return measure


def identity(F: Softener, allowance: Allowance = rounding) -> Measure:
    """By how much F_1 moves an entry; the temperature of the sweep is not used."""

    def measure(p: Array, T: float) -> Array:  # noqa: ARG001 - a Measure takes one
        return (np.abs(F(p, 1.0) - p) - allowance(p, 1.0, p)).max(axis=-1)

    return measure


def semigroup(
    F: Softener,
    S: float,
    compose: Callable[[float, float], float] = lambda S, T: S * T,
    allowance: Allowance = rounding,
) -> Measure:
    """By how much an entry of F_S(F_T(p)) differs from that of F_ST(p), where `compose` gives ST.

    Errors of the first step are magnified by 1/S, and the product ST carries one of its own. Laws of which
    an entry underflows in the first step are left out: what floats have lost no second step finds again.
    """

    def measure(p: Array, T: float) -> Array:
        first, once = F(p, T), F(p, compose(S, T))
        slack = 2 * allowance(p, S * T, once) + allowance(p, T, once) / S + allowance(first, S, once) + ULPS
        lost = ((p > 0) & (first < TINY)).any(axis=-1)
        return np.where(lost, -np.inf, (np.abs(F(first, S) - once) - slack).max(axis=-1))

    return measure


def entropy_error(p: Array, T: float, q: Array, allowance: Allowance = rounding) -> Array:
    """The error that those of the allowance leave in H(q): dH = −Σ (1 + log q_i) dq_i."""
    return ((1 + log_size(q)) * allowance(p, T, q)).sum(axis=-1)
