r"""To first order in 1/n a little softening by power helps a frequency teacher where one sum is negative.

p̂ are the frequencies of n draws from p, every p_i > 0; MSE(T) = E‖power_T(p̂) − p‖². As n → ∞,
    n · dMSE/dT at T = 1 → 2 (−1 + Σp² + 2Σ p_i²(log p_i + H)),
so that for large n a little softening helps where the bracket is negative; on two classes, (1 − 2p) log((1 − p)/p) < 1.
Proof. d power_T(p)/dT at T = 1 is h, h_i = −p_i(log p_i + H). So the derivative is 2 E Σ (p̂_i − p_i) h_i(p̂): h(p̂) is
expanded about p, its first term has mean 0, the second is Σ_ij Cov(p̂_i, p̂_j) ∂_j h_i, Cov = (p_i δ_ij − p_i p_j)/n.
h is bounded, and smooth where p̂ is positive, all but an exponentially small share; the rest is O(1/n²). ∎
At small n the first order can mislead: at p = (1, 4)/5 it says that softening helps, yet for n from 3 to 8 it hurts.
"""

from collections.abc import Callable, Sequence
from itertools import product
from math import comb
from typing import Any

from flint import arb, fmpq
from sympy import Expr, Integer, Rational, Symbol, log, simplify

from numerics.enclosure import ball, precision
from proofs_checks.machine.checks import POINT, Cases, all_positive, all_steps, equal
from proofs_checks.machine.claim import Claim, Whole, control, leg
from proofs_checks.machine.evidence import Evidence
from proofs_checks.machine.formula import Formula
from theory.axioms import Softening
from theory.operators.power import power
from theory.simplex import Law, T, entropy, explicit, generic


def tends(squares: Any, logs: Any, H: Any) -> Any:
    """What n MSE'(1) tends to, from Σp², Σp² log p and the entropy."""
    return 2 * squares + 4 * logs + 4 * H * squares - 2


LIMIT = Formula(
    r"n\,\mathrm{MSE}'(1) \to @tends",
    where={"squares": r"\sum p_i^2", "logs": r"\sum p_i^2\log p_i"},
    tends=tends,
)

claim = Claim(
    statement=LIMIT,
    scope="MSE of power_T at frequencies of n draws, V >= 2, every p_i > 0, n -> oo",
    hypotheses={"independent": "the teacher is the frequencies of n independent draws from p"},
    reads={"S1.when": "lemma"},
    expect="supported",
    parts={
        "limit": LIMIT,
        "binary": r"V = 2: \text{ negative} \iff (1-2p)\log\frac{1-p}{p} < 1",
        "misleads": r"p = (1, 4)/5: \text{ negative, yet it hurts for } 3 \le n \le 8",
    },
)

Tends = Callable[[Any, Any, Any], Any]
Covariance = Callable[[Expr, Expr], Expr]


def of(tends: Tends, p: Law) -> Expr:
    return tends(p.sum(lambda j: p[j] ** 2), p.sum(lambda j: p[j] ** 2 * log(p[j])), entropy(p))


def uncentred(squares: Any, logs: Any, H: Any) -> Any:  # noqa: ARG001 - the entropy is what is left out
    return tends(squares, logs, 0)


def multinomial(p: Expr, r: Expr) -> Expr:
    """n Cov(p̂_i, p̂_j) for the symbols p_i and p_j."""
    return p * (int(p == r) - r)


def pull(p: Law) -> list[Expr]:
    """h: how fast power moves the entries at T = 1, by differentiating it."""
    return [q.diff(T).subs(T, 1) for q in power(p, T).entries]


@leg("identity", part="limit", covers="V = 2, 3 and symbolic p: derivative, covariance and gradient from definitions")
def derivation(tends: Tends = tends, covariance: Covariance = multinomial) -> Evidence:
    def step(classes: int) -> Evidence:
        free = [Symbol(f"p_{c}", positive=True) for c in range(1, classes + 1)]  # on the simplex they sum to one
        p = explicit(free)
        h = pull(p)
        drift = sum(
            (covariance(free[a], free[b]) * h[a].diff(free[b]) for a in range(classes) for b in range(classes)),
            Integer(0),
        )
        last = {free[-1]: 1 - sum(free[:-1])}
        at = {s: Rational(c, classes * (classes + 1) // 2) for c, s in enumerate(free[:-1], start=1)}
        return equal(simplify((drift - of(tends, p) / 2).subs(last)), Integer(0), at=at)

    return all_steps(*((f"V = {classes}", lambda classes=classes: step(classes)) for classes in (2, 3)))


@leg("identity", part="limit", covers="V symbolic: h_i = −p_i(log p_i + H), the derivative of power at T = 1")
def direction(power: Softening = power) -> Evidence:
    p = generic()
    i = Symbol("i", integer=True, positive=True)
    return equal(power(p, T)[i].diff(T).subs(T, 1), -p[i] * (log(p[i]) + entropy(p)), p, at=POINT)


@leg("identity", part="binary", covers=Whole("p is a symbol; the bracket is 2p(1 − p) times the difference"))
def two_classes(tends: Tends = tends) -> Evidence:
    p = Symbol("p", positive=True)
    odds = (1 - 2 * p) * (log(1 - p) - log(p))
    left = of(tends, explicit([p, 1 - p])) / 2
    return equal(simplify(left.expand()), simplify((2 * p * (1 - p) * (odds - 1)).expand()), at={p: Rational(1, 5)})


def slope(draws: int, p: fmpq) -> arb:
    """dMSE/dT at T = 1 on two classes, in balls: every count k, h as in `direction`; both classes add the same."""
    total = arb(0)
    for count in range(1, draws):  # at the vertices h is zero
        x = fmpq(count, draws)
        chance = arb(p) ** count * arb(1 - p) ** (draws - count) * comb(draws, count)
        pull = -arb(x * (1 - x)) * (arb(x) / arb(1 - x)).log()
        total += 2 * 2 * chance * arb(x - p) * pull
    return total


TEACHERS, MANY = ((1, 16), (1, 5), (2, 5)), (64, 256, 1024)


@leg(
    "enclosure",
    part="limit",
    covers="V = 2, p = 1/16, 1/5, 2/5, n = 64, 256, 1024: every outcome; within 2/n of the limit",
)
def enumeration(tends: Tends = tends, copies: int = 1) -> Evidence:
    """Each draw counts `copies` times among the n."""

    def cases() -> Cases:
        for (top, bottom), draws in product(TEACHERS, MANY):
            limit = ball(of(tends, explicit([Rational(top, bottom), Rational(bottom - top, bottom)])))
            n = copies * draws
            off = abs(n * slope(draws, fmpq(top, bottom)) - limit)
            says = f"n dMSE/dT is {off.str(5)} away from the limit"
            yield {"p": f"{top}/{bottom}", "n": n}, arb(fmpq(2, n)) - off, says

    with precision(128):
        return all_positive(cases())


@leg("enclosure", part="misleads", covers=Whole("the six n, every outcome of each; and the bracket"))
def small_samples(sizes: Sequence[int] = range(3, 9)) -> Evidence:
    p = Rational(1, 5)
    return all_positive(
        [
            ({"p": p}, -ball(of(tends, explicit([p, 1 - p]))), "the bracket is negative"),
            *(({"p": p, "n": n}, slope(n, fmpq(1, 5)), "softening hurts") for n in sizes),
        ]
    )


control(derivation, "log p not centred", tends=uncentred)
control(derivation, "every class of the same variance", covariance=lambda p, r: Integer(int(p == r)))
control(direction, "power twice as fast", power=lambda p, T: power(p, T**2))
control(two_classes, "log p not centred", tends=uncentred)
control(enumeration, "log p not centred", tends=uncentred)
control(small_samples, "n = 9 too", sizes=[9])
control(enumeration, "every draw counts twice", drops="independent", copies=2)
control(enumeration, "1/200 more", tends=lambda *at: tends(*at) + Rational(1, 100))
