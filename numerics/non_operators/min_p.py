"""Min-p sampling: the entries of at least a share of the largest, renormalised, then power."""

from __future__ import annotations

from numerics.conditioning import power_of_kept
from numerics.operator import Operator, Parametrised, spelled
from numerics.simplex import Array, InputError


def make(share: float) -> Operator:
    """An entry is kept when it is at least share · max p."""
    if not 0 < share < 1:
        raise InputError(f"min_p: share = {share:g} lies outside (0, 1)")

    def formula(p: Array, T: Array) -> Array:
        return power_of_kept(p, share * p.max(axis=-1, keepdims=True), T)

    return Operator(
        name=f"min_p:{spelled(share)}",
        tex=rf"q = \mathrm{{power}}_T(p \text{{ on entries of at least }} {share:g}\max p)",
        formula=formula,
        breaks=("ranking", "continuity", "identity", "boundary"),
    )


min_p = Parametrised("min_p", "share", make, examples=(0.5,))
