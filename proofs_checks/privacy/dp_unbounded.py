r"""Draws from a teacher that is softened by power are differentially private, whatever the teachers.

False: no ε serves all pairs of teachers at any T. p = (1 − d, d) with odds d/(1 − d) = 2^(−2N) has odds 2^−N after
power at T = 2, so that its second class has 1/(1 + 2^N), and (1/2, 1/2) keeps 1/2: one is (1 + 2^N)/2 times as likely
as the other, beyond e^ε for N large. At T it is 2^(2N/T) in place of 2^N. Neighbours with log-probabilities near each
other have 2s/T (`dp_power`), and mixing has an ε for any two teachers (`dp_mixing`).
"""

from collections.abc import Callable, Sequence
from fractions import Fraction

from flint import arb, fmpq
from sympy import Integer, Rational, Symbol, limit, oo

from numerics.enclosure import precision
from proofs_checks.machine.claim import Claim, control, leg
from proofs_checks.machine.evidence import Evidence, Witness
from theory.axioms import Softening
from theory.operators.mixing import mixing
from theory.operators.power import power
from theory.simplex import explicit

claim = Claim(
    statement=r"\exists\,\varepsilon: \ F_T(p)_i \le e^{\varepsilon} F_T(p')_i \text{ for every } i, p, p'",
    scope="power, V >= 2, any T > 0, p and p' > 0; V = 2, T = 2 refute",
    reads={"S8.privacy": "limits"},
    expect="refuted",
)

EPSILON, SIZES = 10, (5, 20, 100)
RATIO = Integer(3) ** EPSILON  # above e^10
N = Symbol("N", positive=True)


@leg("exact", covers="every N by its limit, and N = 5, 20, 100 at T = 2: the ratio of the second class, in fractions")
def odds(F: Softening = power, sizes: Sequence[int] = SIZES) -> Evidence:
    rare = Integer(2) ** (-2 * N)
    p, even = explicit([1 / (1 + rare), rare / (1 + rare)]), explicit([Rational(1, 2), Rational(1, 2)])
    ratio = (F(even, Integer(2))[2] / F(p, Integer(2))[2]).simplify()
    found = {size: ratio.subs(N, size) for size in sizes}
    worst = max(found.values())
    figures = {f"N = {size}": str(value) for size, value in found.items()}
    if worst <= RATIO or limit(ratio, N, oo) != oo:
        return Evidence("supports", {**figures, "limit": str(limit(ratio, N, oo))})
    at = {"T": 2, "odds of p": f"2^-{2 * max(sizes)}", "p'": "(1/2, 1/2)"}
    says = f"the second class is {float(worst):.4g} times as likely under p', and e^10 is below {RATIO}"
    return Evidence("refutes", figures, Witness(at, worst - RATIO, says))


Map = Callable[[arb, int], arb]


def by_power(odds: arb, heat: int) -> arb:
    """The rarer of two classes, from its odds."""
    softened = (odds.log() / heat).exp()
    return softened / (1 + softened)


def by_mixing(odds: arb, heat: int) -> arb:
    return odds / (1 + odds) / heat + arb(fmpq(heat - 1, 2 * heat))


@leg("enclosure", covers="T = 2, 4, 100, odds 2^-80, 2^-160, 2^-4000: log of the ratio beyond ε = 10, in balls")
def logarithms(F: Map = by_power) -> Evidence:
    with precision(128):
        losses = {heat: (arb(fmpq(1, 2)) / F(arb(fmpq(1, 2 ** (40 * heat))), heat)).log() for heat in (2, 4, 100)}
        worst = max(losses.items(), key=lambda item: float(item[1].mid()))
        excess = worst[1] - EPSILON
    figures = {f"T = {heat}": loss.str(6) for heat, loss in losses.items()}
    if excess > 0:
        says = f"a privacy loss of {worst[1].str(6)} at odds 2^-{40 * worst[0]}"
        return Evidence("refutes", figures, Witness({"T": worst[0], "ε": EPSILON}, excess, says))
    return Evidence("supports", figures)


def by_hand() -> Fraction:
    """Odds 2^−200, power at T = 2: 2^−100, as its square is 2^−200. The rare class has 1/(1 + 2^100), under (1/2, 1/2)
    it has 1/2. e < 3, so that e^10 < 3^10: by how much the ratio exceeds that."""
    odds = Fraction(1, 2**100)
    assert odds**2 == Fraction(1, 2**200)
    rare = odds / (1 + odds)
    return Fraction(1, 2) / rare - 3**10


control(odds, "repaired: mixing", F=mixing)
control(logarithms, "repaired: mixing", F=by_mixing)
