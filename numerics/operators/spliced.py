"""Power where it cools, mixing where it heats: the five axioms on the whole simplex, corners and faces included."""

import numpy as np

from numerics.operator import Operator, same_side
from numerics.operators.mixing import mixing
from numerics.operators.power import power
from numerics.simplex import Array


def formula(p: Array, T: Array) -> Array:
    """Power where T < 1, then mixing at max(T, 1), which does nothing where T ≤ 1."""
    cooled = np.where(T < 1, power.formula(p, T), p)
    return mixing.formula(cooled, np.maximum(T, 1))


spliced = Operator(
    name="spliced",
    tex=r"q = \mathrm{power}_T(p) \text{ for } T \le 1,\ \mathrm{mixing}_T(p) \text{ for } T \ge 1",
    formula=formula,
    closed=True,
    composes=same_side,
)
