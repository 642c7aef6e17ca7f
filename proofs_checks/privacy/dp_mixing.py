r"""The privacy of draws from a teacher that is softened by mixing.

Neighbours are any two teachers. One draw from F_T(p), F mixing, T > 1, is ε-DP with ε = log(1 + V/(T − 1)), and with no
smaller one; n independent draws are nε-DP, and with no smaller one.
Proof. An entry of F_T(p) rises from (1 − 1/T)/V at p_i = 0 to that plus 1/T at p_i = 1: the largest ratio is that of
these two, 1 + V/(T − 1), and vertices attain it. Chances of independent draws multiply, and so do their ratios: n times
the same class attains the power. ∎
(ε over neighbours that may replace each other; for teachers trained with and without one example it is no more.)
"""

from collections.abc import Callable
from fractions import Fraction
from itertools import product
from math import prod
from typing import Any

import numpy as np
from sympy import Integer, Rational, log

from numerics.axioms import Softener
from numerics.chance import stream
from numerics.laws import adversarial
from numerics.operators.mixing import mixing as soften
from numerics.operators.power import power as soften_by_power
from numerics.privacy import privacy_loss
from proofs_checks.machine.checks import POINT, Cases, all_nonnegative, all_steps, equal, is_positive
from proofs_checks.machine.claim import Claim, Whole, control, leg
from proofs_checks.machine.evidence import Evidence, Witness
from proofs_checks.machine.formula import Formula
from proofs_checks.machine.rocq.leg import formal
from theory.bias_variance import n
from theory.operators.mixing import mixing
from theory.privacy import loss_of_draws, mixing_loss, mixing_temperature
from theory.simplex import S, T, V, generic, i


def spent(V: Any, T: Any) -> Any:
    """ε of one draw."""
    return log(1 + V / (T - 1))


claim = Claim(
    statement=Formula(
        r"\text{one draw from } F_T(p) \text{ is } \varepsilon\text{-DP} \iff \varepsilon \ge @spent", spent=spent
    ),
    scope="mixing, V >= 2, T > 1, any two teachers as neighbours; n independent draws cost n times as much",
    reads={"S8.privacy": "repairs"},
    hypotheses={"mixing": "the teacher is softened by mixing"},
    expect="proved",
)

Spent = Callable[[Any, Any], Any]


@leg("identity", covers=Whole("V, T and p are symbols; an entry of F_T(p) rises with that of p, which lies in [0, 1]"))
def derivation(spent: Spent = spent) -> Evidence:
    """T = 1 + S. The slope of an entry in p_i, the loss between two vertices, and the T that a loss asks for."""
    p = generic()
    slope = mixing(p, T)[i].diff(p[i])
    at = {**POINT, S: Integer(2), n: Integer(3)}
    warm = 1 + S
    return all_steps(
        ("an entry rises with p_i", lambda: is_positive(slope, "dq_i/dp_i > 0", at)),
        ("the loss of two vertices", lambda: equal(mixing_loss(V, warm), spent(V, warm), at=at)),
        (
            "n draws",
            lambda: equal(loss_of_draws(mixing_loss(V, warm), n), n * spent(V, warm), at=at),
        ),
        ("and T for a loss", lambda: equal(mixing_temperature(V, spent(V, warm)).simplify(), warm, at=at)),
    )


def mixed(p: tuple[Fraction, ...], heat: Fraction) -> list[Fraction]:
    return [x / heat + (1 - 1 / heat) / len(p) for x in p]


def squared(p: tuple[Fraction, ...], _: Fraction) -> list[Fraction]:
    """Power at T = 1/2, whatever the heat, kept off zero by a thousandth."""
    return [(x * x + Fraction(1, 1000)) / (sum(y * y for y in p) + Fraction(len(p), 1000)) for x in p]


Exact = Callable[[tuple[Fraction, ...], Fraction], list[Fraction]]


@leg("exact", covers="all pairs of laws in sixths on 2 and 3 classes, T = 3/2, 2, 10, n = 1, 2: ratios, and one met")
def lattice(spent: Spent = spent, F: Exact = mixed) -> Evidence:
    """e^ε is 1 + V/(T − 1) where `spent` is its logarithm; the ratios of two draws multiply, class by class."""

    def cases() -> Cases:
        for classes, heat, draws in product((2, 3), (Fraction(3, 2), Fraction(2), Fraction(10)), (1, 2)):
            most = spent(Integer(classes), Rational(heat)).args[0] ** draws
            laws = [chances(F(law, heat), draws) for law in sixths(classes)]
            ratio = Rational(max(max(a / b for a, b in zip(x, y, strict=True)) for x in laws for y in laws))
            at = {"V": classes, "T": heat, "n": draws}
            yield at, most - ratio, f"a ratio is {ratio}, and e^nε {most}"
            yield at, ratio - most, f"no ratio exceeds {ratio}, and e^nε is {most}"

    return all_nonnegative(cases())


def chances(q: list[Fraction], draws: int) -> list[Fraction]:
    """Of every outcome of so many independent draws."""
    return [prod(drawn, start=Fraction(1)) for drawn in product(q, repeat=draws)]


def sixths(V: int) -> list[tuple[Fraction, ...]]:
    return [tuple(Fraction(x, 6) for x in law) for law in product(range(7), repeat=V) if sum(law) == 6]


@leg(
    "search",
    covers="20,000 pairs of adversarial laws for V = 2, 10 each, 400 for V = 1000, T = 1.1 to 50: none tells more",
)
def strangers(spent: Spent = spent, F: Softener = soften, seed: int = 0) -> Evidence:
    worst, tried = -np.inf, 0
    for classes, count in ((2, 20_000), (10, 20_000), (1000, 400)):
        rng = stream(seed, "privacy.dp_mixing", classes)
        rows = [adversarial(rng, count, classes, faces=True) for _ in range(2)]
        for heat in (1.1, 2.0, 50.0):
            loss = privacy_loss(*(F(p, heat) for p in rows))
            worst, tried = max(worst, float((loss - float(spent(classes, heat))).max())), tried + count
    figures = {"pairs": tried, "worst excess": worst}
    if worst <= 4e-15:  # rounding
        return Evidence("supports", figures)
    return Evidence("refutes", figures, Witness({"V": (2, 10, 1000)}, worst, "a draw tells more than ε"))


for check in (derivation, lattice):
    control(check, "V/T in place of V/(T − 1)", spent=lambda V, T: log(1 + V / T))
control(lattice, "squares of probabilities", drops="mixing", F=squared)
control(lattice, "1 % off", spent=lambda V, T: log((1 + V / (T - 1)) * Rational(101, 100)))
control(strangers, "power, its zeros raised to 1e-9", F=lambda p, T: 1e-9 + soften_by_power(p, T))
control(strangers, "2e-14 less", spent=lambda V, T: float(spent(V, T)) - 2e-14)
control(strangers, "1 % less", spent=lambda V, T: 0.99 * spent(V, T))

dp_mixing = formal("privacy.dp_mixing", covers="every V >= 2, T > 1 and n", spent=spent)
