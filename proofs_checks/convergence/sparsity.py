r"""Sparse students stage by stage: soft thresholds raised in stages leave exactly a lower threshold.

Orthonormal features, full weights β. θ*(λ) minimises ‖θ − β‖²/2 + λ‖θ‖₁: β, each weight moved towards 0 by λ, and 0 if
it gets there. Stage k raises λ to λ_k (0 = λ_0 ≤ λ_1 ≤ … ≤ λ_n = Λ) and takes m proximal gradient steps of size η in
(0, 1); a = (1 − η)^m. From θ_0 = β,
    θ_n = θ*(Λ − E_n),  E_n = Σ_k a^{n−k+1} (λ_k − λ_{k−1}).
Proof. Weights are apart and signs keep: take b = β_i > 0. A step is x → max(0, (1 − η)x + η(b − λ)). Without maximum
x stays above b − λ, so that it falls; a stage takes the excess y over b − λ_{k−1} to a(y + λ_k − λ_{k−1}) over b − λ_k,
which E_k solves. With it x is the same until that would be negative (then b < λ), and 0 from then on. ∎
For uniform stages E_n = Λ a(1 − aⁿ)/(n(1 − a)); where no |β_i| lies in [Λ − E_n, Λ] the error is E_n √K, K the number
of weights that are left: the constant of the 1/n law grows with the root of K, least for the sparsest. Uniform in log λ
from λ_1 on, nE_n tends to a/(1 − a) Λ log(Λ/λ_1). Weights in between are kept that should have gone.
"""

from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise, product

import numpy as np
from sympy import Expr, Integer, Rational, Symbol, log, oo, symbols

from numerics.chance import stream
from numerics.convergence import shrunk, thresholded
from numerics.montecarlo import Simulation, simulate
from numerics.schedules import Schedule, geometric, linear
from numerics.simplex import Array
from proofs_checks.checks import ANYWHERE, Cases, all_of, certain, equal, holds, z_test
from proofs_checks.claim import Claim, Leg, Whole, control, leg
from proofs_checks.evidence import Evidence
from theory import convergence as theory

claim = Claim(
    statement=r"\theta_n = \theta^*(\Lambda - E_n), \ E_n = \sum_k a^{n-k+1}(\lambda_k - \lambda_{k-1})",
    scope="orthonormal features, L1 penalty, thresholds rising from 0 to Lambda, m >= 1 proximal steps of eta in "
    "(0, 1) a stage, a = (1 − eta)^m, from the full weights, every beta",
    hypotheses=("features are orthonormal",),
    reads={"S3": "repaired", "S2": "lemma"},
    expect="proved",
    parts={
        "student": r"\theta_n = \theta^*(\Lambda - E_n)",
        "constant": r"n E_n \to \tfrac{a}{1 - a}\,\lambda'(1): \ \text{the error is } E_n \sqrt{K}",
    },
)

Behind = Callable[..., Expr]
eta, x, lam, rise, weight = symbols("eta x lambda delta beta", positive=True)
a, first, last = symbols("a lambda_1 Lambda", positive=True)


def behind(a: Expr, rises: list[Expr]) -> Expr:
    """E_n, for the rises λ_k − λ_{k−1} of n stages."""
    return sum((a ** (len(rises) - stage) * step for stage, step in enumerate(rises)), Integer(0))


@leg(
    "identity",
    part="student",
    covers=Whole(
        "one weight, its step and its stage are symbols, so for every n by induction; weights are apart, signs keep, "
        "and a falling sequence kept at 0 by the maximum is the maximum of it and 0"
    ),
)
def one_weight(behind: Behind = behind) -> Evidence:
    """How far a step leaves a weight above its goal, that it falls, a stage, and the sum for three stages."""
    above, rises = Symbol("y", positive=True), list(symbols("d1:4", positive=True))
    goal = weight - lam
    stepped = (1 - eta) * (goal + above) + eta * goal
    e: Expr = Integer(0)
    for step in rises:
        e = a * (e + step)
    at = {eta: Rational(1, 3), above: ANYWHERE, lam: Integer(1), weight: Integer(4), a: Rational(2, 3)}
    at |= {step: Integer(number) for number, step in enumerate(rises, start=1)}
    return all_of(
        ("a step leaves 1 − η of what it is above", lambda: equal(stepped - goal, (1 - eta) * above, at=at)),
        ("so it falls", lambda: holds((goal + above - stepped).expand(), "ηy > 0", at)),
        ("a stage more", lambda: equal(behind(a, [*rises, rise]), a * (behind(a, rises) + rise), at={**at, rise: 2})),
        ("three stages", lambda: equal(behind(a, rises), e, at=at)),
    )


@leg("identity", part="constant", covers=Whole("a, n and the ends are symbols: sums of geometric series, n → ∞"))
def limits(constant: Behind = lambda a, speed: a / (1 - a) * speed) -> Evidence:
    """Uniform in λ from 0; and uniform in log λ from λ_1, where E_k settles at a share of λ_k."""
    n, q, small = theory.n, Symbol("q", positive=True), Symbol("h", positive=True)
    share = q / (1 + q)  # over (0, 1)
    uniform = n * theory.tracked(share, last / n, n)
    h = log(last / first)
    ratio = 1 - small  # λ_{k−1}/λ_k = e^{−h/n}, so that n = −h/log(1 − small)
    settled = share * (1 - ratio) / (1 - share * ratio)
    kept_up = share * (settled * ratio + 1 - ratio)  # of λ_k, a stage later
    logarithmic = (settled * last * -h / log(1 - small)).limit(small, 0, "+")
    at = {q: Integer(2), last: Integer(3), first: Rational(1, 2), small: Rational(1, 5)}
    return all_of(
        ("E_k settles", lambda: equal(kept_up, settled, at=at)),
        ("uniform", lambda: equal(uniform.limit(n, oo).simplify(), constant(share, last), at=at)),
        ("uniform in log λ", lambda: equal(logarithmic.simplify(), constant(share, last * h), at=at)),
    )


def levels(schedule: str, n: int) -> list[Fraction]:
    """λ_1, …, λ_n = 1, in fractions: uniform, with squares, late, or arriving at half time."""
    shares = [Fraction(stage, n) for stage in range(1, n + 1)]
    ways = {
        "uniform": lambda t: t,
        "squares": lambda t: t * t,
        "late": lambda t: max(2 * t - 1, Fraction(0)),
        "early": lambda t: min(2 * t, Fraction(1)),
    }
    return [ways[schedule](t) for t in shares]


@leg(
    "exact",
    part="student",
    covers="8 weights, some smaller than Lambda, n = 1 to 8, m = 1, 2, four schedules, in fractions",
)
def weights(behind: Behind = behind, late: int = 0) -> Evidence:
    """Weight by weight; `late` steps more are taken in each stage than a says."""
    beta = np.array([Fraction(x, 4) for x in (-9, 7, -5, 4, 3, -2, 1, 0)])

    def cases() -> Cases:
        for n, m, name in product(range(1, 9), (1, 2), ("uniform", "squares", "late", "early")):
            thresholds, rate = levels(name, n), Fraction(1, 3)
            found = thresholded(beta, thresholds, m + late, rate)
            rises = [after - before for before, after in pairwise([Fraction(0), *thresholds])]
            off = np.abs(found - shrunk(beta, 1 - behind((1 - rate) ** m, rises))).max()
            yield {"n": n, "m": m, "schedule": name}, Rational(1, 10**9) - Rational(off), f"{name}: {off} off"

    return certain(cases())


@leg(
    "search",
    part="student",
    covers="20,000 normal weights, thresholds that leave 50, 10 and 1 % of them, 16 to 256 stages",
)
def many(behind: Behind = behind, seed: int = 0) -> Evidence:
    beta = stream(seed, "convergence.sparsity").standard_normal(20_000)

    def cases() -> Cases:
        for share, n, m, name in product((0.5, 0.1, 0.01), (16, 256), (1, 3), ("linear", "geometric")):
            goal = float(np.quantile(np.abs(beta), 1 - share))
            schedule: Schedule = linear(0, goal) if name == "linear" else geometric(goal / 100, goal)
            thresholds = [schedule(stage / n) for stage in range(1, n + 1)]
            rises = [after - before for before, after in pairwise([0.0, *thresholds])]
            found = thresholded(beta, thresholds, m, 0.25)
            off = float(np.abs(found - shrunk(beta, goal - float(behind(0.75**m, rises)))).max())
            yield {"left": share, "n": n, "m": m, "schedule": name}, 1e-12 - off, f"{name}: weights are {off:.2g} off"

    return certain(cases())


SIZE, STAGES, STEPS, RATE, NOISE = 1000, 64, 2, 0.25, 0.001
LEFT = (10, 100, 500)  # the larger weights, at 3; the others, at 0.2, go


def simulated(K: int) -> tuple[Simulation, float]:
    """n times the error along the weights that are left, over its length, of `SIZE` weights known with noise."""
    beta = np.where(np.arange(SIZE) < K, 3.0, 0.2)
    thresholds = [stage / STAGES for stage in range(1, STAGES + 1)]

    def statistics(rng: np.random.Generator, replicates: int) -> Array:
        seen = beta + NOISE * rng.standard_normal((replicates, SIZE))
        ends = thresholded(seen, thresholds, STEPS, RATE)
        assert (np.count_nonzero(ends, axis=-1) == K).all()
        return STAGES * (ends - shrunk(beta, 1.0)).sum(axis=-1) / np.sqrt(K)

    left = (1 - RATE) ** STEPS
    return Simulation(statistics, ("convergence.sparsity", K), 20), left / (1 - left) * (1 - left**STAGES)


def simulation_of(K: int) -> Leg:
    def simulation(root: float = 0.5, speed: float = 1.0, seed: int = 0) -> Evidence:
        """The constant times K to the power `root`."""
        it, constant = simulated(K)
        derived = speed * constant * K**root
        return z_test(simulate(it, seed, most=100, target=0.0018 * derived).estimate(), derived)

    simulation.__name__ = f"simulation_{K}"
    return leg(
        "monte_carlo", part="constant", covers=f"{K} of 1,000 weights left, noisy weights, 64 stages of two steps"
    )(simulation)


simulation = tuple(simulation_of(K) for K in LEFT)


control(one_weight, "contraction off by one", behind=lambda a, rises: behind(a, rises) / a)
control(limits, "1/(1 − a)", constant=lambda a, speed: speed / (1 - a))
control(limits, "2 % off", constant=lambda a, speed: Rational(102, 100) * a / (1 - a) * speed)
for check in (weights, many):
    control(check, "contraction off by one", behind=lambda a, rises: behind(a, rises) / a)
control(weights, "a step more a stage", late=1)
control(simulation, "2 % off", speed=1.02)
control(simulation, "K to the power 0.6", root=0.6)
