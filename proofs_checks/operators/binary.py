r"""With two classes every softening operator is power, at a temperature of its own.

V = 2, p and q = F_T(p) in Δ°, p ≠ u: A1–A4 ⇒ q = power_τ(p) with τ = τ(T, p) > 0, nondecreasing in T, τ(1, p) = 1.
Proof. With l = log(p_1/p_2) > 0, A1 gives m = log(q_1/q_2) > 0, and power at τ makes of l the log-odds l/τ: so τ = l/m,
and no other. H(q) is a strictly decreasing function of m > 0, so A3 makes m nonincreasing in T, and τ nondecreasing.
A4 gives τ(1, p) = 1. ∎
"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from sympy import Expr, Integer, Rational, exp, log, solve, symbols

from numerics.operator import Operator
from numerics.prover import decide_positive
from numerics.registry import non_operators, operators
from numerics.simplex import Array
from numerics.sweeping import Measure, sweep, worst_of
from proofs_checks.machine.checks import ANYWHERE, all_steps, equal, is_positive, no_violation, over_boxes
from proofs_checks.machine.claim import Claim, Whole, control, leg
from proofs_checks.machine.evidence import Evidence
from proofs_checks.machine.rocq.leg import formal
from theory.operators.power import power
from theory.simplex import Law, T, entropy, explicit

claim = Claim(
    statement=r"V = 2, A1–A4 \implies F_T(p) = \mathrm{power}_{\tau(T, p)}(p), \ \tau \text{ nondecreasing in } T",
    scope="V = 2, T > 0, p and F_T(p) in the open simplex, p not uniform",
    reads={"S5.families": "limits", "S4.identical": "lemma"},
    rests_on=("operators.ties",),
    expect="proved",
)

l, m = symbols("l m", positive=True)


def odds(log_odds: Expr) -> Law:
    """The law on two classes with log(p_1/p_2) = log_odds."""
    return explicit([1 / (1 + exp(-log_odds)), exp(-log_odds) / (1 + exp(-log_odds))])


@leg("identity", covers=Whole("both laws are symbolic; the entropy of two classes depends on |m| alone"))
def derivation(H: Callable[[Law], Expr] = entropy) -> Evidence:
    softened = power(odds(l), T)
    log_odds = log(softened[1] / softened[2]).simplify()
    slope = H(odds(m)).diff(m).simplify()
    return all_steps(
        ("power_τ has log-odds l/τ", lambda: equal(log_odds, l / T, at={l: ANYWHERE, T: Integer(2)})),
        ("τ = l/m and no other", lambda: equal(solve(l / T - m, T)[0], l / m, at={l: ANYWHERE, m: Rational(1, 3)})),
        ("entropy falls in m", lambda: is_positive(-slope, "−dH/dm > 0", {m: ANYWHERE})),
        ("τ falls in m", lambda: is_positive(-(l / m).diff(m), "−dτ/dm > 0", {m: ANYWHERE, l: ANYWHERE})),
    )


@leg("enclosure", covers="dH/dm < 0 for every m in [1/100, 20]")
def entropy_falls(sign: int = -1) -> Evidence:
    return over_boxes(decide_positive(sign * entropy(odds(m)).diff(m), {m: (Rational(1, 100), 20)}))


HEATING = np.geomspace(1, 50, 60)
ROUNDING = 5e-13  # of τ: 2^−52 of q over log-odds of 1/250
LAWS = np.array([[p, 1 - p] for p in (0.501, 0.6, 0.75, 0.9, 0.99, 0.9999)])


def temperature(F: Operator, p: Array, T: float) -> Array:
    """τ, from the log-odds."""
    q = F(p, T)
    return np.log(p[:, 0] / p[:, 1]) / np.log(q[:, 0] / q[:, 1])


def breaks(F: Operator) -> Measure:
    """By how much τ is not positive, falls from T to the next, or misses 1 at T = 1."""

    def measure(p: Array, T: float) -> Array:
        tau, hotter, one = (temperature(F, p, t) for t in (T, 1.1 * T, 1.0))
        return np.max([-tau, (tau - hotter) / hotter, np.abs(one - 1)], axis=0) - ROUNDING

    return measure


Names = Callable[[], dict[str, Operator]]


@leg("search", covers="every registered operator on six laws with V = 2, T from 1 to 50: tau is positive and rises")
def registered(maps: Names = operators) -> Evidence:
    found = (sweep(breaks(F), [LAWS], tuple(HEATING)) for F in maps().values())
    return no_violation(worst_of(found), "no temperature of power does it")


def only(name: str) -> Names:
    return lambda: {name: non_operators()[name]}


control(derivation, "entropy with the wrong sign", H=lambda law: -entropy(law))
control(entropy_falls, "entropy rises in m", sign=1)
control(registered, "an operator without A3", maps=only("unsteady"))
control(registered, "an operator without A4", maps=only("shifted"))


def power_at(by: float) -> Names:
    power = operators()["power"]
    return lambda: {"power": replace(power, formula=lambda p, T: power.formula(p, by * T))}


for sign in (1, -1):
    control(registered, f"power, T off by {2 * sign} parts in 10^12", maps=power_at(1 + sign * 2e-12))

binary = formal("operators.binary", covers="every operator with A1, A3 and A4")
