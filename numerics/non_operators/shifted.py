"""Power at twice the temperature: it breaks the identity alone."""

from numerics.operator import Operator
from numerics.operators.power import power

shifted = Operator(
    name="shifted",
    tex=r"q = \mathrm{power}_{2T}(p)",
    formula=lambda p, T: power.formula(p, 2 * T),
    commutes_with_conditioning=True,
    breaks=("identity",),
)
