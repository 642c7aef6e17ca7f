r"""Power is not Lipschitz on the simplex.

"Power at T > 1 is Lipschitz on Δ" fails already for V = 2. There F(p) ≥ p^β/2^(1−β), since p^β + (1−p)^β ≤ 2^(1−β);
with F(0) = 0, the chord from the vertex has slope F(p)/p ≥ (2p)^(β−1), β = 1/T < 1: larger than any L at
p = L^(−1/(1−β))/2. (At T = 2 the slope of F is 4.19, 49.0, 499 at p = 1e-2, 1e-4, 1e-6.)

What holds: on p_min ≥ δ, V = 2, T ≥ 1, the sharp constant is β F(δ)(1 − F(δ))/(δ(1 − δ)), the slope at δ.
"""

from sympy import Expr, Integer, Rational, Symbol, limit, oo, simplify

from numerics.enclosure import ball, decide_positive
from proofs_checks.checks import decided
from proofs_checks.claim import Claim, control, leg
from proofs_checks.evidence import Evidence, Witness
from theory.operators.power import power
from theory.simplex import T, completed, explicit
from theory.sums import tidy

claim = Claim(
    statement=r"\sup_{p \ne p' \in \Delta} \frac{\|F_T(p) - F_T(p')\|}{\|p - p'\|} < \infty",
    scope="power, T > 1, the closed simplex; V = 2 refutes",
    reads={"S6": "lemma"},
    expect="refuted",
)

x = Symbol("x", positive=True)
F = power(completed([x]), T)[1]


def slope(p: Expr, q: Expr) -> Expr:
    """F′ at p, where F(p) = q: the sharp constant on [p, 1 − p]."""
    return q * (1 - q) / (T * p * (1 - p))


DELTA, NEAR_ZERO, HALF, HEATING = Rational(1, 100), Rational(1, 10**8), Rational(1, 2), (Rational(11, 10), 8)
LARGE, STEEP = Integer(10**6), (Rational(3, 2), Rational(2), Rational(4))


def derived_slope() -> bool:
    """dF/dp = F(1 − F)/(T p(1 − p)), for symbolic T and p/(1 − p) = s^T: finite wherever 0 < p < 1."""
    s = Symbol("s", positive=True)
    p = s**T / (1 + s**T)
    q = simplify(tidy(power(explicit([p, 1 / (1 + s**T)]), T)[1]))
    return simplify(q.diff(s) / p.diff(s) - slope(p, q)) == 0


@leg(
    "exact",
    covers="V = 2: the slope of F at the left end for symbolic T > 1, and the chord from 0 for L = 1e6, T = 3/2, 2, 4",
)
def left_end(floor: Expr = Integer(0)) -> Evidence:
    if floor > 0:
        finite = slope(floor, F.subs(x, floor))
        return Evidence("supports" if derived_slope() else "inconclusive", {"slope": str(finite)})
    steepest = limit(F.subs(T, 1 + Symbol("a", positive=True)) / x, x, 0, "+")
    if steepest != oo:
        return Evidence("inconclusive", {"slope at 0": str(steepest)}, note="the slope at 0 is not seen to be infinite")
    chords = []
    for t in STEEP:
        p = LARGE ** (-1 / (1 - 1 / t)) / 2
        chords.append((ball(F.subs({x: p, T: t}) / p - LARGE), p, t))
    excess, p, t = min(chords, key=lambda chord: float(chord[0].mid()))
    says = f"from (0, 1) to (p, 1 − p) the chord of F at T = {t} has slope L + {excess.str(6)}, L = 1e6; likewise any L"
    return Evidence("refutes", {"slope at 0": "oo"}, Witness({"p": p, "T": t}, excess, says))


@leg(
    "enclosure",
    covers="V = 2, T in [11/10, 8], p in [floor, 1/2], all of it: slope below 1.001 times the sharp constant at 1/100",
)
def slopes(floor: Expr = NEAR_ZERO, factor: Expr = Rational(1001, 1000)) -> Evidence:
    bound = factor * slope(DELTA, F.subs(x, DELTA))
    return decided(decide_positive(bound - F.diff(x), {x: (floor, HALF), T: HEATING}))


for check in (left_end, slopes):
    control(check, "repaired: p_min at least 1/100", floor=DELTA)
