r"""Softening twice is softening once, at the product of the temperatures.

F_S ∘ F_T = F_ST: power for all S, T > 0, mixing for all S, T ≥ 1; closed simplex, every V.
Proof. Power: (p_i^(1/T))^(1/S) = p_i^(1/ST), and the normaliser of the first step cancels in the second.
Mixing: the weight of p is multiplied by 1/T, then by 1/S, and both steps are affine and fix u. ∎
"""

from collections.abc import Callable, Sequence
from typing import Any

from sympy import Expr, Rational, simplify, symbols

from numerics.axioms import semigroup
from numerics.operators.mixing import mixing as soften_by_mixing
from numerics.operators.power import power as soften_by_power
from numerics.simplex import Array
from numerics.sweeping import adversaries, sweep, worst_of
from proofs_checks.machine.checks import ANYWHERE, POINT, all_equal, all_steps, equal, no_violation
from proofs_checks.machine.claim import Claim, Whole, control, leg
from proofs_checks.machine.evidence import Evidence
from proofs_checks.machine.formula import Formula
from proofs_checks.machine.rocq.leg import formal_parts
from proofs_checks.teachers import on_teachers
from theory.axioms import Softening
from theory.operators.mixing import mixing
from theory.operators.power import power
from theory.simplex import S, T, explicit, generic, i


def product(S: Any, T: Any) -> Any:
    return S * T


claim = Claim(
    statement=Formula(r"F_S \circ F_T = F_{@product}", product=product),
    scope="power for S, T > 0; mixing for S, T >= 1; V >= 2, the closed simplex",
    reads={"S2.path": "lemma"},
    expect="proved",
    parts={
        "power": Formula(r"\mathrm{power}_S\circ\mathrm{power}_T = \mathrm{power}_{@product}", product=product),
        "mixing": Formula(r"\mathrm{mixing}_S\circ\mathrm{mixing}_T = \mathrm{mixing}_{@product}", product=product),
    },
)

Compose = Callable[[Expr, Expr], Expr]


def twice_is_once(F: Softening, compose: Compose) -> Evidence:
    """For every class of a law without zeros; and for a class without probability beside two that have some."""
    p, face = generic(), explicit([*symbols("a b", positive=True), 0])
    at = {**POINT, **dict.fromkeys(symbols("a b", positive=True), ANYWHERE)}
    return all_steps(
        ("no zeros", lambda: equal(F(F(p, T), S)[i], F(p, compose(S, T))[i])),
        *(
            (f"a zero, class {c}", lambda c=c: equal(F(F(face, T), S)[c], F(face, compose(S, T))[c], at=at))
            for c in (1, 3)
        ),
    )


@leg(
    "identity",
    part="power",
    covers=Whole("V, S, T and every entry are symbols, zeros apart: what is zero stays so, and adds nothing"),
)
def power_derivation(compose: Compose = product) -> Evidence:
    return twice_is_once(power, compose)


@leg("identity", part="mixing", covers=Whole("V, S, T and every entry are symbols, zeros apart"))
def mixing_derivation(compose: Compose = product) -> Evidence:
    return twice_is_once(mixing, compose)


RATIONAL = [Rational(w, 273) for w in (256, 16, 1, 0)]  # power is rational there at T, S, ST in {1, 2, 4}
CLASSES = (1, 2, 3, 4)
POWER_PAIRS = [(2, 2), (1, 4), (4, 1), (2, 1)]
MIXING_PAIRS = [(2, 3), (3, 2), (7, 1), (10, 10)]
SECOND, FIRST = (0.25, 3.0), (0.3, 1.0, 7.0, 1000.0)
TEACHER_SECOND, TEACHER_FIRST = (1.0, 3.0), (1.0, 2.0, 50.0)


def rational_steps(F: Softening, pairs: Sequence[tuple[int, int]], compose: Compose) -> Evidence:
    p = explicit(RATIONAL)
    cases = []
    for s, t in pairs:
        once, twice = F(p, compose(Rational(s), Rational(t))), F(F(p, Rational(t)), Rational(s))
        cases += [({"S": s, "T": t, "class": c}, simplify(twice[c]), simplify(once[c])) for c in CLASSES]
    return all_equal(cases)


@leg("exact", part="power", covers="p = (256, 16, 1, 0)/273, (S, T) in {(2, 2), (1, 4), (4, 1), (2, 1)}")
def power_rational(compose: Compose = product) -> Evidence:
    return rational_steps(power, POWER_PAIRS, compose)


@leg("exact", part="mixing", covers="p = (256, 16, 1, 0)/273, (S, T) in {(2, 3), (3, 2), (7, 1), (10, 10)}")
def mixing_rational(compose: Compose = product) -> Evidence:
    return rational_steps(mixing, MIXING_PAIRS, compose)


@leg(
    "search",
    part="power",
    covers="400 adversarial laws for V = 2, 3, 5, 8, faces included; S in {1/4, 3}, T from 0.3 to 1000",
)
def power_floats(compose: Callable[[float, float], float] = product, seed: int = 0) -> Evidence:
    laws = adversaries(seed, "operators.semigroup", faces=True)
    worst = (sweep(semigroup(soften_by_power, S, compose), laws, FIRST) for S in SECOND)
    return no_violation(worst_of(worst), "two steps differ from one")


@on_teachers("S in {1, 3}, T from 1 to 50", part=("power", "mixing"))
def teacher(rows: Array, compose: Callable[[float, float], float] = product) -> Evidence:
    softeners = (soften_by_power, soften_by_mixing)
    worst = (sweep(semigroup(F, S, compose), [rows], TEACHER_FIRST) for F in softeners for S in TEACHER_SECOND)
    return no_violation(worst_of(worst), "two steps differ from one")


for check in (power_derivation, mixing_derivation, power_rational, mixing_rational, power_floats, teacher):
    control(check, "temperatures add", compose=lambda S, T: S + T)
    control(check, "the later temperature wins", compose=lambda S, T: S)
for check in (power_floats, teacher):
    control(check, "6 parts in 10^14 off", compose=lambda S, T: S * T * (1 + 6e-14))

COVERED = {"power": "every V, p and S, T > 0", "mixing": "every V, p and S, T >= 1"}
theorems = formal_parts("operators.semigroup", COVERED, product=product)
