r"""One shot is never farther from the teacher than stages are; and by how much nearer it is.

Students of one class, fitted by one divergence: the one-shot student s of q minimises the divergence from q over the
class, and whatever stages end with, s', lies in the class. For least squares
‖q − s'‖² = ‖q − s‖² + ‖s − s'‖², and for softmax students under KL, KL(q‖s') = KL(q‖s) + KL(s‖s').
Proof. q − s has zero moments with the features, and s' − s (for softmax students log s' − log s, up to constants) is
linear in them. ∎
So stages can help only in what is not fidelity to the teacher: to reach a minimum (`one_shot_fails`), or the truth
(`tower_convex`).
"""

from collections.abc import Callable
from fractions import Fraction

import numpy as np
from sympy import Expr, Rational

from numerics.chance import stream
from numerics.features import principal
from numerics.rational import students
from numerics.registry import operator
from numerics.simplex import Array
from numerics.students import linear_students, softmax_students
from proofs_checks.machine.checks import POINT, Cases, all_equal, all_positive, all_steps, equal
from proofs_checks.machine.claim import Claim, Whole, control, leg
from proofs_checks.machine.evidence import Evidence
from proofs_checks.machine.rocq.leg import formal_parts
from proofs_checks.teachers import ROWS, on_teachers
from theory import equivalence as theory
from theory.simplex import Law, generic, softmax

claim = Claim(
    statement=r"D(q, s') = D(q, s) + D(s, s') \ge D(q, s)",
    scope="linear students under squared loss, softmax students under KL(q||s); s' any student of the same class",
    hypotheses={
        "one_class": "stages end in the class of the one-shot student",
        "one_divergence": "the one-shot student is fitted by the divergence that is measured",
        "global_minimum": "one shot reaches the global minimum",
    },
    reads={"S2.iterate": "limits"},
    rests_on=("equivalence.linear",),
    expect="proved",
    parts={
        "linear": r"\|q - s'\|^2 = \|q - s\|^2 + \|s - s'\|^2",
        "softmax": r"\mathrm{KL}(q\|s') = \mathrm{KL}(q\|s) + \mathrm{KL}(s\|s')",
    },
)

Split = Callable[[Expr, Expr], Expr]


def added(first: Expr, second: Expr) -> Expr:
    return first + second


@leg(
    "identity",
    covers=Whole("V, targets and outputs are symbols; summed over examples the cross term is Σ(q − s)ᵀ(z' − z) = 0"),
)
def split(together: Split = added) -> Evidence:
    """D(q, s') − D(q, s) − D(s, s') is the cross term alone, which the moments of q − s make zero."""
    q, z, other = generic("p"), theory.outputs("z"), theory.outputs("e")
    at = {**POINT, "e": [Rational(1), Rational(2), Rational(-1)]}
    s = softmax(z, q.classes)
    said, its = Law(q.classes, z), Law(q.classes, other)
    squares = theory.squared(other, q) - together(theory.squared(z, q), theory.squared(other, said))
    cross = -2 * q.sum(lambda j: (q[j] - said[j]) * (its[j] - said[j]))
    kl = theory.kl(other, q) - together(theory.kl(z, q), theory.kl(other, s))
    of_kl = -q.sum(lambda j: (q[j] - s[j]) * (other(j) - z(j)))
    return all_steps(
        ("squared loss", lambda: equal(squares, cross, q, at=at)),
        ("KL", lambda: equal(kl, of_kl, q, at=at)),
    )


@leg(
    "exact",
    covers="40 rational problems, N <= 7: stages through features that are not nested, then one class, in fractions",
)
def pythagoras(
    together: Split = added, end: str = "last", weight: int = 1, swapped: bool = False, seed: int = 0
) -> Evidence:
    """Stages may `end` in the wider class; one shot may `weight` its first example twice, or be taken for stages."""
    cases = []
    for problem in range(40):
        rng = stream(seed, "homotopy.fidelity", problem)
        N = int(rng.integers(4, 8))
        wide, last = (rng.integers(-3, 4, (N, d)) + np.eye(N, d, dtype=int) for d in (3, 2))
        q = [[Fraction(int(x))] for x in rng.integers(1, 9, N)]
        scales = [weight, *[1] * (N - 1)]
        heavy = [[[x * w for x in row] for row, w in zip(table, scales, strict=True)] for table in (last.tolist(), q)]
        one = [[said[0] / w] for said, w in zip(students(*heavy), scales, strict=True)]
        staged = students(wide.tolist(), q)
        staged = students(last.tolist(), staged) if end == "last" else staged
        one, staged = (staged, one) if swapped else (one, staged)

        def squares(a: list[list[Fraction]], b: list[list[Fraction]]) -> Rational:
            found = Rational(sum((x[0] - y[0]) ** 2 for x, y in zip(a, b, strict=True)))
            assert found >= 0
            return found

        cases.append(({"problem": problem}, squares(q, staged), together(squares(q, one), squares(one, staged))))
    return all_equal(cases)


@on_teachers(
    "the first 100, power at T = 2, 5 principal features: 10 stages with softening between, and one shot", names=ROWS
)
def on_rows(p: Array, swapped: bool = False, shift: float = 0.0) -> Evidence:
    """Softening between stages leaves students that are farther from the teacher; `swapped` takes one for the other."""
    q, features = operator("power")(p[:100], 2.0), principal(p[:100], 5)

    def cases() -> Cases:
        for name, fit, distance in (("linear", linear_students, squared), ("softmax", softmax_students, divergence)):
            one = fit(features, operator("power")(p[:100], 2.0 * (1 + shift))).predictions
            staged = q
            for _ in range(10):
                staged = fit(features, operator("mixing")(staged, 1.05) if name == "softmax" else staged / 1.05)
                staged = staged.predictions
            first, second = (staged, one) if swapped else (one, staged)
            split = distance(q, first) + distance(first, second)
            off = abs(distance(q, second) / split - 1)
            apart = min(distance(q, first), distance(first, second))
            yield {"students": name}, apart - 1e-6, f"{name}: students that do not differ"
            yield {"students": name}, distance(q, second) - distance(q, first), f"{name}: stages are nearer"
            yield {"students": name}, 1e-11 - off, f"{name}: the split is off by {off:.2g}"

    return all_positive(cases())


def squared(q: Array, s: Array) -> float:
    return float(((q - s) ** 2).sum())


def divergence(q: Array, s: Array) -> float:
    return float((q * (np.log(q) - np.log(s))).sum())


control(split, "half of the first part", together=lambda a, b: a / 2 + b)
control(pythagoras, "stages end in the wider class", drops="one_class", end="wide")
control(pythagoras, "one shot counts its first example four times", drops="one_divergence", weight=2)
control(pythagoras, "a student that is not the minimum", drops="global_minimum", swapped=True)
control(pythagoras, "2 % of the second part", together=lambda a, b: a + Rational(102, 100) * b)
control(on_rows, "stages taken for one shot", swapped=True)
control(on_rows, "one shot at T off by 3 parts in 10^11", shift=3e-11)

COVERED = {
    "linear": "linear students: every N, d, V and target",
    "softmax": "softmax students: every N, d, V and target that has one",
}
theorems = formal_parts("homotopy.fidelity", COVERED)
