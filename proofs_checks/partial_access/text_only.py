r"""What n draws of text say of a teacher: the errors of their frequencies.

p̂ = N/n, N ~ Multinomial(n, p). Then E‖p̂ − p‖² = (1 − Σp²)/n, E χ²(p̂‖p) = (V − 1)/n for p > 0, E TV(p̂, p) is at most
½ √((V − 1)/n), and E KL(p̂‖p) at most log(1 + (V − 1)/n).
Proof. A frequency has mean p_i and variance p_i(1 − p_i)/n. Sums of these, over 1 and over p_i, are the first two.
E|p̂_i − p_i| is at most the root of the variance, and (Σ √(p_i(1 − p_i)))² ≤ V Σ p_i(1 − p_i) = V − 1 − V‖p − u‖².
KL ≤ log(1 + χ²), and the logarithm is concave (Jensen, twice). ∎
"""

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

import numpy as np
from flint import arb, fmpq
from sympy import Integer, Rational, exp, log, sqrt

from numerics.bias_variance import frequencies, outcomes, zipf
from numerics.enclosure import ball, precision
from numerics.montecarlo import Simulation, simulate
from numerics.simplex import Array
from proofs_checks.machine.checks import POINT, Cases, all_equal, all_nonnegative, all_steps, equal, z_test
from proofs_checks.machine.claim import Claim, Whole, control, leg
from proofs_checks.machine.evidence import Evidence
from proofs_checks.machine.formula import Formula
from proofs_checks.machine.rocq.leg import formal_parts
from theory.bias_variance import frequency_variance
from theory.bias_variance import n as draws
from theory.simplex import V, generic


def squared(squares: Any, n: Any) -> Any:
    """E‖p̂ − p‖², `squares` being Σp²."""
    return (1 - squares) / n


def chi_square(V: Any, n: Any) -> Any:
    return (V - 1) / n


def total_variation(V: Any, n: Any) -> Any:
    return sqrt((V - 1) / n) / 2


def divergence(V: Any, n: Any) -> Any:
    return log(1 + (V - 1) / n)


claim = Claim(
    statement=Formula(
        r"\mathbb E\|\hat p-p\|^2 = @squared, \ \mathbb E\chi^2(\hat p\|p) = @chi_square, \ "
        r"\mathbb E\,\mathrm{TV}(\hat p, p) \le @total_variation, \ \mathbb E\,\mathrm{KL}(\hat p\|p) \le @divergence",
        squared=squared,
        chi_square=chi_square,
        total_variation=total_variation,
        divergence=divergence,
        where={"squares": r"\textstyle\sum p^2"},
    ),
    scope="V >= 2, n >= 1, every p in the simplex; chi-square and KL for p > 0",
    reads={"S7.text": "repairs"},
    hypotheses={"independent": "the draws are independent"},
    expect="proved",
    parts={
        "squared": Formula(
            r"\mathbb E\|\hat p-p\|^2 = @squared", squared=squared, where={"squares": r"\textstyle\sum p^2"}
        ),
        "chi_square": Formula(r"\mathbb E\chi^2(\hat p\|p) = @chi_square", chi_square=chi_square),
        "total_variation": Formula(
            r"\mathbb E\,\mathrm{TV}(\hat p, p) \le @total_variation", total_variation=total_variation
        ),
        "kl": Formula(r"\mathbb E\,\mathrm{KL}(\hat p\|p) \le @divergence", divergence=divergence),
    },
)

Of = Callable[[Any, Any], Any]
AT = {**POINT, draws: Integer(5)}


@leg("identity", covers=Whole("V, n and every entry are symbols; Cauchy-Schwarz and Jensen's inequality, in words"))
def derivation(
    squared: Of = squared,
    chi_square: Of = chi_square,
    total_variation: Of = total_variation,
    divergence: Of = divergence,
) -> Evidence:
    p = generic()
    squares, away = p.sum(lambda j: p[j] ** 2), p.sum(lambda j: (p[j] - 1 / V) ** 2)
    variance = p.sum(lambda j: frequency_variance(p[j]))
    ratio = p.sum(lambda j: frequency_variance(p[j]) / p[j])
    # (Σ √variance)² ≤ V Σ variance, less V‖p − u‖²/n: what is left of it is the square of twice the bound
    cauchy = V * variance + V * away / draws
    return all_steps(
        ("squared", lambda: equal(variance, squared(squares, draws), p, at=AT)),
        ("chi-square", lambda: equal(ratio, chi_square(V, draws), p, at=AT)),
        ("TV", lambda: equal(cauchy, (2 * total_variation(V, draws)) ** 2, p, at=AT)),
        ("KL", lambda: equal(1 + ratio, exp(divergence(V, draws)), p, at=AT)),
    )


RATIONAL = tuple(Fraction(w, 10) for w in (5, 3, 2))
UNIFORM, SIZES = (Fraction(1, 3),) * 3, (1, 2, 3, 5, 8)


def drawn(p: Sequence[Fraction], n: int, copied: bool) -> list[tuple[list[Fraction], Fraction]]:
    """The frequencies of n draws, each with its probability; or of one draw, n times over."""
    found = outcomes(1 if copied else n, p)
    return [([Fraction(c, 1 if copied else n) for c in counts], chance) for counts, chance in found]


@leg("exact", part=("squared", "chi_square"), covers="p = (5, 3, 2)/10 and u, V = 3, n = 1, 2, 3, 5, 8: every outcome")
def enumeration(squared: Of = squared, chi_square: Of = chi_square, copied: bool = False) -> Evidence:
    cases = []
    for p in (RATIONAL, UNIFORM):
        for n in SIZES:
            gaps = [([a - b for a, b in zip(q, p, strict=True)], w) for q, w in drawn(p, n, copied)]
            first = sum((w * sum(x * x for x in g) for g, w in gaps), Fraction(0))
            second = sum((w * sum(x * x / y for x, y in zip(g, p, strict=True)) for g, w in gaps), Fraction(0))
            size, squares = Integer(n), Rational(sum(x * x for x in p))
            cases += [
                ({"p": p, "n": n}, Rational(first), squared(squares, size)),
                ({"p": p, "n": n}, Rational(second), chi_square(Integer(3), size)),
            ]
    return all_equal(cases)


@leg("enclosure", part=("total_variation", "kl"), covers="the same laws and n: every outcome, both bounds, in balls")
def bounds(total_variation: Of = total_variation, divergence: Of = divergence, copied: bool = False) -> Evidence:
    def kl(q: Sequence[Fraction], p: Sequence[Fraction]) -> arb:
        return sum((ball(Rational(a) * log(Rational(a / b))) for a, b in zip(q, p, strict=True) if a), arb(0))

    def cases() -> Cases:
        for p in (RATIONAL, UNIFORM):
            for n in SIZES:
                every = drawn(p, n, copied)
                tv = sum((w * sum(abs(a - b) for a, b in zip(q, p, strict=True)) / 2 for q, w in every), Fraction(0))
                kls = sum((ball(Rational(w)) * kl(q, p) for q, w in every), arb(0))
                at = {"p": p, "n": n}
                limit, most = ball(total_variation(Integer(3), Integer(n))), ball(divergence(Integer(3), Integer(n)))
                yield at, limit - ball(Rational(tv)), f"E TV is {float(tv):.6g}, the bound {limit.str(6)}"
                yield at, most - kls + arb(fmpq(1, 10**30)), f"E KL is {kls.str(6)}, the bound {most.str(6)}"

    with precision(256):  # at n = 1 and p = u the bound on KL is met
        return all_nonnegative(cases())


CELLS = {50: (100, 4000), 1000: (500, 400)}  # V: n, replicates


@leg("monte_carlo", part="squared", covers="p_i in proportion to 1/i, V = 50, n = 100")
def simulation(squared: Of = squared, seed: int = 0) -> Evidence:
    return simulated(50, seed, lambda p, n: squared(float((p**2).sum()), n), lambda gap, p: (gap**2).sum(axis=-1))


@leg("monte_carlo", part="chi_square", covers="p_i in proportion to 1/i, V = 1,000, n = 500")
def simulation_of_chi_square(chi_square: Of = chi_square, seed: int = 0) -> Evidence:
    return simulated(1000, seed, lambda p, n: chi_square(len(p), n), lambda gap, p: (gap**2 / p).sum(axis=-1))


def simulated(
    classes: int, seed: int, derived: Callable[[Array, int], float], value: Callable[[Array, Array], Array]
) -> Evidence:
    n, replicates = CELLS[classes]
    p = zipf(classes)

    def statistics(rng: np.random.Generator, size: int) -> Array:
        return value(frequencies(rng, n, p, size) - p, p)

    found = simulate(Simulation(statistics, ("partial_access.text_only", classes), replicates), seed, most=40)
    return z_test(found.estimate(), float(derived(p, n)))


for check in (derivation, enumeration):
    control(check, "1 + Σp²", squared=lambda squares, n: (1 + squares) / n)
    control(check, "V/n", chi_square=lambda V, n: V / n)
control(derivation, "without the half", total_variation=lambda V, n: 2 * total_variation(V, n))
control((derivation, bounds), "log(1 + (V − 1)/(2n))", divergence=lambda V, n: log(1 + (V - 1) / (2 * n)))
control(bounds, "a third in place of the half", total_variation=lambda V, n: total_variation(V, n) * Rational(2, 3))
control((enumeration, bounds), "one draw, n times over", drops="independent", copied=True)
control(simulation, "2 % off", squared=lambda squares, n: 1.02 * squared(squares, n))
control(simulation_of_chi_square, "2 % off", chi_square=lambda V, n: 1.02 * chi_square(V, n))

COVERED = {
    "squared": "every V, n and p",
    "chi_square": "every V, n and p > 0",
    "total_variation": "every V, n and p",
    "kl": "every V, n and p > 0",
}
theorems = formal_parts(
    "partial_access.text_only",
    COVERED,
    squared=squared,
    chi_square=chi_square,
    total_variation=total_variation,
    divergence=divergence,
)
