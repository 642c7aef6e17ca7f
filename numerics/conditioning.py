"""Conditioning on likely classes, which is what truncating samplers do before they soften."""

import numpy as np

from numerics.operators.power import power
from numerics.simplex import Array


def power_of_kept(p: Array, least: Array, T: Array) -> Array:
    """power_T of p given the classes of probability at least `least`, shape (..., 1); the others are at zero."""
    kept = np.where(p >= least, p, 0.0)
    return power.formula(kept / kept.sum(axis=-1, keepdims=True), T)
