r"""Power contracts Hilbert's projective metric by exactly 1/T.

d(p, p') = max_{i,k} log(p_i p'_k/(p_k p'_i)), for p, p' in the open simplex. Then d(F_T p, F_T p') = d(p, p')/T for
every V and T > 0 (an expansion when T < 1).
Proof. The normalisers cancel in each cross-ratio, which is raised to the power 1/T; the maximum is over the same
pairs. ∎
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from sympy import Expr, Rational, log

from numerics.operators.power import power as soften
from numerics.rounding import ULPS
from numerics.simplex import Array
from numerics.sweeping import Measure, adversaries, sweep
from proofs_checks.machine.checks import equal, no_violation
from proofs_checks.machine.claim import Claim, Whole, control, leg
from proofs_checks.machine.evidence import Evidence
from proofs_checks.machine.formula import Formula
from proofs_checks.machine.rocq.leg import formal
from proofs_checks.teachers import ROWS, on_teachers
from theory.operators.power import power
from theory.simplex import Law, T, generic, i, k


def factor(T: Any) -> Any:
    return 1 / T


claim = Claim(
    statement=Formula(r"d_{\mathrm{Hilbert}}(F_T(p), F_T(p')) = @factor\,d_{\mathrm{Hilbert}}(p, p')", factor=factor),
    scope="power, V >= 2, T > 0, the open simplex",
    reads={"S6.rates": "lemma"},
    expect="proved",
)

Factor = Callable[..., Expr]
TEMPERATURES = (0.3, 1.0, 2.0, 50.0, 1000.0)
TEACHER_TEMPERATURES = (0.5, 2.0, 20.0)


def cross(p: Law, r: Law, i: Expr, k: Expr) -> Expr:
    return log(p[i] * r[k] / (p[k] * r[i]))


@leg("identity", covers=Whole("every cross-ratio is scaled, for symbolic V, T and entries, and so is their maximum"))
def cross_ratios(factor: Factor = factor) -> Evidence:
    p, r = generic("p"), generic("r")
    return equal(cross(power(p, T), power(r, T), i, k), factor(T) * cross(p, r, i, k))


def distance(p: Array, r: Array) -> Array:
    ratios = np.log(p) - np.log(r)
    return ratios.max(axis=-1) - ratios.min(axis=-1)


def defect(factor: Callable[[float], float]) -> Measure:
    """|d(F p, F p') − factor·d(p, p')|, p' the next law, beyond the rounding of four logarithms at each stage."""

    def measure(p: Array, T: float) -> Array:
        r = np.roll(p, 1, axis=0)
        q, q1 = soften(p, T), soften(r, T)
        size = np.abs(np.log(p)).max(axis=-1) + np.abs(np.log(r)).max(axis=-1)
        kept = (q.min(axis=-1) > 1e-300) & (q1.min(axis=-1) > 1e-300)  # the metric needs what underflow loses
        with np.errstate(divide="ignore", invalid="ignore"):
            gap = np.abs(distance(q, q1) - factor(T) * distance(p, r))
        return np.where(kept, gap - ULPS * (1 + size) * (1 + 1 / T), -np.inf)

    return measure


@leg("search", covers="pairs of 400 adversarial interior laws for V = 2, 3, 5, 8; T from 0.3 to 1000")
def floats(factor: Callable[[float], float] = factor, seed: int = 0) -> Evidence:
    laws = adversaries(seed, "operators.lipschitz_hilbert", faces=False)
    return no_violation(sweep(defect(factor), laws, TEMPERATURES), "the metric is not divided by T")


@on_teachers("each row with the one before; T = 1/2, 2, 20", names=ROWS)
def teacher(rows: Array, factor: Callable[[float], float] = factor) -> Evidence:
    return no_violation(sweep(defect(factor), [rows], TEACHER_TEMPERATURES), "the metric is not divided by T")


for check in (cross_ratios, floats, teacher):
    control(check, "1/T²", factor=lambda T: 1 / T**2)
    control(check, "1 % smaller", factor=lambda T: Rational(99, 100) / T if isinstance(T, Expr) else 0.99 / T)
for check in (floats, teacher):
    control(check, "2 parts in 10^14 smaller", factor=lambda T: (1 - 2e-14) / T)

lipschitz_hilbert = formal("operators.lipschitz_hilbert", covers="every V, p, p' and T > 0", factor=factor)
