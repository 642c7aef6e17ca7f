r"""Mixing is Lipschitz with constant exactly 1/T, in every norm.

F_T(p) − F_T(p') = (p − p')/T for all p, p' in the closed simplex, every V and T ≥ 1, so that
‖F_T(p) − F_T(p')‖ = ‖p − p'‖/T whatever the norm. ∎
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from sympy import Expr, Rational

from numerics.operators.mixing import mixing as soften
from numerics.rounding import rounding
from numerics.simplex import Array
from numerics.sweeping import Measure, adversaries, sweep
from proofs_checks.machine.checks import equal, no_violation
from proofs_checks.machine.claim import Claim, Whole, control, leg
from proofs_checks.machine.evidence import Evidence
from proofs_checks.machine.formula import Formula
from proofs_checks.machine.rocq.leg import formal
from proofs_checks.teachers import ROWS, on_teachers
from theory.operators.mixing import mixing
from theory.simplex import T, generic, i


def constant(T: Any) -> Any:
    return 1 / T


claim = Claim(
    statement=Formula(r"\|F_T(p) - F_T(p')\| = @constant\,\|p - p'\| \text{ in every norm}", constant=constant),
    scope="mixing, V >= 2, T >= 1, the closed simplex",
    reads={"S6.rates": "lemma"},
    expect="proved",
)

Constant = Callable[..., Expr]
NORMS = (1, 2, np.inf)
TEMPERATURES = (1.0, 1.5, 10.0, 1e6)
TEACHER_TEMPERATURES = (1.0, 2.0, 20.0)


@leg(
    "identity",
    covers=Whole("the difference itself is divided by T, for symbolic V, T and entries; norms are homogeneous"),
)
def difference(constant: Constant = constant) -> Evidence:
    p, r = generic("p"), generic("r")
    return equal(mixing(p, T)[i] - mixing(r, T)[i], constant(T) * (p[i] - r[i]))


def norms(constant: Callable[[float], float]) -> Measure:
    """The largest gap between ‖F(p) − F(p')‖ and constant·‖p − p'‖ in ℓ1, ℓ2 and ℓ∞, p' the next law."""

    def measure(p: Array, T: float) -> Array:
        p1 = np.roll(p, 1, axis=0)
        q, q1 = soften(p, T), soften(p1, T)
        slack = rounding(p, T, q).sum(axis=-1) + rounding(p1, T, q1).sum(axis=-1)
        gaps = [
            np.abs(np.linalg.norm(q - q1, order, axis=-1) - constant(T) * np.linalg.norm(p - p1, order, axis=-1))
            for order in NORMS
        ]
        return np.max(gaps, axis=0) - slack

    return measure


@leg(
    "search", covers="ℓ1, ℓ2, ℓ∞ over pairs of 400 adversarial laws for V = 2, 3, 5, 8, faces included; T from 1 to 1e6"
)
def floats(constant: Callable[[float], float] = constant, seed: int = 0) -> Evidence:
    laws = adversaries(seed, "operators.lipschitz_mixing", faces=True)
    return no_violation(sweep(norms(constant), laws, TEMPERATURES), "the distance is not divided by T")


@on_teachers("ℓ1, ℓ2, ℓ∞, each row with the one before; T = 1, 2, 20", names=ROWS)
def teacher(rows: Array, constant: Callable[[float], float] = constant) -> Evidence:
    return no_violation(sweep(norms(constant), [rows], TEACHER_TEMPERATURES), "the distance is not divided by T")


for check in (difference, floats, teacher):
    control(check, "1/T²", constant=lambda T: 1 / T**2)
    control(check, "1 % smaller", constant=lambda T: Rational(99, 100) / T if isinstance(T, Expr) else 0.99 / T)
for check in (floats, teacher):
    control(check, "1.5 parts in 10^14 smaller", constant=lambda T: (1 - 1.5e-14) / T)

lipschitz_mixing = formal("operators.lipschitz_mixing", covers="every V, norm, p, p' and T >= 1", constant=constant)
