r"""The uniform rate of targets sharpened by power from n draws: n^(−1/2), at every T ≤ 1.

V fixed, T ≤ 1, β = 1/T, p̂ the frequencies of n draws. Then
    1/(2√3) n^(−1/2) ≤ sup_p E TV(F_T(p̂), F_T(p)) ≤ β V^(β−1) √(V − 1) n^(−1/2).
Proof. With N = Σp^β and N̂ = Σp̂^β, q̂_i − q_i = (p̂_i^β − p_i^β)/N + q̂_i (N − N̂)/N; sizes add up to twice
Σ|p̂_i^β − p_i^β|/N at most, and TV is half of that. N ≥ V^(1−β), as x^β is convex, and a slope of x^β on [0, 1] is β at
most, so that TV ≤ β V^(β−1) Σ|p̂_i − p_i|; the mean of that sum is √((V − 1)/n) at most (`text_only`). From below:
p = (1/2, 1/2, 0, …) has |q̂_1 − 1/2| ≥ |p̂_1 − 1/2|, as tanh(βs) ≥ tanh(s), and E|p̂_1 − 1/2| ≥ 1/(2√(3n)), as in
`text_only_rate`. ∎
"""

from collections.abc import Callable
from fractions import Fraction
from itertools import product
from typing import Any

import numpy as np
from sympy import Expr, Integer, Rational, diff, exp, sqrt, symbols

from numerics.bias_variance import outcomes
from numerics.partial_access import expected_errors
from proofs_checks.machine.checks import Cases, all_nonnegative, all_positive, all_steps, equal, is_positive
from proofs_checks.machine.claim import Claim, Whole, control, leg
from proofs_checks.machine.evidence import Evidence
from proofs_checks.machine.formula import Formula
from theory.partial_access import central_moment


def above(V: Any, T: Any) -> Any:
    """What bounds √n times the error."""
    return V ** (1 / T - 1) * sqrt(V - 1) / T


def below() -> Any:
    """What √n times the error of a fair coin is at least."""
    return 1 / (2 * sqrt(3))


claim = Claim(
    statement=Formula(
        r"@below \le \sqrt n\,\sup_p \mathbb E\,\mathrm{TV}(F_T(\hat p), F_T(p)) \le @above", below=below, above=above
    ),
    scope="power, T <= 1, V >= 2 fixed, n >= 1",
    reads={"S7.text": "repairs"},
    hypotheses={"independent": "the draws are independent"},
    rests_on=("partial_access.text_only",),
    expect="derived",
)

Above = Callable[[Any, Any], Any]
a, b, N, M, d, h, n, x, V = symbols("a b N M d h n x V", positive=True)
AT = {a: Rational(1, 3), b: Rational(1, 5), N: Rational(2, 3), M: Rational(3, 4), d: Rational(1, 2), h: Rational(1, 3)}
AT |= {n: Integer(7), x: Rational(1, 4), V: Integer(3)}


@leg("identity", covers=Whole("V, T = 1/(1 + h), n, entries: symbols; T = 1 is text_only; sums of sizes, in words"))
def derivation(above: Above = above, below: Callable[[], Any] = below, fourth: Expr = Integer(3)) -> Evidence:
    """a and b stand for p̂_i^β and p_i^β, M and N for their sums, e^−d for an entry; the fair coin by two moments."""
    beta = 1 + h
    slope = diff(x**beta, x)
    second, other = (central_moment(Rational(1, 2), n, order) for order in (2, 4))
    return all_steps(
        ("q̂ − q", lambda: equal(a / M - b / N, (a - b) / N + a / M * (N - M) / N, at=AT)),
        ("x^β is convex", lambda: is_positive(diff(slope, x).simplify(), "its second slope > 0", AT)),
        ("N where all are 1/V", lambda: equal(V * (1 / V) ** beta, V**-h, at=AT)),
        ("its slope at e^−d", lambda: equal(slope.subs(x, exp(-d)), beta * exp(-h * d), at=AT)),  # below β
        ("the mean", lambda: equal(beta * V**h * sqrt((V - 1) / n), above(V, 1 / beta) / sqrt(n), at=AT)),
        ("E X⁴ below 3 (E X²)²", lambda: is_positive((fourth * second**2 - other).simplify(), "3 (E X²)² > E X⁴", AT)),
        ("E|X| above", lambda: equal(sqrt(second**3 / (fourth * second**2)), below() / sqrt(n), at=AT)),
    )


@leg("exact", covers="V = 2, 3, every teacher in sixths, T = 1, 1/2, 1/3, n = 1 to 6: every outcome, in fractions")
def enumeration(above: Above = above, copied: bool = False) -> Evidence:
    """n (E TV)² beside the square of the bound. With `copied` one draw counts n times."""

    def cases() -> Cases:
        for classes, beta, draws in product((2, 3), (1, 2, 3), range(1, 7)):
            most = above(Integer(classes), Rational(1, beta)) ** 2
            for p in (tuple(Fraction(c, 6) for c in counts) for counts, _ in outcomes(6, [Fraction(1, 6)] * classes)):
                q = powered(p, beta)
                mean = Fraction(0)
                for counts, chance in outcomes(1 if copied else draws, p):
                    found = powered(tuple(Fraction(c, sum(counts)) for c in counts), beta)
                    mean += chance * sum(abs(s - t) for s, t in zip(found, q, strict=True)) / 2
                at = {"T": f"1/{beta}", "n": draws, "p": p}
                yield at, most - Rational(draws * mean**2), f"n (E TV)² is {draws * mean**2}, and its bound {most}"

    return all_nonnegative(cases())


def powered(p: tuple[Fraction, ...], beta: int) -> tuple[Fraction, ...]:
    total = sum(entry**beta for entry in p)
    return tuple(entry**beta / total for entry in p)


@leg("search", covers="V = 2, T from 1/20 to 1, n = 1 to 10,000: exact sums at 140 teachers each, between the two")
def sums(above: Above = above, below: Callable[[], Any] = below) -> Evidence:
    teachers = np.concatenate([np.geomspace(1e-4, 0.4, 80), np.linspace(0.4, 0.5, 60)])

    def cases() -> Cases:
        for T, size in product((0.05, 0.2, 0.5, 0.9, 1.0), (1, 2, 10, 100, 10_000)):
            worst = float(expected_errors(size, teachers, T).max()) * size**0.5
            most, least = float(above(2, T)), float(below())
            yield {"T": T, "n": size}, most - worst, f"√n times the error is {worst:.4g}, above {most:.4g}"
            yield {"T": T, "n": size}, worst - least, f"√n times the error is {worst:.4g}, below {least:.4g}"

    return all_positive(cases())


control(derivation, "without V^(β − 1)", above=lambda V, T: sqrt(V - 1) / T)
control(derivation, "E X⁴ below 2 (E X²)²", fourth=Integer(2))
control(derivation, "a third", below=lambda: Rational(1, 3))
control(enumeration, "less than half of the bound", above=lambda V, T: above(V, T) * Rational(49, 100))
control(enumeration, "one draw, n times over", drops="independent", copied=True)
control(sums, "less than half of the bound", above=lambda V, T: above(V, T) * Rational(49, 100))
control(sums, "twice the least", below=lambda: 2 * below())
