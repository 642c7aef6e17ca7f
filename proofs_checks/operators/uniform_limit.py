r"""Near the uniform law all smooth Legendre families are one: they divide the distance to it by T.

If φ''(1/V) > 0 (and φ is C² there) then DF_T(u) = I/T on the tangent space, every V, T > 0.
Proof. F_T(u) = u, with c = (T − 1)g(1/V). Differentiating T g(q_i) = g(p_i) + c at p = u gives
T φ''(1/V) dq_i = φ''(1/V) dp_i + dc, and Σdq = Σdp = 0 forces dc = 0. ∎
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from sympy import Expr, Integer, Rational, Symbol, solve, symbols

from numerics.chance import stream
from numerics.operator import Operator
from numerics.registry import operators
from numerics.simplex import Array
from numerics.sweeping import Measure, sweep, worst_of
from proofs_checks.machine.checks import all_steps, equal, no_violation
from proofs_checks.machine.claim import Claim, Whole, control, leg
from proofs_checks.machine.evidence import Evidence
from proofs_checks.machine.formula import Formula
from proofs_checks.machine.rocq.leg import formal
from theory.operators.legendre import Potential, derivative, logit, tsallis
from theory.simplex import T


def factor(T: Any) -> Any:
    """Of the distance to u, to first order."""
    return 1 / T


claim = Claim(
    statement=Formula(
        r"\varphi''(1/V) > 0 \implies DF_T(u) = @factor\,I \text{ on } \{\textstyle\sum v = 0\}", factor=factor
    ),
    scope="Legendre softening, phi twice continuously differentiable at 1/V, V >= 2, T > 0",
    reads={"S4.identical": "lemma"},
    rests_on=("operators.legendre_formula",),
    expect="derived",
)

FAMILIES = ("power", "logit", "tsallis:0", "tsallis:0.5", "tsallis:1.5", "tsallis:2", "tsallis:3")
STEP = 1e-5


@leg(
    "identity",
    covers=Whole("phi enters by its curvature k at 1/V, and k cancels; V is the number of equations, summed"),
)
def implicit(factor: Callable[[Expr], Expr] = factor) -> Evidence:
    """T k dq_i = k dp_i + dc for each class; summed over the V classes, with Σdq = Σdp = 0, V dc = 0."""
    k, V = symbols("k V", positive=True)
    dp, dq, dc, total = symbols("dp dq dc total", real=True)
    (shift,) = solve(T * k * total - k * total - V * dc, dc)  # total stands for Σdq and Σdp alike
    (move,) = solve(T * k * dq - k * dp - shift.subs(total, 0), dq)
    return equal(move, factor(T) * dp, at={T: Integer(2), dp: Rational(1, 3)})


PHIS: dict[str, Potential] = {"Burg": tsallis(Integer(0)), "alpha = 3/2": tsallis(Rational(3, 2)), "logit": logit}


@leg(
    "exact", covers="Burg, alpha = 3/2, logit, V = 2, 3: the equation differentiated along u + h(1, −1, 0), T symbolic"
)
def along_a_line(factor: Callable[[Expr], Expr] = factor) -> Evidence:
    """q = u + h·factor·(1, −1, 0) solves T g(q_i) = g(p_i) + c, c the same for every class, to first order in h."""
    h = Symbol("h")

    def first_order(phi: Potential, V: int, side: int) -> Expr:
        g = derivative(phi)
        p, q = (Rational(1, V) + side * h * slope for slope in (Integer(1), factor(T)))
        return (T * g(q) - g(p)).diff(h).subs(h, 0).simplify()

    return all_steps(
        *(
            (
                f"{name}, V = {V}, {side:+d}",
                lambda at=(phi, V, side): equal(first_order(*at), Integer(0)),
            )
            for name, phi in PHIS.items()
            for V in (2, 3)
            for side in (1, -1)
        )
    )


def off(F: Operator, factor: Callable[[float], float]) -> Measure:
    """‖(F(u + hv) − F(u − hv))/(2h) − factor(T) v‖, for directions v of length 1, beyond (Vh)² (1.5 of it is seen)."""

    def measure(v: Array, T: float) -> Array:
        u = 1 / v.shape[-1]
        slope = (F(u + STEP * v, T) - F(u - STEP * v, T)) / (2 * STEP)
        return np.linalg.norm(slope - factor(T) * v, axis=-1) - 3 * (STEP / u) ** 2 * max(1.0, 1 / T)

    return measure


@leg("search", covers="seven families: 100 directions for V = 2, 3, 10 each; T = 0.5, 1, 3, 50; central differences")
def floats(factor: Callable[[float], float] = factor, seed: int = 0) -> Evidence:
    directions = []
    for V in (2, 3, 10):
        v = stream(seed, "operators.uniform_limit", V).standard_normal((100, V))
        v -= v.mean(axis=-1, keepdims=True)
        directions.append(v / np.linalg.norm(v, axis=-1, keepdims=True))
    worst = (sweep(off(operators()[name], factor), directions, (0.5, 1.0, 3.0, 50.0)) for name in FAMILIES)
    return no_violation(worst_of(worst), "the slope at u is not 1/T")


for check in (implicit, along_a_line, floats):
    control(check, "1/T²", factor=lambda T: 1 / T**2)
control(floats, "1 % off", factor=lambda T: 1.01 / T)
control(floats, "4 parts in 10^9 off", factor=lambda T: (1 + 4e-9) / T)

uniform_limit = formal("operators.uniform_limit", covers="every V, T > 0 and family", step=True, factor=factor)
