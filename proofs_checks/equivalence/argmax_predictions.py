r"""Students of soft targets predict the same classes, whatever the operator.

False: students of soft targets may predict different classes: operators are equivalent for hard labels only.

"Whatever the operator, students of soft targets have the same argmax" fails for the smallest of students, a constant,
two classes and T = 2. Rows (36, 1)/37 and twice (1, 4)/5: power gives (6, 1)/7 and twice (1, 2)/3, whose mean is
(32, 31)/63: class 1. Mixing gives the mean of p/2 + u/2, whose class 1 has 1063/2220: class 2. Of the confident row
power keeps more than mixing. Rows (97, 3)/100 and twice (22, 78)/100 do it as well: 0.515 against 0.485.
"""

from collections.abc import Callable, Sequence
from fractions import Fraction

from sympy import Expr, Integer, Rational, Symbol

from numerics.enclosure import ball
from proofs_checks.machine.checks import ANYWHERE, POINT, Cases, all_positive, equal
from proofs_checks.machine.claim import Claim, control, leg, premise
from proofs_checks.machine.evidence import Evidence, Number
from theory.axioms import Softening
from theory.operators.mixing import mixing
from theory.operators.power import power
from theory.operators.spliced import spliced
from theory.simplex import Law, explicit, generic, i

claim = Claim(
    statement=r"A1\text{–}A5 \implies \arg\max S_F = \arg\max S_G \text{ for students of soft targets}",
    scope="operators with A1–A5, any features; power and spliced, which is mixing where it heats, a constant student, "
    "V = 2, T = 2 refute",
    reads={"S4.identical": "limits"},
    rests_on=("operators.closed", "operators.power_interior", "equivalence.linear"),
    expect="refuted",
)


@premise("identity", covers="spliced, which satisfies A1–A5 (closed), is mixing for every T >= 1, V and p")
def heats_by_mixing(F: Softening = spliced) -> Evidence:
    p, x = generic(), Symbol("x", positive=True)
    return equal(F(p, 1 + x)[i], mixing(p, 1 + x)[i], p, at={**POINT, x: ANYWHERE})


control(heats_by_mixing, "power", F=power)
Rows = Sequence[Sequence[Expr]]
SQUARES = ((Rational(36, 37), Rational(1, 37)), *(2 * ((Rational(1, 5), Rational(4, 5)),)))
HUNDREDTHS = ((Rational(97, 100), Rational(3, 100)), *(2 * ((Rational(22, 100), Rational(78, 100)),)))


def constant_student(F: Softening, rows: Rows, T: Expr) -> Expr:
    """What the constant student says of class 1: the mean of its targets, under squared loss and under KL."""
    targets = [F(explicit(row), T)[1] for row in rows]
    return sum(targets, Integer(0)) / len(targets)


def opposed(rows: Rows, T: Expr, first: Softening, second: Softening, number: Callable[[Expr], Number]) -> Cases:
    """How far the nearer of two students is from 1/2, negative when they are on two sides of it."""
    said = [constant_student(F, rows, T) for F in (first, second)]
    one, other = (number(value - Rational(1, 2)) for value in said)
    nearer = min(abs(one), abs(other), key=float)
    says = f"the students say {number(said[0])} and {number(said[1])} of class 1, of two"
    yield {"rows": rows, "T": T}, nearer if (one > 0) == (other > 0) else -nearer, says


def exactly(value: Expr) -> Rational:
    """A rational number; TypeError for what is none."""
    if not isinstance(value, Rational):
        raise TypeError(f"{value} is not rational")
    return value


Made = Callable[[Softening], Softening]


def soft(F: Softening) -> Softening:
    return F


def hard(F: Softening) -> Softening:
    """Labels: all mass on the largest class."""

    def labelled(p: Law, T: Expr) -> Law:
        first = bool(ball(F(p, T)[1] - F(p, T)[2]) > 0)
        return explicit([int(first), int(not first)])

    return labelled


@leg("exact", covers="a constant student of (36, 1)/37 and twice (1, 4)/5, T = 2: power against mixing, in fractions")
def squares(made: Made = soft, T: Expr = Integer(2)) -> Evidence:
    return all_positive(opposed(SQUARES, T, made(power), made(mixing), exactly))


@leg(
    "enclosure",
    covers="a constant student of (97, 3)/100 and twice (22, 78)/100, T = 2: power against mixing, in balls",
)
def hundredths(made: Made = soft, T: Expr = Integer(2)) -> Evidence:
    return all_positive(opposed(HUNDREDTHS, T, made(power), made(mixing), ball))


def by_hand() -> Fraction:
    """At T = 2 power takes the roots of (36, 1) and (1, 4), (6, 1)/7 and (1, 2)/3; mixing halves the way to 1/2."""
    p = [Fraction(36, 37), Fraction(1, 5), Fraction(1, 5)]
    roots = [(6, 1), (1, 2), (1, 2)]
    assert all(Fraction(a * a, a * a + b * b) == law for (a, b), law in zip(roots, p, strict=True))
    of_power = sum((Fraction(a, a + b) for a, b in roots), Fraction(0)) / 3
    of_mixing = sum((law / 2 + Fraction(1, 4) for law in p), Fraction(0)) / 3
    assert of_mixing == Fraction(1063, 2220)
    return min(of_power - Fraction(1, 2), Fraction(1, 2) - of_mixing)


for check in (squares, hundredths):
    control(check, "repaired: hard labels", made=hard)
    control(check, "repaired: no softening", T=Integer(1))
