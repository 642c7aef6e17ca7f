"""What draws say of the law that they are from: intervals that hold at any n, and errors of targets made of them.

Rows are contexts: counts of classes, shape (..., V), of n draws each. V may be unknown; then counts are of the classes
that came up.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import betaincinv, entr

from numerics.simplex import Array, InputError
from numerics.top_k import Interval

Counts = NDArray[np.int64]


def simultaneous(counts: Counts, classes: float, level: float) -> Interval:
    """Between which the probabilities of all classes lie at once, with probability `level` at least; shape (..., K).

    Where V is known: the binomial intervals of Clopper and Pearson (1934) at 1 − (1 − level)/V each, so that together
    they fail as seldom as promised. Where it is not: p̂ ± 2ε, ε of Dvoretzky, Kiefer and Wolfowitz with the constant of
    Massart (1990), for any order of the classes fixed beforehand; it holds for classes that never came up, too.
    """
    n, failing = counts.sum(axis=-1, keepdims=True), 1 - level
    if not np.isfinite(classes):
        p, away = counts / n, 2 * np.sqrt(np.log(2 / failing) / (2 * n))
        return Interval(np.maximum(p - away, 0.0), np.minimum(p + away, 1.0))
    tail = failing / (2 * classes)
    with np.errstate(invalid="ignore"):
        low = np.where(counts == 0, 0.0, betaincinv(np.maximum(counts, 1), n - counts + 1, tail))
        high = np.where(counts == n, 1.0, betaincinv(counts + 1, np.maximum(n - counts, 1), 1 - tail))
    return Interval(low, high)


class Missing(NamedTuple):
    """The mass of the classes that never came up, shape (...): the estimate of Good and Turing, and an interval."""

    estimate: Array
    interval: Interval


def missing_mass(counts: Counts, level: float, classes: float = np.inf) -> Missing:
    """What classes that never came up have together.

    G = N_1/n, the share of draws whose class came up once. E G exceeds E M by 1/n at most, and by nothing at the least;
    N_1 moves by 2 with one draw, so that G is within √(2 log(4/α)/n) of its mean, and M within √(log(4/α)/n) of its own
    (McAllester and Ortiz, 2003), both with probability 1 − α. Where V is known half of α goes to that, and half to the
    binomial bounds on the V − K classes that did not come up.
    """
    n, failing = counts.sum(axis=-1), 1 - level
    G, known = (counts == 1).sum(axis=-1) / n, np.isfinite(classes)
    reach = np.log(4 / (failing / 2 if known else failing)) / n
    away = np.sqrt(2 * reach) + np.sqrt(reach)
    low, high = np.maximum(G - away - 1 / n, 0.0), np.minimum(G + away, 1.0)
    if known:
        unseen = classes - (counts > 0).sum(axis=-1)
        high = np.minimum(high, unseen * betaincinv(1.0, n, 1 - failing / (2 * classes)))
        low = np.minimum(low, high)
    return Missing(np.minimum(G, high), Interval(low, high))


class Entropy(NamedTuple):
    """Entropy in nats, shape (...): of the frequencies, with Miller's correction (K − 1)/(2n), and an interval."""

    plug_in: Array
    corrected: Array
    interval: Interval


def drawn_entropy(counts: Counts, classes: float, level: float) -> Entropy:
    """The entropy of the law, from the frequencies'.

    That is too low in the mean, by log(1 + (V − 1)/n) at most (Paninski, 2003), and within log n √(2 log(2/α)/n) of its
    mean with probability 1 − α (Antos and Kontoyiannis, 2001), since one draw moves it by 2 log(n)/n at most.
    """
    n = counts.sum(axis=-1)
    found = entr(counts / n[..., None]).sum(axis=-1)
    away = np.log(n) * np.sqrt(2 * np.log(2 / (1 - level)) / n)
    most = np.minimum(found + np.log1p((classes - 1) / n) + away, np.log(classes))
    corrected = np.minimum(found + ((counts > 0).sum(axis=-1) - 1) / (2 * n), np.log(classes))
    return Entropy(found, corrected, Interval(np.maximum(found - away, 0.0), most))


def total_variation(operator: str, n: ArrayLike, classes: float, T: float) -> Array:
    """What E TV between the softened frequencies and the softened law is at most, whatever the law, shape of n.

    Mixing: √((V − 1)/n)/(2T). Power, from T = 1 on: 2^(1/T) V n^−min(1/2, 1/T), and √((V − 1)/n)/2 at T = 1
    (`text_only`, `text_only_rate`). Raises InputError for other operators and temperatures.
    """
    _known(operator, T)
    n = np.asarray(n, dtype=np.float64)
    plain = np.sqrt((classes - 1) / n) / 2
    if operator == "mixing" or T == 1:
        return np.minimum(plain / T, 1.0)
    return np.minimum(2 ** (1 / T) * classes * n ** -min(0.5, 1 / T), 1.0)


def divergence(operator: str, n: ArrayLike, classes: float, T: float) -> Array | None:
    """What E KL(softened frequencies‖softened law) is at most, shape of n; None under power at T > 1, where none is
    derived.

    log(1 + (V − 1)/(nT)) by KL ≤ log(1 + χ²), since a softened entry is p/T at least.
    """
    _known(operator, T)
    if operator == "power" and T != 1:
        return None
    return np.log1p((classes - 1) / (np.asarray(n, dtype=np.float64) * T))


def estimated_variation(counts: Counts, T: float) -> Array:
    """About E TV under mixing for the law that the frequencies suggest, shape (...): Σ √(2 p̂(1 − p̂)/(πn))/(2T)."""
    n = counts.sum(axis=-1)
    p = counts / n[..., None]
    return np.sqrt(2 * p * (1 - p) / (np.pi * n[..., None])).sum(axis=-1) / (2 * T)


def draws_for(operator: str, error: float, classes: float, T: float) -> float:
    """The n at which `total_variation` is `error`, rounded up."""
    _known(operator, T)
    if operator == "mixing" or T == 1:
        return float(np.ceil((classes - 1) / (2 * T * error) ** 2))
    return float(np.ceil((2 ** (1 / T) * classes / error) ** max(2.0, T)))


def _known(operator: str, T: float) -> None:
    if operator not in ("power", "mixing"):
        raise InputError(f"operator: {operator!r} is neither power nor mixing, whose errors are derived")
    if not 1 <= T < np.inf:
        raise InputError(f"temperature: errors of targets from draws are derived from T = 1 on, got {T:g}")
