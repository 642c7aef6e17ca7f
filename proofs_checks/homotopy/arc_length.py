r"""Of all schedules for a path, constant speed has the smallest ℓ, and so the smallest bound of `tracking`.

A path θ* with speed f(s) = ‖θ*'(s)‖ > 0, followed by a schedule σ from 0 to 1, continuously differentiable and rising:
the optimum moves at f(σ)σ', and ℓ in the bound of `tracking` is the largest value of that. Then
    ℓ ≥ ∫ f ds, the length of the path, with equality only where f(σ)σ' is constant.
Proof. F(σ(t)), F' = f, is a primitive of f(σ)σ': its mean over time is the length, whatever σ; and a continuous
function is nowhere above its mean only if it is constant. ∎
On the power path from T = 1 to T_1 linear temperatures have ℓ = (T_1 − 1) max ‖dq/dT‖, geometric ones log T_1 max
T‖dq/dT‖. That is about ℓ alone: a bound that sees all of a schedule may be smaller for another (`rest`), and so may
the error at the end (`constant_speed`).
"""

from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise

import numpy as np
from scipy.integrate import quad
from sympy import Expr, Function, Integer, Rational

from numerics.homotopy import path_speed
from numerics.registry import operator
from numerics.remembered import remembered
from numerics.schedules import Schedule, chords, constant_speed, geometric, linear
from numerics.simplex import Array
from proofs_checks.machine.checks import ANYWHERE, Cases, all_equal, all_positive, all_steps, equal_for_every_function
from proofs_checks.machine.claim import Claim, Whole, control, leg
from proofs_checks.machine.evidence import Evidence
from proofs_checks.teachers import ROWS, on_teachers
from theory import homotopy as theory
from theory.homotopy import place, speed, time

claim = Claim(
    statement=r"\max_t f(\sigma)\sigma' \ge \int_0^1 f\,ds, \text{ with equality only at constant speed}",
    scope="a path with continuous speed f > 0, schedules rising from 0 to 1, continuously differentiable",
    reads={"S2.path": "lemma"},
    rests_on=("homotopy.path_length",),
    expect="derived",
)

Pace = Callable[[Callable[[Expr], Expr], Expr], Expr]


@leg(
    "identity",
    covers=Whole(
        "f and the schedule are unknown functions; the largest value of a continuous function is at least its mean, "
        "and equal to it only if it is constant"
    ),
)
def mean_speed(pace: Pace = theory.pace) -> Evidence:
    """The pace is the derivative of F(σ(t)), F' = f, so that its mean over time is F(1) − F(0), the length."""
    F, moving = Function("F"), pace(speed, place(time))
    s, rate, bend = (theory.at_a_time(place(time).diff(time, order)) for order in range(3))
    travelled = theory.at_a_time(F(place(time)).diff(time)).replace(F(s).diff(s), speed(s))
    at = {s: Integer(2), rate: Integer(3), bend: ANYWHERE}
    return equal_for_every_function(speed, travelled - theory.at_a_time(moving), at)


SPEEDS = (Fraction(1), Fraction(3), Fraction(2))  # on thirds of a path
STAGES, STEADY = 24, (4, 16)  # and when constant speed is through the first two thirds


def largest(first: int, second: int) -> Fraction:
    """n times the largest step of n stages, those up to `first` on the first third, up to `second` on the second."""
    ends = (0, first, second, STAGES)

    def travelled(stage: int) -> Fraction:
        shares = (
            min(max(Fraction(stage - early, late - early), Fraction(0)), Fraction(1)) for early, late in pairwise(ends)
        )
        return sum((speed * share / 3 for speed, share in zip(SPEEDS, shares, strict=True)), Fraction(0))

    places = [travelled(stage) for stage in range(STAGES + 1)]
    return STAGES * max(after - before for before, after in pairwise(places))


@leg("exact", covers="a path of speeds 1, 3, 2 on its thirds, 24 stages: every schedule that is linear on the thirds")
def thirds(length: Fraction = sum(SPEEDS, Fraction(0)) / 3) -> Evidence:
    """Its length is 2: its speed with 4 and 16 stages at the bends, and less than that with any others."""
    bends = [(first, second) for first in range(1, STAGES - 1) for second in range(first + 1, STAGES)]

    def others() -> Cases:
        for ends in (ends for ends in bends if ends != STEADY):
            over = largest(*ends) - length
            yield {"bends": ends}, Rational(over), f"ℓ is {over} over the length"

    steady = [({"bends": STEADY}, Rational(largest(*STEADY)), Rational(length))]
    return all_steps(("any other", lambda: all_positive(others())), ("constant speed", lambda: all_equal(steady)))


COLDEST, HOTTEST, MANY = 1.0, 8.0, 1024


@remembered
def by_schedule(rows: Array) -> dict[str, tuple[float, float]]:
    """n times the largest step, and the derived ℓ, of each schedule."""
    power = operator("power")

    def path(T: float) -> Array:
        return power(rows, T)

    def rate(T: float) -> float:
        return float(np.linalg.norm(path_speed(rows, T)))

    places = np.geomspace(COLDEST, HOTTEST, 2001)
    speeds = np.array([rate(T) for T in places])
    by_linear, by_geometric = linear(COLDEST, HOTTEST), geometric(COLDEST, HOTTEST)
    schedules: dict[str, tuple[Schedule, float]] = {
        "linear": (by_linear, (HOTTEST - COLDEST) * speeds.max()),
        "geometric": (by_geometric, float(np.log(HOTTEST / COLDEST)) * (speeds * places).max()),
        "constant speed": (constant_speed(path, by_geometric), quad(rate, COLDEST, HOTTEST, limit=400)[0]),
    }
    shares = np.linspace(0, 1, MANY + 1)
    return {
        name: (MANY * float(chords(path, np.array([schedule(t) for t in shares])).max()), float(derived))
        for name, (schedule, derived) in schedules.items()
    }


@on_teachers(
    "20 rows as one path, T = 1 to 8, 1,024 stages: ℓ of linear, geometric and constant-speed schedules, to 1 %",
    names=ROWS,
)
def on_rows(p: Array, share: float = 1.0, slowest: str = "constant speed") -> Evidence:
    """n times the largest step against `share` of the derived ℓ; the last is the length, and less than the others."""
    found = by_schedule(p[:20])

    def cases() -> Cases:
        for name, (ell, derived) in found.items():
            off = abs(ell / (share * derived) - 1)
            yield {"schedule": name}, 2e-4 - off, f"{name}: ℓ is {ell:.5g}, derived {share * derived:.5g}"
        for name, (ell, _) in found.items():
            if name != slowest:
                yield {"schedule": name}, ell / found[slowest][0] - 1.01, f"{name} is no faster than {slowest}"

    return all_positive(cases())


control(mean_speed, "σ'² for σ'", pace=lambda f, at: f(at) * at.diff(time) ** 2)
control(thirds, "more than the length, which some schedule is below", length=Fraction(49, 20))
control(thirds, "2 % less than the length", length=Fraction(98, 50))
control(on_rows, "2 % off", share=1.02)
control(on_rows, "linear temperatures for constant speed", slowest="linear")
control(on_rows, "0.05 % off", share=1.0005)
