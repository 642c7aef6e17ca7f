"""What the held-out operators are made of: power in log space, temperature maps, exchanged entries."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

Array = np.ndarray


def normalised(w: Array) -> Array:
    return w / w.sum(axis=-1, keepdims=True)


def logs(p: Array) -> Array:
    """log p less its largest entry; -inf at exact zeros."""
    with np.errstate(divide="ignore"):
        z = np.log(np.asarray(p, dtype=float))
    return z - z.max(axis=-1, keepdims=True)


def power(p: Array, t: float | Array) -> Array:
    """p^(1/t) normalised; t may differ from row to row (..., 1) or from class to class (V,)."""
    with np.errstate(under="ignore", over="ignore"):
        return normalised(np.exp(logs(p) / t))


def power_at(tau: Callable[[float], float]) -> Callable[[Array, float], Array]:
    """Power at tau(T)."""

    def softened(p: Array, T: float) -> Array:
        return power(p, tau(float(T)))

    return softened


def tent(T: float, low: float, high: float) -> float:
    """0 outside [low, high], 1 in the middle, linear between."""
    return max(0.0, 1.0 - abs(2.0 * (T - low) / (high - low) - 1.0))


def top(p: Array) -> Array:
    return p.max(axis=-1, keepdims=True)


def top_two_swapped(p: Array, q: Array, gap: float) -> Array:
    """q, the values at the two largest entries of p exchanged in the rows where those are less than gap apart."""
    order = np.argsort(p, axis=-1, kind="stable")[..., ::-1]
    first, second = order[..., :1], order[..., 1:2]
    near = np.take_along_axis(p, first, -1) - np.take_along_axis(p, second, -1) < gap
    swapped = q.copy()
    np.put_along_axis(swapped, first, np.take_along_axis(q, second, -1), -1)
    np.put_along_axis(swapped, second, np.take_along_axis(q, first, -1), -1)
    return np.where(near, swapped, q)
