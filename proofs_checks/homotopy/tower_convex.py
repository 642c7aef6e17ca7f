r"""Stage after stage equals one shot, for nested convex sets of students.

False: with nested convex sets, stages and one shot differ, and either may be nearer to the truth.

"Stage after stage equals one shot, for nested convex sets" fails. The nearest point of the segment [−1, 1] × 0 to the
teacher (2, 2) is (1, 0). Through the unit disc, which holds the segment, it is (1/√2, 0): the nearest point of the disc
is (1, 1)/√2. And where the truth is (1/2, 0), the stages come nearer to it than one shot: 0.207 against 1/2. With
teacher (2, 3/2) everything is rational: 4/5 against 1.
"""

from collections.abc import Callable, Sequence
from fractions import Fraction

from sympy import Expr, Integer, Rational, sqrt

from numerics.enclosure import ball
from proofs_checks.machine.checks import all_equal
from proofs_checks.machine.claim import Claim, control, leg
from proofs_checks.machine.evidence import Evidence

claim = Claim(
    statement=r"A \supset B \text{ convex} \implies P_B(P_A(t)) = P_B(t)",
    scope="nearest points in nested closed convex sets; the unit disc and a segment in the plane refute",
    reads={"S2.iterate": "limits"},
    rests_on=("homotopy.tower",),
    expect="refuted",
)

Point = tuple[Expr, Expr]


def disc(t: Point) -> Point:
    """The nearest point of the unit disc, t outside it."""
    size = sqrt(t[0] ** 2 + t[1] ** 2)
    return t[0] / size, t[1] / size


def plane(t: Point) -> Point:
    """All of the plane: an affine set."""
    return t


def segment(t: Point) -> Point:
    """The nearest point of [−1, 1] × 0."""
    x = t[0]
    return (Integer(-1) if x < -1 else Integer(1) if x > 1 else x), Integer(0)


@leg("exact", covers="the unit disc, then a segment: teachers (2, 3/2) and (−4, 3), in fractions")
def rational(first: Callable[[Point], Point] = disc) -> Evidence:
    teachers: Sequence[Point] = ((Integer(2), Rational(3, 2)), (Integer(-4), Integer(3)))
    return all_equal(
        ({"sets": "the unit disc, then [−1, 1] × 0", "teacher": t}, segment(first(t))[0], segment(t)[0])
        for t in teachers
    )


@leg(
    "enclosure",
    covers="teacher (2, 2) through the disc, truth (1/2, 0): stages are off one shot, and nearer to the truth",
)
def truth(first: Callable[[Point], Point] = disc) -> Evidence:
    t = (Integer(2), Integer(2))
    staged, direct = segment(first(t))[0], segment(t)[0]
    nearer = ball(abs(direct - Rational(1, 2)) - abs(staged - Rational(1, 2)))
    assert first is plane or nearer > 0
    return all_equal([({"teacher": t}, staged, direct)])


def by_hand() -> Fraction:
    """(2, 3/2) has length 5/2: the disc takes it to (4/5, 3/5), the segment to (4/5, 0); one shot goes to (1, 0)."""
    x, y = Fraction(2), Fraction(3, 2)
    length = Fraction(5, 2)
    assert x * x + y * y == length * length
    return abs(x / length - 1)


for check in (rational, truth):
    control(check, "repaired: an affine set", first=plane)
