r"""Legendre softening ranks strictly at every temperature.

False: cooled below T = 1, sparsemax and its like stop ranking.

"Legendre softening ranks strictly at every T" fails for V ≥ 3 when g(0+) is finite: at T < 1 entries of different
size are truncated together. Sparsemax (α = 2, φ = s²/2) at p = (7, 2, 1)/10 and T = 1/2 returns the first vertex:
with c = −1/5, T·1 = 7/10 − 1/5, and T·0 ≥ 2/10 − 1/5, T·0 ≥ 1/10 − 1/5. From T = 1 on it ranks (`legendre`).
"""

from collections.abc import Sequence
from fractions import Fraction

from sympy import Expr, Integer, Rational, Symbol

from numerics.prover import decide_positive
from proofs_checks.machine.checks import bounded_away
from proofs_checks.machine.claim import Claim, control, leg
from proofs_checks.machine.evidence import Evidence, Witness
from proofs_checks.machine.rocq.leg import formal
from theory.operators.legendre import derivative, multipliers, tsallis

claim = Claim(
    statement=r"p_i > p_k \implies F_T(p)_i > F_T(p)_k \text{ for every Legendre family and every } T > 0",
    scope="Legendre softening, V >= 3, T > 0, the open simplex",
    reads={"S5.families": "limits"},
    expect="refuted",
)

P = (Rational(7, 10), Rational(2, 10), Rational(1, 10))
VERTEX = (Integer(1), Integer(0), Integer(0))
SPARSEMAX = tsallis(Integer(2))
GAP = P[1] - P[2]


@leg("exact", covers="sparsemax at p = (7, 2, 1)/10, T = 1/2: what it returns, by its conditions of optimality")
def optimum(
    temperature: Expr = Rational(1, 2),
    q: Sequence[Expr] = (Integer(1), Integer(0), Integer(0)),
    c: Expr = Rational(-1, 5),
) -> Evidence:
    scores = [derivative(SPARSEMAX)(entry) for entry in P]
    slack = multipliers(SPARSEMAX, scores, q, c, temperature)
    assert sum(q) == 1
    assert all(m == 0 if entry > 0 else m >= 0 for m, entry in zip(slack, q, strict=True))
    where = {"p": P, "T": temperature, "q": q, "c": c}
    if q[1] > q[2]:
        return Evidence("supports", {"q": str(q)})
    return Evidence("refutes", {"q": str(q)}, Witness(where, GAP, f"p_2 > p_3, yet q_2 = q_3 = {q[1]}"))


@leg("enclosure", covers="1.5-entmax of p = (7, 2, 1)/10: both smaller entries truncated at every T in [1/10, 1/5]")
def truncated(coldest: Expr = Rational(1, 10), hottest: Expr = Rational(1, 5)) -> Evidence:
    """At q = e_1, c = T g(1) − g(p_1), and the multiplier of another class is g(p_1) − g(p_i) − T(g(1) − g(0+))."""
    t = Symbol("T", positive=True)
    entmax = tsallis(Rational(3, 2))
    g = derivative(entmax)
    own, second, third = multipliers(entmax, [g(entry) for entry in P], (1, 0, 0), t * g(Integer(1)) - g(P[0]), t)
    assert own == 0  # the entry at one meets its own condition
    decision = decide_positive(second, {t: (coldest, hottest)})
    assert (third - second - (g(P[1]) - g(P[2]))).expand() == 0  # the third is truncated where the second is
    says = "both smaller classes have positive multipliers, so q_2 = q_3 = 0 although p_2 > p_3"
    return bounded_away(decision, {"p": P, "T": f"[{coldest}, {hottest}]"}, GAP, says)


def by_hand() -> Fraction:
    """q minimises Σq²/4 − Σp_i q_i over the simplex if T q_i = p_i + c where q_i > 0, and 0 ≥ p_i + c elsewhere."""
    p = [Fraction(7, 10), Fraction(2, 10), Fraction(1, 10)]
    T, q, c = Fraction(1, 2), [1, 0, 0], Fraction(-1, 5)
    assert sum(q) == 1
    assert all(T * s == r + c if s else r + c <= 0 for r, s in zip(p, q, strict=True))
    assert q.count(0) == 2  # the second entry and the third, which differ in p
    return p[1] - p[2]


HALVED = tuple(entry / 2 + Rational(1, 6) for entry in P)
control(optimum, "repaired: T = 1", temperature=Integer(1), q=P, c=Integer(0))
control(optimum, "repaired: T = 2", temperature=Integer(2), q=HALVED, c=Rational(1, 3))
control(truncated, "repaired: T from 1 to 2", coldest=Integer(1), hottest=Integer(2))

legendre_truncation_refuted = formal(
    "operators.legendre_truncation_refuted", covers="sparsemax of (7, 2, 1)/10 at T = 1/2", refutes=True
)
