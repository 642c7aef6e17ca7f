r"""Arriving early and resting beats the uniform schedule: the rate 1/n belongs to a schedule, not to staging.

In the setting of claim `tracking` of homotopy (a = ρ^m, an ℓ-Lipschitz path): with n even, move by 2/n a stage for n/2
stages and rest for n/2. Then e_n ≤ a^{n/2} · 2aℓ/(n(1 − a)), while the uniform schedule on a quadratic, in the flattest
direction, has e_n = aℓ(1 − aⁿ)/(n(1 − a)) and no less: resting takes its order 1/n away.
Proof. After n/2 stages of steps 2ℓ/n the error is at most 2aℓ/(n(1 − a)); a stage at rest leaves the share a of it. ∎
"""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
from sympy import Expr, Integer, Rational

from numerics.chance import stream
from numerics.convergence import descended, held, tracked_exactly
from numerics.homotopy import ridge
from proofs_checks.machine.checks import ANYWHERE, all_equal, all_positive, all_steps, equal, is_positive
from proofs_checks.machine.claim import Claim, Whole, control, leg
from proofs_checks.machine.evidence import Evidence
from proofs_checks.machine.formula import Formula
from proofs_checks.machine.rocq.leg import formal
from theory import convergence as theory
from theory.convergence import a, ell, n


def bound(a: Any, ell: Any, n: Any) -> Any:
    return a ** (n / 2) * 2 * a * ell / (n * (1 - a))


claim = Claim(
    statement=Formula(r"e_n \le @bound", where={"ell": r"\ell"}, bound=bound),
    scope="the tube of tracking, n even, n/2 stages to the end and n/2 at rest, "
    "a = ((L − mu)/(L + mu))^m, 0 < mu < L, R^d",
    hypotheses={
        "convex": "the curvature of the loss is at least mu in the tube",
        "smooth": "and at most L there",
        "enough_stages": "n >= 2 ell/(r(1 − a))",
    },
    reads={"S3.rate": "limits"},
    rests_on=("homotopy.tracking",),
    expect="proved",
)

Bound = Callable[..., Expr]


@leg("identity", covers=Whole("a, ell and n are symbols; the tube is that of tracking at speed 2 ell"))
def two_halves(bound: Bound = bound) -> Evidence:
    """What the first half leaves, times a^{n/2}, falls short of the bound by a share aⁿ/² of it; it is positive."""
    share = a ** (n / 2)
    rested = share * theory.tracked(a, 2 * ell / n, n / 2)
    at = {a: Rational(1, 2), ell: ANYWHERE, n: Integer(6)}
    return all_steps(
        ("the bound less what it leaves out", lambda: equal(rested, bound(a, ell, n) * (1 - share), at=at)),
        ("the share is positive", lambda: is_positive(share, "a^{n/2} > 0", at)),
    )


@leg("exact", covers="theta^2/2, path s, a = 1/2, 1/4, 9/10, n = 2 to 40: the error is 1 − a^(n/2) of the bound")
def line(bound: Bound = bound, rest: bool = True, kept: Callable[[Fraction], Fraction] = lambda a: a) -> Evidence:
    """A stage leaves `kept` of an error, which is a."""
    cases = []
    for share in (Fraction(1, 2), Fraction(1, 4), Fraction(9, 10)):
        for stages in range(2, 41, 2):
            faster = 2 if rest else 1
            (error,) = tracked_exactly(lambda s, r=faster: (min(r * s, Fraction(1)),), (kept(share),), stages)
            left = 1 - Rational(share) ** (stages // 2)
            wanted = bound(Rational(share), Integer(1), Integer(stages)) * left
            cases.append(({"a": share, "n": stages}, Rational(error), wanted))
    return all_equal(cases)


@leg(
    "exact",
    covers="a ridge, convex within r = 8/5 alone, mu = 1/10, L = 1, m = 1, 2, 5, ell = 20: the bound, in fractions",
)
def on_a_ridge(bound: Bound = bound, wider: Fraction = Fraction(1)) -> Evidence:
    """Half of the stages move, as few as a tube `wider` than it is allows; the error is 1 − a^(n/2) of the bound."""
    mu, L, r, length, rate = Fraction(1, 10), Fraction(1), Fraction(8, 5), 20, Fraction(20, 11)
    cases = []
    for m in (1, 2, 5):
        share = (1 - rate * mu) ** m
        half = -int(-length // (wider * r * (1 - share)))
        error = held(ridge(mu, L, r), [Fraction(length, half)] * half + [Fraction(0)] * half, m, rate)
        wanted = (1 - Rational(share) ** half) * bound(Rational(share), Integer(length), Integer(2 * half))
        cases.append(({"m": m, "n": 2 * half}, Rational(error), wanted))
    return all_equal(cases)


@leg("search", covers="200 random quadratics in 6 dimensions, condition 20, curved paths, n = 8, 32, 128, m = 1, 3")
def quadratics(bound: Bound = bound, share: float = 0.5, seed: int = 0) -> Evidence:
    """`share` of the stages moves; ℓ is the largest speed of the path."""
    rng = stream(seed, "convergence.rest")
    spectrum = np.concatenate([np.full((200, 1), 1.0), rng.uniform(1, 20, (200, 4)), np.full((200, 1), 20.0)], axis=1)
    v, w = rng.standard_normal((2, 200, 6))
    speed = max(float(np.linalg.norm(v + 2 * s * w, axis=-1).max()) for s in np.linspace(0, 1, 101))
    rho, cases = 19 / 21, []
    for stages in (8, 32, 128):
        for inner in (1, 3):

            def gradient(theta: np.ndarray, s: float) -> np.ndarray:
                return spectrum * (theta - s * v - s * s * w)

            found = descended(
                gradient, np.zeros((200, 6)), stages, inner, 2 / 21, schedule=lambda t: min(t / share, 1.0)
            )
            error = float(np.linalg.norm(v + w - found, axis=-1).max())
            limit = float(bound(rho**inner, speed, stages))
            cases.append(({"n": stages, "m": inner}, limit - error, f"{error:.3g} against {limit:.3g}"))
    return all_positive(cases)


control(two_halves, "2 % less", bound=lambda a, ell, n: Rational(98, 100) * bound(a, ell, n))
control(line, "the uniform schedule", rest=False)
control(line, "2 % off", bound=lambda a, ell, n: Rational(102, 100) * bound(a, ell, n))
control(quadratics, "two fifths of the bound", bound=lambda a, ell, n: 0.4 * bound(a, ell, n))
control(quadratics, "the uniform schedule", share=1.0)
control(line, "half of the least curvature", drops="convex", kept=lambda a: (1 + a) / 2)
control(line, "twice the largest curvature", drops="smooth", kept=lambda a: -1 - 2 * a)
control(on_a_ridge, "a tube 1.5 times as wide: too few stages", drops="enough_stages", wider=Fraction(3, 2))
control(on_a_ridge, "2 % off", bound=lambda a, ell, n: Rational(102, 100) * bound(a, ell, n))

rest = formal("convergence.rest", covers="every finite dimension, loss, path, m and even n", bound=bound)
