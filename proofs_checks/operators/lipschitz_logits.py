r"""Softmax at temperature T is 1/(2T)-Lipschitz in every ℓp norm of the logits.

‖softmax(z/T) − softmax(z'/T)‖_p ≤ ‖z − z'‖_p/(2T), 1 ≤ p ≤ ∞, every V (Nair, arXiv:2510.23012).
Proof. The Jacobian is J = (diag q − qqᵀ)/T. Row i has absolute sum 2q_i(1 − q_i)/T ≤ 1/(2T), which is its ℓ∞ norm and,
J being symmetric, its ℓ1 norm; by Riesz and Thorin's theorem every ℓp norm lies below. It is reached as
q → (1/2, 1/2, 0, …). ∎
"""

from collections.abc import Callable

import numpy as np
from flint import arb
from scipy.special import softmax as scipy_softmax
from sympy import Expr, Integer, Rational, sqrt, symbols

from numerics.chance import stream
from numerics.enclosure import ball
from numerics.rounding import ULPS
from numerics.simplex import Array
from numerics.sweeping import Measure, sweep
from proofs_checks.checks import ANYWHERE, all_of, equal, holds, printed, survives
from proofs_checks.claim import Claim, Whole, control, leg
from proofs_checks.evidence import Evidence
from theory.simplex import T, softmax

claim = Claim(
    statement=r"\|\mathrm{softmax}(z/T) - \mathrm{softmax}(z'/T)\|_p \le \tfrac{1}{2T} \|z - z'\|_p",
    scope="V >= 2, T > 0, 1 <= p <= infinity, every real z",
    reads={"S6": "lemma"},
    expect="proved",
)

Constant = Callable[[Expr], Expr]


def half(T: Expr) -> Expr:
    return 1 / (2 * T)


@leg("identity", covers=Whole("a row of the Jacobian has q_i and a rest of 1 − q_i, whatever V; then interpolation"))
def row_sums(constant: Constant = half) -> Evidence:
    """Differentiated for V = 3; with r = q_j + q_k, the row sum is q_i(1 − q_i + r)/T, and r = 1 − q_i."""
    z, a, b = symbols("z:3", real=True), *symbols("a b", positive=True)
    q = softmax(lambda j: z[int(j) - 1] / T, Integer(3))
    row = [q[1].diff(z[0]), -q[1].diff(z[1]), -q[1].diff(z[2])]  # the signs of the entries
    point = {**{z[n]: Rational(n, 3) for n in range(3)}, T: Integer(2)}
    own = a / (a + b)  # q_i, as a share of two positive weights
    excess = (constant(T) - 2 * own * (1 - own) / T).factor()
    return all_of(
        ("a row sums to 2 q(1 − q)/T", lambda: equal(sum(row), 2 * q[1] * (1 - q[1]) / T, at=point)),
        ("at most 1/(2T)", lambda: _square(excess, a, b)),
    )


def _square(excess: Expr, a: Expr, b: Expr) -> Evidence:
    """excess = (a − b)²·(something positive), so never negative."""
    at = {a: ANYWHERE, b: ANYWHERE + Rational(1, 1000), T: Integer(2)}
    return holds((excess / (a - b) ** 2).cancel(), "1/(2T) ≥ 2 q(1 − q)/T", at)


NORMS, TEMPERATURES = (1, 2, 3, np.inf), (0.1, 1.0, 7.0)


def beyond(constant: Callable[[float], float], order: float) -> Measure:
    """By how much ‖softmax(z/T) − softmax(z'/T)‖ exceeds constant(T)‖z − z'‖; z' is a step of 1e-3 to the next row."""

    def measure(z: Array, T: float) -> Array:
        other = z + 1e-3 * (np.roll(z, 1, axis=0) - z)
        gap = scipy_softmax(z / T, axis=-1) - scipy_softmax(other / T, axis=-1)
        norm = lambda x: np.linalg.norm(x, ord=order, axis=-1)  # noqa: E731
        return norm(gap) - constant(T) * norm(z - other) - 4 * z.shape[-1] * ULPS

    return measure


@leg("search", covers="ℓ1, ℓ2, ℓ3, ℓ∞; pairs of 500 logits each for V = 2, 5, 20, half of them next to (0, 0, −30, …)")
def floats(constant: Callable[[float], float] = lambda T: 1 / (2 * T), seed: int = 0) -> Evidence:
    rows = []
    for V in (2, 5, 20):
        z = stream(seed, "operators.lipschitz_logits", V).normal(0, 3, (500, V))
        z[::2] *= 1e-2
        z[::2, 2:] -= 30
        rows.append(z)
    worst = [sweep(beyond(constant, order), rows, TEMPERATURES) for order in NORMS]
    return survives(max(worst, key=lambda w: w.excess), "steeper than 1/(2T)")


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
    return printed([("ratio at p = 2", gap / ball(step), "0.49999999504")])


for check in (row_sums, floats):
    control(check, "1 % smaller", constant=lambda T: Rational(99, 200) / T if isinstance(T, Expr) else 0.495 / T)
    control(check, "1/(2T²)", constant=lambda T: 1 / (2 * T**2))
control(example, "a step ten times larger", step=Rational(1, 10**3))
