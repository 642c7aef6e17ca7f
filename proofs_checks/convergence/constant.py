r"""The constant of the 1/n law for the uniform schedule on quadratics, and that it is attained.

f_s(θ) = (θ − θ*(s))ᵀA(θ − θ*(s))/2, θ* with a continuous derivative, n uniform stages of m gradient steps of size η,
M = (I − ηA)^m with spectrum in (−1, 1). Then
    n (θ*(1) − θ_n) → M(I − M)⁻¹ θ*'(1).
At η = 2/(μ + L) its norm is aℓ/(1 − a) for a path in the μ-eigenspace (a = ρ^m), which is the bound of `tracking`: 1/n
is the exact order of the uniform schedule. In the L-eigenspace, m odd, it is aℓ/(1 + a).
Proof. In an eigenspace e_k = M(e_{k−1} + θ*(k/n) − θ*((k−1)/n)), so that e_n = Σ_j M^j (θ*(1 − (j−1)/n) − θ*(1 − j/n)),
j = 1 to n. n times a difference tends to θ*'(1) for each j, and is at most max |θ*'|, by the mean value theorem; Σ|M|^j
is finite: by dominated convergence the limit is ΣM^j θ*'(1). ∎ Noise of mean zero leaves this recursion to the mean.
"""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
from sympy import Expr, Function, Integer, Rational, Sum, Symbol, oo

from numerics.chance import stream
from numerics.convergence import descended, noisy_quadratic, sampled, tracked_exactly
from numerics.montecarlo import Simulation, simulate
from numerics.simplex import Array
from proofs_checks.machine.checks import (
    ANYWHERE,
    Cases,
    all_equal,
    all_positive,
    all_steps,
    equal,
    equal_for_every_function,
    z_test,
)
from proofs_checks.machine.claim import Claim, Whole, control, leg
from proofs_checks.machine.evidence import Evidence
from proofs_checks.machine.formula import Formula
from theory import convergence as theory
from theory.convergence import L, ell, mu


def constant(M: Any, speed: Any) -> Any:
    """M/(1 − M) times the speed at the end, in one eigenspace."""
    return M / (1 - M) * speed


claim = Claim(
    statement=Formula(
        r"n\,(\theta^*(1) - \theta_n) \to @constant \text{ in each eigenspace}",
        where={"speed": r"\theta^{*\prime}(1)"},
        constant=constant,
    ),
    scope="quadratics with one Hessian, theta* continuously differentiable, uniform stages "
    "that shrink every part of the error: −1 < M < 1",
    hypotheses={
        "uniform": "the schedule is uniform",
        "exact_gradients": "gradients are exact (for the mean of the error: unbiased)",
        "continuous": "the path has a continuous derivative",
    },
    reads={"S3.rate": "repairs"},
    rests_on=("homotopy.tracking",),
    expect="derived",
)

Constant = Callable[..., Expr]
v = Symbol("v", positive=True)


@leg(
    "identity",
    covers=Whole(
        "theta* is any function: terms, their limits and their sum; by the mean value theorem n times a step of the "
        "path is bounded, so that dominated convergence takes the limit term by term"
    ),
)
def series(constant: Constant = constant) -> Evidence:
    """Term j of e_k is M^j(θ*((k − j + 1)h) − θ*((k − j)h)), h = 1/n."""
    path, k, M = Function("theta"), theory.k, theory.M
    j, h = Symbol("j", integer=True, positive=True), Symbol("h", positive=True)

    def term(k: Expr, j: Expr) -> Expr:
        return M**j * (path((k - j + 1) * h) - path((k - j) * h))

    step = path(1 - (j - 1) * h) - path(1 - j * h)
    slope = step.diff(h).subs(h, 0).doit()  # step/h → step'(0), since step(0) = 0
    speed = path(h).diff(h).subs(h, 1)
    (total, where), _ = Sum(M**j, (j, 1, oo)).doit().args
    assert where == (abs(M) < 1)
    at = {M: Rational(1, 3), v: ANYWHERE, h: Rational(1, 9), k: Integer(5), j: Integer(2)}
    return all_steps(
        (
            "M e_{k−1} has the terms of e_k",
            lambda: equal_for_every_function(path, M * term(k - 1, j) - term(k, j + 1), at),
        ),
        (
            "but its first",
            lambda: equal_for_every_function(path, term(k, Integer(1)) - M * (path(k * h) - path((k - 1) * h)), at),
        ),
        ("n times a step tends to θ*'(1)", lambda: equal_for_every_function(path, slope - speed, at)),
        ("the sum of M^j θ*'(1)", lambda: equal(total * v, constant(M, v), at=at)),
    )


@leg("identity", covers="eta = 2/(mu + L), m = 1 and 2: the flattest and the steepest eigenspace, mu and L symbols")
def extremes(constant: Constant = constant) -> Evidence:
    """With a = ρ^m: aℓ/(1 − a) where λ = μ, and where λ = L, aℓ/(1 + a) with a sign for odd m, aℓ/(1 − a) for even."""
    rho = (L - mu) / (L + mu)
    at = {mu: Integer(1), L: Integer(4), ell: ANYWHERE}
    steps = []
    for m in (1, 2):
        flat, steep = (theory.left(theory.BEST, curvature, Integer(m)) for curvature in (mu, L))
        size = rho**m
        of_steep = -size * ell / (1 + size) if m % 2 else size * ell / (1 - size)
        steps += [
            (f"λ = μ, m = {m}", lambda f=flat, s=size: equal(constant(f, ell), s * ell / (1 - s), at=at)),
            (f"λ = L, m = {m}", lambda f=steep, s=of_steep: equal(constant(f, ell), s, at=at)),
        ]
    return all_steps(*steps)


SHARES = (Fraction(1, 2), Fraction(-1, 2), Fraction(9, 10), Fraction(0))


@leg("exact", covers="M = 1/2, −1/2, 9/10, 0; path s: n·e_n is M(1 − Mⁿ)/(1 − M), n = 1 to 24, in fractions")
def straight(constant: Constant = constant) -> Evidence:
    cases = []
    for stages in range(1, 25):
        errors = tracked_exactly(lambda s: (s,) * len(SHARES), SHARES, stages)
        for M, error in zip(SHARES, errors, strict=True):
            wanted = (1 - Rational(M) ** stages) * constant(Rational(M), Integer(1))
            cases.append(({"M": M, "n": stages}, stages * Rational(error), wanted))
    return all_equal(cases)


FEW = 128

CURVED = (*SHARES[:2], SHARES[3])


@leg("exact", covers="path s − s³/2, 128 and 256 stages: n·e_n in fractions, 1/n taken out, within 1/2000, M = ±1/2, 0")
def curved(
    constant: Constant = constant,
    jump: int = 0,
    schedule: Callable[[Fraction], Fraction] = lambda share: share,
    biased: int = 0,
) -> Evidence:
    """The speed at the end is −1/2; the curvature −3 of the path is what n·e_n is off by, over n.

    The path may have a jump at its end; with gradients that are `biased` stages seek what is off by so many
    thousandths.
    """
    there, off = Fraction(jump, 10), Fraction(biased, 1000)

    def path(share: Fraction) -> tuple[Fraction, ...]:
        s = schedule(share)
        return (s - s**3 / 2 + (s == 1) * there - (s > 0) * off,) * 3

    def reached(stages: int) -> list[Fraction]:
        return [stages * (error + off) for error in tracked_exactly(path, CURVED, stages)]

    def cases() -> Cases:
        for M, few, many in zip(CURVED, reached(FEW), reached(2 * FEW), strict=True):
            off = abs(Rational(2 * many - few) - constant(Rational(M), -Rational(1, 2)))
            yield {"M": M}, Rational(1, 2000) - off, f"n·e_n is {float(off):.3g} off"

    return all_positive(cases())


SPECTRUM, SPEED, NOISE = np.geomspace(0.1, 1.0, 10), np.ones(10), 0.0025
STAGES, INNER, RATE = 128, 2, 1.5
CHUNK, MOST = 500, 40


@leg(
    "monte_carlo",
    covers="10 dimensions, condition 10, noisy gradients: n times the mean error over 128 stages of two steps",
)
def noisy(constant: Constant = constant, inner: int = INNER, seed: int = 0) -> Evidence:
    """Noise of mean zero moves no mean: the error along the constant, over its length, is the length."""
    M = (1 - RATE * SPECTRUM) ** INNER
    wanted = np.array([float(constant(x, 1.0)) for x in M])
    direction = wanted / np.linalg.norm(wanted)

    def statistics(rng: np.random.Generator, size: int) -> Array:
        gradient = noisy_quadratic(rng, size, SPECTRUM, NOISE, SPEED)
        theta = descended(gradient, np.zeros((size, 10)), STAGES, inner, RATE)
        return STAGES * (SPEED - theta) @ direction

    found = simulate(Simulation(statistics, ("convergence.constant",), CHUNK), seed, most=MOST)
    return z_test(found.estimate(), float(np.linalg.norm(wanted)))


EXAMPLES, BATCH, SHORT, SLOW = 30, 16, 16, 0.2


@leg(
    "monte_carlo",
    covers="linear students of 30 examples, 3 features, 3 classes, minibatches of 16 labels drawn from the teacher: n "
    "times the mean error over 16 stages of one step",
)
def minibatches(constant: Constant = constant, replacement: float = 1.0, seed: int = 0) -> Evidence:
    """From the uniform law straight to the teacher: what Mⁿ leaves is taken out. `replacement` scales the rate."""
    rng = stream(0, "convergence.constant", "problem")  # one problem, whatever the seed
    features = np.linalg.qr(rng.standard_normal((EXAMPLES, 3)))[0] * np.sqrt(EXAMPLES * np.array([0.5, 1.0, 1.5]))
    law = np.full((EXAMPLES, 3), 0.02) + 0.94 * np.eye(3)[features.argmax(axis=1)]  # the largest feature is the label
    end, start = (features.T @ q / (features**2).sum(axis=0)[:, None] for q in (law, np.full_like(law, 1 / 3)))
    M = (1 - SLOW * (features**2).mean(axis=0))[:, None]
    wanted = constant(M, 1.0) * (1 - M**SHORT) * (end - start)
    size = float(np.linalg.norm(wanted))

    def statistics(rng: np.random.Generator, replicates: int) -> Array:
        gradient = sampled(rng, features, lambda s: 1 / 3 + s * (law - 1 / 3), BATCH)
        ends = descended(gradient, np.broadcast_to(start, (replicates, 3, 3)), SHORT, 1, SLOW * replacement)
        return SHORT * ((end - ends) * wanted).sum(axis=(-2, -1)) / size

    found = simulate(
        Simulation(statistics, ("convergence.constant", "minibatches"), 500), seed, most=200, target=0.0018 * size
    )
    return z_test(found.estimate(), size)


def two_percent(M: Expr, speed: Expr) -> Expr:
    return Rational(102, 100) * constant(M, speed)


def one_step_off(M: Expr, speed: Expr) -> Expr:
    """1/(1 − M): the error before the steps of a stage, not after them."""
    return speed / (1 - M)


for check in (series, extremes, straight, curved):
    control(check, "contraction off by one", constant=one_step_off)
control((series, straight), "2 % off", constant=two_percent)
control(curved, "a jump at the end of the path", drops="continuous", jump=1)
control(curved, "a schedule that slows down", drops="uniform", schedule=lambda t: t * (2 - t))
control(curved, "gradients off by a thousandth", drops="exact_gradients", biased=1)
control(minibatches, "2 % off", constant=lambda M, speed: 1.02 * constant(M, speed))
control(minibatches, "another step size", replacement=1.1)
control(noisy, "2 % off", constant=lambda M, speed: 1.02 * constant(M, speed))
control(noisy, "a step fewer a stage", inner=1)
control(curved, "0.2 % off", constant=lambda M, speed: Rational(501, 500) * constant(M, speed))
