r"""The error of n-stage distillation is O(1/n), noise or not.

False: at a constant step noise leaves a floor: more stages do not bring the error to zero.

"The error of n-stage distillation vanishes like 1/n, noise or not" fails. q fixed, θ_k = θ_{k−1} + γ(q̂_k − θ_{k−1})
with γ in (0, 2), q̂_k the frequencies of B fresh draws: the error tends to a floor (claim `floor`), not to zero unless q
is a vertex. At q = (1, 1)/2, B = 1, γ = 1/2 the floor is 1/6. With weights 1/k in place of γ it is gone (`averaging`).
"""

from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise

from sympy import Integer, Rational, oo, symbols

from numerics.convergence import learned_exactly
from proofs_checks.machine.checks import ANYWHERE, equal
from proofs_checks.machine.claim import Claim, control, leg
from proofs_checks.machine.evidence import Evidence, Witness
from proofs_checks.machine.rocq.leg import formal
from theory import convergence as theory

claim = Claim(
    statement=r"\mathbb E\|\theta_n - q\|^2 = O(1/n), \text{ noise or not}",
    scope="constant step gamma in (0, 2), frequencies of B draws a stage; q = (1, 1)/2, B = 1, gamma = 1/2 refute",
    reads={"S3.converges": "limits", "S3.rate": "limits"},
    rests_on=("convergence.averaging", "convergence.floor"),
    expect="refuted",
)

Pace = Callable[[int], Fraction]
HALVES, VERTEX = (Fraction(1, 2), Fraction(1, 2)), (Fraction(1), Fraction(0))


def constant(_: int) -> Fraction:
    return Fraction(1, 2)


def averaging(k: int) -> Fraction:
    return Fraction(1, k)


@leg(
    "exact",
    covers="q = (1, 1)/2, B = 1, gamma = 1/2, n = 1 to 8: every sequence of draws, never below 1/6",
)
def floor(pace: Pace = constant) -> Evidence:
    """v_k = v_{k−1}/4 + 1/8 keeps v above its fixed point 1/6, so that n times the error exceeds n/6, any constant.

    It is O(1/n) where it is 1/(2n), stage by stage.
    """
    errors = [learned_exactly(HALVES, VERTEX, 1, n, pace) for n in range(9)]
    figures = {f"n = {n}": str(error) for n, error in enumerate(errors)}
    if all(error == Fraction(1, 2 * n) for n, error in enumerate(errors[1:], start=1)):
        return Evidence("supports", figures)
    steady = all(pace(k) == Fraction(1, 2) for k in range(1, 1000))
    recursion = all(after == before / 4 + Fraction(1, 8) for before, after in pairwise(errors))
    if steady and recursion and errors[0] > Fraction(1, 6):
        says = f"the error is {errors[8]} after 8 stages, and above 1/6 after any number"
        return Evidence("refutes", figures, Witness({"q": "(1, 1)/2", "gamma": "1/2"}, Fraction(1, 6), says))
    return Evidence("inconclusive", figures, note="neither 1/(2n) nor the recursion of a floor")


v, start = symbols("v start", positive=True)


@leg(
    "identity",
    covers="the limit over n of what solves the recursion of mean squares, gamma = 1/2, every v and start",
)
def limit(pace: str = "constant") -> Evidence:
    """That it solves the recursion, and where it goes: to v/3."""
    n, half = theory.n, Rational(1, 2)
    error, step = (theory.constant_pace(half, v, n, start), half) if pace == "constant" else (v / n, 1 / (n + 1))
    more = theory.learnt(error, step, v) - error.subs(n, n + 1)
    at = {v: ANYWHERE, start: Rational(2), n: Integer(3)}
    solved = equal(more.expand(power_exp=True).simplify(), Integer(0), at=at)
    assert solved.outcome == "supports", "a law that does not solve the recursion"
    reached = error.limit(n, oo)
    if reached == 0:
        return Evidence("supports", {"limit": "0"})
    assert equal(reached, v / 3, at=at).outcome == "supports"
    left = reached.subs(v, half)
    assert left == Rational(1, 6), left
    return Evidence("refutes", {"limit": str(reached)}, Witness({"v": "1/2"}, left, f"the error tends to {reached}"))


def by_hand() -> Fraction:
    """Every sequence of up to 8 fair draws, θ moving half of the way to e_1 or e_2: v_k = v_{k−1}/4 + 1/8 stays above
    1/6, its fixed point, from v_0 = 1/2 on."""
    errors = []
    for stages in range(9):
        total = Fraction(0)
        for code in range(2**stages):
            first = Fraction(1)
            for k in range(stages):
                first = (first + (code >> k) % 2) / 2
            total += 2 * (first - Fraction(1, 2)) ** 2
        errors.append(total / 2**stages)
    floor = Fraction(1, 6)
    assert floor / 4 + Fraction(1, 8) == floor < errors[0] == Fraction(1, 2)
    assert all(errors[k] == errors[k - 1] / 4 + Fraction(1, 8) for k in range(1, 9))
    return floor


control(floor, "repaired: weights 1/k", pace=averaging)
control(limit, "repaired: weights 1/k", pace="averaging")

noise_floor_refuted = formal("convergence.noise_floor_refuted", covers="q = (1, 1)/2, B = 1, step 1/2", refutes=True)
