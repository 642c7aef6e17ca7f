r"""Legendre softening composes, unless heating follows a cooling that truncates.

F_S ∘ F_T = F_ST for T ≥ 1, or S ≤ 1, or g(0+) = −∞. It can fail only for T < 1 < S.
Proof. Where nothing is truncated g(F_T(p)_i) = (g(p_i) + c)/T, so the second step makes (g(p_i) + c + T c')/(ST),
which is of the form of F_ST, and q is unique. At T ≥ 1 nothing is truncated. At S ≤ 1 what was truncated at T has
g(p_i) + c ≤ T g(0+), and stays so: a class at zero has the smallest score, and cooling does not raise its share. ∎
"""

from collections.abc import Callable, Sequence

import numpy as np
from sympy import Expr, Integer, Rational, Symbol

from numerics.hunting import Measure, adversaries, sweep
from numerics.operator import Operator
from numerics.registry import operators
from proofs_checks.checks import agree, equal, survives
from proofs_checks.claim import Claim, Whole, control, leg
from proofs_checks.evidence import Evidence
from theory.simplex import S, T

claim = Claim(
    statement=r"F_S \circ F_T = F_{ST} \text{ if } T \ge 1 \text{ or } S \le 1 \text{ or } g(0+) = -\infty",
    scope="Legendre softening, V >= 2, the open simplex",
    reads={"S2": "lemma"},
    rests_on=("operators.legendre",),
    expect="proved",
)

FAMILIES = ("logit", "tsallis:0", "tsallis:0.5", "tsallis:1.5", "tsallis:2", "tsallis:3")
PAIRS = [(2.0, 3.0), (0.5, 3.0), (0.5, 0.7), (1.0, 0.3), (0.2, 10.0)]
AFTER_COOLING = [(2.0, 0.5)]
EXACT_PAIRS = [("1/4", "2"), ("3", "2"), ("1/2", "1/2"), ("1/3", "1"), ("4/5", "3/4")]
x, c, d = Symbol("x", real=True), Symbol("c", real=True), Symbol("d", real=True)
POINT = {x: Rational(1, 3), c: Rational(1, 5), d: Rational(1, 7), S: Integer(3), T: Integer(2)}
Compose = Callable[[Expr, Expr], Expr]


@leg("identity", covers=Whole("any g, by x = g(p_i); c and d are the shifts; what is truncated stays so, as above"))
def two_lines(compose: Compose = lambda S, T: S * T) -> Evidence:
    """Two steps are one line in x, of the slope of F_ST, up to a shift that Σq = 1 fixes."""
    twice = ((x + c) / T + d) / S
    return equal(twice, (x + c + T * d) / compose(S, T), at=POINT)


P = (Rational(7, 10), Rational(2, 10), Rational(1, 10))


def projected(scores: Sequence[Expr], temperature: Expr) -> list[Expr]:
    """Sparsemax of rational scores over T: the support is the largest for which its entries are positive."""
    ordered = sorted(scores, reverse=True)
    for size in range(len(scores), 0, -1):
        level = (temperature - sum(ordered[:size])) / size
        if ordered[size - 1] + level > 0:
            return [max((score + level) / temperature, Integer(0)) for score in scores]
    raise ValueError("no support")


@leg("exact", covers="sparsemax at (7, 2, 1)/10, five pairs (S, T) with T >= 1 or S <= 1, in rationals")
def sparsemax(pairs: Sequence[tuple[str, str]] = EXACT_PAIRS) -> Evidence:
    cases = []
    for second, first in pairs:
        s, t = Rational(second), Rational(first)
        twice, once = projected(projected(P, t), s), projected(P, s * t)
        cases += [({"S": s, "T": t, "class": n}, a, b) for n, (a, b) in enumerate(zip(twice, once, strict=True), 1)]
    return agree(cases)


def gap(S: float, F: Operator) -> Measure:
    """|F_S(F_T(p)) − F_ST(p)|, beyond 1e-9."""
    return lambda p, T: np.abs(F(F(p, T), S) - F(p, S * T)).max(axis=-1) - 1e-9


@leg("search", covers="six families: 400 floored laws for V = 2, 3, 5, 8; (S, T) where it is claimed, 5 pairs")
def floats(pairs: list[tuple[float, float]] = PAIRS, seed: int = 0) -> Evidence:
    laws = [0.9 * p + 0.1 / p.shape[-1] for p in adversaries(seed, "operators.legendre_semigroup", faces=True)]
    worst = [sweep(gap(s, operators()[name]), laws, (t,)) for name in FAMILIES for s, t in pairs]
    return survives(max(worst, key=lambda w: w.excess), "two steps differ from one")


control(two_lines, "temperatures add", compose=lambda S, T: S + T)
control(sparsemax, "heating after truncation", pairs=[("2", "1/2")])
control(floats, "heating after truncation", pairs=AFTER_COOLING)
