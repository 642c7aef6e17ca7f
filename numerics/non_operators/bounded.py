"""Power whose temperature saturates at 2: it breaks the boundary axiom alone."""

from numerics.operator import Operator
from numerics.operators.power import power

bounded = Operator(
    name="bounded",
    tex=r"q = \mathrm{power}_{\tau(T)}(p),\ \tau(T) = 2T/(1 + T)",
    formula=lambda p, T: power.formula(p, 2 * T / (1 + T)),
    commutes_with_conditioning=True,
    breaks=("boundary",),
)
