r"""Near the uniform law every Legendre family divides the distance to it by T.

False: where φ is flat at 1/V, the uniform law is approached at another rate.

"DF_T(u) = I/T for every Legendre family" fails: φ(s) = (s − 1/V)⁴ has g(s) = 4(s − 1/V)³, and along (1, −1, 0, …) the
distance to u is multiplied by T^(−1/3), at every size of it: 1/2 at T = 8, not 1/8.
"""

from fractions import Fraction

from sympy import Expr, Integer, Rational, Symbol

from numerics.prover import decide_positive
from proofs_checks.machine.checks import bounded_away
from proofs_checks.machine.claim import Claim, control, leg
from proofs_checks.machine.evidence import Evidence, Witness
from theory.operators.legendre import Potential, derivative, multipliers, tsallis

claim = Claim(
    statement=r"DF_T(u) = I/T \text{ for every Legendre family}",
    scope="Legendre softening, phi strictly convex, V >= 2, T > 0; V = 3 refutes",
    reads={"S4.identical": "limits"},
    expect="refuted",
)

V, H = 3, Rational(1, 10)
FAR = Rational(1, 2)  # short by more than this, over h³


def quartic(s: Expr) -> Expr:
    return (s - Rational(1, V)) ** 4


def moved(factor: Expr, size: Expr) -> list[Expr]:
    """u + size·factor·(1, −1, 0)."""
    return [Rational(1, V) + side * size * factor for side in (1, -1, 0)]


@leg("exact", covers="p = u + (1, −1, 0)/10, V = 3, T = 8: q by its conditions of optimality, c = 0")
def optimum(phi: Potential = quartic, factor: Expr = Rational(1, 2)) -> Evidence:
    g, T = derivative(phi), Integer(8)
    p, q = moved(Integer(1), H), moved(factor, H)
    level = (T - 1) * g(Rational(1, V))
    assert all(m == 0 for m in multipliers(phi, [g(entry) for entry in p], q, level, T))
    off = factor - 1 / T
    if off == 0:
        return Evidence("supports", {"factor": str(factor)})
    where = {"p": p, "T": T, "q": q}
    return Evidence(
        "refutes", {"factor": str(factor)}, Witness(where, off * H, f"q − u is {factor} of p − u, not 1/{T}")
    )


LEAST = Rational(1, 1000)


@leg("enclosure", covers=f"every step h in [{LEAST}, {H}], T = 8: with the factor 1/8, T g(q_1) falls short of g(p_1)")
def every_size(power: int = 3) -> Evidence:
    """g(p_1) − T g(u + h/T), over h^power: what is missing, relative to g(p_1)."""
    h, T = Symbol("h", positive=True), Integer(8)
    g = derivative(quartic if power > 1 else tsallis(Integer(2)))
    centre = T * g(Rational(1, V)) - g(Rational(1, V))
    short = (g(Rational(1, V) + h) + centre - T * g(Rational(1, V) + h / T)) / h**power
    decision = decide_positive(short - FAR, {h: (LEAST, H)})
    says = f"8 g(u + h/8) is short of g(u + h) by more than {FAR} h^{power}"
    return bounded_away(decision, {"T": T, "h": f"[{LEAST}, {H}]"}, FAR, says)


def by_hand() -> Fraction:
    """φ(s) = (s − 1/3)⁴, T = 8. T φ′(q_i) = φ′(p_i) for every i, with c = 0, so that q is what p is softened to: half
    as far from u, at every size h of the step. How far that is from an eighth, at h = 1/10."""
    u, T, short = Fraction(1, 3), 8, []
    for n in range(1, 10):
        h = Fraction(1, 10**n)
        p, q = [u + h, u - h, u], [u + h / 2, u - h / 2, u]
        assert sum(p) == sum(q) == 1
        assert all(T * 4 * (s - u) ** 3 == 4 * (r - u) ** 3 for r, s in zip(p, q, strict=True))
        short.append((q[0] - u) - h / T)
    return short[0]


control(optimum, "repaired: φ'' > 0 (sparsemax)", phi=tsallis(Integer(2)), factor=Rational(1, 8))
control(every_size, "repaired: φ'' > 0 (sparsemax)", power=1)
