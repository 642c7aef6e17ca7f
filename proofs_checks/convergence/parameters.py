r"""How the constant of the 1/n law depends on temperature, conditioning and steps a stage.

Power path from T = 1 to T_1, uniform in log T: θ*(s) = power_{T_1^s}(p). Its speed is
‖dθ*/ds‖ = log T_1 · ‖q∘(log p − E_q log p)‖/T at T = T_1^s. With m steps of size 2/(μ + L) a stage on quadratics of
condition number κ = L/μ, in the flattest direction,
    n‖e_n‖ → C(κ, m) ‖dθ*/ds‖(1),  C = a/(1 − a),  a = ((κ − 1)/(κ + 1))^m,
C rises in κ, falls in m, and C/κ → 1/(2m) as κ → ∞. On sparsity see claim `sparsity`, on the teacher's sample
`data_size`, `floor` and `averaging`.
"""

from collections.abc import Callable
from itertools import product
from typing import Any

import numpy as np
from sympy import Expr, Integer, Rational, Symbol, log, oo, symbols

from numerics.bias_variance import zipf
from numerics.convergence import descended
from numerics.homotopy import path_speed
from numerics.montecarlo import Simulation, simulate
from numerics.prover import decide_positive
from numerics.registry import operator
from numerics.remembered import remembered
from numerics.simplex import Array
from proofs_checks.machine.checks import (
    ANYWHERE,
    POINT,
    Cases,
    all_positive,
    all_steps,
    equal,
    is_positive,
    over_boxes,
    z_test,
)
from proofs_checks.machine.claim import Claim, Leg, Whole, control, leg
from proofs_checks.machine.evidence import Evidence
from proofs_checks.machine.formula import Formula
from proofs_checks.teachers import ROWS, on_teachers
from theory import convergence as theory
from theory import homotopy
from theory.simplex import T, generic, i, softmax


def constant(kappa: Any, m: Any) -> Any:
    a = ((kappa - 1) / (kappa + 1)) ** m
    return a / (1 - a)


def heating(T: Any, T_1: Any) -> Any:
    """What the speed has beside ‖q∘(log p − E_q log p)‖."""
    return log(T_1) / T


claim = Claim(
    statement=Formula(
        r"n\,\|e_n\| \to C(\kappa, m)\,@heating\,\|q \circ (\log p - \mathbb E_q \log p)\|",
        where={"T": "T_1"},
        heating=heating,
    ),
    scope="power path uniform in log T, in the flattest eigenspace of a quadratic; steps 2/(mu + L), every p > 0, "
    "T_1 > 1, kappa > 1, m >= 1",
    hypotheses={
        "uniform": "the schedule is uniform in log T",
        "flattest": "the path lies in the mu-eigenspace",
        "exact_gradients": "gradients are exact",
    },
    reads={"S3.parameters": "repairs"},
    rests_on=("convergence.constant", "homotopy.path_length"),
    expect="supported",
    parts={
        "temperature": Formula(
            r"\|d\theta^*/ds\| = @heating\,\|q \circ (\log p - \mathbb E_q \log p)\|", heating=heating
        ),
        "conditioning": Formula(r"C(\kappa, m) = @constant", constant=constant),
    },
)

kappa, m, x = symbols("kappa m x", positive=True)
Constant = Callable[..., Expr]


@leg("identity", part="temperature", covers=Whole("V, p, T are symbols: dT/ds = T log T_1 on a path uniform in log T"))
def along_log_temperature(
    heating: Callable[[Expr, Expr], Expr] = heating,
    rate: Callable[[Expr, Expr], Expr] = lambda T, end: T * log(end),
) -> Evidence:
    """`rate` is dT/ds."""
    p, end = generic(), Symbol("T_1", positive=True)
    q = softmax(lambda j: log(p[j]) / T, p.classes)
    mean = q.mean(lambda j: log(p[j]))
    speed = homotopy.path_speed(p, T)(i) * rate(T, end)
    return equal(speed, -heating(T, end) * q[i] * (log(p[i]) - mean), at={**POINT, end: Integer(4)})


@leg(
    "identity",
    part="conditioning",
    covers="kappa a symbol, m = 1, 2, 3: from what a step leaves; limits and slopes in kappa",
)
def conditioning(constant: Constant = constant, curvature: Expr = theory.mu) -> Evidence:
    """`curvature` is that of the eigenspace in which the path lies."""
    steps = []
    for number in (1, 2, 3):
        left = theory.left(theory.BEST, curvature, Integer(number)).subs(theory.L, kappa * theory.mu).simplify()
        at = {kappa: Integer(5), theory.mu: ANYWHERE}
        found = constant(kappa, Integer(number))
        grown = found.subs(kappa, 1 + x).diff(x).factor()
        limit = (found / kappa).limit(kappa, oo)
        steps += [
            (f"a/(1 − a), m = {number}", lambda a=left, c=found, at=at: equal(a / (1 - a), c, at=at)),
            (f"rises in κ, m = {number}", lambda g=grown: is_positive(g.simplify(), "dC/dκ > 0", {x: Integer(4)})),
            (f"C/κ → 1/(2m), m = {number}", lambda l=limit, m=number: equal(l, Rational(1, 2 * m))),
        ]
    return all_steps(*steps)


@leg(
    "enclosure",
    part="conditioning",
    covers="kappa in [2, 100], m in [1, 10] as real numbers: C falls in m, rises in kappa",
)
def monotone(sign: int = 1) -> Evidence:
    C = constant(kappa, m)
    box = {kappa: (Integer(2), Integer(100)), m: (Integer(1), Integer(10))}
    return over_boxes(
        decide_positive(-sign * C.diff(m), box, budget=60_000), decide_positive(C.diff(kappa), box, budget=60_000)
    )


STAGES = (512, 1024)
Path = Callable[[float], Array]


def along(p: Array, hottest: float, stages: int) -> Path:
    """s to power_{T_1^s}(p), where s is a stage's: a multiple of 1/stages."""
    rows = operator("power")(p, hottest ** (np.arange(stages + 1) / stages).reshape(-1, *[1] * (p.ndim - 1)))
    return lambda s: rows[round(s * stages)]


@remembered
def reaching(rows: Array, hottest: float, condition: float, steps: int, biased: float) -> Array:
    """‖n·e_n‖ of each row at the two numbers of stages, what is of order 1/n taken out."""
    target, rate = along(rows, hottest, max(STAGES)), 2 / (1 + condition)

    def gradient(theta: Array, s: float) -> Array:
        return theta - target(s) + biased

    few, many = (n * (target(1.0) - descended(gradient, rows, n, steps, rate)) for n in STAGES)
    return np.linalg.norm(2 * many - few, axis=-1)


@on_teachers(
    "20 rows, T_1 = 2 and 4, kappa = 3 and 20, m = 1 and 4, the flattest direction: n·e_n at 512 and 1,024 stages, "
    "what is of order 1/n taken out, within 1 % of the constant",
    names=ROWS,
)
def on_rows(p: Array, share: float = 1.0, off_by_one: int = 0, biased: float = 0.0) -> Evidence:
    rows = p[:20]

    def cases() -> Cases:
        for hottest, condition, steps in product((2.0, 4.0), (3.0, 20.0), (1, 4)):
            speed = np.linalg.norm(path_speed(rows, hottest), axis=-1) * hottest
            reached = reaching(rows, hottest, condition, steps, biased)
            wanted = share * float(constant(condition, steps + off_by_one)) * np.log(hottest) * speed
            off = float(np.abs(reached / wanted - 1).max())
            at = {"T_1": hottest, "kappa": condition, "m": steps}
            yield at, 0.01 - off, f"n·e_n is off by {off:.2g} of the constant"

    return all_positive(cases())


FEW, NOISE, TARGET = 256, 2e-6, 0.0018  # of the derived value: 2 % then is noticed
CELLS = ((2.0, 3.0, 2), (4.0, 8.0, 4))  # T_1, kappa, m


def simulated(hottest: float, condition: float, steps: int) -> Leg:
    """The leg simulation_κ: noisy gradients, whose noise moves no mean; what is of order 1/n is taken out."""
    expected = float(constant(condition, steps))

    def simulation(constant: Constant = constant, seed: int = 0) -> Evidence:
        p = zipf(6)
        target, speed = along(p, hottest, 2 * FEW), path_speed(p, hottest) * hottest * np.log(hottest)
        size = float(np.linalg.norm(speed))

        def statistics(rng: np.random.Generator, replicates: int) -> Array:
            def gradient(theta: Array, s: float) -> Array:
                return theta - target(s) + NOISE * rng.standard_normal(theta.shape)

            start, rate, end = np.broadcast_to(p, (replicates, 6)), 2 / (1 + condition), target(1.0)
            few, many = (n * (end - descended(gradient, start, n, steps, rate)) @ speed / size for n in (FEW, 2 * FEW))
            return 2 * many - few

        simulation = Simulation(statistics, ("convergence.parameters", int(condition)), 20)
        found = simulate(simulation, seed, most=100, target=TARGET * expected * size)
        return z_test(found.estimate(), float(constant(condition, steps)) * size)

    simulation.__name__ = f"simulation_{condition:.0f}"
    covers = f"six classes, p_i in proportion to 1/i, T_1 = {hottest:.0f}, kappa = {condition:.0f}, m = {steps}: n·e_n"
    return leg("monte_carlo", part=("temperature", "conditioning"), covers=covers)(simulation)


simulation = tuple(simulated(*cell) for cell in CELLS)

control(along_log_temperature, "1/T² for 1/T", heating=lambda T, end: heating(T, end) / T)
control(along_log_temperature, "uniform in T", drops="uniform", rate=lambda T, end: end - 1)
control(conditioning, "halfway to the steepest", drops="flattest", curvature=(theory.mu + theory.L) / 2)
control(on_rows[:1], "gradients off by 1e-5", drops="exact_gradients", biased=1e-5)
control(conditioning, "a step more", constant=lambda kappa, m: constant(kappa, m + 1))
control(monotone, "C rises in m", sign=-1)
control(on_rows, "2 % off", share=1.02)
control(on_rows, "a step more a stage", off_by_one=1)
control(simulation, "2 % off", constant=lambda kappa, m: 1.02 * constant(kappa, m))
control(simulation, "a step more a stage", constant=lambda kappa, m: constant(kappa, m + 1))
