r"""Publishing softened probabilities in place of the teacher's own protects the teacher.

False: who knows T recovers the teacher. Mixing: p = T q − (T − 1)u. Power: p_i = q_i^T/Σ q_j^T, on the simplex, zeros
included. So two teachers never publish the same, and as a mechanism the row itself, which nothing random is done to,
has ε = ∞. On real teachers rows published at T = 4 give it back to 1e-15 in TV, to 1e-7 once rounded to float32.
What is left unknown without T: `unknown_temperature`. What draws give away: `dp_mixing`, `dp_power`.
"""

from collections.abc import Callable
from fractions import Fraction
from math import isqrt

import numpy as np
from sympy import Expr, Integer, Rational

from numerics.axioms import Softener
from numerics.operators.mixing import mixing as soften_by_mixing
from numerics.operators.power import power as soften_by_power
from numerics.privacy import recovered
from numerics.rational import fraction
from numerics.simplex import Array
from proofs_checks.machine.checks import POINT, equal
from proofs_checks.machine.claim import Claim, control, leg, premise
from proofs_checks.machine.evidence import Evidence, Witness
from proofs_checks.machine.rocq.leg import formal
from proofs_checks.teachers import ROWS, on_teachers
from theory.axioms import Softening
from theory.operators.mixing import mixing
from theory.operators.power import power
from theory.simplex import Law, T, explicit, generic, i

claim = Claim(
    statement=r"\text{for every } p, T: \text{ a reader of } F_T(p), T \text{ misses } p \text{ by TV} > 10^{-3}",
    scope="power and mixing, V >= 2, every p and T, T known; p = (3, 2, 1)/6, mixing at T = 2, refutes",
    reads={"S8.privacy": "limits"},
    expect="refuted",
)

TEACHER, MISSED = (Rational(3, 6), Rational(2, 6), Rational(1, 6)), Rational(1, 1000)
Inverse = Callable[[Law, Expr], Law]


def unmixed(q: Law, T: Expr) -> Law:
    """T q − (T − 1)u."""
    return Law(q.classes, lambda j: T * q[j] - (T - 1) / q.classes)


def unpowered(q: Law, T: Expr) -> Law:
    """q_i^T, normalised."""
    total = q.sum(lambda j: q[j] ** T)
    return Law(q.classes, lambda j: q[j] ** T / total)


@premise("identity", covers="mixing and power, V, T and every entry symbols: the inverse gives back p")
def inverses(unmixed: Inverse = unmixed, unpowered: Inverse = unpowered) -> Evidence:
    p = generic()
    back = equal(unmixed(mixing(p, T), T)[i], p[i])
    return back if back.outcome != "supports" else equal(unpowered(power(p, T), T)[i], p[i], p, at=POINT)


@leg("exact", covers="p = (3, 2, 1)/6, T = 2: what is published by mixing")
def reader(guess: Expr = Integer(2), F: Softening = mixing, inverse: Inverse = unmixed) -> Evidence:
    """TV between p and what a reader who takes T for `guess` recovers, exactly."""
    p = explicit(TEACHER)
    back = inverse(F(p, Integer(2)), guess)
    away = sum((abs(a - b) for a, b in zip(p.entries, back.entries, strict=True)), Integer(0)) / 2
    if away > MISSED:
        return Evidence("supports", {"TV": str(away)})
    says = f"the reader's law is ({', '.join(map(str, back.entries))}), {away} from the teacher in TV"
    return Evidence("refutes", {"TV": str(away)}, Witness({"p": TEACHER, "T": 2}, MISSED - away, says))


def square_root(square: Fraction) -> Fraction:
    root = Fraction(isqrt(square.numerator), isqrt(square.denominator))
    assert root**2 == square
    return root


@leg("exact", covers="p = (3, 2, 1)/6 by power at T = 1/2: what is published in fractions, and its square roots")
def power_reader(root: Callable[[Fraction], Fraction] = square_root) -> Evidence:
    """q_i/q_1 = (p_i/p_1)²: the reader takes roots of odds, and normalises."""
    p = [fraction(x) for x in TEACHER]
    published = [x**2 / sum(y**2 for y in p) for x in p]
    guessed = [root(q / published[0]) for q in published]
    law = [g / sum(guessed) for g in guessed]
    away = Rational(sum((abs(a - b) for a, b in zip(p, law, strict=True)), Fraction(0))) / 2
    if away > MISSED:
        return Evidence("supports", {"TV": str(away)})
    says = "the square roots of what is published, normalised, are the teacher"
    return Evidence("refutes", {"TV": str(away)}, Witness({"p": TEACHER, "T": "1/2"}, MISSED - away, says))


HEAT, DIGITS = 4.0, {"float64": 5e-15, "float32": 5e-7}


@on_teachers(
    "softened at T = 4 by power and by mixing: recovered to 5e-15 in TV from float64, to 5e-7 from float32", names=ROWS
)
def rows(rows: Array, guess: float = HEAT) -> Evidence:
    """Of each row TV between the teacher and what is recovered; the worst of the rows."""
    found: dict[str, float] = {}
    maps: dict[str, Softener] = {"power": soften_by_power, "mixing": soften_by_mixing}
    for name, F in maps.items():
        for kind in (np.float64, np.float32):
            published = F(rows, HEAT).astype(kind).astype(np.float64)
            away = np.abs(recovered(name, published, guess) - rows).sum(axis=-1) / 2
            found[f"{name}, {kind.__name__}"] = float(away.max())
    given_back = all(found[f"{name}, {kind}"] < digits for name in maps for kind, digits in DIGITS.items())
    return Evidence("refutes" if given_back else "supports", found)


def by_hand() -> Fraction:
    """p = (3, 2, 1)/6, mixing at T = 2: q = p/2 + u/2 = (5, 4, 3)/12. A reader computes 2q − u, off by nothing."""
    p, u = (Fraction(3, 6), Fraction(2, 6), Fraction(1, 6)), Fraction(1, 3)
    q = [x / 2 + u / 2 for x in p]
    assert q == [Fraction(5, 12), Fraction(4, 12), Fraction(3, 12)]
    away = sum((abs(2 * y - u - x) for x, y in zip(p, q, strict=True)), Fraction(0)) / 2
    return Fraction(1, 1000) - away


control(inverses, "T q − T u", unmixed=lambda q, T: Law(q.classes, lambda j: T * q[j] - T / q.classes))
control(reader, "repaired: T is taken for 3", guess=Integer(3))
control(power_reader, "repaired: T is taken for 1", root=lambda square: square)
control(rows, "repaired: T is taken for 3", guess=3.0)
control(rows, "repaired: T is off by one part in 10^12", guess=HEAT * (1 + 1e-12))

invertible_refuted = formal("privacy.invertible_refuted", covers="every V >= 2, mixing and power", refutes=True)
