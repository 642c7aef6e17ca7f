"""Losses between two laws that have names: functions of log-probabilities, t of the teacher and s of the student.

All take arrays of shape (n, V) and return shape (n,). Those with a parameter take it as a third argument.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.special import xlogy

from numerics.simplex import Array

Plain = Callable[[Array, Array], Array]
WithParameter = Callable[[Array, Array, float], Array]


@dataclass(frozen=True)
class Divergence:
    """A named loss: what it is called, its formula, and how it is computed; of (t, s), or (t, s, parameter)."""

    name: str
    formula: str
    of: Callable[..., Array]
    parameter: str = ""
    zero_at_match: bool = True


def kl(t: Array, s: Array) -> Array:
    """KL(t‖s)."""
    return (np.exp(t) * (t - s)).sum(axis=-1)


def mixed(t: Array, s: Array, weight: float) -> Array:
    """log(weight · t + (1 − weight) · s)."""
    with np.errstate(divide="ignore"):
        return np.logaddexp(t + np.log(weight), s + np.log1p(-weight))


def generalised_js(t: Array, s: Array, beta: float) -> Array:
    """β KL(t‖m) + (1 − β) KL(s‖m), m = βt + (1 − β)s."""
    m = mixed(t, s, beta)
    return beta * kl(t, m) + (1 - beta) * kl(s, m)


def alpha(t: Array, s: Array, a: float) -> Array:
    """(Σ t^a s^(1 − a) − 1)/(a(a − 1))."""
    return (np.exp(a * t + (1 - a) * s).sum(axis=-1) - 1) / (a * (a - 1))


def renyi(t: Array, s: Array, a: float) -> Array:
    """log(Σ t^a s^(1 − a))/(a − 1)."""
    return np.log(np.exp(a * t + (1 - a) * s).sum(axis=-1)) / (a - 1)


def _cosine(t: Array, s: Array) -> Array:
    p, q = np.exp(t), np.exp(s)
    return 1 - (p * q).sum(axis=-1) / np.sqrt((p**2).sum(axis=-1) * (q**2).sum(axis=-1))


DIVERGENCES = (
    Divergence("forward KL", "KL(teacher‖student)", kl),
    Divergence("reverse KL", "KL(student‖teacher)", lambda t, s: kl(s, t)),
    Divergence("cross-entropy", "−Σ t log s", lambda t, s: -(np.exp(t) * s).sum(axis=-1), zero_at_match=False),
    Divergence("reversed cross-entropy", "−Σ s log t", lambda t, s: -(np.exp(s) * t).sum(axis=-1), zero_at_match=False),
    Divergence("Jeffreys divergence", "KL(teacher‖student) + KL(student‖teacher)", lambda t, s: kl(t, s) + kl(s, t)),
    Divergence("Jensen-Shannon divergence", "½ KL(t‖m) + ½ KL(s‖m)", lambda t, s: generalised_js(t, s, 0.5)),
    Divergence("total variation", "½ Σ |t − s|", lambda t, s: np.abs(np.exp(t) - np.exp(s)).sum(axis=-1) / 2),
    Divergence(
        "squared error of probabilities", "Σ (t − s)²", lambda t, s: ((np.exp(t) - np.exp(s)) ** 2).sum(axis=-1)
    ),
    Divergence("squared error of log-probabilities", "Σ (log t − log s)²", lambda t, s: ((t - s) ** 2).sum(axis=-1)),
    Divergence(
        "squared error of centred logits",
        "Σ (log t − log s − mean)²",
        lambda t, s: (t - s).shape[-1] * (t - s).var(axis=-1),
    ),
    Divergence(
        "squared Hellinger distance",
        "½ Σ (√t − √s)²",
        lambda t, s: ((np.exp(t / 2) - np.exp(s / 2)) ** 2).sum(axis=-1) / 2,
    ),
    Divergence("chi-square divergence", "Σ t²/s − 1", lambda t, s: np.exp(2 * t - s).sum(axis=-1) - 1),
    Divergence("reversed chi-square divergence", "Σ s²/t − 1", lambda t, s: np.exp(2 * s - t).sum(axis=-1) - 1),
    Divergence("cosine distance", "1 − cos(t, s)", _cosine),
    Divergence(
        "generalised Jensen-Shannon divergence", "β KL(t‖m) + (1 − β) KL(s‖m), m = βt + (1 − β)s", generalised_js, "β"
    ),
    Divergence("skew KL", "KL(t‖αt + (1 − α)s)", lambda t, s, a: kl(t, mixed(t, s, a)), "α"),
    Divergence("skew reverse KL", "KL(s‖αs + (1 − α)t)", lambda t, s, a: kl(s, mixed(s, t, a)), "α"),
    Divergence("α-divergence", "(Σ t^α s^(1 − α) − 1)/(α(α − 1))", alpha, "α"),
    Divergence("Rényi divergence", "log(Σ t^α s^(1 − α))/(α − 1)", renyi, "α"),
    Divergence(
        "mixture of forward and reverse KL",
        "β KL(t‖s) + (1 − β) KL(s‖t)",
        lambda t, s, b: b * kl(t, s) + (1 - b) * kl(s, t),
        "β",
    ),
)


def kept(t: Array, s: Array, k: int) -> tuple[Array, Array, Array, Array]:
    """Log-probabilities on the teacher's k likeliest classes, (n, k) each, and what is left of one, (n,) each."""
    places = np.argsort(-t, axis=-1)[..., :k]
    own, other = (np.take_along_axis(of, places, axis=-1) for of in (t, s))
    left = [np.maximum(1 - np.exp(of).sum(axis=-1), 0.0) for of in (own, other)]
    return own, other, left[0], left[1]


def _renormalised(of: Array) -> Array:
    return of - np.log(np.exp(of).sum(axis=-1, keepdims=True))


def _tail(one: Array, other: Array) -> Array:
    return xlogy(one, one) - xlogy(one, other)


def of_top_k(k: int) -> tuple[tuple[Divergence, str], ...]:
    """Losses on the teacher's k likeliest classes, each with what it does with the mass of the others."""

    def truncated(t: Array, s: Array) -> Array:
        own, other, *_ = kept(t, s, k)
        return kl(own, other)

    def reversed_(t: Array, s: Array) -> Array:
        own, other, *_ = kept(t, s, k)
        return kl(other, own)

    def renormalised(t: Array, s: Array) -> Array:
        own, other, *_ = kept(t, s, k)
        return kl(_renormalised(own), _renormalised(other))

    def renormalised_reverse(t: Array, s: Array) -> Array:
        own, other, *_ = kept(t, s, k)
        return kl(_renormalised(other), _renormalised(own))

    def target(t: Array, s: Array) -> Array:
        own, other, *_ = kept(t, s, k)
        return kl(_renormalised(own), other)

    def bucketed(t: Array, s: Array) -> Array:
        own, other, left, rest = kept(t, s, k)
        return kl(own, other) + _tail(left, rest)

    def bucketed_reverse(t: Array, s: Array) -> Array:
        own, other, left, rest = kept(t, s, k)
        return kl(other, own) + _tail(rest, left)

    over = f"over the teacher's {k} likeliest classes"
    return (
        (Divergence("truncated forward KL", f"Σ t log(t/s) {over}", truncated), "left out"),
        (Divergence("truncated reverse KL", f"Σ s log(s/t) {over}", reversed_), "left out"),
        (Divergence("renormalised forward KL", f"KL(t‖s) given K, {over}", renormalised), "divided out of both sides"),
        (
            Divergence("renormalised reverse KL", f"KL(s‖t) given K, {over}", renormalised_reverse),
            "divided out of both sides",
        ),
        (
            Divergence(
                "forward KL of a renormalised target", f"Σ (t/t_K) log(t/(t_K s)) {over}", target, zero_at_match=False
            ),
            "divided out of the teacher",
        ),
        (Divergence("bucketed forward KL", f"KL(t‖s) {over} and one for the others", bucketed), "one class for it"),
        (
            Divergence("bucketed reverse KL", f"KL(s‖t) {over} and one for the others", bucketed_reverse),
            "one class for it",
        ),
    )
