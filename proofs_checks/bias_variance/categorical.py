r"""A student that keeps some classes of a frequency teacher and evens out the rest wins up to a known number of draws.

Teacher: p̂ = N/n, N ~ Multinomial(n, p). Student: p̂_i on a fixed set K, the rest R̂ = 1 − Σ_K p̂ spread evenly over the
other m = V − k ≥ 2 classes. With r = 1 − Σ_K p_i, the risks ‖· − p‖² are
    teacher: (1 − Σp²)/n; student: B + Σ_K p_i(1 − p_i)/n + r(1 − r)/(nm), B = Σ_{i∉K} p_i² − r²/m;
and if r > 0 the student wins ⇔ n < n* = r(1 − 1/m)/B − 1, for every n if B = 0.
Proof. The student is unbiased on K and has mean r/m on each of the others, whose squared distances to p_i add up to B;
the counts outside K have variance n r(1 − r). The difference of both risks is (r(1 − 1/m) − B)/n − B. ∎
K is fixed beforehand: kept classes chosen by the counts are another student.
"""

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import cache
from typing import Any

import numpy as np
from flint import fmpq
from sympy import Expr, Integer, Rational, Symbol, symbols

from numerics.bias_variance import frequencies, outcomes, zipf
from numerics.montecarlo import Simulation, simulate
from numerics.rational import fraction
from numerics.simplex import Array
from proofs_checks.machine.checks import ANYWHERE, all_equal, all_steps, equal, is_positive, z_test
from proofs_checks.machine.claim import Claim, Leg, Whole, control, leg
from proofs_checks.machine.evidence import Evidence
from proofs_checks.machine.formula import Formula
from proofs_checks.machine.rocq.leg import formal
from theory.bias_variance import expected, frequency_variance, n
from theory.simplex import Law, V, generic

r, m = symbols("r m", positive=True)
Gain = Callable[..., Any]


def gain(n: Any, B: Any, r: Any, m: Any) -> Any:
    """R_T − R_S."""
    return (r * (1 - 1 / m) - B) / n - B


def star(B: Any, r: Any, m: Any) -> Any:
    """n*: the number of draws below which the student wins, B > 0."""
    return r * (1 - 1 / m) / B - 1


claim = Claim(
    statement=Formula(r"R_S < R_T \iff n < n^* = @star, \quad B = \sum_{i \notin K} p_i^2 - r^2/m", star=star),
    scope="frequencies of n draws, K fixed, m = V - k >= 2 classes evened out, squared loss; n* is infinite at B = 0",
    hypotheses={
        "independent": "the draws are independent",
        "beforehand": "K does not depend on them",
        "tail": "r > 0: the tail is not empty",
    },
    reads={"S1.when": "repairs"},
    expect="proved",
)


def biased_once(n: Expr, B: Expr, r: Expr, m: Expr) -> Expr:
    return r * (1 - 1 / m) / n - B


def counted_out(n: Expr, B: Expr, r: Expr, m: Expr) -> Expr:
    return (r * (1 + 1 / m) - B) / n - B


@leg("identity", covers=Whole("n, V, r and the tail p = r·w are symbols; classes of K cost both the same"))
def derivation(gain: Gain = gain, star: Gain = star) -> Evidence:
    """The law is of the m = V classes outside K: r·w_i, w a law."""
    w = generic("w")
    p = Law(V, lambda j: r * w[j])
    error = Symbol("e")
    rest = {(0,): 1, (1,): 0, (2,): frequency_variance(r)}
    teacher = p.sum(lambda j: frequency_variance(p[j]))
    student = p.sum(lambda j: expected(((r + error) / V - p[j]) ** 2, (error,), rest))
    B = p.sum(lambda j: p[j] ** 2) - r**2 / V
    at = {V: 3, n: 5, r: Rational(2, 5), "w": [Rational(1, 2), Rational(1, 3), Rational(1, 6)]}
    b, more, draws = symbols("b x N", positive=True)
    at_star = {r: Rational(1, 2), m: 4, b: Rational(1, 8), draws: 3, more: ANYWHERE}
    return all_steps(
        ("R_T − R_S", lambda: equal(teacher - student, gain(n, B, r, V), w, at=at)),
        (
            "has the sign of n* − n",
            lambda: equal(gain(draws, b, r, m), b * (star(b, r, m) - draws) / draws, at=at_star),
        ),
        ("B = 0: positive", lambda: is_positive(gain(draws, Integer(0), r, 1 + more).factor(), "R_T > R_S", at_star)),
    )


P = tuple(Fraction(w, 20) for w in (9, 7, 3, 1))
DRAWS = (1, 3, 7, 18, 19, 20)  # n* is 6.9 for k = 1, and 19 for k = 2


@cache
def over_outcomes(keep: int, draws: int, p: tuple[Fraction, ...], by_counts: bool) -> Fraction:
    """R_T − R_S, a sum over every outcome."""
    difference, law, each = fmpq(0), [fmpq(q.numerator, q.denominator) for q in p], fmpq(1, draws)
    for counts, chance in outcomes(draws, law):
        kept = sorted(range(4), key=lambda c, counts=counts: -by_counts * counts[c])[:keep]
        rest = 1 - each * sum(counts[c] for c in kept)
        student = [each * counts[c] if c in kept else rest / (4 - keep) for c in range(4)]
        dense = [each * c for c in counts]
        difference += chance * sum(((d - q) ** 2 - (s - q) ** 2 for d, s, q in zip(dense, student, law, strict=True)))
    return fraction(difference)


@leg("exact", covers="V = 4, p = (9, 7, 3, 1)/20, k = 1, 2, n = 1, 3, 7, 18, 19, 20: every outcome, both sides of n*")
def enumeration(
    gain: Gain = gain, star: Gain = star, p: Sequence[Fraction] = P, copies: int = 1, by_counts: bool = False
) -> Evidence:
    """R_T − R_S, and who wins. Each draw counts `copies` times; the kept are the first, or the largest `by_counts`."""
    cases = []
    for keep, draws in ((keep, draws) for keep in (1, 2) for draws in DRAWS):
        left, difference = 4 - keep, over_outcomes(keep, draws, tuple(p), by_counts)
        tail = sum(p[keep:], Fraction(0))
        B = sum((q**2 for q in p[keep:]), Fraction(0)) - tail**2 / left
        n, at = copies * draws, {"k": keep, "n": copies * draws}
        cases.append((at, Rational(difference), gain(Integer(n), *map(Rational, (B, tail)), Integer(left))))
        wins = n < star(B, tail, left) if B else True
        cases.append(({**at, "who": "wins"}, Integer(int(difference > 0)), Integer(int(wins))))
    return all_equal(cases)


CELLS = {
    "50_of_100": (100, 50, 150, 30, 500),
    "5_of_500": (500, 5, 60, 70, 200),
    "20_of_1000": (1000, 20, 100, 40, 100),
}  # V, k, n, chunks, replicates of each


def statistics(p: Array, keep: int, draws: int) -> Callable[[np.random.Generator, int], Array]:
    """R_T − R_S in the classes that are not kept; and of their counts the sum, and the sum of c·p."""
    tail = p[keep:]

    def drawn(rng: np.random.Generator, replicates: int) -> Array:
        found = frequencies(rng, draws, p, replicates)[:, keep:]
        rest = found.sum(axis=-1)
        away, even = found - tail, rest[:, None] / len(tail) - tail
        difference = np.einsum("rv,rv->r", away, away) - np.einsum("rv,rv->r", even, even)
        return np.stack([difference, rest, np.einsum("rv,v->r", found, tail)], axis=-1)

    return drawn


def simulated(cell: str) -> Leg:
    """The leg both_CELL: R_T − R_S over the same counts, for Zipf's law on V classes, the k largest kept."""
    classes, keep, draws, chunks, each = CELLS[cell]

    def both(gain: Callable[..., float] = gain, seed: int = 0) -> Evidence:
        """The classes of K cancel. Of the counts outside K the sum of c·p and the sum are control variates."""
        p, left = zipf(classes), classes - keep
        tail = p[keep:]
        mass = float(tail.sum())
        simulation = Simulation(statistics(p, keep, draws), ("bias_variance.categorical", cell), each)
        known = {1: mass, 2: float(tail @ tail)}
        B = float(tail @ tail) - mass**2 / left
        return z_test(simulate(simulation, seed, most=chunks).controlled(known), gain(draws, B, mass, left))

    both.__name__ = f"both_{cell}"
    says = f"V = {classes}, p_i in proportion to 1/i, {1 - keep / classes:.1%} of the classes evened out, n = {draws}"
    return leg("monte_carlo", covers=f"{says}: R_T − R_S on common counts")(both)


both = tuple(simulated(cell) for cell in CELLS)

control(derivation, "B not taken from the variance", gain=biased_once)
control(derivation, "the variance of what is evened out added", gain=counted_out)
control(enumeration, "B not taken from the variance", gain=biased_once)
for check in (derivation, enumeration):
    control(check, "n* larger by 2", star=lambda B, r, m: star(B, r, m) + 2)
control(enumeration, "every draw counts twice", drops="independent", copies=2)
control(enumeration, "the classes that were drawn most are kept", drops="beforehand", by_counts=True)
control(enumeration, "an empty tail", drops="tail", p=tuple(Fraction(w, 4) for w in (3, 1, 0, 0)))
control(both, "2 % off", gain=lambda *at: 1.02 * gain(*at))
control(both, "the variance counted twice", gain=lambda n, B, r, m: gain(n / 2, B, r, m))

categorical = formal("bias_variance.categorical", covers="every V, n, p and K", star=star)
