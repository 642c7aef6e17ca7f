r"""The KL error of the frequencies of n draws: (V − 1)/(2n) for a given teacher, but not for all at once.

p̂ are the frequencies of n independent draws from p > 0. As n → ∞
    E KL(p̂‖p) = (V − 1)/(2n) + (Σ 1/p_i − 1)/(12n²) + O(n^−3).
Not uniformly: at p = (1 − 1/n, 1/n) n E KL tends to E[N log N − N + 1] = E[N log N], N Poisson of mean 1: 0.573, not ½.
Proof. p̂ log(p̂/p) − (p̂ − p) expanded around p to the fourth order, with the central moments of a frequency. In the
second statement n p̂_2 tends to N, and n KL to N log N − N + 1; n KL is uniformly integrable. ∎
"""

from collections.abc import Callable
from math import comb
from typing import Any

from flint import arb, fmpq
from sympy import Integer, Rational, series, symbols

from numerics.enclosure import ball, precision
from proofs_checks.machine.checks import Cases, all_positive, all_steps, equal
from proofs_checks.machine.claim import Claim, control, leg
from proofs_checks.machine.evidence import Evidence
from proofs_checks.machine.formula import Formula
from theory.partial_access import divergence_terms


def leading(V: Any, n: Any) -> Any:
    return (V - 1) / (2 * n)


def following(inverses: Any, n: Any) -> Any:
    """The term of second order, `inverses` being Σ 1/p_i."""
    return (inverses - 1) / (12 * n**2)


INVERSES = {"inverses": r"\textstyle\sum 1/p_i"}

claim = Claim(
    statement=Formula(
        r"\mathbb E\,\mathrm{KL}(\hat p\|p) = @leading + @following + O(n^{-3})",
        leading=leading,
        following=following,
        where=INVERSES,
    ),
    scope="V >= 2, n -> oo; p > 0 given for the terms, p = (1 - 1/n, 1/n) for their limit",
    reads={"S7.text": "repairs"},
    hypotheses={"independent": "the draws are independent"},
    expect="supported",
    parts={
        "terms": Formula(
            r"\mathbb E\,\mathrm{KL}(\hat p\|p) = @leading + @following + O(n^{-3})",
            leading=leading,
            following=following,
            where=INVERSES,
        ),
        "not_uniform": r"n\,\mathbb E\,\mathrm{KL} \to \mathbb E[N \log N] > \tfrac12 \text{ at } p = (1 - 1/n, 1/n)",
    },
)

Of = Callable[[Any, Any], Any]


@leg("identity", part="terms", covers="p and n symbols: a class's part, expanded; summed over V classes that make one")
def derivation(leading: Of = leading, following: Of = following) -> Evidence:
    """The part of one class, in 1/n; over the classes Σ(1 − p) = V − 1 and Σ(1/p − p) = Σ1/p − 1."""
    p, n, h, V, inverses = symbols("p n h V I", positive=True)
    part = series(divergence_terms(p, n, 4).subs(n, 1 / h).simplify(), h, 0, 3).removeO()
    first, second = part.coeff(h, 1), part.coeff(h, 2)
    at = {p: Rational(1, 3), n: Integer(5), V: Integer(4), inverses: Integer(20)}
    return all_steps(
        ("a class's first term", lambda: equal(first, (1 - p) / 2, at=at)),
        ("summed", lambda: equal((V - 1) / 2 / n, leading(V, n), at=at)),
        ("a class's second term", lambda: equal(second, (1 / p - p) / 12, at=at)),
        ("and summed", lambda: equal((inverses - 1) / 12 / n**2, following(inverses, n), at=at)),
    )


WEIGHTS = ((5, 3, 2), (1, 1, 1), (7, 2, 1))
Chances = Callable[[int, fmpq], list[arb]]


def binomial(n: int, p: fmpq) -> list[arb]:
    """The chance of each count of a class among n draws."""
    return [arb(comb(n, k)) * arb(p) ** k * arb(1 - p) ** (n - k) for k in range(n + 1)]


def in_pairs(n: int, p: fmpq) -> list[arb]:
    """Each draw is made once and counted twice."""
    found = [arb(0)] * (n + 1)
    found[::2] = binomial(n // 2, p)
    return found


def mean_kl(n: int, p: list[fmpq], chances: Chances) -> arb:
    """E KL(p̂‖p): each class's part is a function of its own count."""
    total = arb(0)
    for x in p:
        total += sum((w * fmpq(k, n) * (arb(fmpq(k, n)) / x).log() for k, w in enumerate(chances(n, x)) if k), arb(0))
    return total


@leg(
    "enclosure", part="terms", covers="p = (5, 3, 2)/10, u, (7, 2, 1)/10, n = 20 to 320: within 2 Σp_i^−2/n³, in balls"
)
def exact_means(leading: Of = leading, following: Of = following, chances: Chances = binomial) -> Evidence:
    """The rest is of the order n^−3, times a sum of 1/p_i² at most: 2 of them are allowed."""

    def cases() -> Cases:
        for weights in WEIGHTS:
            p = [fmpq(w, sum(weights)) for w in weights]
            inverses = sum((1 / x for x in p), fmpq(0))
            for n in (20, 80, 320):
                terms = leading(Integer(3), Integer(n)) + following(
                    Rational(int(inverses.p), int(inverses.q)), Integer(n)
                )
                off = abs(mean_kl(n, p, chances) - ball(terms))
                allowed = arb(2 * sum((1 / x**2 for x in p), fmpq(0)) / n**3)
                yield {"p": weights, "n": n}, allowed - off, f"E KL is off by {off.str(5)}, allowed {allowed.str(5)}"

    with precision(256):
        return all_positive(cases())


@leg("enclosure", part="not_uniform", covers="n = 100, 1,000, p = (1 − 1/n, 1/n): n E KL above 0.57 and near its limit")
def at_the_corner(rare: Callable[[int], fmpq] = lambda n: fmpq(1, n)) -> Evidence:
    """E[N log N] = Σ_k e^−1 log k/(k − 1)!, to 40 terms, the rest below 1e-40."""

    def cases() -> Cases:
        poisson, factorial = arb(0), 1
        for k in range(2, 42):
            factorial *= k - 1
            poisson += arb(k).log() / factorial
        poisson *= arb(-1).exp()
        yield {"N": "Poisson(1)"}, poisson - fmpq(57, 100), f"E[N log N] is {poisson.str(8)}"
        for n in (100, 1000):
            value = n * mean_kl(n, [1 - rare(n), rare(n)], binomial)
            away = abs(value - poisson)
            says = f"n E KL is {value.str(8)}, its limit {poisson.str(8)}"
            yield {"n": n}, arb(fmpq(1, n)) - away, says

    with precision(256):
        return all_positive(cases())


for check in (derivation, exact_means):
    control(check, "V/(2n)", leading=lambda V, n: V / (2 * n))
    control(check, "a sixth in place of a twelfth", following=lambda inverses, n: 2 * following(inverses, n))
control(exact_means, "2 % off", leading=lambda V, n: leading(V, n) * Rational(51, 50))
control(exact_means, "each draw counted twice", drops="independent", chances=in_pairs)
control(at_the_corner, "a teacher that does not move", rare=lambda n: fmpq(1, 5))
