r"""Power at T > 1 is Lipschitz on the simplex.

False: power is not Lipschitz on the simplex.

"Power at T > 1 is Lipschitz on Δ" fails already for V = 2. There F(p) ≥ p^β/2^(1−β), since p^β + (1−p)^β ≤ 2^(1−β);
with F(0) = 0, the chord from the vertex has slope F(p)/p ≥ (2p)^(β−1), β = 1/T < 1: larger than any L at
p = L^(−1/(1−β))/2. (At T = 2 the slope of F is 4.19, 49.0, 499 at p = 1e-2, 1e-4, 1e-6.)

What holds: on p_min ≥ δ, V = 2, T ≥ 1, the sharp constant is β F(δ)(1 − F(δ))/(δ(1 − δ)), the slope at δ.
"""

from flint import arb
from sympy import Expr, Integer, Rational, Symbol, limit, simplify

from numerics.enclosure import ball
from numerics.prover import decide_positive
from proofs_checks.machine.checks import bounded_away
from proofs_checks.machine.claim import Claim, control, leg
from proofs_checks.machine.evidence import Evidence, Witness
from proofs_checks.machine.rocq.leg import formal
from theory.operators.power import power
from theory.simplex import T, completed, explicit
from theory.sums import tidy

claim = Claim(
    statement=r"\sup_{p \ne p' \in \Delta} \frac{\|F_T(p) - F_T(p')\|}{\|p - p'\|} < \infty",
    scope="power, T > 1, the closed simplex; V = 2 refutes",
    reads={"S6.rates": "limits"},
    expect="refuted",
)

x = Symbol("x", positive=True)
F = power(completed([x]), T)[1]


def slope(p: Expr, q: Expr) -> Expr:
    """F′ at p, where F(p) = q: the sharp constant on [p, 1 − p]."""
    return q * (1 - q) / (T * p * (1 - p))


DELTA, STEEPER, NINE_TENTHS = Rational(1, 100), Rational(7, 10), Rational(9, 10)
LARGE, STEEP = Integer(10**6), (Rational(2), Rational(4))


def derived_slope() -> bool:
    """dF/dp = F(1 − F)/(T p(1 − p)), for symbolic T and p/(1 − p) = s^T: finite wherever 0 < p < 1."""
    s = Symbol("s", positive=True)
    p = s**T / (1 + s**T)
    q = simplify(tidy(power(explicit([p, 1 / (1 + s**T)]), T)[1]))
    return simplify(q.diff(s) / p.diff(s) - slope(p, q)) == 0


@leg("exact", covers="V = 2, T = 2 and 4: the limit of the chord from the left end, and the chord for L = 1e6")
def left_end(floor: Expr = Integer(0)) -> Evidence:
    """The chord of F from floor to x, as x → floor: infinite at 0, the slope of F elsewhere."""
    known = derived_slope()
    for t in STEEP:
        G = F.subs(T, t)
        steepest = limit((G - G.subs(x, floor)) / (x - floor), x, floor, "+")
        if steepest.is_infinite:
            p = LARGE ** (-1 / (1 - 1 / t)) / 2
            excess = ball(G.subs(x, p) / p - LARGE)
            says = (
                f"the chord from (0, 1) to (p, 1 − p) has slope 1e6 + {excess.str(6)}; as p → 0 it exceeds every bound"
            )
            return Evidence("refutes", {"limit of the chord": "oo"}, Witness({"p": p, "T": t}, excess, says))
        known = known and ball(steepest - slope(floor, G.subs(x, floor)).subs(T, t)).contains(0)
    return Evidence("supports" if known else "inconclusive", {"limits of the chord": "finite, as derived"})


@leg("enclosure", covers="V = 2, T = 2: the chord from 0 to p = s² has slope above 7/(10 s), for every s in [0, 9/10]")
def every_chord(at: Expr = Integer(2)) -> Evidence:
    s = Symbol("s", positive=True)
    chord = power(completed([s**2]), at)[1] / s**2
    says = "F(p)/p > 0.7/√p for every p in (0, 0.81], by enclosure: it exceeds L at p = 0.49/L², for every L ≥ 1"
    return bounded_away(decide_positive(s * chord - STEEPER, {s: (0, NINE_TENTHS)}), {"T": at}, STEEPER, says)


def by_hand() -> arb:
    """T = 2, F(p) = √p/(√p + √(1 − p)): the chord from 0 to p = 1/(2L²) is steeper than L, whatever L ≥ 1, since
    √p + √(1 − p) ≤ √2. By how much, for L = 10⁶."""

    def steepness(L: int) -> arb:
        p = arb(1) / (2 * L**2)
        return p.sqrt() / (p.sqrt() + (1 - p).sqrt()) / p - L

    assert all(steepness(10**n) > 0 for n in range(1, 16))
    return steepness(10**6)


control(left_end, "repaired: p_min at least 1/100", floor=DELTA)
control(every_chord, "repaired: T = 1, the identity", at=Integer(1))

lipschitz_power_refuted = formal(
    "operators.lipschitz_power_refuted", covers="V = 2, every T > 1 and every norm", refutes=True
)
