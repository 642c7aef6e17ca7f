r"""How the 1/n law depends on sparsity: the constant is Λ√K, for K weights that the threshold Λ leaves.

Soft thresholds raised in n stages of m proximal steps of size η, a = (1 − η)^m, as in claim `thresholds`. If uniform
they have E_n = Λ a(1 − aⁿ)/(n(1 − a)), and stages uniform in log λ from λ_1 on nE_n → a/(1 − a) Λ log(Λ/λ_1). Where no
|β_i| lies in (Λ − E_n, Λ] the K weights that are left are each off by E_n and the others are 0, so that
    ‖θ_n − θ*(Λ)‖ = E_n √K.
Along one path that is a/(1 − a) Λ√K(Λ)/n: it rises with Λ while few weights go, and falls as they do. Of 20,000 normal
weights it is larger where 30 % are left than where 50 % or 10 % are.
"""

from collections.abc import Callable
from fractions import Fraction
from functools import cache
from itertools import product
from typing import Any

import numpy as np
from sympy import Expr, Integer, Rational, Sum, log, oo, sqrt, symbols

from numerics.chance import stream
from numerics.convergence import shrunk, thresholded
from numerics.montecarlo import Simulation, simulate
from numerics.simplex import Array
from proofs_checks.machine.checks import ANYWHERE, Cases, all_equal, all_positive, all_steps, equal, z_test
from proofs_checks.machine.claim import Claim, Leg, Whole, control, leg
from proofs_checks.machine.evidence import Evidence
from proofs_checks.machine.formula import Formula
from proofs_checks.machine.rocq.leg import formal
from theory import convergence as theory


def uniform(a: Any, n: Any) -> Any:
    """E_n/Λ of uniform stages."""
    return a * (1 - a**n) / (n * (1 - a))


claim = Claim(
    statement=Formula(
        r"\lambda_k = \Lambda k/n: \ \|\theta_n - \theta^*(\Lambda)\| = @uniform\,\Lambda\sqrt{K}", uniform=uniform
    ),
    scope="orthonormal features, L1 penalty, thresholds in n uniform stages to Lambda, which K weights exceed, "
    "m >= 1 proximal steps of eta in (0, 1) a stage, a = (1 − eta)^m, from the full weights",
    hypotheses={
        "uniform": "the schedule is uniform",
        "apart": "weights that go are below the threshold by the lag of the stages or more",
    },
    reads={"S3.parameters": "repairs"},
    rests_on=("convergence.thresholds",),
    expect="proved",
)

Behind = Callable[..., Expr]
weight, first, last = symbols("beta lambda_1 Lambda", positive=True)


@leg(
    "identity",
    covers=Whole("a, n, Lambda, K and weights above Lambda and below Lambda − E_n are symbols; signs keep"),
)
def each_weight(uniform: Behind = uniform) -> Evidence:
    """E_n of uniform stages; what K weights above Λ are off by; those below Λ − E_n; stages uniform in log λ."""
    n, q, small, E = theory.n, *symbols("q h E", positive=True)
    r, below, K, k = *symbols("r below", nonnegative=True), theory.m, theory.k
    share = q / (1 + q)  # over (0, 1)

    def off(b: Expr) -> Expr:
        """How far θ*(Λ − E) is from θ*(Λ), at Λ = r + E, for a weight b."""
        return theory.shrunk(b, r) - theory.shrunk(b, r + E)

    together = sqrt(Sum(off(r + E + weight) ** 2, (k, 1, K)).doit())
    h, ratio = log(last / first), 1 - small  # λ_{k−1}/λ_k = e^{−h/n}, so that n = −h/log(1 − small)
    settled = share * (1 - ratio) / (1 - share * ratio)
    kept_up = share * (settled * ratio + 1 - ratio)  # of λ_k, a stage later
    logarithmic = (settled * last * -h / log(1 - small)).limit(small, 0, "+")
    constant = last * h * (n * uniform(share, n)).limit(n, oo)
    at = {
        q: Integer(2),
        last: Integer(3),
        first: Rational(1, 2),
        small: Rational(1, 5),
        E: ANYWHERE,
        weight: Integer(5),
    }
    at[n] = Integer(3)
    return all_steps(
        ("E_n", lambda: equal(theory.tracked(share, last / n, n), last * uniform(share, n), at=at)),
        ("K weights above Λ", lambda: equal(together, E * sqrt(K), at=at)),
        ("one at Λ − E_n or below", lambda: equal(off(r - below), Integer(0), at=at)),
        ("uniform in log λ: E_k settles", lambda: equal(kept_up, settled, at=at)),
        ("at the constant times log(Λ/λ_1)", lambda: equal(logarithmic.simplify(), constant.simplify(), at=at)),
    )


@leg(
    "exact",
    covers="K = 0 to 6 of 12 weights left, n = 4, 8, 16, m = 1, 2: the squared error, in fractions",
)
def norms(
    uniform: Behind = uniform,
    least: Fraction = Fraction(6, 5),
    others: Fraction = Fraction(1, 10),
    schedule: Callable[[Fraction], Fraction] = lambda share: share,
) -> Evidence:
    """The weights that are left are at least `least`, the rest are `others`; Λ = 1."""
    cases = []
    for K, n, m in product(range(7), (4, 8, 16), (1, 2)):
        beta = np.array([least + Fraction(i, 3) if i < K else others for i in range(12)])
        found = thresholded(beta, [schedule(Fraction(k, n)) for k in range(1, n + 1)], m, Fraction(1, 3))
        goal = np.array([b - 1 if b > 1 else Fraction(0) for b in beta])  # least (θ − β)²/2 + θ, for β > 0
        squares = sum((found - goal) ** 2)
        wanted = K * uniform(Rational(2, 3) ** m, Integer(n)) ** 2
        cases.append(({"K": K, "n": n, "m": m}, Rational(squares), wanted))
    return all_equal(cases)


MANY = 2048


@cache
def followed(share: float, seed: int) -> tuple[float, int, float]:
    """The threshold that leaves this share of the weights, how many these are, and n times the error."""
    beta = stream(seed, "convergence.sparsity").standard_normal(20_000)
    goal = float(np.quantile(np.abs(beta), 1 - share))
    found = thresholded(beta, (goal * stage / MANY for stage in range(1, MANY + 1)), STEPS, RATE)
    return goal, int((np.abs(beta) > goal).sum()), MANY * float(np.linalg.norm(found - shrunk(beta, goal)))


@leg(
    "search",
    covers="20,000 normal weights, thresholds that leave 90 to 1 % of them, 2,048 stages of two steps",
)
def one_path(uniform: Behind = uniform, root: float = 0.5, seed: int = 0) -> Evidence:
    """n times the error within 1 % of the constant Λ K^(1/2); and where that is largest."""
    left, sizes = (1 - RATE) ** STEPS, {}

    def cases() -> Cases:
        for share in (0.9, 0.5, 0.3, 0.1, 0.01):
            goal, K, sizes[share] = followed(share, seed)
            wanted = float(MANY * uniform(left, MANY) * goal * K**root)
            yield {"left": share}, 0.01 - abs(sizes[share] / wanted - 1), f"n times the error is {sizes[share]:.4g}"
        for share in (0.5, 0.1):
            yield {"left": share}, sizes[0.3] / sizes[share] - 1.05, f"{sizes[0.3]:.4g} where 30 % are left"

    found = all_positive(cases())
    return Evidence(
        found.outcome, {f"{share:.0%} left": size for share, size in sizes.items()}, found.witness, found.note
    )


SIZE, STAGES, STEPS, RATE, NOISE = 200, 64, 2, 0.25, 0.005
LEFT = (5, 50)  # the larger weights, at 3; the others, at 0.2, go


def simulation_of(K: int) -> Leg:
    """The leg simulation_K: the squared error of stages whose every gradient has normal noise."""

    def simulation(root: float = 0.5, speed: float = 1.0, seed: int = 0) -> Evidence:
        """E‖θ_n − θ*‖² = K^(2·root) (E_n² + v), v the variance that the steps leave: noise moves only what is left."""
        beta = np.where(np.arange(SIZE) < K, 3.0, 0.2)

        def statistics(rng: np.random.Generator, replicates: int) -> Array:
            theta = np.broadcast_to(beta, (replicates, SIZE))
            for step in range(STAGES * STEPS):
                level = (step // STEPS + 1) / STAGES
                slope = theta - beta + NOISE * rng.standard_normal((replicates, SIZE))
                theta = shrunk(theta - RATE * slope, RATE * level)
            return ((theta - shrunk(beta, 1.0)) ** 2).sum(axis=-1)

        variance = (RATE * NOISE) ** 2 / (
            1 - (1 - RATE) ** 2
        )  # Σ_j (1 − η)^2j (ησ)², of which all is there after 64 stages
        derived = K ** (2 * root) * (float(speed * uniform((1 - RATE) ** STEPS, STAGES)) ** 2 + variance)
        key = ("convergence.sparsity", K)
        found = simulate(Simulation(statistics, key, 100), seed, most=100, target=0.0018 * derived)
        return z_test(found.estimate(), derived)

    simulation.__name__ = f"simulation_{K}"
    return leg("monte_carlo", covers=f"{K} of 200 weights left, noisy gradients, 64 stages of two steps")(simulation)


simulation = tuple(simulation_of(K) for K in LEFT)


for check in (each_weight, norms, one_path):
    control(check, "2 % off", uniform=lambda a, n: Fraction(102, 100) * uniform(a, n))
    control(check, "contraction off by one", uniform=lambda a, n: uniform(a, n) / a)
control(norms, "weights that go close below Λ", drops="apart", others=Fraction(19, 20))
control(norms, "a schedule that slows down", drops="uniform", schedule=lambda t: t * (2 - t))
control(one_path, "K to the power 0.6", root=0.6)
control(simulation, "2 % off", speed=1.02)
control(simulation, "K to the power 0.6", root=0.6)

sparsity = formal("convergence.sparsity", covers="every orthonormal design, threshold, m and n", uniform=uniform)
