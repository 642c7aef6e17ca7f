r"""Stages that move little enough keep a student in the tube of the optimum, and bound its error by 1/n.

f_s is twice differentiable, its Hessian has eigenvalues in [μ, L] within r of the stationary point θ*(s), and θ* is
ℓ-Lipschitz. From θ_0 = θ*(0), stage k moves s by 1/n and takes m gradient steps of size 2/(μ + L). With
ρ = (L − μ)/(L + μ) and a = ρ^m: if n ≥ ℓ/(r(1 − a)), iterates stay in the tube, and
    e_n ≤ aℓ(1 − aⁿ)/(n(1 − a)).
Proof. By the mean value of the Hessian along the segment to θ*(s), a step multiplies the error by I − ηH̄, and
|1 − ηλ| ≤ ρ on [μ, L]. So e_k ≤ a(e_{k−1} + ℓ/n), solved by the bound; a stage starts at most
aℓ/(n(1 − a)) + ℓ/n = ℓ/(n(1 − a)) ≤ r away. ∎
"""

from collections.abc import Callable, Sequence
from fractions import Fraction
from math import ceil
from typing import Any

import numpy as np
from sympy import Expr, Integer, Rational, Symbol

from numerics.chance import stream
from numerics.convergence import descended, held, tracked_exactly
from numerics.homotopy import ridge
from numerics.simplex import Array
from proofs_checks.machine.checks import ANYWHERE, Cases, all_equal, all_positive, all_steps, equal, is_positive
from proofs_checks.machine.claim import Claim, Whole, control, leg
from proofs_checks.machine.evidence import Evidence
from proofs_checks.machine.formula import Formula
from proofs_checks.machine.rocq.leg import formal
from theory import convergence as theory
from theory.convergence import L, a, ell, mu, n


def bound(a: Any, ell: Any, n: Any) -> Any:
    return a * ell * (1 - a**n) / (n * (1 - a))


def least_stages(a: Any, ell: Any, r: Any) -> Any:
    return ell / (r * (1 - a))


claim = Claim(
    statement=Formula(
        r"n \ge @least_stages \implies e_n \le @bound", where={"ell": r"\ell"}, least_stages=least_stages, bound=bound
    ),
    scope="Hessians in [mu, L], 0 < mu < L, within r of an l-Lipschitz path, m >= 1 steps of 2/(mu + L) a stage, "
    "a = ((L − mu)/(L + mu))^m, start on the path, in R^d",
    hypotheses={
        "lipschitz": "the path is ell-Lipschitz",
        "convex": "its curvature is at least mu within r of it",
        "smooth": "and at most L there",
        "enough_stages": "enough stages: n ≥ ℓ/(r(1 − a))",
    },
    reads={"S2.path": "repairs", "S3.converges": "repairs", "S3.rate": "repairs"},
    expect="proved",
)

Bound = Callable[..., Expr]
lam = Symbol("lambda", positive=True)


@leg("identity", covers=Whole("mu, L, a, ell, n are symbols; norms are subadditive, and H̄ is symmetric"))
def recursion(bound: Bound = bound) -> Evidence:
    """ρ² − (1 − ηλ)² = 4(λ − μ)(L − λ)/(L + μ)²; the recursion solved; and where a stage starts."""
    rho = theory.left(theory.BEST, mu, Integer(1))
    kept = theory.left(theory.BEST, lam, Integer(1))
    room = 4 * (lam - mu) * (L - lam) / (L + mu) ** 2
    at = {mu: Integer(1), L: Integer(5), lam: Integer(2), a: Rational(1, 2), ell: ANYWHERE, n: Integer(4)}
    low, high = Symbol("low", positive=True), Symbol("high", positive=True)
    between = room.subs({lam: mu + low, L: mu + low + high})
    start = theory.tracked(a, ell / n, n).subs(a**n, 0) + ell / n
    return all_steps(
        ("ρ² less the square of what a step leaves", lambda: equal(rho**2 - kept**2, room, at=at)),
        ("which is positive inside (μ, L)", lambda: is_positive(between, "ρ² > (1 − ηλ)²", {**at, low: 1, high: 1})),
        ("the recursion, solved", lambda: equal(theory.tracked(a, ell / n, n), bound(a, ell, n), at=at)),
        ("a stage starts at most ℓ/(n(1 − a)) away", lambda: equal(start.simplify(), ell / (n * (1 - a)), at=at)),
    )


@leg("exact", covers="theta^2/2, path s, a = 1/3, 1/2, 9/10, n = 1 to 30: the bound is attained, in fractions")
def attained(
    bound: Bound = bound, kept: Callable[[Fraction], Fraction] = lambda a: a, jump: Fraction = Fraction(0)
) -> Evidence:
    """A stage leaves `kept` of an error, which is a; the path may jump at its end."""
    cases = []
    for share in (Fraction(1, 3), Fraction(1, 2), Fraction(9, 10)):
        for stages in range(1, 31):
            (error,) = tracked_exactly(lambda s: (s + jump * (s == 1),), (kept(share),), stages)
            wanted = bound(Rational(share), Integer(1), Integer(stages))
            cases.append(({"a": share, "n": stages}, Rational(error), wanted))
    return all_equal(cases)


@leg(
    "exact",
    covers="a ridge, convex within r = 8/5 alone, mu = 1/10, L = 1, m = 1, 2, 5, ell = 20: attained, in fractions",
)
def on_a_ridge(bound: Bound = bound, least_stages: Bound = least_stages) -> Evidence:
    """As few stages as are allowed: they end as far off as the bound says. Fewer, and the student is lost."""
    mu, L, r, length, rate = Fraction(1, 10), Fraction(1), Fraction(8, 5), 20, Fraction(20, 11)
    cases = []
    for m in (1, 2, 5):
        share = (1 - rate * mu) ** m
        stages = ceil(least_stages(share, Fraction(length), r))
        error = held(ridge(mu, L, r), [Fraction(length, stages)] * stages, m, rate)
        wanted = bound(Rational(share), Integer(length), Integer(stages))
        cases.append(({"m": m, "n": stages}, Rational(error), wanted))
    return all_equal(cases)


CURVATURE, WAVE = 0.1, 1.0  # κu²/2 + A(1 − cos u): strongly convex within r < arccos(−κ/A) = 1.67 of its valley
RADIUS = 1.5
SMALLEST, LARGEST = CURVATURE + WAVE * np.cos(RADIUS), CURVATURE + WAVE


@leg(
    "search",
    covers="landscapes that are convex only in the tube and have wrong valleys: 300 paths with |θ*'| <= 20 in 1 to 5 "
    "dimensions, each coordinate κu²/2 + A(1 − cos u), κ/A = 1/10, m = 1, 2, 5, n from the least allowed to eight "
    "times that",
)
def waves(
    tighter: float = 1.0,
    jump: float = 0.0,
    stiffer: float = 1.0,
    rough: float = 0.0,
    steps: Sequence[int] = (1, 2, 5),
    lost: int = 0,
    seed: int = 0,
) -> Evidence:
    """The bound times `tighter`; a `jump` of the path near its end, in units of its speed; a loss `stiffer` than L
    says, or with `rough` |θ − θ*| besides; `lost` steps a stage."""
    rng, speed = stream(seed, "homotopy.tracking"), 20.0
    rate, rho = 2 / (SMALLEST + LARGEST), (LARGEST - SMALLEST) / (LARGEST + SMALLEST)

    def cases() -> Cases:
        for dimensions in (1, 2, 5):
            direction = rng.standard_normal((100, dimensions))
            direction *= speed / np.linalg.norm(direction, axis=-1, keepdims=True)
            bends = rng.uniform(0.1, 1, (100, 1))

            def optimum(s: float, v: Array = direction, w: Array = bends) -> Array:
                # its speed is at most |v|
                return v * ((s + w * s * (s - 1) / 2) / (1 + w / 2) + jump * (s > 0.99))

            def gradient(theta: Array, s: float, optimum: Callable[[float], Array] = optimum) -> Array:
                u = theta - optimum(s)
                return stiffer * (CURVATURE * u + WAVE * np.sin(u)) + rough * np.sign(u)

            for inner in steps:
                left = rho**inner
                least = int(np.ceil(least_stages(left, speed, RADIUS)))
                for stages in (least, 2 * least, 8 * least):
                    theta = descended(gradient, optimum(0.0), stages, inner - lost, rate)
                    error = float(np.linalg.norm(theta - optimum(1.0), axis=-1).max())
                    limit = tighter * float(bound(left, speed, stages))
                    at = {"n": stages, "m": inner, "dimensions": dimensions}
                    yield at, limit - error, f"the error is {error:.4g}, the bound {limit:.4g}"

    return all_positive(cases())


control(recursion, "contraction off by one step", bound=lambda a, ell, n: bound(a, ell, n) * a)
control(attained, "2 % less", bound=lambda a, ell, n: Rational(98, 100) * bound(a, ell, n))
control(attained, "half of the least curvature", drops="convex", kept=lambda a: (1 + a) / 2)
control(attained, "twice the largest curvature", drops="smooth", kept=lambda a: -1 - 2 * a)
control(attained, "a jump at the end", drops="lipschitz", jump=Fraction(1, 2))
FEWER = lambda a, ell, r: least_stages(a, ell, r * Fraction(3, 2))  # noqa: E731
control(on_a_ridge, "a tube 1.5 times as wide: too few stages", drops="enough_stages", least_stages=FEWER)
control(on_a_ridge, "2 % off", bound=lambda a, ell, n: Rational(102, 100) * bound(a, ell, n))
control(waves, "smoothness dropped: |θ − θ*| in the loss", rough=2.0)
control(waves, "a tenth of the bound", tighter=0.1)
control(waves, "a jump in the path", jump=0.2)
control(waves, "a loss four times as steep as L says", stiffer=4.0)
control(waves, "2 % less than the bound", tighter=0.98)

tracking = formal(
    "homotopy.tracking", covers="every finite dimension, loss, path, m and n", least_stages=least_stages, bound=bound
)
