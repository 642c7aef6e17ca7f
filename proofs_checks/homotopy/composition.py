r"""Unconstrained stages at one temperature are one stage at its power: nothing is gained, and the teacher is lost.

F with F_S ∘ F_T = F_ST (claim `semigroup` of operators: power, and mixing and the Legendre families from T = 1 on): n
stages at temperature T, each student saying its target, are one stage at Tⁿ, and stages at T^{1/n} one at T. As n → ∞
at T > 1 they forget the teacher: targets tend to u, where every class has positive probability.
"""

from collections.abc import Callable, Iterator

import numpy as np
from sympy import Expr, Rational, Symbol, symbols

from numerics.operator import Operator
from numerics.registry import operator
from numerics.simplex import Array
from proofs_checks.machine.checks import POINT, Cases, all_equal, all_positive, all_steps, equal
from proofs_checks.machine.claim import Claim, Whole, control, leg
from proofs_checks.machine.evidence import Evidence
from proofs_checks.machine.rocq.leg import formal_parts
from proofs_checks.teachers import EVERY, on_teachers
from theory.axioms import Softening
from theory.operators.adaptive import adaptive
from theory.operators.mixing import mixing
from theory.operators.power import power
from theory.simplex import T, explicit, generic, i

claim = Claim(
    statement=r"F_T \circ \cdots \circ F_T = F_{T^n}",
    scope="power for T > 0, mixing for T >= 1, V >= 2, every p; students that say their targets",
    reads={"S2.path": "lemma"},
    rests_on=("operators.semigroup",),
    expect="proved",
    parts={
        "power": r"\mathrm{power}_T \circ \cdots \circ \mathrm{power}_T = \mathrm{power}_{T^n}",
        "mixing": r"\mathrm{mixing}_T \circ \cdots \circ \mathrm{mixing}_T = \mathrm{mixing}_{T^n}",
    },
)

Together = Callable[[Expr, Expr], Expr]
S = Symbol("S", positive=True)


@leg("identity", covers=Whole("V, p, T and the temperature so far, S = T^k, are symbols: one stage more, by induction"))
def one_more(together: Together = lambda S, T: S * T) -> Evidence:
    """After k stages the target is F_S(p), S = T^k; the next makes it F_{ST}(p)."""
    a, b = symbols("a b", positive=True)
    at = {**POINT, S: Rational(3), a: Rational(2, 3), b: Rational(1, 3)}
    steps = []
    for name, F in (("power", power), ("mixing", mixing)):
        for law, classes in ((generic(), (i,)), (explicit([a, b, 0]), (1, 3))):  # a law without zeros, and one with
            for c in classes:
                staged, once = F(F(law, S), T)[c], F(law, together(S, T))[c]
                steps.append((f"{name}, class {c}", lambda a=staged, b=once: equal(a, b, at=at)))
    return all_steps(*steps)


P = explicit([Rational(w, 21) for w in (16, 4, 1)])


@leg(
    "exact",
    covers="(16, 4, 1)/21, fractions: power at T = 1/2, mixing at T = 3/2, two stages against one at T², three at T³",
)
def three(maps: tuple[Softening, Softening] = (power, mixing)) -> Evidence:
    def cases() -> Iterator[tuple[dict[str, object], Expr, Expr]]:
        for F, temperature in zip(maps, (Rational(1, 2), Rational(3, 2)), strict=True):
            law = explicit(F(P, temperature).entries)
            for stages in (2, 3):
                law, once = explicit(F(law, temperature).entries), F(P, temperature**stages)
                for c in (1, 2, 3):
                    yield {"T": temperature, "stages": stages, "class": c}, law[c], once[c]

    return all_equal(cases())


ROUNDING = 4e-14  # of the largest entry: a unit in the last place or so for each of 32 stages


@on_teachers("power, mixing, logit and Tsallis 1.5: 2, 8 and 32 stages at T^{1/n} against one at T = 4", names=EVERY)
def on_rows(
    p: Array, names: tuple[str, ...] = ("power", "mixing", "logit", "tsallis:1.5"), shift: float = 0.0
) -> Evidence:
    def staged(F: Operator, stages: int) -> Array:
        q = p[:200]
        for _ in range(stages):
            q = F(q, 4.0 ** (1 / stages))
        return q

    def cases() -> Cases:
        for name in names:
            F = operator(name)
            once = F(p[:200], 4.0 * (1 + shift))
            for stages in (2, 8, 32):
                off = float((np.abs(staged(F, stages) - once).max(axis=-1) / once.max(axis=-1)).max())
                yield {"operator": name, "stages": stages}, ROUNDING - off, f"{name}: {stages} stages are {off:.2g} off"

    return all_positive(cases())


control(one_more, "temperatures that add", together=lambda S, T: S + T)
control(three, "adaptive power", maps=(adaptive, adaptive))
control(on_rows, "an operator without the property", names=("adaptive",))
control(on_rows, "T off by one part in 10^13", shift=1e-13)

COVERED = {"power": "power, every V, p, T > 0 and n", "mixing": "mixing, every V, p, T >= 1 and n"}
theorems = formal_parts("homotopy.composition", COVERED)
