r"""The five axioms make every Schur-concave entropy rise with the temperature.

False: the axioms name Shannon's entropy, and promise nothing of any other.

"A1–A5 make every Schur-concave entropy nondecreasing in T" fails, V = 3. Near p = (6, 3, 1)/10 a move of mass along
v = (1, −2, 1), from the middle class to both others, raises H (v·log p < 0) and raises Σp² (v·p > 0). Let F be power
for T ≤ 1; from T = 1 to 1.001, with m = 1000(T − 1), let it move p by m β(p) v/100 and then soften by power_T, β a bump
at p; from there on, power_T of the moved law. H rises all the way, at every p; yet Gini's 1 − Σq² falls at p. The
order of the classes is kept, F is continuous, and it has the limits of power.
"""

from collections.abc import Callable, Sequence

from flint import arb
from sympy import Expr, Integer, Rational, Symbol, log

from numerics.enclosure import ball
from numerics.prover import decide_positive
from proofs_checks.machine.checks import all_positive, all_steps, equal, over_boxes
from proofs_checks.machine.claim import Claim, control, leg, premise
from proofs_checks.machine.evidence import Evidence, Witness
from theory.operators.power import power
from theory.simplex import Law, entropy, explicit

claim = Claim(
    statement=r"A1\text{–}A5 \implies T \mapsto \sum_i \psi(F_T(p)_i) \text{ is nondecreasing for every concave } \psi",
    scope="operators with A1–A5, every Schur-concave entropy, V >= 3; V = 3 and Gini's refute",
    reads={"S6.rates": "limits"},
    rests_on=("operators.power_interior", "operators.entropy_rate"),
    expect="refuted",
)

P = [Rational(6, 10), Rational(3, 10), Rational(1, 10)]
V = (1, -2, 1)
STEP, WARMTH = Rational(1, 100), Rational(1, 1000)
BUMP = {"p1": (Rational(119, 200), Rational(121, 200)), "p2": (Rational(59, 200), Rational(61, 200))}  # order is kept


def moved(p: Sequence[Expr], m: Expr, bump: Expr, v: Sequence[int]) -> Law:
    """F at T = 1 + m/1000: power of p + m β v/100."""
    return power(explicit([entry + m * bump * STEP * side for entry, side in zip(p, v, strict=True)]), 1 + m * WARMTH)


p1, p2, m, bump = (Symbol(name, nonnegative=True) for name in ("p1", "p2", "m", "bump"))
IN_THE_BUMP = {p1: BUMP["p1"], p2: BUMP["p2"], m: (0, 1), bump: (0, 1)}
Moved = Callable[[Sequence[Expr], Expr, Expr, Sequence[int]], Law]


@premise(
    "identity", covers="every p and β(p): F_1(p) = p, and F at T = 1.001 is power of the moved law, as it is beyond"
)
def pieces_meet(moved: Moved = moved) -> Evidence:
    law, after = [p1, p2, 1 - p1 - p2], [p1 + bump * STEP, p2 - 2 * bump * STEP, 1 - p1 - p2 + bump * STEP]
    at = {p1: P[0], p2: P[1], bump: Rational(1, 3)}
    first, last = (moved(law, m, bump, V).entries for m in (Integer(0), Integer(1)))
    beyond = power(explicit(after), 1 + WARMTH).entries
    return all_steps(
        *((f"F_1, class {c}", lambda c=c: equal(first[c - 1], law[c - 1], at=at)) for c in (1, 2, 3)),
        *((f"F_1.001, class {c}", lambda c=c: equal(last[c - 1], beyond[c - 1], at=at)) for c in (1, 2, 3)),
    )


@premise("enclosure", covers="every p of the bump, every β(p) in [0, 1], all the way: the order of the classes is kept")
def order_kept(step: Expr = STEP) -> Evidence:
    """What power is applied to has p_1 > p_2 > p_3 > 0, as p has; power ranks."""
    at_m = [entry + m * bump * step * side for entry, side in zip((p1, p2, 1 - p1 - p2), V, strict=True)]
    gaps = (at_m[0] - at_m[1], at_m[1] - at_m[2], at_m[2])
    return over_boxes(*(decide_positive(gap, IN_THE_BUMP) for gap in gaps))


@premise("enclosure", covers="every p of the bump, every β(p) in [0, 1], T from 1 to 1.001: dH/dT > 0")
def entropy_rises(v: Sequence[int] = V) -> Evidence:
    """Before and after, F is power of one law, and H rises by `entropy_rate`."""
    H = entropy(moved([p1, p2, 1 - p1 - p2], m, bump, v))
    return over_boxes(decide_positive(H.diff(m), IN_THE_BUMP))


@leg("enclosure", covers="Gini's index of F_T(p) at p = (6, 3, 1)/10, from T = 1 to 1.001, in balls")
def gini(v: Sequence[int] = V) -> Evidence:
    cold, hot = (1 - sum(entry**2 for entry in moved(P, m, Integer(1), v).entries) for m in (Integer(0), Integer(1)))
    fall = ball(cold - hot)
    says = f"1 − Σq² goes from {ball(cold).str(8)} to {ball(hot).str(8)} as T goes from 1 to 1.001"
    if fall > 0:
        return Evidence("refutes", {}, Witness({"p": P, "moved by": [STEP * side for side in v]}, fall, says))
    return Evidence("supports", {}, note=says)


@leg("exact", covers="the direction v = (1, −2, 1) at (6, 3, 1)/10: dH > 0 and d(1 − Σp²) < 0")
def direction(v: Sequence[int] = V) -> Evidence:
    gini_slope = -2 * sum(side * entry for side, entry in zip(v, P, strict=True))
    entropy_slope = ball(-sum(side * log(entry) for side, entry in zip(v, P, strict=True)))
    at = {"p": P, "v": v}
    assert entropy_slope > 0
    return all_positive([(at, gini_slope, f"d(1 − Σp²) = {gini_slope}, dH = {entropy_slope.str(8)}")])


def by_hand() -> arb:
    """At p, moved by v/100 and softened by power at T = 1.001: the entropy is above that of p, as it is at every law
    in the bump and all the way (which boxes show, and no line of arithmetic), and yet 1 − Σq² falls, by this much."""
    T, v = arb(1001) / 1000, [1, -2, 1]
    p = [arb(n) / 10 for n in (6, 3, 1)]
    weights = [(entry + arb(side) / 100) ** (1 / T) for entry, side in zip(p, v, strict=True)]
    q = [weight / sum(weights) for weight in weights]
    before, after = (-sum(entry * entry.log() for entry in law) for law in (p, q))
    assert after > before
    return sum((r**2 - s**2 for r, s in zip(q, p, strict=True)), arb(0))


for check in (gini, direction):
    control(check, "repaired: mass from the largest class to the smallest", v=(-1, 0, 1))
control(pieces_meet, "m + 1/10 for m", moved=lambda p, m, bump, v: moved(p, m + Rational(1, 10), bump, v))
control(order_kept, "moved seven times as far", step=7 * STEP)
control(entropy_rises, "mass from both others to the middle class", v=(-1, 2, -1))
