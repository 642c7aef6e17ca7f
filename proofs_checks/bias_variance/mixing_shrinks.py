r"""A frequency teacher softened by mixing: some softening always lowers the error.

p̂ = N/n, N ~ Multinomial(n, p); q = p̂/T + (1 − 1/T)u; v = (1 − Σp²)/n; b = ‖p − u‖². Then
    E‖q − p‖² = v/T² + (1 − 1/T)² b.
Proof. q − p = (p̂ − p)/T + (1 − 1/T)(u − p); the first term has mean 0 and second moment v/T². ∎
With w = 1/T this is v w² + (1 − w)² b: convex in w, least at w = b/(v + b), T = 1 + v/b, where it is
v b/(v + b) < v. So wherever p is neither a vertex (v = 0) nor u (b = 0, the hotter the better), the best T is finite
and above 1: shrinkage towards u, in the manner of Stein.
"""

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

import numpy as np
from sympy import Expr, Integer, Rational, Symbol, diff, simplify, solve

from numerics.bias_variance import exact_risk, frequencies, zipf
from numerics.montecarlo import Simulation, simulate
from numerics.operators.mixing import mixing as soften
from numerics.simplex import Array
from proofs_checks.machine.checks import ANYWHERE, POINT, all_equal, all_steps, equal, is_positive, z_test
from proofs_checks.machine.claim import Claim, Leg, Whole, control, leg
from proofs_checks.machine.evidence import Evidence
from proofs_checks.machine.formula import Formula
from proofs_checks.machine.rocq.leg import formal, formal_parts
from theory.bias_variance import n, teacher_risk
from theory.operators.mixing import mixing
from theory.simplex import T, V, generic


def risk(v: Any, b: Any, T: Any) -> Any:
    return v / T**2 + (1 - 1 / T) ** 2 * b


def hottest(v: Any, b: Any) -> Any:
    """The best temperature."""
    return 1 + v / b


def least(v: Any, b: Any) -> Any:
    return v * b / (v + b)


claim = Claim(
    statement=Formula(
        r"\mathbb E\|F_T(\hat p)-p\|^2 = @risk, \text{ least at } T = @hottest > 1", risk=risk, hottest=hottest
    ),
    scope="mixing, V >= 2, n >= 1, T >= 1",
    hypotheses={
        "independent": "the teacher is the frequencies of n independent draws from p",
        "no_vertex": "p is no vertex",
        "not_uniform": "p is not uniform",
    },
    reads={"S1.when": "lemma"},
    expect="proved",
    parts={
        "risk": Formula(r"\mathbb E\|F_T(\hat p)-p\|^2 = @risk", risk=risk),
        "optimum": Formula(
            r"\text{its least value } @least < v \text{ is at } T = @hottest > 1", least=least, hottest=hottest
        ),
    },
)

v, b = Symbol("v", positive=True), Symbol("b", positive=True)
Risk = Callable[[Any, Any, Any], Any]
Best = Callable[[Any, Any], Any]


def shrunk_like_variance(v: Expr, b: Expr, T: Expr) -> Expr:
    return v / T**2 + (1 - 1 / T**2) * b


def off(v: Expr, b: Expr, T: Expr) -> Expr:
    return risk(v, b, T) * Rational(102, 100)


@leg("identity", part="risk", covers=Whole("V, n, T and p are symbols; classes add up, each by its first two moments"))
def derivation(risk: Risk = risk) -> Evidence:
    p = generic("p")
    variance = (1 - p.sum(lambda j: p[j] ** 2)) / n
    distance = p.sum(lambda j: (p[j] - 1 / V) ** 2)
    return equal(teacher_risk(mixing, T), risk(variance, distance, T), p, at={**POINT, n: 5})


@leg("identity", part="optimum", covers=Whole("v and b are positive symbols; the risk is convex in 1/T"))
def best(risk: Risk = risk, hottest: Best = hottest, least: Best = least) -> Evidence:
    w = Symbol("w", positive=True)
    shrunk = risk(v, b, 1 / w)
    (optimum,) = solve(diff(shrunk, w), w)
    at = {v: ANYWHERE, b: Rational(1, 3), w: Rational(1, 2)}
    return all_steps(
        ("convex", lambda: is_positive(simplify(diff(shrunk, w, 2)), "d²/dw² > 0", at)),
        ("T = 1 + v/b", lambda: equal(1 / optimum, hottest(v, b), at=at)),
        ("the least value", lambda: equal(shrunk.subs(w, optimum), least(v, b), at=at)),
        ("below v", lambda: is_positive(simplify(v - least(v, b)), "v > v b/(v + b)", at)),
    )


RATIONAL = tuple(Fraction(w, 10) for w in (5, 3, 2))
SIZES, TEMPERATURES = (1, 2, 3, 5), (Fraction(1), Fraction(3, 2), Fraction(20))


@leg("exact", part="risk", covers="V = 3, n = 1, 2, 3, 5, T = 1, 3/2, 20: every outcome, in fractions")
def enumeration(risk: Risk = risk, copies: int = 1) -> Evidence:
    """Each draw counts `copies` times among the n."""
    cases = []
    for draws in SIZES:
        spread, distance = exact_v_b(copies * draws)
        for t in TEMPERATURES:
            found = exact_risk(lambda p, t=t: [q / t + (1 - 1 / t) / 3 for q in p], draws, RATIONAL)
            cases.append(({"n": draws, "T": t}, Rational(found), risk(*map(Rational, (spread, distance, t)))))
    return all_equal(cases)


def exact_v_b(draws: int, p: Sequence[Fraction] = RATIONAL) -> tuple[Fraction, Fraction]:
    """v and b."""
    zero = Fraction(0)
    v = (1 - sum((q**2 for q in p), zero)) / draws
    return v, sum(((q - Fraction(1, 3)) ** 2 for q in p), zero)


@leg("exact", part="optimum", covers="n = 5: at T = 1 + v/b, and at temperatures 1 % away from it on both sides")
def around_the_best(
    hottest: Best = hottest, least: Best = least, p: Sequence[Fraction] = RATIONAL, copies: int = 1
) -> Evidence:
    def found(t: Fraction) -> Rational:
        return Rational(exact_risk(lambda p: [q / t + (1 - 1 / t) / 3 for q in p], 5, p))

    spread, distance = exact_v_b(5 * copies, p)
    t = hottest(spread, distance)
    near = (t * Fraction(99, 100), t * Fraction(101, 100))
    higher = [({"T": other}, Integer(bool(found(other) > found(t))), Integer(1)) for other in near]
    warmer = [({"T": t, "T > 1": t > 1}, Integer(int(t > 1)), Integer(1))]
    return all_equal([*warmer, ({"T": t}, found(t), Rational(least(spread, distance))), *higher])


CELLS = {
    2: (20, 4, 5_000),
    5: (10, 4, 5_000),
    50: (50, 4, 1_000),
    1000: (200, 10, 100),
}  # V: n, chunks, replicates in each
AT = 3.0


def statistics(p: Array, draws: int, centre: Array) -> Callable[[np.random.Generator, int], Array]:
    """The squared distance of softened frequencies from a centre, and Σ (p̂ − p)(p − u), whose mean is zero."""
    away = p - 1 / len(p)

    def drawn(rng: np.random.Generator, replicates: int) -> Array:
        found = frequencies(rng, draws, p, replicates)
        off = soften.formula(found, np.array(AT))
        off -= centre
        found -= p
        return np.stack([np.einsum("rv,rv->r", off, off), np.einsum("rv,v->r", found, away)], axis=-1)

    return drawn


def simulated(classes: int) -> Leg:
    """The leg simulation_V: the error of the softened frequencies of n draws from Zipf's law on V classes."""
    draws, chunks, each = CELLS[classes]

    def simulation(
        risk: Callable[..., float] = risk, centre: Callable[[Array], Array] = lambda p: p, seed: int = 0
    ) -> Evidence:
        """The error varies most by Σ (p̂ − p)(p − u), which serves as a control variate."""
        p = zipf(classes)
        simulation = Simulation(statistics(p, draws, centre(p)), ("bias_variance.mixing_shrinks", classes), each)
        estimate = simulate(simulation, seed, most=chunks).controlled({1: 0.0})
        return z_test(estimate, float(risk((1 - (p**2).sum()) / draws, ((p - 1 / classes) ** 2).sum(), AT)))

    simulation.__name__ = f"simulation_{classes}"
    return leg("monte_carlo", part="risk", covers=f"V = {classes}, n = {draws}, T = 3, p_i in proportion to 1/i")(
        simulation
    )


simulation = tuple(simulated(classes) for classes in CELLS)

for check in (derivation, enumeration):
    control(check, "bias shrunk like variance", risk=shrunk_like_variance)
control(best, "bias counted twice", risk=lambda v, b, T: risk(v, 2 * b, T))
control(best, "1 + 2v/b", hottest=lambda v, b: 1 + 2 * v / b)
control(around_the_best, "T = 1 + 2v/b", hottest=lambda v, b: 1 + 2 * v / b)
control(around_the_best, "2 % less", least=lambda v, b: Fraction(98, 100) * least(v, b))
for check in (enumeration, around_the_best):
    control(check, "every draw counts twice", drops="independent", copies=2)
control(around_the_best, "a vertex", drops="no_vertex", p=(Fraction(1), Fraction(0), Fraction(0)))
U = (Fraction(1, 3),) * 3
control(around_the_best, "u, at T = 10^6", drops="not_uniform", p=U, hottest=lambda v, b: Fraction(10**6))
control(simulation, "2 % off", risk=off)
control(simulation, "the wrong centre: softened p", centre=lambda p: p / AT + (1 - 1 / AT) / len(p))

COVERED = {"risk": "every V, n, p and T >= 1", "optimum": "every V and n, every p that is no vertex and not uniform"}
theorems = formal_parts("bias_variance.mixing_shrinks", COVERED, risk=risk, hottest=hottest, least=least)
not_mixing_shrinks = formal(
    "bias_variance.not_mixing_shrinks", covers="T = 1 + b/v is not best", part="optimum", step=True
)
