"""Power where it cools; where it heats, a line to the uniform law that arrives at T = 2: it breaks ranking alone."""

import numpy as np

from numerics.operator import Operator
from numerics.operators.power import power
from numerics.simplex import Array


def formula(p: Array, T: Array) -> Array:
    """power_T(p) for T ≤ 1, u + (2 − T)₊(p − u) for T ≥ 1."""
    weight = np.clip(2 - T, 0, 1)
    return np.where(T < 1, power.formula(p, T), weight * p + (1 - weight) / p.shape[-1])


flattening = Operator(
    name="flattening",
    tex=r"q = \mathrm{power}_T(p) \text{ for } T \le 1,\ u + (2 - T)_+(p - u) \text{ for } T \ge 1",
    formula=formula,
    closed=True,
    breaks=("ranking",),
)
