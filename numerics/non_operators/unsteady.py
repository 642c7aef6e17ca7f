"""Power whose temperature falls between 2 and 3: it breaks the entropy axiom alone."""

import numpy as np

from numerics.operator import Operator
from numerics.operators.power import power
from numerics.simplex import Array


def formula(p: Array, T: Array) -> Array:
    """τ(T) = T up to 2, 4 − T from 2 to 3, T − 2 from 3 on."""
    return power.formula(p, np.where(T <= 2, T, np.where(T <= 3, 4 - T, T - 2)))


unsteady = Operator(
    name="unsteady",
    tex=r"q = \mathrm{power}_{\tau(T)}(p),\ \tau(T) = T,\ 4 - T,\ T - 2 \text{ up to 2, up to 3, beyond}",
    formula=formula,
    commutes_with_conditioning=True,
    breaks=("entropy",),
)
