r"""Cooling makes every law one-hot.

False: cooling does not always make a law one-hot.

(The paper's wording of its boundary axiom is not known to us; this is a plain reading of it.)
"F_T(p) → one-hot as T → 0+, for every p" fails for power, by the tied maximum of p = (2/5, 2/5, 1/5): the
two largest entries are equal at every T, so F_T(p) → (1/2, 1/2, 0). The same holds for every operator
that keeps ties. With a unique maximum the limit is one-hot: (p_i/max p)^(1/T) → 0 for every other class.
"""

from collections.abc import Sequence
from fractions import Fraction

from sympy import Expr, Rational, limit, symbols

from numerics.prover import decide_positive
from proofs_checks.machine.checks import bounded_away
from proofs_checks.machine.claim import Claim, control, leg
from proofs_checks.machine.evidence import Evidence, Witness
from proofs_checks.machine.rocq.leg import formal
from theory.operators.power import power
from theory.simplex import T, explicit

claim = Claim(
    statement=r"\lim_{T\to 0+} F_T(p) \text{ is one-hot, for every } p",
    scope="power, V >= 2, every p in the simplex",
    reads={"S5.axioms": "limits"},
    expect="refuted",
)

TIED = (Rational(2, 5), Rational(2, 5), Rational(1, 5))
AWAY = Rational(1, 1000)
UNIQUE = (Rational(1, 2), Rational(3, 10), Rational(1, 5))


@leg("exact", covers="the limit itself, at p = (2/5, 2/5, 1/5)")
def limit_law(p: Sequence[Expr] = TIED) -> Evidence:
    q = power(explicit(p), T)
    cold = [limit(entry, T, 0, "+") for entry in q.entries]
    short = 1 - max(cold)
    if short == 0:
        return Evidence("supports", {"limit": str(cold)})
    return Evidence(
        "refutes", {"limit": str(cold)}, Witness({"p": p}, short, f"F_T(p) → {cold}: its largest entry is not 1")
    )


@leg("enclosure", covers="every T in (0, 1] at once: no entry of F_T(p) comes near 1")
def every_temperature(p: Sequence[Expr] = TIED) -> Evidence:
    """Power divides out the largest entry, and takes r = p_j/max p < 1 to r^(1/T), which is some s in [0, 1]."""
    shares = symbols(f"s1:{len(p) + 1}", nonnegative=True)
    below = {s: (0, 1) for s, entry in zip(shares, p, strict=True) if entry < max(p)}
    q = power(explicit([s if s in below else Rational(1) for s in shares]), Rational(1))
    top = p.index(max(p)) + 1
    says = f"the largest entry, F_T(p)_{top}, stays below 1 − {AWAY} for every T in (0, 1], by enclosure"
    return bounded_away(decide_positive(1 - q[top] - AWAY, below), {"p": p, "T": "(0, 1]"}, AWAY, says)


def by_hand() -> Fraction:
    """power at T = 1/n is pⁿ normalised. Its two largest entries are equal, so that neither exceeds 1/2 at any n."""
    p, short = [Fraction(2, 5), Fraction(2, 5), Fraction(1, 5)], 1 - Fraction(1, 2)
    missing = [Fraction(1)]
    for n in range(1, 200):
        q = [entry**n / sum(other**n for other in p) for entry in p]
        assert q[0] == q[1] == max(q)
        missing.append(1 - max(q))
    assert short <= min(missing) < short + Fraction(1, 10**9)  # 1/2 is the distance, and no less
    return short


for check in (limit_law, every_temperature):
    control(check, "repaired: a unique maximum", p=UNIQUE)

one_hot_limit_refuted = formal("operators.one_hot_limit_refuted", covers="p = (2, 2, 1)/5", refutes=True)
