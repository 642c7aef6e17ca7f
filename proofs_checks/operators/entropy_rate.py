r"""How fast power raises the entropy.

q = power_T(p), on the support of p; H in nats. Then
    dH/dT = Var_q(log p)/T³ = T^(−3) Σ_{i<j} q_i q_j (log p_i − log p_j)² ≥ 0.
Proof. With β = 1/T and A(β) = log Σ p_i^β, H = A − βA', so dH/dβ = −βA''; A'' = Var_q(log p), and
dβ/dT = −1/T². The second form is the variance written over pairs. ∎
"""

from collections.abc import Callable
from itertools import combinations
from typing import Any

import numpy as np
from flint import arb, fmpq
from sympy import Expr, Integer, Rational, exp, log, symbols

from numerics.axioms import HOTTER, entropy_error
from numerics.enclosure import ball, compiled, precision
from numerics.operators.power import power as soften
from numerics.prover import decide_positive
from numerics.simplex import Array, entropy
from numerics.sweeping import Measure, adversaries, sweep
from proofs_checks.machine.checks import all_positive, all_steps, equal, no_violation, over_boxes
from proofs_checks.machine.claim import Claim, Whole, control, leg
from proofs_checks.machine.evidence import Evidence
from proofs_checks.machine.formula import Formula
from proofs_checks.machine.rocq.leg import formal
from proofs_checks.teachers import on_teachers
from theory.axioms import entropy_derivative
from theory.operators.power import power
from theory.simplex import Law, T, explicit, generic
from theory.simplex import entropy as H


def rate(first: Any, second: Any, T: Any) -> Any:
    """dH/dT from the first two moments of log p under q; symbols, balls or arrays."""
    return (second - first**2) / T**3


claim = Claim(
    statement=Formula(
        r"\frac{dH}{dT} = @rate = T^{-3}\sum_{i<j} q_i q_j \log^2(p_i/p_j)",
        where={"first": r"\mathbb E_q[\log p]", "second": r"\mathbb E_q[\log^2 p]"},
        rate=rate,
    ),
    scope="power, V >= 2, T > 0, every p, sums over its support",
    reads={"S5.axioms": "lemma"},
    expect="proved",
)


def moments(p: Law, q: Law) -> tuple[Expr, Expr]:
    return q.mean(lambda j: log(p[j])), q.mean(lambda j: log(p[j]) ** 2)


@leg("identity", covers=Whole("V, T and every entry are symbols; the sums run over the support"))
def derivation(rate: Callable[..., Any] = rate) -> Evidence:
    p = generic()
    q = power(p, T)
    return all_steps(
        ("dH/dT is the rate", lambda: equal(entropy_derivative(power, p), rate(*moments(p, q), T))),
        ("the rate over pairs", lambda: equal(rate(*moments(p, q), T), over_pairs(p, q))),
    )


FLOOR = Rational(1, 100)  # of the smallest class: log(max p/min p) ≤ log 98 < 23/5
WIDEST, HEATING = Rational(23, 5), (1, 4)


@leg("enclosure", covers="V = 3, every p with p_min >= 1/100, T in [1, 4]: dH/dT > 0 but at u, where it is 0")
def region(rate: Callable[..., Any] = rate, cubed: Callable[[Expr], Expr] = lambda T: T**3) -> Evidence:
    """By symmetry p is sorted: p ∝ (1, e^−rt, e^−r), 0 ≤ t ≤ 1, 0 ≤ r ≤ log 98. Over pairs dH/dT has the factor r²."""
    r, t = symbols("r t", positive=True)
    gaps = (Integer(0), r * t, r)
    sorted_p = explicit([exp(-gap) for gap in gaps])
    q = power(sorted_p, T)
    terms = [q[a + 1] * q[b + 1] * ((gaps[b] - gaps[a]) / r).cancel() ** 2 for a, b in combinations(range(3), 2)]
    p, generic_q = generic(), power(generic(), T)
    at = {r: Integer(2), t: Rational(1, 3), T: Integer(2)}
    assert exp(-WIDEST) < FLOOR / (1 - 2 * FLOOR)
    return all_steps(
        ("dH/dT is the rate over pairs", lambda: equal(rate(*moments(p, generic_q), T), over_pairs(p, generic_q))),
        ("which is r² times", lambda: equal(over_pairs(sorted_p, q), r**2 * sum(terms) / T**3, at=at)),
        (
            "a positive sum",
            lambda: over_boxes(decide_positive(sum(terms) / cubed(T), {r: (0, WIDEST), t: (0, 1), T: HEATING})),
        ),
    )


def over_pairs(p: Law, q: Law) -> Expr:
    """T^−3 Σ_{i<j} q_i q_j (log p_i − log p_j)²."""
    return q.mean(lambda a: q.mean(lambda b: (log(p[a]) - log(p[b])) ** 2)) / 2 / T**3  # each pair twice


LAWS = ([Rational(1, 6), Rational(5, 6)], [Rational(1, 2), Rational(3, 10), Rational(1, 5)])
PIECES, NODES, TIGHT = 200, 20, arb(2e-4)
TEMPERATURES = (2.0, 5.0, 50.0, 1000.0)
TEACHER_TEMPERATURES = (0.5, 1.0, 4.0, 50.0)


def integral(p: Law, rate: Callable[..., Any]) -> arb:
    """A ball that contains ∫ rate dT over [1, 3]: h·rate(m) + h³/24·rate″(piece), piece by piece (midpoint rule)."""
    r = rate(*moments(p, power(p, T)), T)
    value, curvature = (compiled([f], [T]) for f in (r, r.diff(T).diff(T)))
    h = fmpq(2, PIECES)
    middles = [1 + h * n + h / 2 for n in range(PIECES)]
    pieces = [arb(m - h / 2).union(arb(m + h / 2)) for m in middles]
    terms = [arb(h) * value(arb(m))[0] + arb(h**3 / 24) * curvature(x)[0] for m, x in zip(middles, pieces, strict=True)]
    return sum(terms, arb(0))


@leg("enclosure", covers="H(3) − H(1) = ∫ rate dT to 2e-4 of it, T over all of [1, 3], for laws with V = 2, 3")
def fundamental_theorem(rate: Callable[..., Any] = rate) -> Evidence:
    cases = []
    for entries in LAWS:
        p = explicit(entries)
        with precision(64):
            rise, area = ball(H(power(p, Integer(3))) - H(power(p, Integer(1)))), integral(p, rate)
        says = f"H rises by {rise.str(8)}, the integral is {area.str(8)}"
        if not area.rad() < TIGHT * rise:
            return Evidence("inconclusive", {"integral": area.str(8)}, note=f"{says}: too wide to tell")
        cases.append(({"p": entries}, arb(1) if area.overlaps(rise) else -abs(area - rise), says))
    return all_positive(cases)


def defect(rate: Callable[..., Any]) -> Measure:
    """|H(1.25 T) − H(T) − ∫ rate| by Gauss-Legendre quadrature, beyond rounding."""
    nodes, weights = np.polynomial.legendre.leggauss(NODES)

    def measure(p: Array, T: float) -> Array:
        with np.errstate(divide="ignore"):
            logs = np.where(p > 0, np.log(p), 0)
        half = (HOTTER - 1) * T / 2
        total = np.zeros(len(p))
        for node, weight in zip(nodes, weights, strict=True):
            t = T + half * (1 + node)
            q = soften(p, t)
            total += weight * half * rate((q * logs).sum(axis=-1), (q * logs**2).sum(axis=-1), t)
        cold, hot = soften(p, T), soften(p, HOTTER * T)
        slack = entropy_error(p, T, cold) + entropy_error(p, HOTTER * T, hot)
        return np.abs(entropy(hot) - entropy(cold) - total) - slack

    return measure


@leg("search", covers="400 adversarial laws for V = 2, 3, 5, 8, faces included; T from 2 to 1000; floats")
def floats(rate: Callable[..., Any] = rate, seed: int = 0) -> Evidence:
    laws = adversaries(seed, "operators.entropy_rate", faces=True)
    return no_violation(sweep(defect(rate), laws, TEMPERATURES), "the rate is off")


@on_teachers("T from 1/2 to 50")
def teacher(rows: Array, rate: Callable[..., Any] = rate) -> Evidence:
    return no_violation(sweep(defect(rate), [rows], TEACHER_TEMPERATURES), "the rate is off")


for check in (derivation, region, fundamental_theorem, floats, teacher):
    control(check, "T² for T³", rate=lambda first, second, T: rate(first, second, T) * T)
    control(check, "the second moment, not centred", rate=lambda first, second, T: rate(0, second, T))
    control(check, "1 % off", rate=lambda first, second, T: rate(first, second, T) * 101 / 100)
control(region, "a sign that turns at T = 4/3, in the prover", cubed=lambda T: T**3 * (4 - 3 * T))
for check in (floats, teacher):
    control(check, "6 parts in 10^13 off", rate=lambda first, second, T: rate(first, second, T) * (1 + 6e-13))
control(
    fundamental_theorem,
    "one part in 10^4 off",
    rate=lambda first, second, T: rate(first, second, T) * Rational(10001, 10000),
)

entropy_rate = formal("operators.entropy_rate", covers="every V, p and T > 0", rate=rate)
