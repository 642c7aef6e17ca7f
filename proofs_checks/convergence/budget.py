r"""At a fixed number of gradient steps more stages do not tighten the guarantee: they loosen it.

N = nm steps in n stages of m each leave at most ℓ/N · m ρ^m/(1 − ρ^m), times 1 − ρ^N, whatever n (claim `tracking` of
homotopy), ρ in (0, 1). "More stages at equal compute tighten the guarantee" fails: m ρ^m/(1 − ρ^m) falls as m grows.
At ρ = 1/2 it is 1, 2/3, 3/7 for m = 1, 2, 3: fewer and longer stages have the smaller bound.
Proof that it falls. With x = ρ^m, m = log x/log ρ: x log(1/x)/(1 − x) rises in x, as log(1/x) > 1 − x there. ∎
"""

from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import pairwise

from sympy import Expr, Integer, Rational, Symbol, exp, symbols

from numerics.enclosure import ball, decide_positive
from proofs_checks.checks import ANYWHERE, equal
from proofs_checks.claim import Claim, control, leg
from proofs_checks.evidence import Evidence, Witness
from theory import convergence as theory
from theory.convergence import ell

claim = Claim(
    statement=r"N = nm \text{ fixed} \implies \text{the bound } \ell\, m\rho^m/(N(1 - \rho^m)) \text{ falls with } n",
    scope="the guarantee of tracking at N gradient steps, 0 < rho < 1; rho = 1/2, m = 1 against m = 2 refute",
    reads={"S3.rate": "limits"},
    rests_on=("homotopy.tracking",),
    expect="refuted",
)

n = Symbol("n", positive=True)
LENGTHS = {"12 steps in all": ((3, 4), (4, 3), (6, 2), (12, 1)), "two steps each": ((3, 2), (4, 2), (6, 2), (12, 2))}


Bound = Callable[..., Expr]


def bound(rho: Expr, stages: Expr, m: Expr) -> Expr:
    """Of ℓ: ρ^m/(n(1 − ρ^m))."""
    return rho**m / (stages * (1 - rho**m))


rho, count, m = symbols("rho n m", positive=True)


@leg("exact", covers="rho = 1/2, 12 gradient steps in 3, 4, 6 and 12 stages: the bounds in fractions")
def halves(stages: Sequence[tuple[int, int]] = LENGTHS["12 steps in all"], bound: Bound = bound) -> Evidence:
    """The bound is that of tracking, which leaves out 1 − ρ^N; 12 times it is 1, 2/3 and 3/7 for m = 1, 2, 3."""
    kept = bound(rho, count, m) * ell * (1 - rho ** (m * count))
    at = {rho: Rational(1, 3), count: Integer(4), m: Integer(2), ell: ANYWHERE}
    tied = equal(theory.tracked(rho**m, ell / count, count), kept, at=at)
    assert tied.outcome == "supports", f"not the bound of tracking: {tied.note}"
    values = [12 * bound(Rational(1, 2), Integer(12 // steps), Integer(steps)) for steps in (1, 2, 3)]
    assert values == [1, Rational(2, 3), Rational(3, 7)], values
    found = {count: bound(Rational(1, 2), Integer(count), Integer(m)) for count, m in stages}
    figures = {f"n = {count}": str(value) for count, value in found.items()}
    rises = [later - earlier for earlier, later in pairwise(found.values())]
    if max(rises) < 0:
        return Evidence("supports", figures)
    says = f"6 stages of two steps have {found[6]} ℓ, 12 of one {found[12]} ℓ"
    return Evidence("refutes", figures, Witness({"rho": "1/2", "steps": 12}, found[12] - found[6], says))


@leg("enclosure", covers="every n in [1, 100] with rho^(nm) = e^−6, as a real number: the bound rises with n")
def rises(m: Expr = 6 / n, bound: Bound = bound) -> Evidence:
    """With log 1/ρ for unit of m: db/dn > 0 on the whole interval, or < 0."""
    value, box = bound(exp(-1), n, m), {n: (Integer(1), Integer(100))}
    assert decide_positive(value, box).outcome == "proved", "a bound is positive"
    slope = value.diff(n)
    up = decide_positive(slope, box)
    figures = {"boxes": up.boxes, "depth": up.depth, "bits": up.bits}
    if up.outcome == "proved":
        gap = ball((value.subs(n, 12) - value.subs(n, 6)).simplify())
        says = f"at e^−6 in all, 12 stages have a bound larger than 6 by {gap.str(8)} ℓ"
        return Evidence("refutes", figures, Witness({"n": "[1, 100]"}, gap, says))
    down = decide_positive(-slope, box)
    return Evidence("supports" if down.outcome == "proved" else "inconclusive", figures)


def by_hand() -> Fraction:
    """Twelve steps at ρ = 1/2: twelve stages of one, less six of two."""
    twelve, six = (Fraction(1, 2) ** m / (stages * (1 - Fraction(1, 2) ** m)) for stages, m in ((12, 1), (6, 2)))
    return twelve - six


control(halves, "repaired: stages of one length", stages=LENGTHS["two steps each"])
control(rises, "repaired: stages of one length", m=Integer(1))
