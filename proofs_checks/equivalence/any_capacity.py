r"""Matching entropies does not make two operators one: not even for one example and the smallest student.

"V ≥ 3: operators whose temperatures are matched per example, so that entropies agree, give the same student at any
capacity" fails. One example p = (16, 4, 1)/21, one feature: the student says its target. Power at T = 2 gives
(4, 2, 1)/7. Mixing gives u + (p − u)/T', on a line that (4, 2, 1)/7 is off: its least squared distance from it is
2/1029, whatever T' and hence whatever is matched. With two classes there is no such distance (claim `binary`).
"""

from collections.abc import Sequence
from fractions import Fraction

from sympy import Expr, Integer, Rational, Symbol

from numerics.enclosure import ball, decide_positive
from proofs_checks.checks import kept_away
from proofs_checks.claim import Claim, control, leg
from proofs_checks.evidence import Evidence, Witness
from theory.operators.mixing import mixing
from theory.operators.power import power
from theory.simplex import entropy, explicit

claim = Claim(
    statement=r"H(F_T(p_i)) = H(G_{T_i}(p_i)) \text{ for every } i \implies F \equiv G",
    scope="operators with A1–A5, V >= 3, any features; power, mixing, one example, one feature, V = 3 refute",
    reads={"S4": "as stated"},
    rests_on=("equivalence.full_capacity", "operators.mixing", "operators.power_interior"),
    expect="refuted",
)

P = (Rational(16, 21), Rational(4, 21), Rational(1, 21))
TWO = (Rational(4, 5), Rational(1, 5))
NEAR = Rational(1, 1000)


def squared_distance(p: Sequence[Expr], temperature: Expr) -> Expr:
    """Between power at T = 2 and mixing."""
    q, r = power(explicit(p), Integer(2)), mixing(explicit(p), temperature)
    return sum(((q[c] - r[c]) ** 2 for c in range(1, len(p) + 1)), Integer(0))


@leg("exact", covers="(16, 4, 1)/21, power at T = 2: the least squared distance to mixing at any temperature")
def off_the_line(p: Sequence[Expr] = P) -> Evidence:
    """A parabola in β = 1/T', whose least value is at its vertex."""
    beta = Symbol("beta", real=True)
    distance = squared_distance(p, 1 / beta).expand()
    (a, b, c) = (distance.coeff(beta, n) for n in (2, 1, 0))
    assert a > 0
    least = (c - b**2 / (4 * a)).simplify()
    says = f"(4, 2, 1)/7 is √({least}) from every u + β(p − u)"
    if least > 0:
        return Evidence("refutes", {"least": str(least)}, Witness({"p": p, "T": 2}, least, says))
    return Evidence("supports", {"least": str(least)})


@leg("enclosure", covers="(16, 4, 1)/21: mixing at the temperature that has the entropy of power at T = 2, in balls")
def matched(p: Sequence[Expr] = P) -> Evidence:
    """H(mixing) rises in T', and crosses H(power_2) in a short interval, over which the two laws keep apart."""
    H = entropy(power(explicit(p), Integer(2)))
    low, high = Rational(1), Rational(16)
    assert ball(entropy(mixing(explicit(p), high)) - H) > 0
    for _ in range(30):
        middle = (low + high) / 2
        colder = ball(entropy(mixing(explicit(p), middle)) - H) < 0
        low, high = (middle, high) if colder else (low, middle)
    assert ball(entropy(mixing(explicit(p), low)) - H) < 0
    assert ball(entropy(mixing(explicit(p), high)) - H) >= 0 or high - low < Rational(1, 10**8)
    t = Symbol("T", positive=True)
    decision = decide_positive(squared_distance(p, t) - NEAR, {t: (low, high)})
    says = f"entropies agree at some T' in [{float(low):.9f}, {float(high):.9f}], where the laws differ"
    return kept_away(decision, {"p": p, "T": 2}, NEAR, says)


def by_hand() -> Fraction:
    """Along v = p − u from u, the nearest to w = q − u leaves ‖w‖² − ⟨w, v⟩²/‖v‖²; q the roots of (16, 4, 1)."""
    u = Fraction(1, 3)
    v = [Fraction(n, 21) - u for n in (16, 4, 1)]
    w = [Fraction(n, 7) - u for n in (4, 2, 1)]
    inner, far, along = (
        sum((x * y for x, y in zip(*pair, strict=True)), Fraction(0)) for pair in ((w, v), (w, w), (v, v))
    )
    return far - inner * inner / along


for check in (off_the_line, matched):
    control(check, "repaired: two classes", p=TWO)
