r"""Power and mixing are different families.

At p = (16, 4, 1)/21 no power at a temperature other than 1 equals a mixing: power_T(p) = mixing_T'(p) only for
T = T' = 1. So neither family is the other with its temperature renamed, even if the new name depends on p.
Proof. Mixing keeps the ratio of differences, (q_1 − q_2)/(q_2 − q_3) = (p_1 − p_2)/(p_2 − p_3) = 4. Power makes
q ∝ (x², x, 1) with x = 4^(1/T), for which that ratio is x. So x = 4 and T = 1; and then T' = 1. ∎
"""

import numpy as np
from sympy import Expr, Integer, Rational, log, simplify

from numerics.axioms import Softener
from numerics.hunting import Worst
from numerics.operators.mixing import mixing as mix
from numerics.operators.power import power as soften
from numerics.simplex import Array
from proofs_checks.checks import all_of, equal, survives
from proofs_checks.claim import Claim, Whole, control, leg
from proofs_checks.evidence import Evidence
from theory.axioms import Softening
from theory.operators.mixing import mixing
from theory.operators.power import power
from theory.simplex import Law, T, explicit

claim = Claim(
    statement=r"\mathrm{power}_T(p) = \mathrm{mixing}_{T'}(p) \iff T = T' = 1, \text{ at } p = (16, 4, 1)/21",
    scope="p = (16, 4, 1)/21, T > 0, T' >= 1: enough to tell the families apart, for V = 3",
    reads={"S5": "as stated"},
    expect="proved",
)

P = [Rational(w, 21) for w in (16, 4, 1)]
COLD_TO_HOT = np.concatenate([np.geomspace(1.001, 100, 200), np.geomspace(0.1, 0.999, 200)])
NEAR = 1e-5
MIXINGS = np.geomspace(1, 1e4, 20_001)


def differences(q: Law) -> Expr:
    """(q_1 − q_2)/(q_2 − q_3)."""
    return (q[1] - q[2]) / (q[2] - q[3])


@leg("identity", covers=Whole("both ratios for symbolic T, and T ↦ 4^(1/T) takes the value 4 once"))
def ratios(F: Softening = power, G: Softening = mixing) -> Evidence:
    p = explicit(P)
    return all_of(
        ("mixing keeps the ratio of differences", lambda: equal(simplify(differences(G(p, T))), Integer(4))),
        ("power makes it 4^(1/T)", lambda: equal(simplify(log(differences(F(p, T)))), log(4) / T)),
    )


@leg(
    "search",
    covers="400 temperatures of power from 0.1 to 100, 1 left out, against 20,001 of mixing: never nearer than 1e-5",
)
def apart(F: Softener = soften) -> Evidence:
    p = np.array(P, dtype=np.float64)
    mixed = mix(p, MIXINGS)

    def nearest(T: float) -> float:
        return float(np.abs(F(p, T) - mixed).sum(axis=-1).min())

    gaps = [(nearest(float(t)), float(t)) for t in COLD_TO_HOT]
    least, at = min(gaps)
    worst = Worst(NEAR - least, tuple(map(float, p)), at, len(gaps) * len(mixed))
    return survives(worst, "power comes within 1e-5 of mixing")


def mixed_power(p: Array, T: float) -> Array:
    return mix(p, max(T, 1.0))


control(ratios, "mixing against itself", F=mixing)
control(ratios, "power against itself", G=power)
control(apart, "mixing against itself", F=mixed_power)
