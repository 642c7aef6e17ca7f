r"""Softmax at temperature T is 1/(2T)-Lipschitz in every ℓp norm of the logits.

‖softmax(z/T) − softmax(z'/T)‖_p ≤ ‖z − z'‖_p/(2T), 1 ≤ p ≤ ∞, every V (Nair, arXiv:2510.23012).
Proof. The Jacobian is J = (diag q − qqᵀ)/T. Row i has absolute sum 2q_i(1 − q_i)/T ≤ 1/(2T), which is its ℓ∞ norm and,
J being symmetric, its ℓ1 norm; by Riesz and Thorin's theorem every ℓp norm lies below. It is reached as
q → (1/2, 1/2, 0, …). ∎
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from flint import arb
from scipy.special import softmax as scipy_softmax
from sympy import Expr, Integer, Rational, Symbol, sqrt, symbols

from numerics.chance import stream
from numerics.enclosure import ball
from numerics.rounding import ULPS
from numerics.simplex import Array
from numerics.sweeping import Measure, sweep, worst_of
from proofs_checks.machine.checks import ANYWHERE, POINT, all_steps, equal, is_positive, no_violation, rounds_to
from proofs_checks.machine.claim import Claim, Whole, control, leg
from proofs_checks.machine.evidence import Evidence
from proofs_checks.machine.formula import Formula
from proofs_checks.machine.rocq.leg import formal
from theory.equivalence import outputs
from theory.simplex import T, V, i, softmax


def half(T: Any) -> Any:
    return 1 / (2 * T)


claim = Claim(
    statement=Formula(r"\|\mathrm{softmax}(z/T) - \mathrm{softmax}(z'/T)\|_p \le @half\,\|z - z'\|_p", half=half),
    scope="V >= 2, T > 0, 1 <= p <= infinity, every real z",
    reads={"S6.rates": "lemma"},
    expect="proved",
)

Constant = Callable[[Expr], Expr]


@leg(
    "identity",
    covers=Whole(
        "V and the logits are symbols; |e| <= 1, q_i|e_i − Σ q_j e_j| ≤ q_i Σ q_j|e_i − e_j| ≤ 2 q_i(1 − q_i); "
        "and e_i = 1, e_j = −1 attain it; then symmetry and interpolation"
    ),
)
def row_sums(constant: Constant = half) -> Evidence:
    """What softmax moves along e, for every V; and a row of absolute values, with its own share and the others'."""
    z, e, step = outputs("z"), outputs("e"), Symbol("h", real=True)
    q = softmax(lambda j: z(j) / T, V)
    along = softmax(lambda j: (z(j) + step * e(j)) / T, V)[i].diff(step).subs(step, 0)
    a, b = symbols("a b", positive=True)
    own, rest = a / (a + b), b / (a + b)  # q_i and 1 − q_i, as shares of two positive weights
    at = {**POINT, "e": [Rational(1), Rational(2), Rational(-1)]}
    return all_steps(
        ("V classes", lambda: equal(q.sum(lambda _: Integer(1)), V, at=at)),
        ("which move together", lambda: equal(q.mean(lambda j: e(j) - q.mean(e)), Integer(0), at=at)),
        ("the derivative along e", lambda: equal(along, q[i] * (e(i) - q.mean(e)) / T, at=at)),
        ("1/(2T) less a row", lambda: _square((constant(T) - own * (1 - (own - rest)) / T).factor(), a, b)),
    )


def _square(excess: Expr, a: Expr, b: Expr) -> Evidence:
    """excess = (a − b)²·(something positive), so never negative."""
    at = {a: ANYWHERE, b: ANYWHERE + Rational(1, 1000), T: Integer(2)}
    return is_positive((excess / (a - b) ** 2).cancel(), "1/(2T) ≥ 2 q(1 − q)/T", at)


NORMS, TEMPERATURES = (1, 2, 3, np.inf), (0.1, 1.0, 7.0)


def beyond(constant: Callable[[float], float], order: float) -> Measure:
    """By how much ‖softmax(z/T) − softmax(z'/T)‖ exceeds constant(T)‖z − z'‖; z' is a step of 1e-5 to the next row."""

    def measure(z: Array, T: float) -> Array:
        other = z + 1e-5 * (np.roll(z, 1, axis=0) - z)
        gap = scipy_softmax(z / T, axis=-1) - scipy_softmax(other / T, axis=-1)
        norm = lambda x: np.linalg.norm(x, ord=order, axis=-1)  # noqa: E731
        return norm(gap) - constant(T) * norm(z - other) - ULPS

    return measure


@leg("search", covers="ℓ1, ℓ2, ℓ3, ℓ∞; pairs of 500 logits each for V = 2, 5, 20, half of them next to (0, 0, −30, …)")
def floats(constant: Callable[[float], float] = half, seed: int = 0) -> Evidence:
    rows = []
    for classes in (2, 5, 20):
        z = stream(seed, "operators.lipschitz_logits", classes).normal(0, 3, (500, classes))
        z[::2] *= 1e-5
        z[::2, 2:] -= 30
        rows.append(z)
    worst = (sweep(beyond(constant, order), rows, TEMPERATURES) for order in NORMS)
    return no_violation(worst_of(worst), "steeper than 1/(2T)")


@leg(
    "published",
    covers="Nair's Example 1, p = 2: ten classes, a step of 1e-4 from (0, 0, −20, …) along (1, −1, 0, …)",
)
def example(step: Expr = Rational(1, 10**4)) -> Evidence:
    """arXiv:2510.23012, Example 1, prints 0.49999999504472; the last three digits are float noise, the rest agree."""
    others = [Integer(-20)] * 8
    x, moved = [Integer(0), Integer(0), *others], [step / sqrt(2), -step / sqrt(2), *others]
    q, r = (softmax(lambda j, z=z: z[int(j) - 1], Integer(10)) for z in (x, moved))
    gap: arb = sum(((ball(a) - ball(b)) ** 2 for a, b in zip(q.entries, r.entries, strict=True)), arb(0)).sqrt()
    return rounds_to([("ratio at p = 2", gap / ball(step), "0.49999999504")])


for check in (row_sums, floats):
    control(check, "1 % smaller", constant=lambda T: Rational(99, 200) / T if isinstance(T, Expr) else 0.495 / T)
    control(check, "1/(2T²)", constant=lambda T: 1 / (2 * T**2))
control(example, "a step ten times larger", step=Rational(1, 10**3))
control(floats, "5 parts in 10^10 smaller", constant=lambda T: (1 - 5e-10) / (2 * T))

lipschitz_logits = formal(
    "operators.lipschitz_logits", covers="every V, z, z', T > 0 and real p >= 1, and p = infinity", half=half
)
