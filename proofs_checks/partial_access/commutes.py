r"""The top k log-probabilities of a teacher at T = 1 give its softened law on the top k exactly, under power.

For every set K of classes F_T(p | K) = F_T(p) | K: of the classes shown nothing is lost but their common factor, the
softened mass of the others (`topk_softened`). By `truncation` it is alone in this among operators that rank, V ≥ 3, but
for a temperature that is renamed.
Proof. Both sides are p_i^(1/T)/Σ_K p_j^(1/T): p | K is p on K times a constant, which cancels. ∎
"""

from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import combinations, product

import numpy as np
from sympy import Rational

from numerics.axioms import Softener
from numerics.chance import stream
from numerics.laws import adversarial
from numerics.operators.power import power as soften
from proofs_checks.machine.checks import POINT, all_equal, equal
from proofs_checks.machine.claim import Claim, Whole, control, leg
from proofs_checks.machine.evidence import Evidence, Witness
from proofs_checks.machine.rocq.leg import formal
from theory.axioms import Softening
from theory.operators.mixing import mixing
from theory.operators.power import power
from theory.partial_access import kept
from theory.simplex import Law, T, generic, i

claim = Claim(
    statement=r"F_T(p \mid K) = F_T(p) \mid K \text{ for every set } K \text{ of classes}",
    scope="V >= 2, T > 0, every p with a positive probability of K",
    reads={"S7.topk": "repairs"},
    hypotheses={"power": "F is power"},
    expect="proved",
)


@leg("identity", covers=Whole("k, T, the mass of K and every entry are symbols; classes outside K cancel"))
def derivation(F: Softening = power) -> Evidence:
    """q is p given K; on K p is a q. Beside K one class stands for the others, whose part divides out."""
    q = generic()
    inside = F(q, T)[i]
    scaled = F(Law(q.classes, lambda j: kept * q[j]), T)  # p on K, normalised over K alone: F_T(p) | K
    return equal(scaled[i], inside, q, at={**POINT, kept: Rational(3, 4)})


def powers(p: Sequence[Fraction], n: int) -> list[Fraction]:
    """Power at T = 1/n."""
    total = sum((x**n for x in p), Fraction(0))
    return [x**n / total for x in p]


def mixed(p: Sequence[Fraction], n: int) -> list[Fraction]:
    """Mixing at T = n."""
    return [x / n + Fraction(n - 1, n * len(p)) for x in p]


Exact = Callable[[Sequence[Fraction], int], Sequence[Fraction]]


@leg("exact", covers="laws on four classes of weights 0 to 3, T = 1/2, 1/3, every set of two and of three classes")
def subsets(F: Exact = powers) -> Evidence:
    cases = []
    for weights, n in product(product(range(4), repeat=4), (2, 3)):
        for size in (2, 3):
            for K in combinations(range(4), size):
                shown = sum(weights[x] for x in K)
                if not shown:
                    continue
                whole = F([Fraction(w, sum(weights)) for w in weights], n)
                given = F([Fraction(weights[x], shown) for x in K], n)
                at, total = {"p": weights, "K": K, "n": n}, sum(whole[x] for x in K)
                cases += [(at, Rational(g), Rational(whole[x] / total)) for g, x in zip(given, K, strict=True)]
    return all_equal(cases)


@leg("search", covers="2,000 adversarial laws for V = 3, 6, 20 each, every k, T from 0.05 to 100, in floats")
def floats(F: Softener = soften, seed: int = 0) -> Evidence:
    worst, tried = 0.0, 0
    for V in (3, 6, 20):
        rows = -np.sort(-adversarial(stream(seed, "partial_access.commutes", V), 2000, V, faces=True), axis=-1)
        for k, T_ in product(range(2, V), (0.05, 0.5, 2.0, 100.0)):
            top = rows[:, :k]
            given = F(top / top.sum(axis=1, keepdims=True), T_)
            whole = F(rows, T_)[:, :k]
            off = np.abs(given - whole / whole.sum(axis=1, keepdims=True)).max(axis=1)
            worst, tried = max(worst, float(off.max())), tried + len(rows)
    figures = {"examples": tried, "worst distance": worst}
    if worst <= 2e-14:  # rounding: a tenth of it was seen at four seeds
        return Evidence("supports", figures)
    return Evidence("refutes", figures, Witness({"V": (3, 6, 20)}, worst, "the two sides differ"))


control(derivation, "mixing", F=mixing)
control(subsets, "mixing", drops="power", F=mixed)
control(floats, "mixing", F=lambda p, T: p / (1 + T) + T / (1 + T) / p.shape[-1])
control(floats, "1e-13 of u mixed in", F=lambda p, T: (1 - 1e-13) * soften(p, T) + 1e-13 / p.shape[-1])

commutes = formal("partial_access.commutes", covers="every V, p, T > 0 and set of classes")
