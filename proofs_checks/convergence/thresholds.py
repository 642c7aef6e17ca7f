r"""Sparse students stage by stage: soft thresholds raised in stages leave exactly a lower threshold.

Orthonormal features, full weights β. θ*(λ) minimises ‖θ − β‖²/2 + λ‖θ‖₁: β, each weight moved towards 0 by λ, and 0 if
it gets there. Stage k raises λ to λ_k (0 = λ_0 ≤ λ_1 ≤ … ≤ λ_n = Λ) and takes m proximal gradient steps of size η in
(0, 1); a = (1 − η)^m. From θ_0 = β,
    θ_n = θ*(Λ − E_n),  E_n = Σ_k a^{n−k+1} (λ_k − λ_{k−1}).
Proof. Weights are apart and signs keep: take b = β_i > 0. A step is x → max(0, (1 − η)x + η(b − λ)). Without maximum
x stays above b − λ, so that it falls; a stage takes the excess y over b − λ_{k−1} to a(y + λ_k − λ_{k−1}) over b − λ_k,
which E_k solves. With it x is the same until that would be negative (then b < λ), and 0 from then on. ∎
So stages prune too little: weights between Λ − E_n and Λ are kept that should have gone.
"""

from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise, product
from typing import Any

import numpy as np
from sympy import Expr, IndexedBase, Integer, Rational, Sum, Symbol, symbols

from numerics.chance import stream
from numerics.convergence import shrunk, thresholded
from numerics.schedules import Schedule, constant_speed, geometric, linear
from numerics.simplex import Array
from proofs_checks.machine.checks import ANYWHERE, Cases, all_equal, all_positive, all_steps, equal, is_positive
from proofs_checks.machine.claim import Claim, Whole, control, leg
from proofs_checks.machine.evidence import Evidence
from proofs_checks.machine.formula import Formula
from proofs_checks.machine.rocq.leg import formal
from theory import convergence as theory
from theory.simplex import V, k


def term(a: Any, n: Any, k: Any, rise: Any) -> Any:
    """Of E_n: a^{n−k+1}(λ_k − λ_{k−1})."""
    return a ** (n - k + 1) * rise


claim = Claim(
    statement=Formula(
        r"\theta_n = \theta^*(\Lambda - E_n), \ E_n = \sum_k @term",
        where={"rise": r"(\lambda_k - \lambda_{k-1})"},
        term=term,
    ),
    scope="orthonormal features, L1 penalty, thresholds rising from 0 to Lambda, m >= 1 proximal steps of eta in "
    "(0, 1) a stage, a = (1 − eta)^m, from the full weights, every beta",
    hypotheses={"orthonormal": "features are orthonormal"},
    reads={"S2.path": "repairs"},
    expect="proved",
)

Behind = Callable[..., Expr]
eta, lam, weight = symbols("eta lambda beta", positive=True)
a = Symbol("a", positive=True)


def behind(a: Any, rises: list[Any], term: Behind) -> Any:
    """E_n, for the rises λ_k − λ_{k−1} of n stages."""
    n = len(rises)
    return sum((term(a, n, stage, step) for stage, step in enumerate(rises, start=1)), 0 * rises[0])


def least(theta: Array, beta: Array, level: Any, close: Any = 0) -> bool:
    """Whether θ minimises ‖θ − β‖²/2 + λ‖θ‖₁, by its conditions: β_i − θ_i is λ times the sign of θ_i, or at most λ."""
    pull = beta - theta
    kept = theta != 0
    return bool(
        (np.abs(pull - level * np.sign(theta))[kept] <= close).all() and (np.abs(pull)[~kept] <= level + close).all()
    )


@leg(
    "identity",
    covers=Whole(
        "one weight, its excess, the step and n are symbols, by induction over stages; weights are apart, signs keep, "
        "and a falling sequence kept at 0 by the maximum is the maximum of it and 0"
    ),
)
def one_weight(term: Behind = term) -> Evidence:
    """What m steps leave of an excess over the goal, that it falls, and one stage more of the sum, n a symbol."""
    above, rises = Symbol("y", positive=True), IndexedBase("d", positive=True)
    n = V  # the symbol up to which sums run
    goal = weight - lam
    stepped = [goal + above]
    for _ in range(3):
        stepped.append((1 - eta) * stepped[-1] + eta * goal)
    now = Sum(term(a, n, k, rises[k]), (k, 1, n))
    after = Sum(term(a, n + 1, k, rises[k]), (k, 1, n)) + term(a, n + 1, n + 1, rises[n + 1])
    at = {eta: Rational(1, 3), above: ANYWHERE, lam: Integer(1), weight: Integer(4), a: Rational(2, 3), V: 3}
    at |= {"d": [Rational(1), Rational(3), Rational(2), Rational(5)]}
    left = [
        (
            f"{m} steps leave (1 − η)^{m}",
            lambda m=m: equal(stepped[m] - goal, theory.left(eta, Integer(1), m) * above, at=at),
        )
        for m in (1, 2, 3)
    ]
    return all_steps(
        *left,
        ("so it falls", lambda: is_positive((goal + above - stepped[1]).expand(), "ηy > 0", at)),
        ("a stage more", lambda: equal(after, a * (now + rises[n + 1]), at=at)),
    )


def levels(schedule: str, n: int) -> list[Fraction]:
    """λ_1, …, λ_n = 1, in fractions: uniform, with squares, late, or arriving at half time."""
    shares = [Fraction(before + 1, n) for before in range(n)]
    ways = {
        "uniform": lambda t: t,
        "squares": lambda t: t * t,
        "late": lambda t: max(2 * t - 1, Fraction(0)),
        "early": lambda t: min(2 * t, Fraction(1)),
    }
    return [ways[schedule](t) for t in shares]


BETA = np.array([Fraction(x, 4) for x in (-9, 7, -5, 4, 3, -2, 1, 0)])


@leg(
    "exact",
    covers="8 weights, some smaller than Lambda, n = 1 to 8, m = 1, 2, four schedules, in fractions",
)
def weights(term: Behind = term, late: int = 0, beta: Array = BETA, gram: Array | None = None) -> Evidence:
    """θ_n meets the conditions of a minimum at the threshold Λ − E_n; `late` steps more are taken than a says.

    With `gram` features have those inner products, and not the identity.
    """
    cases, rate = [], Fraction(1, 3)
    for n, m, name in product(range(1, 9), (1, 2), ("uniform", "squares", "late", "early")):
        thresholds = levels(name, n)
        found = thresholded(beta, thresholds, m + late, rate, gram)
        rises = [after - before for before, after in pairwise([Fraction(0), *thresholds])]
        level = 1 - behind((1 - rate) ** m, rises, term)
        pull = beta - found if gram is None else gram @ (beta - found)
        off = [
            abs(p - level * (1 if x > 0 else -1)) if x else max(abs(p) - level, 0)
            for p, x in zip(pull, found, strict=True)
        ]
        cases.append(({"n": n, "m": m, "schedule": name}, Rational(max(off)), Rational(0)))
    return all_equal(cases)


ROUNDING = 5e-15  # 4 · 2^−52 of a weight over 4(1 − 3/4)


@leg(
    "search",
    covers="20,000 normal weights, thresholds that leave 50, 10, 1 %, three schedules, 16 and 256 stages",
)
def many(term: Behind = term, seed: int = 0) -> Evidence:
    beta = stream(seed, "convergence.thresholds").standard_normal(20_000)

    def cases() -> Cases:
        for share, n, m, name in product(
            (0.5, 0.1, 0.01), (16, 256), (1, 3), ("linear", "geometric", "constant speed")
        ):
            goal = float(np.quantile(np.abs(beta), 1 - share))
            schedules: dict[str, Callable[[], Schedule]] = {
                "linear": lambda goal=goal: linear(0, goal),
                "geometric": lambda goal=goal: geometric(goal / 100, goal),
                "constant speed": lambda goal=goal: constant_speed(lambda x: shrunk(beta, x), linear(0, goal), 256),
            }
            schedule = schedules[name]()
            thresholds = [schedule(stage / n) for stage in range(1, n + 1)]
            rises = [after - before for before, after in pairwise([0.0, *thresholds])]
            found = thresholded(beta, thresholds, m, 0.25)
            level = goal - float(behind(0.75**m, rises, term))
            says = f"{name}: no minimum at the threshold {level:.6g}"
            at = {"left": share, "n": n, "m": m, "schedule": name}
            yield at, float(least(found, beta, level, ROUNDING)) - 0.5, says

    return all_positive(cases())


control(one_weight, "contraction off by one", term=lambda a, n, k, rise: term(a, n, k, rise) / a)
for check in (weights, many):
    control(check, "contraction off by one", term=lambda a, n, k, rise: term(a, n, k, rise) / a)
control(weights, "a step more a stage", late=1)
HALVES = np.array([[Fraction(1), Fraction(1, 2)], [Fraction(1, 2), Fraction(1)]])
TWO = np.array([Fraction(3), Fraction(2)])
control(weights, "two features with a correlation of 1/2", drops="orthonormal", beta=TWO, gram=HALVES)
control(many, "one part in 10^14 off", term=lambda a, n, k, rise: term(a, n, k, rise) * (1 + 1e-14))

thresholds = formal("convergence.thresholds", covers="every orthonormal design, thresholds, m and n", term=term)
thresholds_least = formal(
    "convergence.thresholds_least",
    covers="theta* is the only minimiser, every orthonormal design and threshold",
    step=True,
)
