r"""Starting a stage where the path is heading gives the law n^−2, with a constant of its own.

In the setting of claim `constant`, θ* Lipschitz and near s = 1 twice continuously differentiable, stage k starts at
2θ_{k−1} − θ_{k−2} (θ_{−1} = θ_0). If the spectrum of M lies in (−1/3, 1), then
    n² (θ*(1) − θ_n) → M(I − M)⁻¹ θ*''(1).
Proof. In an eigenspace e_k = M(Δ²θ*_k + 2e_{k−1} − e_{k−2}). A constant Δ² = θ*''/n² has the fixed point MΔ²/(1 − M);
what the start adds, e_1 = Mθ*'/n and not smaller, dies out by the roots of x² − 2Mx + M, which lie inside the unit
circle for those M (claim `extrapolation_stability`); and so does what a kink adds. ∎
At a kink the law breaks: a jump J of θ*' adds J g_j/n to the error j stages later, g_j = M(2g_{j−1} − g_{j−2}),
g_1 = M, g_0 = 0. It is of order 1/n there, and forgotten after some log n stages.
"""

from collections.abc import Callable
from fractions import Fraction
from itertools import product
from typing import Any

import numpy as np
from sympy import Expr, Integer, Rational, symbols

from numerics.convergence import Path, descended, noisy_quadratic, tracked_exactly
from numerics.montecarlo import Simulation, simulate
from numerics.simplex import Array
from proofs_checks.machine.checks import ANYWHERE, Cases, all_equal, all_positive, all_steps, equal, z_test
from proofs_checks.machine.claim import Claim, control, leg
from proofs_checks.machine.evidence import Evidence
from proofs_checks.machine.formula import Formula
from theory import convergence as theory
from theory.convergence import n


def constant(M: Any, bend: Any) -> Any:
    return M / (1 - M) * bend


claim = Claim(
    statement=Formula(
        r"n^2\,(\theta^*(1) - \theta_n) \to @constant \text{ in each eigenspace}",
        where={"bend": r"\theta^{*\prime\prime}(1)"},
        constant=constant,
    ),
    scope="quadratics with one Hessian, theta* Lipschitz and twice continuously differentiable near s = 1, stages that "
    "shrink every part of the error, −1/3 < M < 1, and start at 2 theta_(k−1) − theta_(k−2)",
    hypotheses={
        "smooth_end": "the path is smooth at its end",
        "stable": "extrapolated starts do not diverge: −1/3 < M < 1",
    },
    reads={"S3.rate": "limits"},
    rests_on=("convergence.constant", "convergence.extrapolation_stability"),
    expect="supported",
)

Constant = Callable[..., Expr]
v, w = symbols("v w", positive=True)


@leg("identity", covers="M, v, w, n symbols: the fixed point of the recursion; its first stages for M = 1/2 and 1/4")
def solved(constant: Constant = constant) -> Evidence:
    """What is left beside the fixed point solves e_k = M(2e_{k−1} − e_{k−2}), and starts from order 1/n."""
    M, k = theory.M, theory.k
    fixed, shift = constant(M, w) / n**2, w / n**2
    at = {v: Rational(1, 3), w: ANYWHERE, n: Integer(5), M: Rational(2, 3)}
    steps = [("a fixed point", lambda: equal((fixed - M * (shift + 2 * fixed - fixed)).simplify(), Integer(0), at=at))]
    for share in (Rational(1, 2), Rational(1, 4)):
        error = theory.extrapolated(share, v / n, shift, k)
        first, second = (error.subs(k, stage).simplify() for stage in (1, 2))
        steps += [
            (f"M = {share}, stage 1", lambda e=first, M=share: equal(e, M * (v / n + shift / 2), at=at)),
            (f"M = {share}, stage 2", lambda e=second, f=first, M=share: equal(e, M * (shift + 2 * f), at=at)),
        ]
    return all_steps(*steps)


SHARES = (Fraction(1, 2), Fraction(1, 4), Fraction(-1, 4), Fraction(3, 4))


def forgotten(M: Expr, stages: Expr) -> Expr:
    """g_j: of a jump of the slope by 1, what n·error has of it after j stages."""
    return theory.extrapolated(M, Integer(1), Integer(0), stages)


def kinked(path: Path, place: Fraction) -> Path:
    """The path with 1 added to its slope from a place on."""
    return lambda s: tuple(x + max(s - place, Fraction(0)) for x in path(s))


@leg("exact", covers="path s + s²/2, M = 1/2, 1/4, −1/4, 3/4, n = 200, 400: n²·e_n is to 1/(2·10^9)")
def parabola(constant: Constant = constant, kink: bool = False, shares: tuple[Fraction, ...] = SHARES) -> Evidence:
    def path(s: Fraction) -> tuple[Fraction, ...]:
        return (s + s * s / 2,) * len(shares)

    def cases() -> Cases:
        for stages in (200, 400):
            bent = kinked(path, 1 - Fraction(5, stages)) if kink else path
            errors = tracked_exactly(bent, shares, stages, extrapolate=True)
            for M, error in zip(shares, errors, strict=True):
                off = abs(stages**2 * Rational(error) - constant(Rational(M), Integer(1)))
                yield {"M": M, "n": stages}, Rational(1, 2 * 10**9) - off, f"n² e_n is {float(off):.3g} off"

    return all_positive(cases())


@leg("exact", covers="paths s and s + s², a kink 1 to 12 stages before the end of 50: what it adds, in fractions")
def kink(added: Constant = forgotten) -> Evidence:
    """n times the difference between errors with and without the kink, g_j: the recursion from e_1 = M alone."""
    cases, n, laws = [], 50, {M: added(Rational(M), theory.k) for M in SHARES}
    paths: tuple[Path, ...] = (lambda s: (s,) * len(SHARES), lambda s: (s + s * s,) * len(SHARES))
    for path, late in product(paths, range(1, 13)):
        smooth = tracked_exactly(path, SHARES, n, extrapolate=True)
        bent = tracked_exactly(kinked(path, 1 - Fraction(late, n)), SHARES, n, extrapolate=True)
        cases += [
            ({"M": M, "stages after": late}, n * Rational(x - y), laws[M].subs(theory.k, late).expand())
            for M, x, y in zip(SHARES, bent, smooth, strict=True)
        ]
    return all_equal(cases)


@leg("exact", covers="path s + s²/2, n = 100, M = 1/4, 1/2, 3/4: every stage of the start-up, in fractions")
def start_up(forgets: int = 1) -> Evidence:
    """n·e_1 = M(1 + 1/(2n)): of order 1/n. What is left of it falls like the roots' modulus √M: its square like M^k."""
    n = 100

    def cases() -> Cases:
        for M in (Fraction(1, 4), Fraction(1, 2), Fraction(3, 4)):
            limit = constant(Rational(M), Integer(1))
            for stages in range(1, 61):
                reached = Fraction(stages, n)
                (error,) = tracked_exactly(
                    lambda s, r=reached: (r * s + (r * s) ** 2 / 2,), (M,), stages, extrapolate=True
                )
                if stages == 1:
                    gap = abs(n * error - M * (1 + Fraction(1, 2 * n)))
                    yield {"M": M, "k": 1}, Rational(1) if gap == 0 else -abs(Rational(gap)), f"n e_1 is {gap} off"
                off = n**2 * Rational(error) - limit
                yield (
                    {"M": M, "k": stages},
                    (2 * n) ** 2 * Rational(M) ** (forgets * stages) - off**2,
                    f"{float(off):.3g} off",
                )

    return all_positive(cases())


SPECTRUM, RATE, INNER, STAGES, NOISE = np.geomspace(0.2, 1.0, 10), 0.8, 2, 200, 5e-6
BEND = np.ones(10)


@leg("monte_carlo", covers="10 dimensions, noisy gradients, 200 stages of two steps: n² times the mean error")
def noisy(constant: Constant = constant, extrapolate: bool = True, seed: int = 0) -> Evidence:
    M = (1 - RATE * SPECTRUM) ** INNER
    wanted = np.array([float(constant(x, 1.0)) for x in M])
    direction = wanted / np.linalg.norm(wanted)

    def statistics(rng: np.random.Generator, size: int) -> Array:
        standing = noisy_quadratic(rng, size, SPECTRUM, NOISE, np.zeros(10))
        optimum = {s: BEND * (s + s * s / 2) for s in (k / STAGES for k in range(STAGES + 1))}
        theta = descended(
            lambda x, s: standing(x - optimum[s], s), np.zeros((size, 10)), STAGES, INNER, RATE, extrapolate=extrapolate
        )
        return STAGES**2 * (optimum[1.0] - theta) @ direction

    found = simulate(Simulation(statistics, ("convergence.second_order",), 200), seed, most=40)
    return z_test(found.estimate(), float(np.linalg.norm(wanted)))


def two_percent(M: Expr, bend: Expr) -> Expr:
    return Rational(102, 100) * constant(M, bend)


control(solved, "1/(1 − M)", constant=lambda M, bend: bend / (1 - M))
control(parabola, "2 % off", constant=two_percent)
control(parabola, "a kink in the path, five stages before its end", drops="smooth_end", kink=True)
control(parabola, "M = −1/2", drops="stable", shares=(Fraction(-1, 2),))
control(kink, "a jump that is forgotten a stage sooner", added=lambda M, j: forgotten(M, j + 1))
control(kink, "2 % off", added=lambda M, j: Rational(102, 100) * forgotten(M, j))
control(start_up, "a start-up that is over twice as soon", forgets=2)
control(noisy, "2 % off", constant=lambda M, bend: 1.02 * constant(M, bend))
control(noisy, "no extrapolation: an n^−1 law offered as n^−2", extrapolate=False)
control(parabola, "one part in 10^9 off", constant=lambda M, b: constant(M, b) * (1 + Rational(1, 10**9)))
control(start_up, "a start-up that is sooner by a twentieth", forgets=Rational(21, 20))
