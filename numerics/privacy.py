"""What softened teachers, or draws from them, give away: privacy losses, their temperatures, teachers recovered."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import expit

from numerics.operators.mixing import mixing
from numerics.operators.power import power
from numerics.simplex import Array, InputError


def privacy_loss(q: Array, other: Array) -> Array:
    """The largest log(q_i/q'_i) over the classes, shape (..., V) twice to (...): what one draw may tell of the two."""
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.log(q) - np.log(other)
    return np.where(np.isnan(ratio), -np.inf, ratio).max(axis=-1)  # 0/0: an outcome that neither has


def mixing_epsilon(classes: ArrayLike, T: ArrayLike) -> Array:
    """ε of one draw under mixing at T > 1, whatever the two teachers: log(1 + V/(T − 1)). InputError for T ≤ 1."""
    t = np.asarray(T, dtype=np.float64)
    if not (t > 1).all():
        raise InputError("T: must be above 1, where mixing leaves no class without probability")
    return np.log1p(np.asarray(classes) / (t - 1))


def mixing_temperature(classes: ArrayLike, epsilon: ArrayLike) -> Array:
    """The T > 1 at which one draw under mixing costs ε, whatever the two teachers."""
    return 1 + np.asarray(classes) / np.expm1(np.asarray(epsilon, dtype=np.float64))


def power_epsilon(s: ArrayLike, T: ArrayLike) -> Array:
    """ε of one draw under power at T for teachers whose log-probabilities differ by s at most: 2s/T, and s at T = 1."""
    s, T = np.asarray(s, dtype=np.float64), np.asarray(T, dtype=np.float64)
    return np.where(T == 1, s, 2 * s / T)


def power_pair(classes: int, s: float, T: float) -> tuple[Array, Array]:
    """Two laws on V ≥ 3 classes whose log-probabilities differ by s at most and that power at T ≠ 1 sets far apart.

    One light class moves up by s. For T > 1 very many light classes that hold the sum of p^(1/T) move down by s, and a
    heavy one makes up for them; for T < 1 the heavy class holds that sum and moves down by s.
    """
    V = classes
    if T > 1:
        # the many have half together: their sum of p^(1/T), in proportion to V^(1 − 1/T), outgrows the heavy one's
        bulk, one = np.full(V - 2, 0.5 / (V - 2)), 1e-6 / V
        p = np.array([0.5 - one, one, *bulk])
        q = np.array([0.0, one * np.exp(s), *(bulk * np.exp(-s))])
    else:
        # the light ones move up by s, and take what the heavy one, at 1/(1 + e^−s), loses
        heavy = expit(s)
        p = np.array([heavy, *np.full(V - 1, (1 - heavy) / (V - 1))])
        q = np.array([0.0, *(p[1:] * np.exp(s))])
    q[0] = 1 - q[1:].sum()
    return p, q


def price(squares: ArrayLike, classes: int, epsilon: float, draws: ArrayLike) -> Array:
    """E‖p̃ − p‖² of the debiased frequencies of n draws under mixing that cost ε in all, shape of `draws`.

    Each draw may cost ε/n, which sets T; p̃ = T q̂ − (T − 1)u has the error T² (1 − Σq²)/n. `squares` is Σp².
    """
    n = np.asarray(draws, dtype=np.float64)
    T = mixing_temperature(classes, epsilon / n)
    u = 1 / classes
    softened = u + (np.asarray(squares) - u) / T**2  # Σq² = 1/V + ‖p − u‖²/T²
    return T**2 * (1 - softened) / n


def debiased(q: Array, T: ArrayLike) -> Array:
    """p from a law, or frequencies, softened by mixing at T, shape (..., V): T q − (T − 1)u, which needs be no law."""
    t = np.asarray(T, dtype=np.float64)
    return t * q - (t - 1) / q.shape[-1]


def recovered(name: str, q: Array, T: float) -> Array:
    """The teacher behind a row that was softened at a known T by "power" or "mixing", shape (..., V)."""
    return debiased(q, T) if name == mixing.name else power.formula(q, np.array(1 / T))
