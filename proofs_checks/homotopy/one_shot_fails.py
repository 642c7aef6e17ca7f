r"""Why iterating works where one shot fails, in a landscape where it does: a barrier, and how many stages cross it.

f_s(θ) = κu²/2 + A(1 − cos u), u = θ − cs, κ = 1/10, A = 1. From θ*(0) = 0, gradient flow on f_1 (or steps that keep
the order, see `lag`) ends at θ*(1) = c if 0 ≤ c < u_b and in a wrong valley for every c > u_b, u_b = 3.49906… the least
positive root of κu + A sin u. Stages of s by 1/n, run to convergence, arrive if and only if n ≥ ⌊c/u_b⌋ + 1.
Proof. On a line flow is monotone between stationary points. The slope κu + A sin u is positive on (0, u_b) and negative
beyond, up to the valley at 5.67920…: so 0 attracts |u| < u_b, and nothing beyond u_b. A converged stage starts
|u| = c/n from the optimum; where that exceeds u_b no later stage starts nearer, order being kept: none comes back. ∎
The tube of `tracking` promises less: |u| < arccos(−κ/A) = 1.67096…. With few gradient steps a stage, more stages are
needed (`lag`).
"""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from flint import arb, fmpq
from sympy import Expr, Rational, Symbol, sin

from numerics.enclosure import ball, compiled, precision
from numerics.homotopy import arrives, waves
from numerics.prover import decide_positive
from proofs_checks.machine.checks import (
    ANYWHERE,
    Cases,
    all_positive,
    all_steps,
    equal,
    is_positive,
    over_boxes,
    rounds_to,
)
from proofs_checks.machine.claim import Claim, Whole, control, leg
from proofs_checks.machine.evidence import Evidence
from proofs_checks.machine.formula import Formula
from theory import homotopy as theory
from theory.homotopy import amplitude, kappa, offset


def critical(c: Any, barrier: Any) -> Any:
    """The least number of stages that arrives."""
    return c // barrier + 1


claim = Claim(
    statement=Formula(
        r"\text{stages run to convergence arrive} \iff n \ge @critical", where={"barrier": "u_b"}, critical=critical
    ),
    scope="f_s = kappa u²/2 + A(1 − cos u), u = theta − c s, kappa = 1/10, A = 1, c > 0, no multiple of u_b; gradient "
    "flow",
    hypotheses={"converged": "stages run to convergence"},
    reads={"S2.iterate": "repairs"},
    expect="derived",
    parts={
        "basin": r"f' > 0 \text{ on } (0, u_b),\ f' < 0 \text{ on } (u_b, u_v)",
        "stages": Formula(r"\text{arrives} \iff n \ge @critical", where={"barrier": "u_b"}, critical=critical),
    },
)

K, A = Rational(1, 10), Rational(1)
LEFT, RIGHT = (Rational(349906, 100000), Rational(349907, 100000)), (Rational(567920, 100000), Rational(567921, 100000))
Slope = Callable[[Expr], Expr]


def slope(u: Expr) -> Expr:
    """f' at κ = 1/10, A = 1."""
    return K * u + A * sin(u)


@leg(
    "identity",
    part="basin",
    covers="the slope of the landscape, kappa and A symbols, by differentiation",
)
def derivatives(slope: Slope = lambda u: kappa * u + amplitude * sin(u)) -> Evidence:
    at = {kappa: Rational(1, 10), amplitude: ANYWHERE, offset: Rational(7, 2)}
    f = theory.valley(offset, kappa, amplitude)
    return equal(f.diff(offset), slope(offset), at=at)


@leg(
    "enclosure",
    part="basin",
    covers=Whole(
        "the slope over (0, 349906/100000] and from 349907/100000 to 567920/100000, in boxes; roots in between"
    ),
)
def signs(slope: Slope = slope) -> Evidence:
    """Positive on (0, u_b), with its zero at 0 factored out; negative from there to the valley; the ends enclosed."""
    positive = decide_positive(slope(offset), {offset: (Rational(0), LEFT[0])}, vanishing={offset: 1})
    negative = decide_positive(-slope(offset), {offset: (LEFT[1], RIGHT[0])})
    turns = decide_positive(slope(offset), {offset: (RIGHT[1], Rational(6))})
    crossing = decide_positive(-slope(offset).diff(offset), {offset: LEFT})  # one root: the slope falls through it
    return over_boxes(positive, negative, turns, crossing)


def root(low: fmpq, high: fmpq) -> arb:
    """The root of the slope between two points, in a ball of 10⁻³⁰: halved, its sign decided at every step."""
    function = compiled([slope(offset)], [offset])
    with precision(256):
        falls = function(arb(low))[0] > 0
        while high - low > fmpq(1, 10**30):
            middle = (low + high) / 2
            value = function(arb(middle))[0]
            assert not value.contains(0)
            low, high = (middle, high) if (value > 0) == falls else (low, middle)
        return arb((low + high) / 2, arb(high - low))


def enclosed_barrier() -> arb:
    """u_b."""
    return root(fmpq(3), fmpq(4))


@leg(
    "enclosure",
    part="basin",
    covers="the barrier, the valley and the edge of the tube, rounded to five decimals, in balls",
)
def digits(rounded: tuple[str, str, str] = ("3.49906", "5.67921", "1.67096")) -> Evidence:
    tube = (-ball(K) / ball(A)).acos()
    names = ("u_b", "u_v", "tube")
    return rounds_to(zip(names, (enclosed_barrier(), root(fmpq(5), fmpq(6)), tube), rounded, strict=True))


@leg(
    "enclosure", part="stages", covers="c = 20, 6 stages of 40 gradient steps: the student ends in its basin, in balls"
)
def crossed(stages: int = 6, steps: int = 40) -> Evidence:
    """Steps of 1/(κ + A), and 100 more at the end; a step costs a ball a bit."""
    with precision(1024):
        f, rate, u = compiled([slope(offset)], [offset]), ball(1 / (K + A), 1024), arb(0)
        for step in range(stages * steps + 100):
            u = u - (arb(20) / stages if step % steps == 0 and step < stages * steps else 0)
            u = u - rate * f(u)[0]
    says = f"the student ends {u.str(6)} off"
    return all_positive([({"n": stages, "m": steps}, enclosed_barrier() - abs(u), says)])


control(crossed, "five stages", stages=5)
control(crossed, "three steps a stage", drops="converged", steps=3)

Stages = Callable[[float, float], float]
DISTANCES = np.array([1.0, 3.4, 3.6, 6.9, 7.1, 13.9, 14.1, 20.0, 34.9, 35.1, 50.0])


@leg(
    "identity",
    part="stages",
    covers=Whole("a stage that has converged starts c/n off; below the barrier it arrives, beyond it does not (basin)"),
)
def least(more: int = 0) -> Evidence:
    """The least n with c/n < u_b, for c between j and j + 1 barriers, is j + 1: (j + x)/(j + 1) < 1 <= (j + x)/j.

    `more` stages are taken for n = j.
    """
    j, any_j, x = Symbol("j", positive=True), Symbol("j0", nonnegative=True), Symbol("x", positive=True)
    inside = (any_j + x / (1 + x)) / (any_j + 1)  # x/(1 + x) runs over (0, 1)
    before = (j + x / (1 + x)) / (j + more)
    room, over = 1 / ((1 + x) * (any_j + 1)), x / ((1 + x) * j)
    at = {j: Rational(2), any_j: Rational(2), x: ANYWHERE}
    return all_steps(
        ("1 − c/(n u_b) at n = j + 1", lambda: equal(1 - inside, room, at=at)),
        ("is positive", lambda: is_positive(room, "c/n < u_b", at)),
        ("c/(n u_b) − 1 at n = j", lambda: equal(before - 1, over, at=at)),
        ("is too", lambda: is_positive(over, "c/n > u_b", at)),
    )


@leg(
    "search",
    part="stages",
    covers="c = 1 to 50: 400 gradient steps a stage; each critical number of stages, and one fewer",
)
def simulated(critical: Stages = critical, steps: int = 400) -> Evidence:
    edge = float(enclosed_barrier().mid())

    def cases() -> Cases:
        for c in DISTANCES:
            n = int(critical(float(c), edge))
            for stages, wanted in ((n, True), (n - 1, False)):
                if stages:
                    found = arrives(waves(0.1, 1.0, math.sin), c, stages, steps, 1 / 1.1, 1e-6)
                    at = {"c": float(c), "n": stages}
                    yield at, float(found == wanted) - 0.5, f"{stages} stages {'arrive' if found else 'do not arrive'}"

    return all_positive(cases())


control(derivatives, "κ doubled", slope=lambda u: 2 * kappa * u + amplitude * sin(u))
control(signs, "κ = 2/5: no barrier", slope=lambda u: 4 * K * u + A * sin(u))
control(digits, "the last digit of the barrier", rounded=("3.49907", "5.67921", "1.67096"))
control(digits, "the last digit of the valley", rounded=("3.49906", "5.67922", "1.67096"))
control(least, "two stages more for j", more=2)
control(simulated, "the tube of tracking for the barrier", critical=lambda c, _: critical(c, 1.67096))
control(simulated, "three steps a stage", steps=3)
