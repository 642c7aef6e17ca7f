"""Power where it cools, mixing where it heats: the five axioms on the whole simplex, corners and faces included."""

import numpy as np

from numerics.operator import Operator, same_side
from numerics.operators.mixing import mixing
from numerics.operators.power import power
from numerics.simplex import Array


def formula(p: Array, T: Array) -> Array:
    """power at min(T, 1), then mixing at max(T, 1): the one that is not needed does nothing."""
    cooled = np.where(T < 1, power.formula(p, np.minimum(T, 1)), p)
    return mixing.formula(cooled, np.maximum(T, 1))


spliced = Operator(
    name="spliced",
    tex=r"q = \mathrm{power}_T(p) \text{ for } T \le 1,\ \mathrm{mixing}_T(p) \text{ for } T \ge 1",
    formula=formula,
    closed=True,
    composes=same_side,
)
