"""Top-k sampling: the k largest entries, renormalised, then power."""

from __future__ import annotations

import numpy as np

from numerics.conditioning import power_of_kept
from numerics.operator import Operator, Parametrised, always, spelled
from numerics.simplex import Array, InputError


def make(k: float) -> Operator:
    """Ties at the k-th place are all kept, so that classes have no names."""
    if k < 1 or k != int(k):
        raise InputError(f"top_k: k = {k:g} is not a positive integer")

    def formula(p: Array, T: Array) -> Array:
        place = max(p.shape[-1] - int(k), 0)
        least = np.partition(p, place, axis=-1)[..., place : place + 1]
        return power_of_kept(p, least, T)

    return Operator(
        name=f"top_k:{spelled(k)}",
        tex=rf"q = \mathrm{{power}}_T(p \text{{ on its {k:g} largest entries}})",
        formula=formula,
        composes=always,
        breaks=("ranking", "continuity", "identity", "boundary"),
    )


top_k = Parametrised("top_k", "k", make, examples=(2.0,))
