r"""Why iterating works where one shot fails, in a landscape where it does: a barrier, and how many stages cross it.

f_s(θ) = κu²/2 + A(1 − cos u), u = θ − cs, κ = 1/10, A = 1. From θ*(0) = 0, gradient flow on f_1 (or steps of at most
1/(κ + A)) ends at θ*(1) = c if 0 ≤ c < u_b and in a wrong valley for every c > u_b, u_b = 3.49906… the least positive
root of κu + A sin u. Stages of s by 1/n, run to convergence, arrive if and only if n ≥ ⌊c/u_b⌋ + 1.
Proof. On a line flow is monotone between stationary points, and gradient steps of at most 1/(κ + A) do not jump over
them: u − η f'(u) does not fall in u. The slope κu + A sin u is positive on (0, u_b) and negative beyond, up to the
valley at 5.67920…: so 0 attracts |u| < u_b, and nothing beyond u_b. A converged stage starts |u| = c/n from the
optimum; where that exceeds u_b, stages move it farther out each time, order being kept, and it does not come back. ∎
The tube of `tracking` promises less: |u| < arccos(−κ/A) = 1.67096…. With few steps m a stage the lag eats into the
basin: with G(u) = u − η f'(u) stages that move the optimum by δ stay in the basin for ever if and only if
δ ≤ D_m = max_v (v − Gᵐ(v)), v in [0, u_b]; so n ≥ c/D_m stages suffice. D_m rises to u_b with m, and for m = 1 it is
η f' at the edge of the tube.
Proof. G does not fall. A stage starts at v_k, the next at v_{k+1} = Gᵐ(v_k) + δ. If δ ≤ v − Gᵐ(v), then v_k ≤ v implies
v_{k+1} ≤ v. If not for any v in [0, u_b], then v_{k+1} − v_k has a positive minimum there, and v_k leaves. ∎
"""

from collections.abc import Callable

import numpy as np
from flint import arb, fmpq
from sympy import Expr, Rational, Symbol, sin

from numerics.enclosure import ball, compiled, decide_positive, precision
from numerics.homotopy import arrives, waves
from proofs_checks.checks import ANYWHERE, Cases, all_of, certain, decided, equal, holds, printed
from proofs_checks.claim import Claim, Whole, control, leg
from proofs_checks.evidence import Evidence
from theory import homotopy as theory
from theory.homotopy import amplitude, kappa, offset

claim = Claim(
    statement=r"\text{stages run to convergence arrive} \iff n \ge \lfloor c/u_b \rfloor + 1",
    scope="f_s = kappa u²/2 + A(1 − cos u), u = theta − c s, kappa = 1/10, A = 1, c > 0, no multiple of u_b; gradient "
    "flow, or m steps of at most 1/(kappa + A) a stage",
    hypotheses=("stages run to convergence",),
    reads={"S2": "repaired"},
    expect="proved",
    parts={
        "basin": r"f' > 0 \text{ on } (0, u_b),\ f' < 0 \text{ on } (u_b, u_v)",
        "stages": r"\text{arrives} \iff n \ge \lfloor c/u_b \rfloor + 1",
        "lag": r"m \text{ steps a stage: in the basin for ever} \iff \delta \le \max_v (v - G^m(v))",
    },
)

K, A = Rational(1, 10), Rational(1)
LEFT, RIGHT = (Rational(349906, 100000), Rational(349907, 100000)), (Rational(567920, 100000), Rational(567921, 100000))
Slope = Callable[[Expr], Expr]


def slope(u: Expr) -> Expr:
    """f' at κ = 1/10, A = 1."""
    return K * u + A * sin(u)


@leg(
    "identity",
    part="basin",
    covers="the slope of the landscape, kappa and A symbols, by differentiation",
)
def derivatives(slope: Slope = lambda u: kappa * u + amplitude * sin(u)) -> Evidence:
    at = {kappa: Rational(1, 10), amplitude: ANYWHERE, offset: Rational(7, 2)}
    f = theory.valley(offset, kappa, amplitude)
    return equal(f.diff(offset), slope(offset), at=at)


@leg(
    "enclosure",
    part="basin",
    covers=Whole(
        "the slope over (0, 349906/100000] and from 349907/100000 to 567920/100000, in boxes; roots in between"
    ),
)
def signs(slope: Slope = slope) -> Evidence:
    """Positive on (0, u_b), with its zero at 0 factored out; negative from there to the valley; the ends enclosed."""
    positive = decide_positive(slope(offset), {offset: (Rational(0), LEFT[0])}, vanishing={offset: 1})
    negative = decide_positive(-slope(offset), {offset: (LEFT[1], RIGHT[0])})
    turns = decide_positive(slope(offset), {offset: (RIGHT[1], Rational(6))})
    crossing = decide_positive(-slope(offset).diff(offset), {offset: LEFT})  # one root: the slope falls through it
    return decided(positive, negative, turns, crossing)


def root(low: fmpq, high: fmpq) -> arb:
    """The root of the slope between two points, in a ball of 10⁻³⁰: halved, its sign decided at every step."""
    function = compiled([slope(offset)], [offset])
    with precision(256):
        falls = function(arb(low))[0] > 0
        while high - low > fmpq(1, 10**30):
            middle = (low + high) / 2
            value = function(arb(middle))[0]
            assert not value.contains(0)
            low, high = (middle, high) if (value > 0) == falls else (low, middle)
        return arb((low + high) / 2, arb(high - low))


def barrier() -> arb:
    """u_b."""
    return root(fmpq(3), fmpq(4))


@leg(
    "enclosure",
    part="basin",
    covers="the barrier, the valley and the edge of the tube, rounded to five decimals, in balls",
)
def digits(rounded: tuple[str, str, str] = ("3.49906", "5.67921", "1.67096")) -> Evidence:
    tube = (-ball(K) / ball(A)).acos()
    names = ("u_b", "u_v", "tube")
    return printed(zip(names, (barrier(), root(fmpq(5), fmpq(6)), tube), rounded, strict=True))


Stages = Callable[[float, float], int]
DISTANCES = np.array([1.0, 3.4, 3.6, 6.9, 7.1, 13.9, 14.1, 20.0, 34.9, 35.1, 50.0])


def critical(c: float, barrier: float) -> int:
    return int(c // barrier) + 1


@leg(
    "identity",
    part="stages",
    covers=Whole("a stage that has converged starts c/n off; below the barrier it arrives, beyond it does not (basin)"),
)
def least(more: int = 0) -> Evidence:
    """The least n with c/n < u_b, for c between j and j + 1 barriers, is j + 1: (j + x)/(j + 1) < 1 <= (j + x)/j.

    `more` stages are taken for n = j.
    """
    j, x = Symbol("j", positive=True), Symbol("x", positive=True)  # x/(1 + x) runs over (0, 1)
    inside, before = (j + x / (1 + x)) / (j + 1), (j + x / (1 + x)) / (j + more)
    at = {j: Rational(2), x: ANYWHERE}
    return all_of(
        ("n = j + 1 starts inside", lambda: holds((1 - inside).factor(), "c/n < u_b", at)),
        ("n = j does not", lambda: holds((before - 1).factor(), "c/n > u_b", at)),
    )


@leg(
    "search",
    part="stages",
    covers="c = 1 to 50: 400 gradient steps a stage; each critical number of stages, and one fewer",
)
def simulated(critical: Stages = critical, steps: int = 400) -> Evidence:
    edge = float(barrier().mid())

    def cases() -> Cases:
        for c in DISTANCES:
            n = critical(float(c), edge)
            for stages, wanted in ((n, True), (n - 1, False)):
                if stages:
                    found = bool(arrives(waves(0.1, 1.0), np.array([c]), stages, steps, 1 / 1.1, 1e-6)[0])
                    at = {"c": float(c), "n": stages}
                    yield at, float(found == wanted) - 0.5, f"{stages} stages {'arrive' if found else 'do not arrive'}"

    return certain(cases())


@leg(
    "identity",
    part="lag",
    covers=Whole("G' is a sum of two terms that are never negative, kappa, A, u symbols, eta = 1/((kappa + A)(1 + w))"),
)
def order(slope: Slope = lambda u: kappa * u + amplitude * sin(u)) -> Evidence:
    """G'(u) = w/(1 + w) + 2A sin²(u/2)/((κ + A)(1 + w)): steps of at most 1/(κ + A) keep the order."""
    w = Symbol("w", positive=True)
    after = offset - slope(offset) / ((kappa + amplitude) * (1 + w))
    terms = w / (1 + w) + 2 * amplitude * sin(offset / 2) ** 2 / ((kappa + amplitude) * (1 + w))
    at = {kappa: Rational(1, 10), amplitude: ANYWHERE, offset: Rational(7, 2), w: Rational(1, 3)}
    return equal(after.diff(offset), terms, at=at)


@leg(
    "enclosure", part="lag", covers="m = 1, eta = 1/(kappa + A), c = 20: D_1 is eta f' at the edge of the tube; n = 19"
)
def single_steps(least: int = 19) -> Evidence:
    """f' rises up to arccos(−κ/A), where f'' = 0, and falls from there to u_b; 20/D_1 lies between 18 and 19."""
    edge = (-ball(K) / ball(A)).acos()
    rate = ball(1 / (K + A))
    curvature = decide_positive(slope(offset).diff(offset), {offset: (Rational(0), Rational(167096, 100000))})
    bent = decide_positive(-slope(offset).diff(offset), {offset: (Rational(167097, 100000), LEFT[1])})
    found = decided(curvature, bent)
    needed = 20 / (rate * compiled([slope(offset)], [offset])(edge)[0])
    says = f"c/D_1 is {needed.str(8)}"
    rounded = certain([({"n": least}, least - needed, says), ({"n": least - 1}, needed - (least - 1), says)])
    return all_of(("one maximum", lambda: found), ("the number of stages", lambda: rounded))


NEEDED = {1: 19, 2: 11, 5: 7, 10: 6}


def longest_step(m: int, rate: float, edge: float) -> float:
    """D_m, over a grid of 100,001 offsets up to the barrier."""
    v = np.linspace(0, edge, 100_001)
    after, f = v.copy(), waves(0.1, 1.0)
    for _ in range(m):
        after = after - rate * f(after)
    return float((v - after).max())


@leg(
    "search",
    part="lag",
    covers="m = 1, 2, 5, 10 steps of 1/L a stage: 5,000 stages of 0.999 and 1.001 D_m; c = 20: 19, 11, 7, 6 stages",
)
def lagging(found: dict[int, int] | None = None, share: float = 1.0) -> Evidence:
    """Stages that arrive after rest; c/D_m suffice at c = 20, where at most two fewer do; `share` scales D_m."""
    wanted, f, rate, edge = found or NEEDED, waves(0.1, 1.0), 1 / 1.1, float(barrier().mid())

    def lands(stages: int, m: int) -> bool:
        return bool(arrives(f, np.array([20.0]), stages, m, rate, 1e-6, rest=400)[0])

    def cases() -> Cases:
        for m, count in wanted.items():
            least = next(n for n in range(1, 100) if lands(n, m))
            yield {"m": m}, float(least == count) - 0.5, f"m = {m} takes {least} stages"
            step = share * longest_step(m, rate, edge)
            far = 5000 * step * np.array([0.999, 1.001])
            stayed = arrives(f, far, 5000, m, rate, 1e-6, rest=400).tolist()
            yield (
                {"m": m, "D_m": step},
                float(stayed == [True, False]) - 0.5,
                f"m = {m}: steps of 0.999, 1.001: {stayed}",
            )
            enough = int(np.ceil(20.0 / step))
            says = f"m = {m}: {enough} stages suffice by the condition, {least} do"
            yield {"m": m}, float(least <= enough <= least + 2 and lands(enough, m)) - 0.5, says

    return certain(cases())


control(derivatives, "κ doubled", slope=lambda u: 2 * kappa * u + amplitude * sin(u))
control(signs, "κ = 2/5: no barrier", slope=lambda u: 4 * K * u + A * sin(u))
control(digits, "the last digit of the barrier", rounded=("3.49907", "5.67921", "1.67096"))
control(digits, "the last digit of the valley", rounded=("3.49906", "5.67922", "1.67096"))
control(least, "two stages more for j", more=2)
control(simulated, "the tube of tracking for the barrier", critical=lambda c, _: int(c // 1.67096) + 1)
control(simulated, "three steps a stage", steps=3)
control(order, "A doubled in the slope", slope=lambda u: kappa * u + 2 * amplitude * sin(u))
control(single_steps, "a stage fewer", least=18)
control(lagging, "stages run to convergence", found=dict.fromkeys(NEEDED, 6))
control(lagging, "2 % more than D_m", share=1.02)
control(lagging, "2 % less than D_m", share=0.98)
