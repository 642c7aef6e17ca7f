r"""An operator whose top k can be softened by themselves, for every k, is power.

False: V = 3. Let d_1 and d_2 be the gaps between the sorted log-probabilities, and F take them to
    d_1' = d_1 T^−(1 + d_1/(1 + d_1)),  d_2' = d_2/T.
F satisfies A1–A5 on the open simplex: gaps stay positive and zero ones zero, all shrink as T grows, so that the law
is majorized by what it was and its entropy rises; they do not move at T = 1, tend to 0 as T → ∞ and to ∞ as T → 0, and
are continuous.
Of the top two classes F makes the same whatever the third, since d_1' depends on d_1 alone; of the top one, too. But
d_1'/d_1 is not d_2'/d_2, so that F is no power. `truncation` asks for every pair of classes, not the top ones only.
"""

from collections.abc import Callable
from fractions import Fraction
from itertools import product

from flint import arb, fmpq
from sympy import Expr, Integer, Rational, Symbol, limit, oo

from numerics.enclosure import ball, precision
from proofs_checks.machine.checks import ANYWHERE, all_steps, equal, is_positive
from proofs_checks.machine.claim import Claim, control, leg, premise
from proofs_checks.machine.evidence import Evidence, Witness
from theory.simplex import T

claim = Claim(
    statement=r"F_T(p \mid K) = F_T(p) \mid K \text{ for every top-}k\text{ set } K, \text{ A1–A5} \implies F "
    r"\text{ is power}",
    scope="V >= 3, T > 0, p > 0; V = 3 refutes, at log-gaps (1, 1) and T = 4",
    reads={"S7.topk": "lemma"},
    expect="refuted",
)

Gaps = Callable[[Expr, Expr], Expr]
d = Symbol("d", positive=True)
WITNESS = (Integer(1), Integer(1), Integer(4))  # the two gaps, and T


def first(d: Expr, T: Expr) -> Expr:
    """d_1'."""
    return d * T ** -(1 + d / (1 + d))


def second(d: Expr, T: Expr) -> Expr:
    """d_2'."""
    return d / T


@premise("identity", covers="every positive gap and T: ranking, identity, heating; the limits of a gap of 1")
def axioms(first: Gaps = first) -> Evidence:
    """Gaps of 0 stay 0, and a map of gaps that is continuous and shrinks with T makes laws that majorize less."""
    at = {d: ANYWHERE, T: Integer(3)}
    steps = []
    for name, gap in (("d_1", first), ("d_2", second)):
        shrinking = -gap(d, T).diff(T)
        steps += [
            (f"{name} stays positive", lambda gap=gap: is_positive(gap(d, T), "d' > 0", at)),
            (f"{name} of 0 is 0", lambda gap=gap: equal(gap(Integer(0), T), Integer(0), at=at)),
            (f"{name} is itself at T = 1", lambda gap=gap: equal(gap(d, Integer(1)), d, at=at)),
            (f"{name} shrinks", lambda shrinking=shrinking: is_positive(shrinking, "heating", at)),
            (f"{name} → 0", lambda gap=gap: equal(limit(gap(Integer(1), T), T, oo), Integer(0), at=at)),
            (f"{name} → ∞", lambda gap=gap: equal(limit(1 / gap(Integer(1), T), T, 0, "+"), Integer(0), at=at)),
        ]
    return all_steps(*steps)


@leg("exact", covers="log-gaps (1, 1), T = 4: the two ratios of gaps, in fractions")
def ratios(first: Gaps = first) -> Evidence:
    one, other, heat = WITNESS
    found = first(one, heat) / one, second(other, heat) / other
    apart = abs(found[0] - found[1])
    if apart == 0:
        return Evidence("supports", {"ratio": str(found[0])})
    says = f"power divides both gaps by one number; F by {1 / found[0]} and {1 / found[1]}"
    return Evidence("refutes", {}, Witness({"gaps": (one, other), "T": heat}, Rational(apart), says))


def softened(gaps: tuple[arb, ...], heat: arb, first: Gaps) -> list[arb]:
    """F of the law with these gaps, largest class first."""
    makers = (first, second)
    heated = [arb(ball(makers[n](Rational(str(g.mid())), Rational(str(heat.mid()))))) for n, g in enumerate(gaps)]
    weights = [arb(1)]
    for gap in heated:
        weights.append(weights[-1] * (-gap).exp())
    total = sum(weights, arb(0))
    return [w / total for w in weights]


@leg("enclosure", covers="gaps 1/2, 1, 3, T = 3/2, 4: F on the top two beside F on all three, in balls; and no power")
def laws(first: Gaps = first) -> Evidence:
    """The top two agree to 1e-30, and log-ratios of entries show that no one temperature makes both gaps."""
    with precision(256):
        apart = []
        for a, b, heat in product((fmpq(1, 2), fmpq(1), fmpq(3)), (fmpq(1, 2), fmpq(3)), (fmpq(3, 2), fmpq(4))):
            whole = softened((arb(a), arb(b)), arb(heat), first)
            pair = softened((arb(a),), arb(heat), first)
            off = abs(whole[0] / (whole[0] + whole[1]) - pair[0])
            if not off < arb(fmpq(1, 10**30)):
                return Evidence("inconclusive", note="the top two do not commute")
            shares = (whole[0] / whole[1]).log() / a, (whole[1] / whole[2]).log() / b
            apart.append((abs(shares[0] - shares[1]), a, b, heat))
        most, a, b, heat = max(apart, key=lambda found: float(found[0].mid()))
    if not most > fmpq(1, 10**6):
        return Evidence("supports", {"laws": len(apart)})
    says = f"the two gaps are divided by numbers whose inverses are {most.str(6)} apart"
    return Evidence("refutes", {"laws": len(apart)}, Witness({"gaps": (a, b), "T": heat}, most, says))


def by_hand() -> Fraction:
    """Gaps 1 and 1 at T = 4: d_1' = 4^(−3/2) = 1/8, since 8² = 4³, and d_2' = 1/4. Power would make them equal."""
    first, second = Fraction(1, 8), Fraction(1, 4)
    assert (1 / first) ** 2 == Fraction(4) ** 3
    return abs(first - second)


control(axioms, "gaps that grow with T", first=lambda d, T: d * T)
for check in (ratios, laws):
    control(check, "repaired: d_1' = d_1/T", first=second)
