r"""Additive smoothing is mixing under another name for the temperature.

additive_ε at T is mixing at T' = 1 + Vε(T − 1), every V, ε > 0, T ≥ 1.
Proof. (p_i + (T − 1)ε)/(1 + V(T − 1)ε) = p_i/T' + (1 − 1/T')/V. ∎
"""

from collections.abc import Callable

import numpy as np
from sympy import Expr, Integer, Rational, Symbol

from numerics.operators.additive import additive as lidstone
from numerics.operators.mixing import mixing as mix
from numerics.rounding import ULPS, rounding
from numerics.simplex import Array
from numerics.sweeping import Measure, adversaries, sweep
from proofs_checks.checks import POINT, equal, survives
from proofs_checks.claim import Claim, Whole, control, leg
from proofs_checks.evidence import Evidence
from theory.operators.additive import additive
from theory.operators.mixing import mixing
from theory.simplex import T, V, generic, i

claim = Claim(
    statement=r"\mathrm{additive}_{\varepsilon,T} = \mathrm{mixing}_{1 + V\varepsilon(T - 1)}",
    scope="V >= 2, epsilon > 0, T >= 1, the closed simplex",
    reads={"S5": "lemma"},
    expect="proved",
)

EPSILONS, TEMPERATURES = (1e-6, 0.1, 3.0), (1.0, 1.5, 20.0, 1e6)
epsilon = Symbol("epsilon", positive=True)


@leg("identity", covers=Whole("V, T, epsilon and every entry are symbols"))
def derivation(classes: Callable[[Expr], Expr] = lambda V: V) -> Evidence:
    p = generic()
    wanted = mixing(p, 1 + classes(V) * epsilon * (T - 1))[i]
    return equal(additive(p, T, epsilon)[i], wanted, p, at={**POINT, epsilon: Rational(1, 5)})


def gap(epsilon: float, shift: float) -> Measure:
    """|additive − mixing|, beyond rounding, with V + shift for V."""

    def measure(p: Array, T: float) -> Array:
        q = lidstone.make(epsilon)(p, T)
        mixed = mix(p, 1 + (p.shape[-1] + shift) * epsilon * (T - 1))
        return (np.abs(q - mixed) - 2 * rounding(p, T, q)).max(axis=-1) - ULPS  # 1 + Vε(T − 1) is rounded at 1

    return measure


@leg("search", covers="epsilon = 1e-6, 0.1, 3: 400 adversarial laws for V = 2, 3, 5, 8, with faces; T from 1 to 1e6")
def floats(shift: float = 0.0, seed: int = 0) -> Evidence:
    laws = adversaries(seed, "operators.additive", faces=True)
    worst = [sweep(gap(e, shift), laws, TEMPERATURES) for e in EPSILONS]
    return survives(max(worst, key=lambda w: w.excess), "the two differ")


control(derivation, "V − 1 classes", classes=lambda V: V - Integer(1))
control(floats, "V − 1 classes", shift=-1.0)
control(floats, "V wrong by one part in a billion", shift=1e-9)
