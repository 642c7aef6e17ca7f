r"""Of all schedules constant speed has the smallest error at the end.

False: constant speed has the smallest bound of `tracking`, and not the smallest final error.

That bound grows with the largest speed ℓ of the path, which is least at constant speed (`arc_length`). "So it minimises
the final error" fails: on a straight path with what a stage leaves, a, the error is Σ_k a^{n−k+1} δ_k, δ_k the step of
stage k, which is least when all is moved at once, and then rests: aⁿ. At n = 4, a = 1/2 moving in the first half at
double speed ends 3/32 off, constant speed 15/64.
"""

from collections.abc import Callable, Sequence
from fractions import Fraction

from sympy import Expr, Integer, Rational, Symbol

from numerics.enclosure import ball
from numerics.prover import decide_positive
from proofs_checks.machine.claim import Claim, control, leg
from proofs_checks.machine.evidence import Evidence, Witness
from proofs_checks.machine.rocq.leg import formal

claim = Claim(
    statement=r"\text{among schedules of } n \text{ stages constant speed has the smallest error at the end}",
    scope="quadratics, a straight path, n stages; n = 4 and every a from 1/100 to 99/100 refute",
    reads={"S2.path": "limits"},
    rests_on=("convergence.rest", "homotopy.tracking"),
    expect="refuted",
)

Steps = Sequence[Expr]
UNIFORM = (Rational(1, 4),) * 4
OTHERS: dict[str, Steps] = {
    "half time, then rest": (Rational(1, 2), Rational(1, 2), Integer(0), Integer(0)),
    "at once": (Integer(1), Integer(0), Integer(0), Integer(0)),
    "late": (Integer(0), Integer(0), Rational(1, 2), Rational(1, 2)),
}
Cost = Callable[[Steps, Expr], Expr]


def final_error(steps: Steps, a: Expr) -> Expr:
    """e_n of e_k = a(e_{k−1} + δ_k), stage by stage."""
    error: Expr = Integer(0)
    for step in steps:
        error = a * (error + step)
    return error


def largest_step(steps: Steps, _: Expr) -> Expr:
    """What the guarantee grows with."""
    return max(steps)


@leg("exact", covers="n = 4, a = 1/2: constant speed against half time and rest, all at once, and late, in fractions")
def halves(cost: Cost = final_error) -> Evidence:
    assert all(sum(steps) == 1 for steps in (UNIFORM, *OTHERS.values()))
    found = {name: cost(steps, Rational(1, 2)) for name, steps in OTHERS.items()}
    own = cost(UNIFORM, Rational(1, 2))
    figures = {"constant speed": str(own), **{name: str(value) for name, value in found.items()}}
    gain = own - found["half time, then rest"]
    if gain > 0:
        says = f"constant speed ends {own} off, half time and rest {found['half time, then rest']}"
        return Evidence("refutes", figures, Witness({"n": 4, "a": "1/2"}, gain, says))
    return Evidence("supports" if own <= min(found.values()) else "inconclusive", figures)


@leg(
    "enclosure",
    covers="n = 4, every a from 1/100 to 99/100: half time and rest end nearer than constant speed, in boxes",
)
def any_share(cost: Cost = final_error) -> Evidence:
    a = Symbol("a", positive=True)
    gain = cost(UNIFORM, a) - cost(OTHERS["half time, then rest"], a)
    box = {a: (Rational(1, 100), Rational(99, 100))}
    nearer = decide_positive(gain, box)
    figures = {"boxes": nearer.boxes, "depth": nearer.depth, "bits": nearer.bits}
    if nearer.outcome == "proved":
        middle = sum(box[a]) / 2
        assert box[a][0] < middle < box[a][1]
        says = f"resting ends nearer, whatever a; by so much at a = {middle}"
        return Evidence("refutes", figures, Witness({"a": middle}, ball(gain.subs(a, middle)), says))
    farther = decide_positive(-gain, box)
    return Evidence("supports" if farther.outcome == "proved" else "inconclusive", figures)


def by_hand() -> Fraction:
    """a = 1/2, four stages: steps of a quarter each, and of a half, a half, nothing, nothing."""
    ends = []
    for steps in ((1, 1, 1, 1), (2, 2, 0, 0)):
        error = Fraction(0)
        for step in steps:
            error = (error + Fraction(step, 4)) / 2
        ends.append(error)
    return ends[0] - ends[1]


for check in (halves, any_share):
    control(check, "repaired: the guarantee, which grows with the largest step", cost=largest_step)

constant_speed_refuted = formal("homotopy.constant_speed_refuted", covers="n = 4, a = 1/2", refutes=True)
