"""Nucleus sampling: the fewest largest entries that hold a share of the mass, renormalised, then power."""

from __future__ import annotations

import numpy as np

from numerics.conditioning import power_of_kept
from numerics.operator import Operator, Parametrised, spelled
from numerics.simplex import Array, InputError


def make(share: float) -> Operator:
    """An entry is kept when those larger than it hold less than the share; ties are kept or dropped together."""
    if not 0 < share < 1:
        raise InputError(f"top_p: share = {share:g} lies outside (0, 1)")

    def formula(p: Array, T: Array) -> Array:
        ordered = -np.sort(-p, axis=-1)
        larger = np.cumsum(ordered, axis=-1) - ordered
        least = np.where(larger < share, ordered, np.inf).min(axis=-1, keepdims=True)
        return power_of_kept(p, least, T)

    return Operator(
        name=f"top_p:{spelled(share)}",
        tex=rf"q = \mathrm{{power}}_T(p \text{{ on the largest entries that hold {share:g}}})",
        formula=formula,
        breaks=("ranking", "continuity", "identity", "boundary"),
    )


top_p = Parametrised("top_p", "share", make, examples=(0.8,))
