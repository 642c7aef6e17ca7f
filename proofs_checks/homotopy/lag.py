r"""With few gradient steps a stage the lag eats into the basin: how far a stage may move the optimum.

In the landscape of `one_shot_fails`, G(u) = u − η f'(u), η ≤ 1/(κ + A). Stages of m gradient steps that move the
optimum by δ keep a student in the basin for ever if and only if
    δ ≤ D_m = max (v − Gᵐ(v)) over v in [0, u_b] (over all reals it has no bound).
So n ≥ c/D_m stages suffice over a distance c. D_m rises to u_b with m; D_1 is η f' at the edge of the tube.
Proof. G does not fall. A stage starts at v_k, the next at v_{k+1} = Gᵐ(v_k) + δ. If δ ≤ v − Gᵐ(v), then v_k ≤ v implies
v_{k+1} ≤ v. If not for any v in [0, u_b], then v_{k+1} − v_k has a positive minimum there, and v_k leaves. ∎
"""

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np
from flint import arb
from sympy import Expr, Integer, Rational, Symbol, sin

from numerics.enclosure import ball, compiled
from numerics.homotopy import arrives, waves
from numerics.prover import decide_positive
from proofs_checks.homotopy.one_shot_fails import LEFT, A, K, enclosed_barrier, slope
from proofs_checks.machine.checks import ANYWHERE, Cases, all_positive, all_steps, equal, over_boxes
from proofs_checks.machine.claim import Claim, Whole, control, leg
from proofs_checks.machine.evidence import Evidence
from theory import homotopy as theory
from theory.homotopy import amplitude, kappa, offset

claim = Claim(
    statement=r"m \text{ steps a stage: in the basin for ever} \iff \delta \le \max_{0 \le v \le u_b} (v - G^m(v))",
    scope="f_s = kappa u²/2 + A(1 − cos u), u = theta − c s, kappa = 1/10, A = 1; m >= 1 gradient steps of at most "
    "1/(kappa + A) a stage, which moves the optimum by delta > 0, from the optimum",
    reads={"S2.iterate": "repairs"},
    rests_on=("homotopy.one_shot_fails",),
    expect="derived",
)


@leg(
    "identity",
    covers=Whole(
        "kappa, A, u and eta = 1/((kappa + A)(1 + w)), w >= 0, are symbols: G' is a sum of two terms that are never "
        "negative; the proof uses of G that it does not fall, is continuous, and G(0) = 0"
    ),
)
def order(longer: Expr = Integer(1)) -> Evidence:
    """G'(u) = w/(1 + w) + 2A sin²(u/2)/((κ + A)(1 + w)), and G(0) = 0; `longer` multiplies the step."""
    w = Symbol("w", nonnegative=True)
    f = theory.valley(offset, kappa, amplitude)
    after = offset - longer * f.diff(offset) / ((kappa + amplitude) * (1 + w))
    terms = w / (1 + w) + 2 * amplitude * sin(offset / 2) ** 2 / ((kappa + amplitude) * (1 + w))
    at = {kappa: Rational(1, 10), amplitude: ANYWHERE, offset: Rational(7, 2), w: Rational(1, 3)}
    return all_steps(
        ("G'", lambda: equal(after.diff(offset), terms, at=at)),
        ("G(0) = 0", lambda: equal(after.subs(offset, 0), Integer(0), at=at)),
    )


@leg("enclosure", covers="m = 1, 2, 5, 10 and c = 20: stages that suffice, and D_1 in closed form, in balls")
def enclosed(enough: dict[int, int] | None = None) -> Evidence:
    """v − Gᵐ(v) at any v is at most D_m: it shows that c/n ≤ D_m. f'' has one root up to u_b, at the edge of the tube:
    D_1 is η f' there, and one stage fewer does not satisfy the condition."""
    f, at_v = compiled([slope(offset)], [offset]), {1: "1.671", 2: "2.4", 5: "3.2", 10: "3.47"}
    rises = decide_positive(slope(offset).diff(offset), {offset: (Rational(0), Rational(167096, 100000))})
    falls = decide_positive(-slope(offset).diff(offset), {offset: (Rational(167097, 100000), LEFT[1])})
    rate, cases = 1 / (K + A), []
    for m, n in (enough or ENOUGH).items():
        start = after = arb(at_v[m])
        for _ in range(m):
            after = after - ball(rate) * f(after)[0]
        cases.append(({"m": m, "n": n}, start - after - arb(20) / n, f"v − Gᵐ(v) is {(start - after).str(6)}"))
    longest = ball(rate) * f((-ball(K) / ball(A)).acos())[0]
    fewer = (enough or ENOUGH)[1] - 1
    cases.append(({"m": 1, "n": fewer}, arb(20) / fewer - longest, f"D_1 is {longest.str(8)}"))
    return all_steps(("one maximum", lambda: over_boxes(rises, falls)), ("stages", lambda: all_positive(cases)))


RATE, MOST = 1 / 1.1, 60  # 1/(κ + A); stages
ENOUGH = {1: 19, 2: 11, 5: 7, 10: 6}
NEEDED = {  # by c: the least stages that arrive after rest, for m = 1, 2, 5, 10
    5.0: (3, 2, 2, 2),
    10.0: (9, 5, 4, 3),
    20.0: (19, 11, 7, 6),
    35.0: (33, 19, 12, 11),
    50.0: (47, 26, 16, 15),
}


def longest_step(m: int, rate: float, edge: float) -> float:
    """D_m, over a grid of 100,001 offsets up to the barrier."""
    v = np.linspace(0, edge, 100_001)
    after, f = v.copy(), waves(0.1, 1.0)
    for _ in range(m):
        after = after - rate * f(after)
    return float((v - after).max())


@leg(
    "search",
    covers="m = 1, 2, 5, 10 steps of 1/L, of 0.3 and of 0.05 a stage: 5,000 stages of 0.999 and 1.001 D_m, which "
    "rises with m; n ≥ c/D_m at c = 5 to 50",
)
def lagging(
    share: float = 1.0, rates: Sequence[float] = (RATE, 0.3, 0.05), needed: Mapping[float, Sequence[int]] = NEEDED
) -> Evidence:
    """Stages that arrive after rest: the least number, at most c/D_m rounded up, which does; `share` scales D_m."""
    f, edge = waves(0.1, 1.0, math.sin), float(enclosed_barrier().mid())

    def arrive(c: Sequence[float], stages: int, m: int, rate: float = RATE) -> list[bool]:
        return [arrives(f, one, stages, m, rate, 1e-6, rest=int(400 / rate)) for one in c]

    def cases() -> Cases:
        for rate in rates:
            steps = {m: share * longest_step(m, rate, edge) for m in ENOUGH}
            for m, step in steps.items():
                stayed = arrive([5000 * step * factor for factor in (0.999, 1.001)], 5000, m, rate)
                says = f"m = {m}, steps of {rate:.3g}: 0.999, 1.001 of D_m = {step:.4g} stay: {stayed}"
                yield {"m": m, "rate": rate}, float(stayed == [True, False]) - 0.5, says
            yield {"rate": rate}, min(b - a for a, b in pairwise([0.0, *steps.values()])), f"D_m: {steps}"
        for place, m in enumerate(ENOUGH):
            step = share * longest_step(m, RATE, edge)
            landed = {n: dict(zip(needed, arrive(list(needed), n, m), strict=True)) for n in range(1, MOST)}
            for c, counts in needed.items():
                least = next((n for n in landed if landed[n][c]), MOST)
                enough = int(np.ceil(c / step))
                says = f"m = {m}, c = {c}: {enough} stages suffice by the condition, {least} do"
                right = least == counts[place] and least <= enough and enough in landed and landed[enough][c]
                yield {"m": m, "c": c}, float(right) - 0.5, says

    return all_positive(cases())


control(order, "steps of 2/(κ + A)", longer=Integer(2))
control(enclosed, "a stage fewer", enough={1: 18, 2: 10, 5: 6, 10: 5})
control(enclosed, "a stage more", enough={1: 20, 2: 11, 5: 7, 10: 6})
control(lagging, "stages run to convergence", needed={20.0: (6, 6, 6, 6)})
control(lagging, "steps of 1.6, over 1/(κ + A)", rates=(1.6,))
control(lagging, "2 % more than D_m", share=1.02)
control(lagging, "2 % less than D_m", share=0.98)
control(lagging, "0.3 % more than D_m", share=1.003)
control(lagging, "0.3 % less than D_m", share=0.997)
