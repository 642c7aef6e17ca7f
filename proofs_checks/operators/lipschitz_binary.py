r"""How steep power is on two classes, away from the vertices: the sharp constants.

V = 2, F = power_T, β = 1/T. On p_1 in [δ, 1 − δ], 0 < δ < 1/2, the slope of p_1 ↦ F(p)_1 is
    β F(1 − F)/(p(1 − p)),
for T ≥ 1 largest at p = δ: β F(δ)(1 − F(δ))/(δ(1 − δ)); for T ≤ 1 largest at p = 1/2, where it is β.
Proof. With x = log(p/(1 − p)), p(1 − p) = 1/(2 + 2 cosh x), so the slope is β(1 + cosh x)/(1 + cosh βx); its logarithm
has the derivative tanh(x/2) − β tanh(βx/2), for x > 0 positive at β < 1 and negative at β > 1, as s ↦ s tanh(sx/2)
increases; and it is even in x. ∎
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from sympy import Expr, Integer, Rational, Symbol, exp, sqrt, symbols

from numerics.operators.power import power as soften
from numerics.prover import decide_positive
from numerics.simplex import Array
from numerics.sweeping import Measure, sweep
from proofs_checks.machine.checks import ANYWHERE, all_steps, equal, is_positive, no_violation, over_boxes
from proofs_checks.machine.claim import Claim, Whole, control, leg
from proofs_checks.machine.evidence import Evidence
from proofs_checks.machine.formula import Formula
from theory.operators.power import power
from theory.simplex import T, explicit


def slope(F: Any, p: Any, T: Any) -> Any:
    """dF/dp where power takes p to F."""
    return F * (1 - F) / (p * (1 - p)) / T


def at_half(T: Any) -> Any:
    """The slope at p = 1/2, where F = 1/2."""
    return 1 / T


claim = Claim(
    statement=Formula(
        r"\max_{\delta \le p \le 1 - \delta} \frac{dF}{dp} = "
        r"\begin{cases} @slope & T \ge 1 \\ @at_half & T \le 1 \end{cases}",
        where={"F": r"F(\delta)", "p": r"\delta"},
        slope=slope,
        at_half=at_half,
    ),
    scope="power, V = 2, T > 0, 0 < delta < 1/2, p in [delta, 1 - delta]",
    reads={"S6.rates": "lemma"},
    hypotheses={"floor": "no class has less than probability delta (for T > 1)"},
    expect="derived",
)

Slope = Callable[[Any, Any, Any], Any]
Constant = Callable[[float, float], float]
HALF = Rational(1, 2)


a, w, k, y = symbols("a w k y", positive=True)  # odds p/(1 − p), odds of F, w − 1 and βx where x > 0


@leg("identity", covers=Whole("the slope for symbolic odds and T, and the sign of its growth with the odds"))
def derivation(slope: Slope = slope, at_half: Callable[[Expr], Expr] = at_half) -> Evidence:
    """a = e^x and w = e^(βx), so that d/dx = a ∂/∂a + βw ∂/∂w; power needs no normalised weights."""
    p, F = a / (1 + a), a ** (1 / T) / (1 + a ** (1 / T))
    named = lambda e: e.subs(a ** (1 / T), w)  # noqa: E731
    G = named(slope(F, p, T)).factor()
    growth = ((a * G.diff(a) + w * G.diff(w) / T) / G).factor()
    tanh_half = lambda odds: (odds - 1) / (odds + 1)  # noqa: E731 - tanh(x/2), from e^x
    point = {a: Integer(3), T: Integer(2), w: sqrt(3)}
    rising = tanh_half(1 + k) + y * 2 * (1 + k) / (2 + k) ** 2  # d/ds of s tanh(sx/2), at e^(sx) = 1 + k
    by_hand = (y * tanh_half(exp(y))).diff(y)
    return all_steps(
        ("power has odds a^β", lambda: equal(power(explicit([a, Integer(1)]), T)[1], F, at=point)),
        ("dF/dp", lambda: equal(named(F.diff(a) / p.diff(a)), named(slope(F, p, T)), at=point)),
        ("at p = 1/2", lambda: equal(slope(HALF, HALF, T), at_half(T), at=point)),
        ("growth", lambda: equal(growth, tanh_half(a) - tanh_half(w) / T, at=point)),
        ("s tanh(sx/2), by s", lambda: equal(rising.subs(k, exp(y) - 1), by_hand, at={y: ANYWHERE})),
        ("rises", lambda: is_positive(rising, "d/ds > 0", {k: ANYWHERE, y: ANYWHERE})),
    )


@leg("enclosure", covers="delta = 1/100, T in [1, 4], p in [1/100, 1/2]: no slope exceeds the constant by 1 %")
def box(slope: Slope = slope, factor: Expr = Rational(1001, 1000), least: Expr = Rational(1, 100)) -> Evidence:
    p, t = Symbol("p", positive=True), Symbol("T", positive=True)
    law = lambda s: power(explicit([s, 1 - s]), t)[1]  # noqa: E731
    delta = Rational(1, 100)
    margin = factor * slope(law(delta), delta, t) - law(p).diff(p)
    return over_boxes(decide_positive(margin, {p: (least, Rational(1, 2)), t: (1, 4)}))


FLOORS, TEMPERATURES = (1e-6, 1e-3, 0.1), (0.3, 0.9, 1.0, 1.1, 2.0, 30.0)


ROUNDING = 2e-11  # 8 · 2^−52 over steps of 1.6e-4 of p
NEARLY = 0.998  # of the constant: 1 − (1 − β)/2 · log(1/2δ)/10^4, the length of a chord


def chords(constant: Constant) -> Measure:
    """By how much the steepest chord of a grid from δ to 1 − δ exceeds the constant; a row is the grid."""

    def measure(grid: Array, T: float) -> Array:
        F = np.diff(soften(np.stack([grid, 1 - grid], axis=-1), T), axis=-2)
        rise = np.where(grid[:, 1:] > 0.5, -F[..., 1], F[..., 0])  # of the class that floats keep apart
        steepest = (rise / np.diff(grid, axis=-1)).max(axis=-1)
        most = np.array([constant(float(row[0]), T) for row in grid])
        return np.maximum(steepest / most - 1 - ROUNDING, NEARLY - steepest / most)

    return measure


def sharp(delta: float, T: float, slope: Slope, at_half: Callable[..., float]) -> float:
    F = float(soften([delta, 1 - delta], T)[0])
    return float(slope(F, delta, T)) if T >= 1 else at_half(T)


@leg("search", covers="delta = 1e-6, 1e-3, 0.1; T from 0.3 to 30: the steepest of 20,000 chords, within 0.2 % below")
def floats(slope: Slope = slope, at_half: Callable[..., float] = at_half) -> Evidence:
    half = np.stack([np.geomspace(delta, 0.5, 10_001) for delta in FLOORS])
    grids = np.concatenate([half, 1 - half[:, -2::-1]], axis=-1)
    return no_violation(
        sweep(chords(lambda delta, T: sharp(delta, T, slope, at_half)), [grids], TEMPERATURES), "not the sharp constant"
    )


control(derivation, "T for T²", slope=lambda F, p, T: slope(F, p, T) / T)
control(box, "the constant 1 % smaller", factor=Rational(99, 100))
control(derivation, "2 at p = 1/2", at_half=lambda T: 2 / T)
for share in (Rational(99, 100), Rational(103, 100)):
    name = f"{float(share):g} of the constant"
    control(floats, f"{name}, T >= 1", slope=lambda F, p, T, share=share: float(share) * slope(F, p, T))
    control(floats, f"{name}, T <= 1", at_half=lambda T, share=share: float(share) / T)
control(box, "p down to delta/2", drops="floor", least=Rational(1, 200))
control(floats, "one part in 10^10 smaller", slope=lambda F, p, T: (1 - 1e-10) * slope(F, p, T))
control(floats, "0.3 % more, T >= 1", slope=lambda F, p, T: 1.003 * slope(F, p, T))
control(floats, "0.3 % more, T <= 1", at_half=lambda T: 1.003 / T)
control(box, "0.2 % smaller", slope=lambda F, p, T: Rational(499, 500) * slope(F, p, T))
