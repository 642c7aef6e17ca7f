r"""Within reach of one basin stages do not pay: with equal steps they never end nearer to the optimum than one shot.

A quadratic loss with one Hessian, a straight path to an optimum at distance d, a step that leaves the share x of an
error in an eigenspace, a = x^m with 0 ≤ a < 1. n ≥ 2 uniform stages of m steps against one shot of nm steps:
    stages leave d·(a + a² + … + aⁿ)/n, one shot d·aⁿ.
So stages never end nearer, and farther where 0 < a.
Proof. e_k = a(e_{k−1} + d/n); and a^k ≥ aⁿ for k ≤ n. ∎
Without each hypothesis stages may win: a = −1/2, n = 2 (1/8 against 1/4); a path that turns back, targets 0, 1, 1/2, at
a = 1/2 (0 against 1/8); a Hessian that changes, a = 1/100 and then 9/10 (.4545 against .81). With `one_shot_fails` that
is what may be said of iterating: it pays where one shot leaves its basin, where the path turns, or where the
curvature changes.
"""

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

import numpy as np
from sympy import Integer, Rational, symbols

from numerics.chance import stream
from numerics.convergence import descended, tracked_exactly
from proofs_checks.machine.checks import Cases, all_equal, all_positive, all_steps, equal, is_positive
from proofs_checks.machine.claim import Claim, Whole, control, leg
from proofs_checks.machine.evidence import Evidence
from proofs_checks.machine.formula import Formula
from proofs_checks.machine.rocq.leg import formal
from theory import convergence as theory


def staged(a: Any, n: Any) -> Any:
    """Of the distance: the mean of a, a², …, aⁿ."""
    return a * (1 - a**n) / (n * (1 - a))


def one_shot(a: Any, n: Any) -> Any:
    return a**n


claim = Claim(
    statement=Formula(
        r"n \text{ stages leave } @staged \ge @one_shot \text{, what one shot of as many steps leaves}",
        staged=staged,
        one_shot=one_shot,
    ),
    scope="a quadratic loss, uniform stages of m >= 1 steps, n >= 2, the start on the path; shares of the distance, in "
    "each eigenspace",
    hypotheses={
        "straight": "the path is straight, at one speed",
        "one_hessian": "the Hessian is the same all along the path",
        "no_overshooting": "a stage leaves 0 <= a < 1 of an error (steps of at most 1/L, or an even number of them)",
    },
    reads={"S2.iterate": "limits"},
    rests_on=("homotopy.tracking",),
    expect="proved",
)

Share = Callable[[Any, Any], Any]
a, n = theory.a, theory.n


@leg(
    "identity",
    covers=Whole("a and n are symbols: the recursion solved, and what it leaves over aⁿ, a sum of terms ≥ 0"),
)
def solved(staged: Share = staged, one_shot: Share = one_shot) -> Evidence:
    """n times what stages leave is Σ_{k≤n} a^k; less n aⁿ, no term of it is negative, and the term k = n is zero."""
    (q, rate, curvature), m = symbols("q eta lambda", positive=True), theory.m
    share, grown = q / (1 + q), (n + 1) * staged(a, n + 1) - n * staged(a, n)  # a share of (0, 1)
    at = {a: Rational(1, 3), q: Rational(1, 2), n: Integer(3), m: Integer(2)}
    at |= {rate: Rational(1, 5), curvature: Integer(2)}
    shot = one_shot(theory.left(rate, curvature, m), n)
    return all_steps(
        ("stages", lambda: equal(theory.tracked(a, 1 / n, n), staged(a, n), at=at)),
        ("n times it is a at n = 1", lambda: equal(staged(a, Integer(1)).simplify(), a, at=at)),
        ("and grows by a^(n + 1)", lambda: equal(grown.simplify(), a ** (n + 1), at=at)),
        ("one shot: m steps, n times", lambda: equal(shot, theory.left(rate, curvature, m * n), at=at)),
        ("1/a > 1, so that a^k ≥ aⁿ", lambda: is_positive(1 / share - 1, "1/a > 1", at)),
    )


SHARES = (Fraction(0), Fraction(1, 100), Fraction(1, 2), Fraction(9, 10))
Schedule = Callable[[Fraction], Fraction]


def uniform(s: Fraction) -> Fraction:
    return s


@leg(
    "exact",
    covers="a = 0, 1/100, 1/2, 9/10, n = 2 to 12, stage by stage, in fractions: both errors, and which is larger",
)
def runs(
    staged: Share = staged,
    one_shot: Share = one_shot,
    shares: Sequence[Fraction] = SHARES,
    path: Schedule = uniform,
    later: Sequence[Fraction] | None = None,
) -> Evidence:
    """One shot takes all the steps at the end of the path: those of `later`, where the Hessian changes there."""

    def cases() -> Cases:
        for stages in range(2, 13):
            for number, share in enumerate(shares):
                last = later[number] if later else share
                error = off(path, [share] * (stages - 1) + [last])
                shot = (path(Fraction(1)) - path(Fraction(0))) * last**stages
                at = {"a": share, "n": stages}
                says = f"stages leave {abs(error)}, one shot {abs(shot)}"
                yield at, Rational(abs(error) - abs(shot)) if error != shot else Rational(1), says
                gap = max(abs(abs(error) - staged(share, stages)), abs(abs(shot) - one_shot(share, stages)))
                yield at, Rational(1) if gap == 0 else -Rational(gap), f"{says}, and the formulas say otherwise"

    return all_positive(cases())


def off(path: Schedule, kept: Sequence[Fraction]) -> Fraction:
    """θ*(1) − θ_n where stage k leaves its own share of an error."""
    theta = path(Fraction(0))
    for stage, share in enumerate(kept, start=1):
        goal = path(Fraction(stage, len(kept)))
        theta = goal + share * (theta - goal)
    return path(Fraction(1)) - theta


@leg("exact", covers="the same runs by the engine of stages, a = 0, 1/100, 1/2, 9/10, n = 2 to 12, in fractions")
def by_the_engine(staged: Share = staged) -> Evidence:
    cases = []
    for stages in range(2, 13):
        errors = tracked_exactly(lambda s: (s,) * len(SHARES), SHARES, stages)
        cases += [
            ({"a": a, "n": stages}, Rational(e), Rational(staged(a, stages)))
            for a, e in zip(SHARES, errors, strict=True)
        ]
    return all_equal(cases)


@leg(
    "search",
    covers="100 quadratics in 6 dimensions, condition 20, steps of 1/L, straight paths, n = 2, 8, 32, m = 1, 3",
)
def quadratics(rate: float = 1.0, seed: int = 0) -> Evidence:
    """`rate` times 1/L, the largest step for which no eigenspace overshoots."""
    rng = stream(seed, "homotopy.one_shot_wins_within")
    spectrum = np.concatenate([np.full((100, 1), 1.0), rng.uniform(1, 20, (100, 4)), np.full((100, 1), 20.0)], axis=1)
    end = rng.standard_normal((100, 6)) * (np.arange(6) == 5) if rate > 1 else rng.standard_normal((100, 6))

    def cases() -> Cases:
        for stages in (2, 8, 32):
            for inner in (1, 3):
                theta = descended(lambda x, s: spectrum * (x - s * end), np.zeros((100, 6)), stages, inner, rate / 20)
                shot = descended(lambda x, _: spectrum * (x - end), np.zeros((100, 6)), 1, stages * inner, rate / 20)
                errors = (np.linalg.norm(end - x, axis=-1) for x in (theta, shot))
                least = float((next(errors) - next(errors)).min())
                yield {"n": stages, "m": inner}, least, f"stages end nearer by {-least:.3g}"

    return all_positive(cases())


def turning(s: Fraction) -> Fraction:
    """0, 1, 1/2 at s = 0, 1/2, 1."""
    return 2 * s if s <= Fraction(1, 2) else Fraction(3, 2) - s


control(solved, "an error before the steps of a stage", staged=lambda a, n: staged(a, n) / a)
control(solved, "one shot of a step more", one_shot=lambda a, n: one_shot(a, n) * a)
control(runs, "what a stage leaves is −1/2", drops="no_overshooting", shares=(Fraction(-1, 2),))
control(runs, "targets 0, 1, 1/2", drops="straight", shares=(Fraction(1, 2),), path=turning)
control(runs, "1/100, and then 9/10", drops="one_hessian", shares=(Fraction(1, 100),), later=(Fraction(9, 10),))
control(by_the_engine, "2 % off", staged=lambda a, n: Fraction(51, 50) * staged(a, n))
control(quadratics, "steps of 3/2 of 1/L, in the steepest direction", rate=1.5)

one_shot_wins_within = formal(
    "homotopy.one_shot_wins_within",
    covers="every dimension, Hessian, eigenvector, m and n",
    staged=staged,
    one_shot=one_shot,
)
