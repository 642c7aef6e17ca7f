r"""A Bregman divergence splits about the projected centre, too.

False: where the centre is truncated, a Bregman divergence no longer splits.

"With s* the law nearest to the dual mean, D(s*, ·) least, E D(q, S) = D(q, s*) + E D(s*, S) for every law q" fails for
φ = s³/6, g = s²/2: S is e_1 or e_2 of three classes, evenly. E g(S) = (1/4, 1/4, 0); s* = (1/2, 1/2, 0), where
g(s*) = E g(S) − 1/8 + (0, 0, 1/8), the multiplier of s*_3 ≥ 0. At q = e_3 the left is 1/2, the right 1/4 + 1/8.
In general the gap is Σ m_i q_i ≥ 0, m the multipliers: the split is an inequality.
"""

from collections.abc import Sequence
from fractions import Fraction

from sympy import Add, Expr, Integer, Rational, symbols

from numerics.prover import decide_positive
from proofs_checks.machine.checks import bounded_away
from proofs_checks.machine.claim import Claim, control, leg
from proofs_checks.machine.evidence import Evidence, Witness
from theory.operators.legendre import Potential, derivative, multipliers
from theory.simplex import completed

claim = Claim(
    statement=r"\mathbb E D(q, S) = D(q, s^*) + \mathbb E D(s^*, S), \quad s^* \text{ the projected dual mean}",
    scope="any strictly convex phi, any random law S; phi = s³/6 and V = 3 refute",
    reads={"S1.split": "limits"},
    expect="refuted",
)

THIRD = (Rational(0), Rational(0), Rational(1))
VERTICES = ((Rational(1), Rational(0), Rational(0)), (Rational(0), Rational(1), Rational(0)))
CENTRE = (Rational(1, 2), Rational(1, 2), Rational(0))
LEVEL = Rational(-1, 8)


def cubic(s: Expr) -> Expr:
    return s**3 / 6


def square(s: Expr) -> Expr:
    return s**2 / 2


def bregman(phi: Potential, y: Sequence[Expr], s: Sequence[Expr]) -> Expr:
    """D(y, s) from its definition."""
    g = derivative(phi)
    return Add(*(phi(a) - phi(b) - g(b) * (a - b) for a, b in zip(y, s, strict=True)))


def split(phi: Potential, q: Sequence[Expr]) -> Expr:
    """E D(q, S) − D(q, s*) − E D(s*, S) for S = e_1 or e_2."""
    loss, variance = (sum((bregman(phi, y, s) for s in VERTICES), Integer(0)) / 2 for y in (q, CENTRE))
    return loss - bregman(phi, q, CENTRE) - variance


def dual(phi: Potential) -> list[Expr]:
    """E g(S)."""
    g = derivative(phi)
    return [sum((g(s[j]) for s in VERTICES), Integer(0)) / 2 for j in range(3)]


@leg("exact", covers="S = e_1 or e_2, φ = s³/6, q = e_3: s* by its conditions of optimality, D from its definition")
def at_a_vertex(phi: Potential = cubic, level: Expr = LEVEL) -> Evidence:
    m = multipliers(phi, dual(phi), CENTRE, level, Integer(1))
    assert m[:2] == [0, 0]  # s* is the projection: stationary on its support,
    assert m[2] >= 0  # and held at zero by a multiplier that is not negative
    gap = split(phi, THIRD)
    if gap == 0:
        return Evidence("supports", {"gap": "0"})
    says = f"at q = e_3 the left is {bregman(phi, THIRD, VERTICES[0])}; less D(q, s*) and E D(s*, S) it leaves {gap}"
    return Evidence("refutes", {"gap": str(gap), "m_3": str(m[2])}, Witness({"S": "e_1 or e_2", "q": THIRD}, gap, says))


LEAST = Rational(1, 17)


@leg("enclosure", covers="the same S and φ, every law q with q_3 >= 1/2: the gap is above 1/17 on the whole triangle")
def over_a_triangle(phi: Potential = cubic) -> Evidence:
    a, share = symbols("a share", nonnegative=True)  # q_3 = (1 + a)/2; what is left goes to e_1 by `share`
    rest = (1 - a) / 2
    q = completed([share * rest, (1 - share) * rest])
    decision = decide_positive(split(phi, q.entries).expand() - LEAST, {a: (0, 1), share: (0, 1)})
    return bounded_away(decision, {"S": "e_1 or e_2", "q_3": "[1/2, 1]"}, LEAST, f"the gap is above {LEAST}")


def by_hand() -> Fraction:
    """D from its definition, φ = s³/6, at q = e_3, S = e_1 (e_2 gives the same) and s* = (1/2, 1/2, 0)."""
    zero, half, one = Fraction(0), Fraction(1, 2), Fraction(1)

    def D(y: tuple[Fraction, ...], s: tuple[Fraction, ...]) -> Fraction:
        return sum((a**3 / 6 - b**3 / 6 - b**2 / 2 * (a - b) for a, b in zip(y, s, strict=True)), zero)

    q, S, centre = (zero, zero, one), (one, zero, zero), (half, half, zero)
    return D(q, S) - D(q, centre) - D(centre, S)


control(at_a_vertex, "repaired: φ = s²/2, whose centre is not truncated", phi=square, level=Integer(0))
control(over_a_triangle, "repaired: φ = s²/2, whose centre is not truncated", phi=square)
