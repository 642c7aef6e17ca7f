r"""What sparsifying costs when the data choose: minimax thresholds, n of 64 to 65,536.

X ~ N(θ, 1), soft thresholding η(x) = sign(x)(|x| − λ)₊, risk R(λ, θ) = E(η(X) − θ)². For n ≥ 3 the threshold that makes
sup_θ R(λ, θ)/(1/n + min(θ², 1)) least solves
    (n + 1) R(λ, 0) = 1 + λ², R(λ, 0) = 2((1 + λ²)Φ(−λ) − λφ(λ)).
Proof. dR/dθ = 2θ(Φ(λ − θ) − Φ(−λ − θ)) lies in [0, 2θ] for θ ≥ 0. So R rises to 1 + λ², and R ≤ R(λ, 0) + θ². Past
θ = 1 the ratio is at most (1 + λ²)/(1 + 1/n), its limit; before, (R(λ, 0) + θ²)/(1/n + θ²) ≤ max(n R(λ, 0), 1). So the
sup is the larger of n R(λ, 0), which falls with λ, and n(1 + λ²)/(n + 1), which rises: least where they meet, which for
n ≥ 3 is not below 1. ∎
A student that keeps what the data single out pays 1 + λ² on large coefficients where one that knew them would pay 1.
"""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import numpy as np
from flint import arb, fmpq
from scipy.optimize import minimize_scalar
from sympy import Expr, Integer, Rational, Symbol, erf, exp, lambdify, limit, oo, pi, simplify, sqrt

from numerics.montecarlo import Simulation, simulate
from numerics.simplex import Array
from proofs_checks.machine.checks import all_positive, all_steps, equal, rounds_to, z_test
from proofs_checks.machine.claim import Claim, Leg, NotKnown, control, leg
from proofs_checks.machine.evidence import Evidence
from proofs_checks.machine.formula import Formula


def equation(R: Any, lam: Any, n: Any, shrunk: int = 1) -> Any:
    """Zero at the best threshold, R its risk at zero; with nothing shrunk, less λ² throughout."""
    return (n + 1) * R - 1 - shrunk * lam**2


claim = Claim(
    statement=Formula(
        r"\operatorname*{arg\,min}_\lambda \sup_\theta \frac{R(\lambda,\theta)}{1/n+\min(\theta^2,1)}"
        r" \text{ solves } @equation = 0",
        where={"R": r"R(\lambda,0)", "lam": r"\lambda"},
        equation=equation,
    ),
    scope="soft thresholding of X ~ N(theta, 1), one threshold for every coefficient, n >= 3",
    hypotheses={"normal": NotKnown("the noise is normal"), "known": "its variance is known, and 1"},
    reads={"S1.when": "lemma"},
    expect="supported",
)

t, s = Symbol("theta", real=True), Symbol("s", real=True)
lam = Symbol("lambda", positive=True)
AT = {lam: Rational(3, 2), t: Rational(1, 2), s: Rational(1, 3)}
Risk = Callable[[Expr, Expr], Expr]


def phi(s: Expr) -> Expr:
    return exp(-(s**2) / 2) / sqrt(2 * pi)


def Phi(s: Expr) -> Expr:
    return (1 + erf(s / sqrt(2))) / 2


def tail(s: Expr) -> tuple[Expr, Expr, Expr]:
    """∫ z^k φ(z) dz from s to ∞, k = 0, 1, 2."""
    return 1 - Phi(s), phi(s), s * phi(s) + 1 - Phi(s)


def risk(lam: Expr, t: Expr) -> Expr:
    """R: X = θ + Z is shrunk by λ beyond ±λ, where η(X) − θ is Z ∓ λ, and is zero between, where it is −θ."""

    def beyond(t: Expr) -> Expr:
        none, one, two = tail(lam - t)
        return two - 2 * lam * one + lam**2 * none

    return beyond(t) + beyond(-t) + t**2 * (Phi(lam - t) - Phi(-lam - t))


def unshrunk(lam: Expr, t: Expr) -> Expr:
    """Hard thresholding: what is kept is not shrunk."""
    return tail(lam - t)[2] + tail(lam + t)[2] + t**2 * (Phi(lam - t) - Phi(-lam - t))


def laplace(lam: Expr, t: Expr) -> Expr:
    """The risk under Laplace's law of variance 1, for |θ| ≤ λ."""

    def past(t: Expr) -> Expr:
        return exp(-sqrt(2) * (lam - t)) * (1 - sqrt(2) * t) / 2

    return past(t) + past(-t) + t**2


def at_zero(lam: Expr) -> Expr:
    return 2 * ((1 + lam**2) * Phi(-lam) - lam * phi(lam))


@cache
def far(risk: Risk) -> Expr:
    """R(λ, ∞)."""
    return limit(risk(lam, t), t, oo)


simplified = cache(simplify)


@leg("identity", covers="λ and θ are symbols: R from moments of the normal tail, its derivative, R(λ, 0) and R(λ, ∞)")
def derivation(
    risk: Risk = risk, at_zero: Callable[[Expr], Expr] = at_zero, equation: Callable[..., Any] = equation
) -> Evidence:
    n = Symbol("n", positive=True)
    moments = tail(s)
    slope = 2 * t * (Phi(lam - t) - Phi(-lam - t))  # 2θ times a probability
    mills = lam * Phi(-lam) - phi(lam)
    return all_steps(
        *(
            (
                f"moment {k} of a tail",
                lambda k=k: equal(simplified(moments[k].diff(s) + s**k * phi(s)), Integer(0), at=AT),
            )
            for k in range(3)
        ),
        ("dR/dθ", lambda: equal(simplified(risk(lam, t).diff(t) - slope), Integer(0), at=AT)),
        ("R(λ, 0)", lambda: equal(simplified(risk(lam, Integer(0)) - at_zero(lam)), Integer(0), at=AT)),
        (
            "n R(λ, 0) = n R(λ, ∞)/(n + 1)",
            lambda: equal((n + 1) * at_zero(lam) - far(risk), equation(at_zero(lam), lam, n), at={**AT, n: Integer(5)}),
        ),
        ("dR(λ, 0)/dλ is 4 times", lambda: equal(at_zero(lam).diff(lam), 4 * mills, at=AT)),
        ("what rises", lambda: equal(mills.diff(lam), Phi(-lam), at=AT)),
        ("to 0: negative", lambda: equal(limit(mills, lam, oo), Integer(0), at=AT)),
    )


def excess(lam: arb, n: int, shrunk: int = 1) -> arb:
    """What is zero at the best threshold, in balls."""
    Phi, phi = (lam / arb(2).sqrt()).erfc() / 2, (-(lam**2) / 2).exp() / (2 * arb.pi()).sqrt()
    zero = 2 * ((1 + lam**2) * Phi - lam * phi) if shrunk else 2 * (Phi + lam * phi)
    return equation(zero, lam, n, shrunk)


def solution(n: int, shrunk: int = 1) -> arb:
    """The root: halved between 0 and 5 until a ball of 1e-9 is left, its signs decided at every step."""
    low, high = fmpq(0), fmpq(5)
    while high - low > fmpq(1, 10**9):
        middle = (low + high) / 2
        value = excess(arb(middle), n, shrunk)
        assert not value.contains(0)
        low, high = (middle, high) if value > 0 else (low, middle)
    return arb((low + high) / 2, arb(high - low))


PRINTED = ("1.474", "1.669", "1.859", "2.045", "2.226", "2.403", "2.575", "2.743", "2.906", "3.066", "3.221")


@leg("published", covers="Donoho and Johnstone (1994), as tabulated in S+Wavelets: n = 2^6, …, 2^16, three decimals")
def tabulated(shrunk: int = 1) -> Evidence:
    return rounds_to((f"n = 2^{e}", solution(2**e, shrunk), text) for e, text in enumerate(PRINTED, start=6))


@leg(
    "enclosure", covers="n = 3 to 63: at λ² = 1/n the equation's left is above its right, so that its root has λ² > 1/n"
)
def root_above(sizes: Sequence[int] = range(3, 64)) -> Evidence:
    """There the common value is above 1, which the proof needs; beyond, n R(λ, 0) only grows."""
    return all_positive(({"n": n}, excess(1 / arb(n).sqrt(), n), "(n + 1) R(λ, 0) > 1 + λ² at λ² = 1/n") for n in sizes)


control(root_above, "n = 2 too", sizes=[2])
CLOSE = 1e-7  # a bounded search stops at 1.5e-8 of λ, which is up to 3.2


@leg("search", covers="n = 64, 1024, 65536: the ratio's largest of 4,001 θ up to 40, minimised over λ, beside the root")
def minimised(knee: float = 1.0) -> Evidence:
    """Floats, from the ratio itself: neither the equation nor its proof enters."""
    thetas, off = np.r_[0.0, np.geomspace(1e-4, 40, 4000)], []
    R = lambdify((lam, t), risk(lam, t), modules=["scipy", "numpy"])
    for n in (64, 1024, 65536):
        floor = 1 / n + np.minimum(thetas**2, knee)

        def largest(threshold: float, floor: Array = floor) -> float:
            return float((R(threshold, thetas) / floor).max())

        best = minimize_scalar(largest, bounds=(0.5, 4.5), method="bounded", options={"xatol": 1e-9})
        off.append(abs(best.x - float(solution(n).mid())))
    worst = float(np.max(off))  # not a number if one is not
    return Evidence("supports" if worst < CLOSE else "refutes", {"examples": 3 * len(thetas), "off": worst})


CELLS = {"nothing": (1.474, 0.0, 2**17, 96), "a_little": (1.0, 0.5, 2**16, 16), "much": (2.0, 3.0, 2**16, 4)}


def simulated(cell: str) -> Leg:
    """The leg shrunk_CELL: the risk at one λ and θ, from X itself."""
    threshold, mean, chunk, chunks = CELLS[cell]

    def shrunk(risk: Risk = risk, shrinks: float = 1.0, seed: int = 0) -> Evidence:
        def statistics(rng: np.random.Generator, size: int) -> Array:
            x = mean + rng.standard_normal(size)
            kept = np.where(np.abs(x) > threshold, x - shrinks * np.copysign(threshold, x), 0.0)
            return (kept - mean) ** 2

        simulation = Simulation(statistics, ("bias_variance.soft_threshold", cell), chunk)
        derived = float(risk(lam, t).subs({lam: threshold, t: mean}))
        return z_test(simulate(simulation, seed, most=chunks).estimate(), derived)

    shrunk.__name__ = f"shrunk_{cell}"
    return leg("monte_carlo", covers=f"λ = {threshold}, θ = {mean}: the mean of (η(X) − θ)²")(shrunk)


shrunk = tuple(simulated(cell) for cell in CELLS)

control(derivation, "hard thresholding", risk=unshrunk)
control(derivation, "Laplace's noise", risk=laplace)
control(derivation, "noise of variance 4", drops="known", risk=lambda lam, t: 4 * risk(lam / 2, t / 2))
control(derivation, "R(λ, ∞) = λ²", equation=lambda R, lam, n: equation(R, lam, n) + 1)
control(derivation, "one tail for two", at_zero=lambda lam: at_zero(lam) / 2)
control(tabulated, "hard thresholding", shrunk=0)
control(minimised, "the benchmark's knee at 1/4", knee=0.25)
control(shrunk, "hard thresholding", shrinks=0.0)
control(shrunk, "2 % off", risk=lambda lam, t: risk(lam, t) * Rational(102, 100))
control(minimised, "the knee off by one part in 10^6", knee=1 + 1e-6)
