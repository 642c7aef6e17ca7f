r"""The 1/n law has one constant for the whole class of operators.

False: let F be power at T for T ≤ 1, and at τ(T) = 1 + (T − 1)^k for T ≥ 1, k a whole number. τ is continuous, rises,
is 1 at T = 1 and tends to 0 and infinity: F satisfies A1–A5 on the open simplex (`renamed_power`). From T = 1 to
T_1 = 2 its path ends where that of power does, since τ(2) = 2, and k times as fast, since τ'(2) = k. By `constant` n
times the error tends to M/(1 − M) times the speed at the end: k times that of power. So no constant serves every
operator, not even on p_min ≥ δ, at one T_1, with one schedule and one loss.
"""

from collections.abc import Callable, Sequence

import numpy as np
from flint import arb, fmpq
from sympy import Expr, Integer, Rational, Symbol, exp, limit, log, oo

from numerics.convergence import descended
from numerics.enclosure import compiled, precision
from numerics.operators.power import power as soften
from numerics.simplex import Array
from proofs_checks.machine.checks import all_steps, equal, is_positive
from proofs_checks.machine.claim import Claim, States, control, leg, premise
from proofs_checks.machine.evidence import Evidence, Witness
from theory.operators.power import power
from theory.simplex import T, explicit

claim = Claim(
    statement=r"\exists\, C: \ \limsup_n\, n\,\|\theta^*(1) - \theta_n\| \le C \text{ for every operator with A1–A5}",
    scope="operators with A1–A5, one teacher row p > 0, T from 1 to T_1, one quadratic loss, uniform stages in log T; "
    "p = (2, 1)/3, T_1 = 2, M = 1/2 refute",
    reads={"S6.rates": States("rates and error bounds hold with one constant for the whole class of operators")},
    rests_on=("operators.renamed_power", "convergence.constant"),
    expect="refuted",
)

Renaming = Callable[[Expr, Expr], Expr]
k = Symbol("k", integer=True, positive=True)
P = (Rational(2, 3), Rational(1, 3))
KEPT, KS, BOUND = Rational(1, 2), (1, 10, 1000), 100  # M; the k that are looked at; the multiple of power's constant


def renamed(T: Expr, k: Expr) -> Expr:
    """τ, for T ≥ 1."""
    return 1 + (T - 1) ** k


@premise(
    "identity", covers="every whole k and T >= 1: tau is 1 at T = 1, rises, and tends to infinity; T_1 = 2 is kept"
)
def rises(tau: Renaming = renamed) -> Evidence:
    """τ(T) = T below 1, where it rises from 0; both pieces are 1 at T = 1, so that it is continuous."""
    more = Symbol("x", positive=True)  # T − 1
    slope = tau(T, k).diff(T).subs(T, 1 + more)
    return all_steps(
        ("1 at T = 1", lambda: equal(tau(Integer(1), k), Integer(1), at={k: Integer(3)})),
        ("rises", lambda: is_positive(slope, "dτ/dT > 0", {more: Integer(1), k: Integer(3)})),
        ("to infinity", lambda: equal(limit(1 / tau(T, k), T, oo), Integer(0), at={k: Integer(3)})),
        ("2 at T = 2", lambda: equal(tau(Integer(2), k), Integer(2), at={k: Integer(3)})),
    )


@leg(
    "exact",
    covers="every k: the speed at the end of the path over that of power; k = 1, 10, 1000, against a bound of 100",
)
def speeds(ks: Sequence[int] = KS) -> Evidence:
    """dF/ds at s = 1 on T = 2^s, by differentiation: log 2 · 2 · τ'(2) · d power/dT at 2. M/(1 − M) is common."""
    own = power(explicit(P), T)[1].diff(T).subs(T, 2)
    found = {}
    for number in ks:
        moved = power(explicit(P), renamed(T, Integer(number)))[1].diff(T).subs(T, 2)
        ratio = (moved / own).simplify()
        assert ratio == number, f"the ratio of the two speeds is {ratio}"
        found[number] = Rational(ratio)
    most = max(found.values())
    figures = {f"k = {number}": str(ratio) for number, ratio in found.items()}
    if most <= BOUND:
        return Evidence("supports", figures)
    says = f"n times the error tends to {most} times that of power, T_1 = 2; and to k times it for every k"
    return Evidence("refutes", figures, Witness({"k": most, "p": P, "T_1": 2, "M": KEPT}, most - BOUND, says))


N = 4096


def left_by_power_at(number: int) -> arb:
    """n(θ*(1) − θ_n) of the first class after n = 4096 uniform stages that leave half of an error, in balls."""
    tau, q = compiled([renamed(T, Integer(number))], [T]), compiled([1 / (1 + exp(-log(2) / T))], [T])
    with precision(128):
        goal = [arb(2) / 3, *(q(tau((arb(2).log() * fmpq(s, N)).exp())[0])[0] for s in range(1, N + 1))]
        theta = goal[0]
        for target in goal[1:]:
            theta = (theta + target) / 2
        return abs(N * (goal[-1] - theta))


@leg("enclosure", covers="p = (2, 1)/3, T_1 = 2, 4,096 stages that leave half of an error, k = 1 and 20, in balls")
def run(number: int = 20, most: int = 10) -> Evidence:
    own, moved = left_by_power_at(1), left_by_power_at(number)
    excess = moved - most * own
    says = f"n times the error is {moved.str(6)}, and {own.str(6)} of power"
    if excess > 0:
        return Evidence("refutes", {}, Witness({"k": number, "n": N}, excess, says))
    return Evidence("supports", {}, note=says)


@leg(
    "search",
    covers="three teacher rows, k = 1, 4, 16, 2,048 stages of gradient steps in floats: n·e_n over that of power",
)
def steps(ks: Sequence[float] = (1.0, 4.0, 16.0), most: float = 10.0) -> Evidence:
    rows = np.array([[0.6, 0.3, 0.1], [0.5, 0.3, 0.2], [0.9, 0.06, 0.04]])

    def reached(number: float) -> float:
        def gradient(theta: Array, s: float) -> Array:
            return theta - soften(rows, 1 + (2.0**s - 1) ** number)

        return float(np.linalg.norm(2048 * (soften(rows, 2.0) - descended(gradient, rows, 2048, 1, 0.5))))

    own = reached(1.0)
    figures = {f"k = {number:g}": reached(number) / own for number in ks}
    return Evidence("supports" if max(figures.values()) <= most else "refutes", figures)


def by_hand() -> arb:
    """4,096 stages, each of which halves the error: T = 2^(s/4096) at stage s, the teacher (2, 1)/3 has the log-odds
    log 2, and power at 1 + (T − 1)^k gives its first class 1/(1 + exp(−log 2/(1 + (T − 1)^k))). 4,096 times the error
    at the end: by how much that of k = 20 exceeds ten times that of k = 1, which is power itself."""

    def error(k: int) -> arb:
        log_2, student, target = arb(2).log(), arb(2) / 3, arb(2) / 3
        for s in range(1, 4097):
            T = (log_2 * s / 4096).exp()
            target = 1 / (1 + (-log_2 / (1 + (T - 1) ** k)).exp())
            student = (student + target) / 2
        return abs(4096 * (target - student))

    return error(20) - 10 * error(1)


control(rises, "a temperature that falls", tau=lambda T, k: 1 - (T - 1) ** k / 2)
control(rises, "2T", tau=lambda T, k: 2 * T)
control(speeds, "repaired: k at most 10", ks=KS[:2])
control(run, "repaired: power itself", number=1)
control(steps, "repaired: k at most 4", ks=(1.0, 4.0))
