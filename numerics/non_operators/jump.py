"""Power whose temperature jumps from 2 to 3: it breaks continuity alone."""

import numpy as np

from numerics.operator import Operator
from numerics.operators.power import power

jump = Operator(
    name="jump",
    tex=r"q = \mathrm{power}_{\tau(T)}(p),\ \tau(T) = T + [T > 2]",
    formula=lambda p, T: power.formula(p, T + (T > 2).astype(np.float64)),
    commutes_with_conditioning=True,
    breaks=("continuity",),
)
