r"""Operators with matched entropies make the same student at any capacity.

False: matching entropies does not make two operators one: not even for the smallest student.

"V ≥ 3: operators whose temperatures are matched per example, so that entropies agree, give the same student at any
capacity" fails below full capacity too: a constant student of two examples. Both p = (16, 4, 1)/21: power at T = 2 has
the mean (4, 2, 1)/7. Mixing gives u + (p − u)/T', on a line that (4, 2, 1)/7 is off: its least squared distance from it
is 2/1029, whatever T' and hence whatever is matched. Nor do the means of p and (9, 4, 1)/14 agree, each matched in
entropy. With two classes there is no such distance (claim `binary`).
"""

from collections.abc import Sequence
from fractions import Fraction

from flint import arb
from sympy import Add, Expr, Integer, Rational, Symbol

from numerics.enclosure import ball
from proofs_checks.machine.checks import ANYWHERE, POINT, equal
from proofs_checks.machine.claim import Claim, control, leg, premise
from proofs_checks.machine.evidence import Evidence, Witness
from theory.axioms import Softening
from theory.operators.mixing import mixing
from theory.operators.power import power
from theory.operators.spliced import spliced
from theory.simplex import entropy, explicit, generic, i

claim = Claim(
    statement=r"H(F_T(p_i)) = H(G_{T_i}(p_i)) \text{ for every } i \implies F \equiv G",
    scope="operators with A1–A5, V >= 3, any features; power and spliced, which is mixing where it heats, two "
    "examples, one feature, V = 3 refute",
    reads={"S4.identical": "limits"},
    rests_on=("equivalence.linear", "operators.closed", "operators.power_interior"),
    expect="refuted",
)


@premise("identity", covers="spliced, which satisfies A1–A5 (closed), is mixing for every T >= 1, V and p")
def heats_by_mixing(F: Softening = spliced) -> Evidence:
    p, x = generic(), Symbol("x", positive=True)
    return equal(F(p, 1 + x)[i], mixing(p, 1 + x)[i], p, at={**POINT, x: ANYWHERE})


control(heats_by_mixing, "power", F=power)
P = tuple(Rational(n, 21) for n in (16, 4, 1))
PAIR = (P, tuple(Rational(n, 14) for n in (9, 4, 1)))
TWO = ((Rational(4, 5), Rational(1, 5)), (Rational(9, 10), Rational(1, 10)))
NEAR = Rational(1, 1000)
Rows = Sequence[Sequence[Expr]]


@leg(
    "exact",
    covers="(16, 4, 1)/21 twice, a constant student: power at T = 2 and mixing at any temperature, in fractions",
)
def off_the_line(p: Sequence[Expr] = P) -> Evidence:
    """The squared distance is a parabola in β = 1/T', whose least value is at its vertex."""
    beta = Symbol("beta", real=True)
    q, r = power(explicit(p), Integer(2)), mixing(explicit(p), 1 / beta)
    squares: list[Expr] = [(q[c] - r[c]) ** 2 for c in range(1, len(p) + 1)]
    distance = Add(*squares).expand()
    a, b, c = (distance.coeff(beta, n) for n in (2, 1, 0))
    assert a > 0
    least = (c - b**2 / (4 * a)).simplify()
    says = f"the student of power's targets is √({least}) from every u + β(p − u)"
    if least > 0:
        return Evidence("refutes", {"least": str(least)}, Witness({"p": p, "T": 2}, least, says))
    return Evidence("supports", {"least": str(least)})


def matched(p: Sequence[Expr]) -> arb:
    """The temperature at which mixing has the entropy of power at T = 2, in a ball: H rises in T'."""
    H = ball(entropy(power(explicit(p), Integer(2))))
    low, high = Rational(1), Rational(64)
    for _ in range(60):
        middle = (low + high) / 2
        colder = ball(entropy(mixing(explicit(p), middle))) < H
        low, high = (middle, high) if colder else (low, middle)
    assert ball(entropy(mixing(explicit(p), low))) < H < ball(entropy(mixing(explicit(p), high)))
    return ball(low).union(ball(high))


@leg(
    "enclosure",
    covers="a constant student of (16, 4, 1)/21 and (9, 4, 1)/14: temperatures matched in balls, means apart",
)
def pair(rows: Rows = PAIR) -> Evidence:
    """The mean of power at T = 2 against that of mixing, each row at the temperature with the same entropy."""
    V, temperatures = len(rows[0]), [matched(p) for p in rows]
    gaps = []
    for c in range(1, V + 1):
        own = sum((ball(power(explicit(p), Integer(2))[c]) for p in rows), arb(0))
        other = sum(((ball(p[c - 1]) - arb(1) / V) / T for p, T in zip(rows, temperatures, strict=True)), arb(0))
        gaps.append((own - other) / len(rows) - arb(1) / V)
    farthest = max((abs(gap) for gap in gaps), key=lambda gap: float(gap.mid()))
    figures = {"temperatures": ", ".join(T.str(8) for T in temperatures), "farthest": farthest.str(6)}
    if farthest > ball(NEAR):
        return Evidence("refutes", figures, Witness({"rows": rows, "T": 2}, farthest, "the two means differ"))
    return Evidence("supports" if farthest < ball(NEAR / 10**6) else "inconclusive", figures)


def by_hand() -> Fraction:
    """Along v = p − u from u, the nearest to w = q − u leaves ‖w‖² − ⟨w, v⟩²/‖v‖²; q the roots of (16, 4, 1)."""
    u = Fraction(1, 3)
    v = [Fraction(n, 21) - u for n in (16, 4, 1)]
    w = [Fraction(n, 7) - u for n in (4, 2, 1)]
    inner, far, along = (
        sum((x * y for x, y in zip(*pair, strict=True)), Fraction(0)) for pair in ((w, v), (w, w), (v, v))
    )
    return far - inner * inner / along


control(off_the_line, "repaired: two classes", p=TWO[0])
control(pair, "repaired: two classes", rows=TWO)
