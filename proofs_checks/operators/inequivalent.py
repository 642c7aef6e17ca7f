r"""Power, mixing and the Tsallis families are different.

At p = (16, 4, 1)/21 no power at a temperature other than 1 equals a mixing, or a Tsallis softening of index α ≠ 1:
power_T(p) = G_T'(p) only for T = T' = 1. So none is another with its temperature renamed, even if the new name depends
on p.
Proof. Mixing keeps the ratio of differences, (q_1 − q_2)/(q_2 − q_3) = (p_1 − p_2)/(p_2 − p_3) = 4. Power makes
q ∝ (x², x, 1) with x = 4^(1/T), for which that ratio is x. So x = 4 and T = 1; and then T' = 1.
Tsallis keeps (g(q_1) − g(q_2))/(g(q_2) − g(q_3)), which for g ∝ s^a is 4^a; power makes it x^a, and a ≠ 0. ∎
"""

import numpy as np
from sympy import Expr, Integer, Rational, exp, log, simplify, symbols

from numerics.axioms import Softener
from numerics.hunting import Worst
from numerics.operators.mixing import mixing as mix
from numerics.operators.power import power as soften
from numerics.registry import operator
from numerics.simplex import Array
from proofs_checks.checks import all_of, equal, survives
from proofs_checks.claim import Claim, Whole, control, leg
from proofs_checks.evidence import Evidence
from theory.axioms import Softening
from theory.operators.legendre import derivative, tsallis
from theory.operators.mixing import mixing
from theory.operators.power import power
from theory.simplex import Law, T, explicit

claim = Claim(
    statement=r"\mathrm{power}_T(p) = G_{T'}(p) \iff T = T' = 1, \text{ at } p = (16, 4, 1)/21",
    scope="p = (16, 4, 1)/21, T > 0: enough to tell the families apart, for V = 3",
    reads={"S5": "as stated"},
    expect="proved",
    parts={
        "mixing": r"G = \mathrm{mixing}, \ T' \ge 1",
        "Tsallis": r"G = \mathrm{Tsallis}_\alpha, \ \alpha \ne 1, \text{ nothing truncated}",
    },
)

P = [Rational(w, 21) for w in (16, 4, 1)]
COLD_TO_HOT = np.concatenate([np.geomspace(1.001, 100, 200), np.geomspace(0.1, 0.999, 200)])
NEAR = 1e-5
MIXINGS = np.geomspace(1, 1e4, 20_001)


def differences(q: Law) -> Expr:
    """(q_1 − q_2)/(q_2 − q_3)."""
    return (q[1] - q[2]) / (q[2] - q[3])


@leg("identity", part="mixing", covers=Whole("both ratios for symbolic T, and T ↦ 4^(1/T) takes the value 4 once"))
def ratios(F: Softening = power, G: Softening = mixing) -> Evidence:
    p = explicit(P)
    return all_of(
        ("mixing keeps the ratio of differences", lambda: equal(simplify(differences(G(p, T))), Integer(4))),
        ("power makes it 4^(1/T)", lambda: equal(simplify(log(differences(F(p, T)))), log(4) / T)),
    )


@leg(
    "search",
    part="mixing",
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


a, l = symbols("a l", real=True, nonzero=True)
x, w = symbols("x w", positive=True)


@leg("identity", part="Tsallis", covers=Whole("symbolic T, alpha and p ∝ (x², x, 1); x^a = x^(a/T) asks for T = 1"))
def gaps(F: Softening = power) -> Evidence:
    """Legendre softening divides g = φ' by T' and shifts it, so the ratio of its differences stays."""
    g = derivative(tsallis(1 + a))
    first, second, third = (g(exp(n * l)).simplify().subs(exp(a * l), w) for n in (2, 1, 0))  # w is x^a
    softened = F(explicit([x**2, x, Integer(1)]), T)
    point = {T: Integer(2), x: Integer(4), w: Integer(2)}
    return all_of(
        ("Tsallis keeps x^a, named w", lambda: equal(((first - second) / (second - third)).simplify(), w, at=point)),
        ("power makes x of q_1/q_2 x^(1/T)", lambda: equal(softened[1] / softened[2], x ** (1 / T), at=point)),
        ("and of q_2/q_3", lambda: equal(softened[2] / softened[3], x ** (1 / T), at=point)),
    )


TSALLIS = ("tsallis:0", "tsallis:0.5", "tsallis:1.5", "tsallis:3")


@leg(
    "search",
    part="Tsallis",
    covers="400 temperatures of power, 1 left out, against 4,000 each of alpha = 0, 1/2, 3/2, 3",
)
def apart_from_tsallis(F: Softener = soften) -> Evidence:
    p = np.array(P, dtype=np.float64)
    found = []
    for name in TSALLIS:
        others = operator(name)(np.broadcast_to(p, (4000, 3)), np.geomspace(0.05, 1e4, 4000))
        nearest = [
            (float(np.abs(F(p, t) - others).sum(axis=-1).min()), t) for t in map(float, COLD_TO_HOT) if 0.3 < t < 30
        ]
        found.append(min(nearest))
    least, at = min(found)
    return survives(Worst(NEAR - least, tuple(map(float, p)), at, 4 * len(COLD_TO_HOT)), "power comes within 1e-5")


def mixed_power(p: Array, T: float) -> Array:
    return mix(p, max(T, 1.0))


control(ratios, "mixing against itself", F=mixing)
control(ratios, "power against itself", G=power)
control(apart, "mixing against itself", F=mixed_power)
control(gaps, "mixing in place of power", F=mixing)
control(apart_from_tsallis, "alpha = 3/2 against itself", F=operator("tsallis:1.5"))
