r"""Additive smoothing is mixing under another name for the temperature.

additive_ε at T is mixing at T' = 1 + Vε(T − 1), every V, ε > 0, T ≥ 1.
Proof. (p_i + (T − 1)ε)/(1 + V(T − 1)ε) = p_i/T' + (1 − 1/T')/V. ∎
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from sympy import Rational, Symbol

from numerics.operators.additive import additive as lidstone
from numerics.operators.mixing import mixing as mix
from numerics.rounding import ULPS, rounding
from numerics.simplex import Array
from numerics.sweeping import Measure, adversaries, sweep, worst_of
from proofs_checks.machine.checks import POINT, equal, no_violation
from proofs_checks.machine.claim import Claim, Whole, control, leg
from proofs_checks.machine.evidence import Evidence
from proofs_checks.machine.formula import Formula
from proofs_checks.machine.rocq.leg import formal
from theory.operators.additive import additive
from theory.operators.mixing import mixing
from theory.simplex import T, V, generic, i


def temperature(V: Any, epsilon: Any, T: Any) -> Any:
    return 1 + V * epsilon * (T - 1)


claim = Claim(
    statement=Formula(r"\mathrm{additive}_{\varepsilon,T} = \mathrm{mixing}_{@temperature}", temperature=temperature),
    scope="V >= 2, epsilon > 0, T >= 1, the closed simplex",
    reads={"S5.families": "lemma"},
    expect="proved",
)

EPSILONS, TEMPERATURES = (1e-6, 0.1, 3.0), (1.0, 1.5, 20.0, 1e6)
epsilon = Symbol("epsilon", positive=True)
Temperature = Callable[[Any, Any, Any], Any]


@leg("identity", covers=Whole("V, T, epsilon and every entry are symbols"))
def derivation(temperature: Temperature = temperature) -> Evidence:
    p = generic()
    wanted = mixing(p, temperature(V, epsilon, T))[i]
    return equal(additive(p, T, epsilon)[i], wanted, p, at={**POINT, epsilon: Rational(1, 5)})


def gap(epsilon: float, temperature: Temperature) -> Measure:
    """|additive − mixing|, beyond rounding: that of additive, and of mixing at a temperature rounded itself."""

    def measure(p: Array, T: float) -> Array:
        q = lidstone.make(epsilon)(p, T)
        mixed = mix(p, temperature(p.shape[-1], epsilon, T))
        return (np.abs(q - mixed) - 2 * rounding(p, T, q)).max(axis=-1) - ULPS  # 1 + Vε(T − 1) is rounded at 1

    return measure


@leg("search", covers="epsilon = 1e-6, 0.1, 3: 400 adversarial laws for V = 2, 3, 5, 8, with faces; T from 1 to 1e6")
def floats(temperature: Temperature = temperature, seed: int = 0) -> Evidence:
    laws = adversaries(seed, "operators.additive", faces=True)
    worst = (sweep(gap(e, temperature), laws, TEMPERATURES) for e in EPSILONS)
    return no_violation(worst_of(worst), "the two differ")


for check in (derivation, floats):
    control(check, "V − 1 classes", temperature=lambda V, e, T: temperature(V - 1, e, T))
control(floats, "V off by 4 parts in 10^13", temperature=lambda V, e, T: temperature(V + 4e-13, e, T))

additive_is_mixing = formal(
    "operators.additive_is_mixing", covers="every V, p, epsilon > 0 and T >= 1", temperature=temperature
)
