r"""Heated power tends to the uniform law, from every law of the closed simplex.

False: on a face, heating power reaches the uniform law of the face, not of the simplex.

"Power satisfies A5 on the closed simplex" fails at p = (1/2, 1/2, 0): 0^(1/T) = 0 at every T, so
F_T(p) = p at every T, at distance 1/3 from u = (1/3, 1/3, 1/3). On the interior A5 holds (`power_interior`).
"""

from collections.abc import Sequence
from fractions import Fraction

from sympy import Expr, Rational, Symbol, limit, oo

from numerics.prover import decide_positive
from proofs_checks.machine.checks import bounded_away
from proofs_checks.machine.claim import Claim, States, control, leg
from proofs_checks.machine.evidence import Evidence, Witness
from proofs_checks.machine.rocq.leg import formal
from theory.operators.power import power
from theory.simplex import T, explicit

claim = Claim(
    statement=r"\lim_{T\to\infty} \mathrm{power}_T(p) = u, \text{ for every } p \in \Delta",
    scope="power, V >= 2, every p in the closed simplex",
    reads={"S5.axioms": States("p^(1/T) satisfies the five axioms on the simplex")},
    expect="refuted",
)


EVEN = (Rational(1, 2), Rational(1, 2), Rational(0))
LOPSIDED = (Rational(7, 10), Rational(3, 10), Rational(0))
AWAY, HEATING = Rational(1, 1000), (0, 1)  # 1/T


@leg("exact", covers="the limit itself, at p = (1/2, 1/2, 0)")
def limit_law(p: Sequence[Expr] = EVEN) -> Evidence:
    q = power(explicit(p), T)
    hot = [limit(entry, T, oo) for entry in q.entries]
    off = max(abs(entry - Rational(1, len(p))) for entry in hot)
    if off == 0:
        return Evidence("supports", {"limit": str(hot)})
    return Evidence("refutes", {"limit": str(hot)}, Witness({"p": p}, off, f"F_T(p) → {hot}, not (1/{len(p)}, …)"))


@leg("enclosure", covers="p = (7/10, 3/10, 0), every T >= 1 at once: 1/T in [0, 1]")
def every_temperature(p: Sequence[Expr] = LOPSIDED) -> Evidence:
    beta = Symbol("beta", nonnegative=True)
    weights = explicit([entry for entry in p if entry > 0])  # 0^β = 0 for every β > 0
    q = power(weights, 1 / beta)
    decision = decide_positive(q[1] - Rational(1, len(p)) - AWAY, {beta: HEATING})
    says = f"F_T(p)_1 − 1/{len(p)} > {AWAY} for every T >= 1, by enclosure"
    return bounded_away(decision, {"p": p, "T": "[1, ∞)"}, AWAY, says)


def by_hand() -> Fraction:
    """power_T(p) = q where q^T, normalised, is p: q = p does it at every T. How far its entries are from 1/3."""
    p = [Fraction(1, 2), Fraction(1, 2), Fraction(0)]
    for t in (1, 2, 10, 1000):
        assert [entry**t / sum(other**t for other in p) for entry in p] == p
    return max(abs(entry - Fraction(1, 3)) for entry in p)


control(
    limit_law, "repaired: every class has positive probability", p=(Rational(3, 5), Rational(3, 10), Rational(1, 10))
)
control(
    every_temperature,
    "repaired: every class has positive probability",
    p=(Rational(7, 10), Rational(2, 10), Rational(1, 10)),
)

power_boundary_refuted = formal("operators.power_boundary_refuted", covers="every V >= 2, a vertex", refutes=True)
