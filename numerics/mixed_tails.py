"""Hidden classes after mixing: q = p/T + a, a = (1 − 1/T)/V, and sums of convex functions of them over all tails."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.special import entr

from numerics.simplex import Array
from numerics.top_k import Interval, Top


def floor(top: Top, T: float) -> float:
    """a, what mixing gives every class."""
    return (1 - 1 / T) / top.classes if T > 1 else 0.0


def tails(top: Top, f: Callable[[Array], Array], mass: Array) -> Interval:
    """Σ f(p_i) over the hidden classes of this mass, f convex: least where the tail is even, most where packed."""
    m = np.asarray(top.hidden)
    with np.errstate(divide="ignore"):
        full, rest = top.rest.packing(np.log(mass))
    c, empty = np.exp(top.rest.log_c), f(np.zeros(()))
    packed = full * f(c) + np.where(full < m, f(rest * c) + (m - full - 1) * empty, 0.0)
    return Interval(m * f(mass / np.maximum(m, 1)), packed)


def entropy(top: Top, T: float) -> Interval:
    """The entropy of the mixed law in nats, shape (...), T > 1: sharp, but for what `off` changes, which widens it."""
    a, r = floor(top, T), top.masses
    own = entr(np.exp(top.log_p) / T + a)
    if top.shown is not None:
        own = np.where(np.arange(own.shape[-1]) < top.shown[..., None], own, 0.0)
    low, high = (tails(top, lambda x: -entr(x / T + a), mass) for mass in (r.low, r.high))
    # an entry moves by off p/T, and entropy in it at a rate of 1 + |log a| at most
    pad = (np.expm1(top.off) + r.high - r.low) * (1 - np.log(a)) / T
    head = own.sum(axis=-1)
    return Interval(head - low.high - pad, head - high.low + pad)
