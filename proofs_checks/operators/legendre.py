r"""Legendre softening satisfies the axioms on the open simplex.

F_T(p) = argmin over Δ of T Σφ(q_i) − Σ g(p_i) q_i; g = φ' is continuous and strictly increasing, G its inverse,
0 below g(0+) and 1 above g(1−).
By `legendre_formula` q_i = G((g(p_i) + c)/T).
- *ranking*: G increases strictly above g(0+), so entries that are not both truncated rank as p. None is truncated at
  T ≥ 1: shift g so that g(0+) = 0; if g(p_i) + c ≤ 0 for a p_i > 0 then c < 0, and every q_k < G(g(p_k)/T) ≤ p_k.
- *entropy*: hotter is majorised by cooler (`legendre_majorization`).
- *identity*: c = 0 solves T = 1. *continuity*: G is continuous, and Σ G((g(p_i) + c)/T) is continuous and, where
  it is 1 and q is not one-hot, strictly increasing in c.
- *boundary*, on Δ°: g(q_i) − g(q_k) = (g(p_i) − g(p_k))/T → 0 as T → ∞. As T → 0+, if p_i > p_k and q_k ≥ ε > 0 along
  a sequence, neither is truncated and q_i ≤ 1 − ε, so that the gap stays below g(1 − ε) − g(ε); but it diverges. ∎
"""

from collections.abc import Callable, Sequence

import numpy as np
from sympy import Expr, Function, Integer, Rational, Symbol, limit, oo, symbols

from numerics.axioms import Softener, identity, jump, ranking
from numerics.operator import Operator
from numerics.registry import operators
from numerics.simplex import Array
from numerics.sweeping import Measure, Worst, adversaries, sweep, worst_of
from proofs_checks.machine.checks import (
    ANYWHERE,
    all_equal,
    all_steps,
    equal,
    equal_for_every_function,
    is_positive,
    no_violation,
)
from proofs_checks.machine.claim import Claim, Whole, control, leg
from proofs_checks.machine.evidence import Evidence
from proofs_checks.teachers import ROWS, on_teachers
from theory.operators import legendre
from theory.operators.legendre import c, q
from theory.operators.power import power
from theory.simplex import T, explicit

claim = Claim(
    statement=r"F_T(p) = \arg\min_{q \in \Delta} T \sum \varphi(q_i) - \sum \varphi'(p_i) q_i \text{ satisfies A1–A5}",
    scope="phi strictly convex, continuous on [0, 1] (phi(0) = ∞ allowed), differentiable on (0, 1), V >= 2, T > 0, "
    "the open simplex",
    reads={"S5.families": "repairs"},
    hypotheses={
        "positive": "every class has positive probability (for the boundary axiom)",
        "untruncated": "T >= 1, or no entry is truncated (for strict ranking)",
    },
    rests_on=("operators.legendre_formula", "operators.legendre_majorization"),
    expect="supported",
    parts={
        "ranking": r"p_i > p_k \implies q_i > q_k",
        "continuity": r"(p, T) \mapsto q \text{ is continuous}",
        "identity": r"F_1(p) = p",
        "boundary": r"q \to u \text{ as } T \to \infty, \quad q \to \text{uniform on } \arg\max p \text{ as } T \to 0+",
    },
)

TEMPERATURES = (0.01, 0.3, 0.9, 1.0, 1.001, 3.0, 100.0, 1e6)
STEADY_TEMPERATURES = (0.05, 0.7, 3.0, 100.0)
score, phi = Symbol("score", real=True), Function("phi")
FAMILIES = ("logit", "tsallis:0", "tsallis:0.5", "tsallis:1.5", "tsallis:2", "tsallis:3")
Altered = Callable[[Operator], Softener]


def unaltered(F: Operator) -> Softener:
    return F


def over_families(
    measure: Callable[[Operator], Measure],
    laws: list[Array],
    temperatures: Sequence[float] = TEMPERATURES,
    *,
    at_once: bool = False,
) -> Worst:
    """The worst over the registered Legendre families."""
    return worst_of(sweep(measure(operators()[name]), laws, temperatures, at_once=at_once) for name in FAMILIES)


P = (Rational(7, 10), Rational(2, 10), Rational(1, 10))
Optimum = tuple[Expr, Sequence[Expr], Expr]  # temperature, q and the level c
AT_TWO: Optimum = (Integer(2), tuple(entry / 2 + Rational(1, 6) for entry in P), Rational(1, 3))
AT_HALF: Optimum = (Rational(1, 2), (Integer(1), Integer(0), Integer(0)), -Rational(1, 5))


@leg(
    "identity",
    part="ranking",
    covers="the arguments of G: g(q_i) − g(q_k) = (g(p_i) − g(p_k))/T > 0; and sparsemax at (7, 2, 1)/10, T = 2",
)
def ranks(inverse: Callable[[Expr], Expr] = lambda y: y, sparsemax: Optimum = AT_TWO) -> Evidence:
    """The arguments of G; and what sparsemax makes of (7, 2, 1)/10 at one temperature, by its conditions."""
    temperature, q, level = sparsemax
    slack = legendre.multipliers(legendre.tsallis(Integer(2)), P, q, level, temperature)
    assert all(m == 0 if entry > 0 else m >= 0 for m, entry in zip(slack, q, strict=True))
    at = {"p": P, "T": temperature, "q": q}
    x, gap = symbols("x gap", positive=True)
    apart = inverse((x + gap + c) / T) - inverse((x + c) / T)
    place = {x: ANYWHERE, gap: ANYWHERE, c: ANYWHERE, T: Integer(2)}
    return all_steps(
        ("g ranks", lambda: is_positive(apart.expand(), "g(q_i) > g(q_k)", place)),
        ("sparsemax ranks", lambda: all_equal([(at, Integer(int(bool(q[1] > q[2]))), Integer(1))])),
    )


APART = 2e-8  # of T: p² + c, of tsallis:3, loses gaps up to the root of 2^−52
MOVED = 5e-10  # 2^−40 of a slope of at most 1/(4 T p_min), 400


@leg("search", part="ranking", covers="six families: 400 adversarial laws for V = 2, 3, 5, 8, faces included; T to 1e6")
def ranked(altered: Altered = unaltered, seed: int = 0) -> Evidence:
    laws = adversaries(seed, "operators.legendre", faces=True)

    def measure(F: Operator) -> Measure:
        strictly, weakly = (ranking(altered(F), F.allowance, strict=strict, apart=APART) for strict in (True, False))
        return lambda p, T: strictly(p, T) if F.strict_from <= T else weakly(p, T)

    return no_violation(over_families(measure, laws), "a larger entry came out below")


@leg(
    "search",
    part="continuity",
    covers="six families: the way between 60 floored laws each for V = 2, 3, 8, halved 40 times",
)
def steady(altered: Altered = unaltered, seed: int = 0) -> Evidence:
    drawn = adversaries(seed, "operators.legendre", faces=True, sizes=(2, 3, 8), count=60)
    laws = [0.9 * p + 0.1 / p.shape[-1] for p in drawn]
    worst = over_families(lambda F: jump(altered(F), heat=1.6, within=MOVED), laws, STEADY_TEMPERATURES, at_once=True)
    return no_violation(worst, "q jumps")


@leg("identity", part="identity", covers=Whole("T = 1, c = 0 and q = p meet the condition of optimality, whatever phi"))
def at_one(temperature: Expr = Integer(1), level: Expr = Integer(0)) -> Evidence:
    """Theory's condition of optimality, with the score g(p) and at q = p; it suffices, by `legendre_formula`."""
    condition = legendre.stationarity(phi, score).subs(score, legendre.derivative(phi)(q))
    return equal_for_every_function(phi, condition.subs({T: temperature, c: level}).doit(), {q: Rational(1, 4)})


@leg("search", part="identity", covers="six families: 400 adversarial laws for V = 2, 3, 5, 8, faces included")
def unmoved(altered: Altered = unaltered, seed: int = 0) -> Evidence:
    laws = adversaries(seed, "operators.legendre", faces=True)
    return no_violation(over_families(lambda F: identity(altered(F), F.allowance), laws), "F_1 moves p")


@leg("identity", part="boundary", covers="the gap of g between two classes that are not truncated: both limits")
def limits(gap: Callable[[Expr, Expr], Expr] = lambda x, T: x / T, p: Sequence[Expr] = P) -> Evidence:
    x = Symbol("x", positive=True)
    heated = [limit(q, T, oo) for q in power(explicit(p), T).entries]
    return all_steps(
        ("g(q_k) − g(q_i) → 0 as T → ∞", lambda: equal(limit(gap(x, T), T, oo), Integer(0), at={x: ANYWHERE})),
        ("→ ∞ as T → 0+, if p_k > p_i", lambda: equal(1 / limit(gap(x, T), T, 0, "+"), Integer(0), at={x: ANYWHERE})),
        ("power, to u at one law", lambda: all_equal(({"p": p}, q, Rational(1, 3)) for q in heated)),
    )


HOT, COLD = 1e9, 1e-6
CLOSE = 1e-4  # Burg, cold: seven classes, each T p_k p_1/(p_1 − p_k) away


@leg(
    "search",
    part="boundary",
    covers="six families: within 1e-4 of the limits at T = 1e9 and 1e-6; gaps above 1e-2",
)
def ends(altered: Altered = unaltered, seed: int = 0) -> Evidence:
    laws = [0.9 * p + 0.1 / p.shape[-1] for p in adversaries(seed, "operators.legendre", faces=True)]

    def measure(F: Operator) -> Measure:
        def excess(p: Array, T: float) -> Array:  # noqa: ARG001 - a Measure takes one
            top, V = p == p.max(axis=-1, keepdims=True), p.shape[-1]
            clear = np.where(top, 0, p).max(axis=-1) < p.max(axis=-1) - 1e-2
            hot, cold = altered(F)(p, HOT), altered(F)(p, COLD)
            off = np.where(clear, np.where(top, 0, cold).sum(axis=-1), 0)
            return np.maximum(np.abs(hot - 1 / V).max(axis=-1), off) - CLOSE

        return excess

    return no_violation(over_families(measure, laws), "away from its limit")


@on_teachers("six families", part=("ranking", "identity"), names=ROWS)
def teacher(rows: Array, altered: Altered = unaltered) -> Evidence:
    measures: list[Callable[[Operator], Measure]] = [
        lambda F: ranking(altered(F), F.allowance, strict=False),
        lambda F: identity(altered(F), F.allowance),
    ]
    return no_violation(worst_of(over_families(m, [rows]) for m in measures), "an axiom fails")


def merged(F: Operator) -> Softener:
    """The same, but that entries of q whose p are closer than 1e-7 T are equal."""

    def closed(p: Array, T: float) -> Array:
        order = np.argsort(-p, axis=-1)
        a, b = np.take_along_axis(p, order, -1), np.take_along_axis(F(p, T), order, -1)
        steps = np.diff(a, axis=-1, prepend=np.inf) < -1e-7 * T
        first = np.maximum.accumulate(np.where(steps, np.arange(p.shape[-1]), 0), axis=-1)
        q = np.empty_like(b)
        np.put_along_axis(q, order, np.take_along_axis(b, first, -1), -1)
        return q

    return closed


def favoured(F: Operator, by: float) -> Softener:
    return lambda p, T: F(p, T) * (1 + by * np.arange(p.shape[-1]))


control(ranks, "a decreasing G", inverse=lambda y: -y)
control(ranked, "1 − p in place of p", altered=lambda F: lambda p, T: F((1 - p) / (p.shape[-1] - 1), T))
control(steady, "a jump at T = 1", altered=lambda F: lambda p, T: F(p, np.where(np.greater(T, 1), 1.01, 1.0) * T))
control(
    steady,
    "a jump by 4 parts in 10^9 at T = 3",
    altered=lambda F: lambda p, T: F(p, np.where(np.greater(T, 3), 1 + 4e-9, 1.0) * T),
)
control(ranked, "gaps up to 10^-7 T closed", altered=merged)
control(ranked, "an entry 3 parts in 10^14 larger than the one before it", altered=lambda F: favoured(F, 3e-14))
control(at_one, "T wrong by 1 %", temperature=Rational(101, 100))
control(at_one, "a shift", level=Rational(1, 100))
control(unmoved, "T off by 2 parts in 10^14", altered=lambda F: lambda p, T: F(p, T * (1 + 2e-14)))
control(limits, "a temperature that saturates", gap=lambda x, T: x * (1 + T) / (2 * T))
control(limits, "no colder than 1", gap=lambda x, T: x / (1 + T))
control(ends, "a temperature that saturates at 10", altered=lambda F: lambda p, T: F(p, min(T, 10.0)))
control(ends, "no hotter than 10^4", altered=lambda F: lambda p, T: F(p, min(T, 1e4)))
control(ends, "no colder than 10^-5", altered=lambda F: lambda p, T: F(p, max(T, 1e-5)))
control(ends, "no colder than 1", altered=lambda F: lambda p, T: F(p, max(T, 1.0)))
control(teacher, "T off by 3 parts in 10^14", altered=lambda F: lambda p, T: F(p, T * (1 + 3e-14)))
control(teacher, "1 − p in place of p", altered=lambda F: lambda p, T: F((1 - p) / (p.shape[-1] - 1), T))
control(ranks, "sparsemax at T = 1/2", drops="untruncated", sparsemax=AT_HALF)
control(limits, "a class without probability", drops="positive", p=(Rational(7, 10), Rational(3, 10), Integer(0)))
