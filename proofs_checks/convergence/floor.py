r"""The floor that noise leaves at a constant step, and how it is reached.

q fixed, θ_k = θ_{k−1} + γ(q̂_k − θ_{k−1}), γ in (0, 2), q̂_k the frequencies of B fresh draws from q, and f = γ/(2 − γ):
    E‖θ_n − q‖² = (1 − γ)^{2n} ‖θ_0 − q‖² + f (1 − (1 − γ)^{2n}) (1 − Σq²)/B.
Proof. v_k = (1 − γ)² v_{k−1} + γ² (1 − Σq²)/B: draws of a stage are independent of θ_{k−1}, and have mean q. ∎
So it tends to f (1 − Σq²)/B. More stages do not lower that; smaller steps do, and below γ = 1 take longer to reach it.
"""

from collections.abc import Callable
from fractions import Fraction
from itertools import product
from typing import Any

import numpy as np
from sympy import Expr, Integer, Rational, Symbol, symbols

from numerics.bias_variance import zipf
from numerics.convergence import learned, learned_exactly
from numerics.montecarlo import Simulation, simulate
from numerics.simplex import Array
from proofs_checks.machine.checks import ANYWHERE, POINT, all_equal, all_steps, equal, z_test
from proofs_checks.machine.claim import Claim, Leg, Whole, control, leg
from proofs_checks.machine.evidence import Evidence
from proofs_checks.machine.formula import Formula
from proofs_checks.machine.rocq.leg import formal
from theory import convergence as theory
from theory.bias_variance import frequency_variance
from theory.bias_variance import n as draws
from theory.simplex import generic


def law(spread: Any, batch: Any, pace: Any, n: Any, start: Any) -> Any:
    """v = 1 − Σq², and start = ‖θ_0 − q‖²."""
    forgotten = (1 - pace) ** (2 * n)
    return forgotten * start + pace / (2 - pace) * (1 - forgotten) * spread / batch


claim = Claim(
    statement=Formula(
        r"\mathbb E\|\theta_n - q\|^2 = @law",
        where={"spread": r"(1 - \sum q^2)", "batch": "B", "pace": r"\gamma", "start": r"\|\theta_0 - q\|^2"},
        law=law,
    ),
    scope="V >= 2, every q, B >= 1, n >= 1, every start, constant step gamma in (0, 2)",
    hypotheses={
        "fresh": "each stage has B fresh independent draws",
        "still": "the teacher stands still",
    },
    reads={"S3.converges": "limits"},
    expect="proved",
)

Law = Callable[..., Expr]
v, B, start = symbols("v B start", positive=True)
g = Symbol("gamma", positive=True)


@leg("identity", covers=Whole("V, q, B, n, the step and the start are symbols; by induction over stages"))
def recursion(law: Law = law) -> Evidence:
    """What B draws spread; the law at n = 0, and one stage more; and the recursion solved at two steps."""
    q, n = generic("p"), theory.n
    at = {**POINT, v: ANYWHERE, B: Integer(3), draws: Integer(3), g: Rational(1, 3), n: Integer(2), start: ANYWHERE / 5}
    spread, squares = q.sum(lambda j: frequency_variance(q[j])), 1 - q.sum(lambda j: q[j] ** 2)
    once = law(squares, draws, Integer(1), Integer(1), start)
    more = (theory.learnt(law(v, B, g, n, start), g, v / B) - law(v, B, g, n + 1, start)).expand(power_exp=True)
    steps = [
        ("B draws: the law at a step of 1", lambda: equal(spread, once, q, at=at)),
        ("the start", lambda: equal(law(v, B, g, Integer(0), start), start, at=at)),
        ("one more", lambda: equal(more.simplify(), Integer(0), at=at)),
    ]
    for pace in (Rational(1, 2), Rational(3, 2)):
        solved, wanted = theory.constant_pace(pace, v / B, n, start).expand(), law(v, B, pace, n, start).expand()
        steps.append((f"solved, γ = {pace}", lambda s=solved, w=wanted: equal(s, w, at=at)))
    return all_steps(*steps)


Q = (Fraction(1, 2), Fraction(1, 3), Fraction(1, 6))


@leg("exact", covers="q = (3, 2, 1)/6 from e_1, n = 1, 2, 3, B = 1, 2, gamma = 1/3, 1, 3/2: every sequence of draws")
def enumeration(law: Law = law, **draws: Any) -> Evidence:
    spread, away = (Rational(x) for x in (1 - sum(x * x for x in Q), (1 - Q[0]) ** 2 + Q[1] ** 2 + Q[2] ** 2))
    start = (Fraction(1), Fraction(0), Fraction(0))
    return all_equal(
        (
            {"n": n, "B": batch, "gamma": pace},
            Rational(learned_exactly(Q, start, batch, n, lambda _, pace=pace: pace, **draws)),
            law(spread, Integer(batch), Rational(pace), Integer(n), away),
        )
        for n, batch, pace in product((1, 2, 3), (1, 2), (Fraction(1, 3), Fraction(1), Fraction(3, 2)))
    )


CELLS = {5: (3, 2, 0.1, 1_000), 100: (3, 10, 0.2, 250)}  # V: n, B, gamma, replicates a chunk; the start still counts
TARGET = 0.0018  # of the derived value: 2 % then is noticed


def simulated(classes: int) -> Leg:
    """The leg simulation_V: the squared error after n stages from the uniform law."""
    n, batch, pace, replicates = CELLS[classes]

    def simulation(law: Callable[..., float] = law, seed: int = 0) -> Evidence:
        q = zipf(classes)

        def statistics(rng: np.random.Generator, size: int) -> Array:
            return ((learned(rng, q, batch, n, size, lambda _: pace) - q) ** 2).sum(axis=-1)

        derived = law(float(1 - (q**2).sum()), batch, pace, n, float(((q - 1 / classes) ** 2).sum()))
        found = simulate(
            Simulation(statistics, ("convergence.floor", classes), replicates), seed, most=400, target=TARGET * derived
        )
        return z_test(found.estimate(), derived)

    simulation.__name__ = f"simulation_{classes}"
    return leg("monte_carlo", covers=f"V = {classes}, n = {n}, B = {batch}, gamma = {pace}, q_i in proportion to 1/i")(
        simulation
    )


simulation = tuple(simulated(classes) for classes in CELLS)

control(recursion, "f = γ/2", law=lambda v, B, g, n, s: law(v * (2 - g) / 2, B, g, n, s))
control(enumeration, "one sample for all stages", drops="fresh", fresh=False)
control(enumeration, "another teacher up to the last stage", drops="still", before=(Fraction(1, 3),) * 3)
control(enumeration, "a stage late", law=lambda v, B, g, n, s: law(v, B, g, n - 1, s))
control(simulation, "2 % off", law=lambda v, B, g, n, s: 1.02 * law(v, B, g, n, s))

floor = formal("convergence.floor", covers="every V, q, n, B, start and step in (0, 2)", law=law)
