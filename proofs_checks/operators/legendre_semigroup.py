r"""Legendre softening composes, unless heating follows a cooling that truncates.

F_S ∘ F_T = F_ST for T ≥ 1, or S ≤ 1, or g(0+) = −∞. It can fail only for T < 1 < S.
Proof. Where nothing is truncated g(F_T(p)_i) = (g(p_i) + c)/T, so the second step makes (g(p_i) + c + T c')/(ST),
which is of the form of F_ST, and q is unique. Else let g(0+) = 0. At T ≥ 1 a shift c < 0 would lower every class,
against Σq = 1; so c ≥ 0 and nothing is truncated. At S ≤ 1 a shift c' > 0 would raise every class; so c' ≤ 0, and
what was truncated at T, g(p_i) + c ≤ 0, is so at S, and at ST with the shift c + T c'. ∎
"""

from collections.abc import Callable, Sequence

import numpy as np
from sympy import Expr, Integer, Rational, Symbol, symbols

from numerics.operator import Operator
from numerics.registry import operators
from numerics.sweeping import Measure, adversaries, sweep, worst_of
from proofs_checks.machine.checks import ANYWHERE, all_equal, all_steps, equal, is_positive, no_violation
from proofs_checks.machine.claim import Claim, Whole, control, leg
from proofs_checks.machine.evidence import Evidence
from proofs_checks.machine.rocq.leg import formal
from theory.simplex import S, T

claim = Claim(
    statement=r"F_S \circ F_T = F_{ST} \text{ if } T \ge 1 \text{ or } S \le 1 \text{ or } g(0+) = -\infty",
    scope="Legendre softening, V >= 2, the open simplex; on faces g is continued by its limits",
    reads={"S2.path": "lemma"},
    rests_on=("operators.legendre_formula",),
    expect="proved",
)

FAMILIES = ("logit", "tsallis:0", "tsallis:0.5", "tsallis:1.5", "tsallis:2", "tsallis:3")
PAIRS = [(2.0, 3.0), (0.5, 3.0), (0.5, 0.7), (1.0, 0.3), (0.2, 10.0)]
KEPT, FROZEN = ("logit", "tsallis:0", "tsallis:0.5"), [(20.0, 0.05), (50.0, 0.02)]  # g(0+) = −∞: whatever the cold
AFTER_COOLING = [(2.0, 0.5)]
EXACT_PAIRS = [("1/4", "2"), ("3", "2"), ("1/2", "1/2"), ("1/3", "1"), ("4/5", "3/4")]
x, c, d = Symbol("x", real=True), Symbol("c", real=True), Symbol("d", real=True)
POINT = {x: Rational(1, 3), c: Rational(1, 5), d: Rational(1, 7), S: Integer(3), T: Integer(2)}
Compose = Callable[[Expr, Expr], Expr]


h, k, l = symbols("h k l", positive=True)
score = Symbol("x", positive=True)  # g(p_i) − g(0+), of a class that is not at zero
PLACE = {h: ANYWHERE, k: ANYWHERE, l: ANYWHERE, score: Integer(5), T: Integer(2)}


@leg("identity", covers=Whole("any g, by x = g(p_i); c and d are the shifts of the two steps, and g(0+) = 0 or −∞"))
def two_lines(
    compose: Compose = lambda S, T: S * T,
    warm: Expr = 1 + h,
    cool: Expr = 1 / (1 + h),
    shift: Callable[[Expr, Expr], Expr] = lambda c, d: c + T * d,
) -> Evidence:
    """Where g(0+) = −∞ the first step is all. Else, with g(0+) = 0, the sign of a shift follows from Σq = 1."""
    twice = ((x + c) / T + d) / S
    return all_steps(
        (
            "two steps are one line of the slope of F_ST",
            lambda: equal(twice, (x + shift(c, d)) / compose(S, T), at=POINT),
        ),
        # warm first: were c = −k < 0, every class would fall, and Σq < 1; so c ≥ 0, and nothing is truncated
        (
            "c < 0 and T ≥ 1 lower every class",
            lambda: is_positive((score - (score - k) / warm).factor(), "x > (x + c)/T", PLACE),
        ),
        ("c ≥ 0 truncates none", lambda: is_positive((score + k) / warm, "(x + c)/T > 0", PLACE)),
        # cool second: were d = k > 0, every class would rise that is not at one; so d ≤ 0
        (
            "d > 0 and S ≤ 1 raise every class",
            lambda: is_positive(((score + k) / cool - score).factor(), "(x + d)/S > x", PLACE),
        ),
        # x + c = −l ≤ 0 and d = −k ≤ 0: what the first step truncates the second does, and F_ST, whose shift is c + T d
        ("what is truncated stays so", lambda: is_positive(k / cool, "0 + d < 0", PLACE)),
        (
            "in one step too",
            lambda: is_positive(-(score + shift(-score - l, -k)).expand(), "x + c + T d < 0", PLACE),
        ),
    )


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
    assert sum(P) == 1
    assert min(P) > 0
    cases = []
    for second, first in pairs:
        s, t = Rational(second), Rational(first)
        twice, once = projected(projected(P, t), s), projected(P, s * t)
        cases += [({"S": s, "T": t, "class": n}, a, b) for n, (a, b) in enumerate(zip(twice, once, strict=True), 1)]
    return all_equal(cases)


def gap(S: float, F: Operator, shift: float) -> Measure:
    """|F_S(F_T(p)) − F_ST(p)|, beyond 1e-14: a few roundings of two solutions."""
    return lambda p, T: np.abs(F(F(p, T), S) - F(p, S * T * (1 + shift))).max(axis=-1) - 1e-14


@leg(
    "search",
    covers="six families: 400 floored laws each for V = 2, 3, 5, 8; 5 to 7 pairs (S, T), T from 1/50 on",
)
def floats(
    pairs: list[tuple[float, float]] = PAIRS, frozen: tuple[str, ...] = KEPT, shift: float = 0.0, seed: int = 0
) -> Evidence:
    laws = [0.9 * p + 0.1 / p.shape[-1] for p in adversaries(seed, "operators.legendre_semigroup", faces=True)]
    cells = [(name, *pair) for name in FAMILIES for pair in [*pairs, *(FROZEN if name in frozen else ())]]
    worst = (sweep(gap(s, operators()[name], shift), laws, (t,)) for name, s, t in cells)
    return no_violation(worst_of(worst), "two steps differ from one")


control(two_lines, "temperatures add", compose=lambda S, T: S + T)
control(two_lines, "a shift of l + k/T", shift=lambda c, d: c + d / T)
control(two_lines, "the first step cools, and truncates", warm=1 / (1 + h))
control(two_lines, "the second step heats", cool=1 + h)
control(sparsemax, "heating after truncation", pairs=[("2", "1/2")])
control(floats, "heating after truncation", pairs=AFTER_COOLING)
control(floats, "a family that truncates, from the cold", frozen=(*KEPT, "tsallis:1.5"))
control(floats, "T off by one part in 10^13", shift=1e-13)

legendre_semigroup = formal("operators.legendre_semigroup", covers="every V, potential, p of the open simplex, S and T")
