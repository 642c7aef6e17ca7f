r"""Targets softened by power from n draws keep the rate n^(−1/2), uniformly over teachers.

False: for T > 2 let p = (1 − 1/n, 1/n). With probability (1 − 1/n)^n ≥ 1/4 (n ≥ 2) the second class is never drawn, its
softened frequency is 0, and its softened probability 1/(1 + (n − 1)^(1/T)). So E TV ≥ ¼/(1 + (n − 1)^(1/T)), which √n
times exceeds every bound for T > 2: at T = 4 and n = 1 + s⁴ it is at least s²/(4(1 + s)). With p_min ≥ δ, or T ≤ 2, the
rate is kept (`text_only_rate`).
(1 − 1/n)^n rises with n: by the inequality of the means ((1 − 1/n)^n · 1)^(1/(n + 1)) ≤ (n − 1 + 1)/(n + 1).
"""

from collections.abc import Callable, Sequence
from fractions import Fraction

from flint import arb, fmpq
from sympy import Expr, Integer, Rational, Symbol, limit, oo

from numerics.enclosure import precision
from proofs_checks.machine.checks import all_steps, equal
from proofs_checks.machine.claim import Claim, control, leg, premise
from proofs_checks.machine.evidence import Evidence, Witness
from theory.operators.power import power
from theory.simplex import explicit

claim = Claim(
    statement=r"\exists\, C: \ \sup_p \mathbb E\,\mathrm{TV}(F_T(\hat p), F_T(p)) \le C\,n^{-1/2} \text{ for every } n",
    scope="power, T > 2, V >= 2, frequencies of n independent draws; V = 2, T = 4 refute",
    reads={"S7.text": "limits"},
    expect="refuted",
)

n = Symbol("n", positive=True)
BOUND, ROOTS = 10, (2, 50, 1000)  # the C that is refuted, and s: n = 1 + s⁴


@premise("identity", covers="every n: (1 - 1/n)^n rises, by the inequality of the means, and is 1/4 at n = 2")
def never_drawn(first: Expr = Rational(1, 4)) -> Evidence:
    """n numbers 1 − 1/n and a 1 have the mean n/(n + 1) = 1 − 1/(n + 1)."""
    mean = (n * (1 - 1 / n) + 1) / (n + 1)
    return all_steps(
        ("the mean of n + 1 numbers", lambda: equal(mean, 1 - 1 / (n + 1), at={n: Integer(5)})),
        ("at n = 2", lambda: equal((1 - 1 / n).subs(n, 2) ** 2, first)),
    )


@leg("exact", covers="every s by its limit, and s = 2, 50, 1000: the bound at n = 1 + s⁴, T = 4, in fractions")
def roots(roots: Sequence[int] = ROOTS, heat: int = 4) -> Evidence:
    """√n ≥ s^(heat/2) at n = 1 + s^heat, and theory's power makes p_2 a share of 1/(1 + s)."""
    s = Symbol("s", positive=True)
    size = 1 + s**heat
    share = power(explicit([1 - 1 / size, 1 / size]), Integer(heat))[2]
    most = {}
    for root in roots:
        wanted = share.subs(s, root)
        assert wanted == Rational(1, 1 + root), f"the softened share is {wanted}"
        most[root] = Rational(root ** (heat // 2), 4 * (1 + root))
    figures = {f"s = {root}": str(value) for root, value in most.items()}
    growing = limit(s ** Rational(heat, 2) / (4 * (1 + s)), s, oo)
    worst = max(most.values())
    if growing != oo or worst <= BOUND:
        return Evidence("supports", {**figures, "limit": str(growing)})
    at = {"T": heat, "n": 1 + max(roots) ** heat, "p_2": "1/n"}
    says = f"√n E TV is at least {worst}, and beyond any bound as n grows"
    return Evidence("refutes", figures, Witness(at, worst - BOUND, says))


@leg(
    "enclosure", covers="T = 4, n = 10^8, p = (1 - 1/n, 1/n): √n times the chance of no draw times the share, in balls"
)
def at_one_size(heat: int = 4, least: Callable[[int], fmpq] = lambda n: fmpq(1, n)) -> Evidence:
    size = 10**8
    with precision(128):
        p = least(size)
        missed = (arb(1 - p).log() * size).exp()
        share = 1 / (1 + (arb((1 - p) / p).log() / heat).exp())
        excess = arb(size).sqrt() * missed * share - BOUND
    if excess > 0:
        says = f"√n E TV is at least {(excess + BOUND).str(6)} at n = 10^8"
        return Evidence("refutes", {}, Witness({"T": heat, "n": size, "p_2": p}, excess, says))
    return Evidence("supports", {"√n E TV, at least": (excess + BOUND).str(6)})


def by_hand() -> Fraction:
    """T = 4, n = 1 + 1000⁴, p_2 = 1/n: odds of 1000⁴ to 1, of 1000 to 1 once softened; never drawn with a chance of at
    least a quarter, and √n ≥ 1000². √n E TV is at least 1000²/(4 · 1001): by how much that exceeds 10."""
    s = 1000
    assert (1 + s**4) >= (s**2) ** 2
    share = Fraction(1, 1 + s)
    return s**2 * Fraction(1, 4) * share - 10


control(never_drawn, "a third at n = 2", first=Rational(1, 3))
control(roots, "repaired: T = 2", heat=2)
control(at_one_size, "repaired: T = 2", heat=2)
control(at_one_size, "repaired: p_2 = 1/10", least=lambda n: fmpq(1, 10))
