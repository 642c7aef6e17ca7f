r"""Total variation splits into bias and variance.

False: total variation does not split into bias and variance.

"E TV(q, S) = TV(q, c) + const, with a law c and a constant that do not depend on q" fails: S is e_1 or e_2, evenly.
For q = (x, 1 − x), E TV(q, S) = ((1 − x) + x)/2 = 1/2, for every x. So TV(q, c) would be the same at e_1, at e_2 and
halfway between: with c = (y, 1 − y) that is 1 − y = y = |1/2 − y|, which no y satisfies, nor nearly. The spread of the
three is 1 − 2y up to y = 1/4, 1/2 from there to 3/4, and 2y − 1 beyond.
"""

from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations, pairwise

from sympy import Expr, Integer, Rational, Symbol

from numerics.prover import decide_positive, together
from proofs_checks.machine.checks import bounded_away
from proofs_checks.machine.claim import Claim, control, leg
from proofs_checks.machine.evidence import Evidence, Witness
from proofs_checks.machine.rocq.leg import formal

claim = Claim(
    statement=r"\mathbb E\,\mathrm{TV}(q, S) = \mathrm{TV}(q, c) + \mathrm{const} \text{ for every } q",
    scope="V >= 2, any random law S, a law c and a constant that depend on S alone; V = 2 refutes",
    reads={"S1.split": "limits"},
    expect="refuted",
)

TARGETS = (Rational(1), Rational(0), Rational(1, 2))  # q_1
STUDENTS = (Rational(1), Rational(0))  # S_1
NEAR, BENDS = Rational(2, 5), tuple(Rational(n, 4) for n in range(5))


def distance(x: Expr, y: Expr) -> Expr:
    """TV between (x, 1 − x) and (y, 1 − y)."""
    return abs(x - y)


def unexplained(y: Expr, students: Sequence[Expr]) -> list[Expr]:
    """E TV(q, S) − TV(q, c) at each of the targets, c = (y, 1 − y)."""
    share = Rational(1, len(students))
    return [sum((share * distance(q, s) for s in students), Integer(0)) - distance(q, y) for q in TARGETS]


def spread(values: Sequence[Expr]) -> Expr:
    return max(values) - min(values)


@leg("exact", covers="every law c: the spread of E TV − TV(q, c) over three targets is linear in y between quarters")
def every_centre(students: Sequence[Expr] = STUDENTS) -> Evidence:
    """The spread of functions that are linear between quarters is convex there: linear if its middle is the mean."""
    at = {y: spread(unexplained(y, students)) for y in BENDS}
    for low, high in pairwise(BENDS):
        assert 2 * spread(unexplained((low + high) / 2, students)) == at[low] + at[high]
    centre, least = min(at.items(), key=lambda item: item[1])
    if least == 0:
        return Evidence("supports", {"least spread": "0"})
    gaps = ", ".join(map(str, unexplained(centre, students)))
    says = f"E TV(q, S) − TV(q, c) is {gaps} at q = e_1, e_2 and halfway; at no c do they differ by less than {least}"
    return Evidence("refutes", {"least spread": str(least)}, Witness({"S": "e_1 or e_2", "c_1": centre}, least, says))


@leg("enclosure", covers="every law c = (y, 1 − y): the squared gaps of E TV − TV(q, c) over three targets, in boxes")
def by_boxes(students: Sequence[Expr] = STUDENTS) -> Evidence:
    """Three numbers with a spread of s have squared gaps that add up to 2s² at most."""
    y = Symbol("y", nonnegative=True)
    decisions = []
    for low, high in pairwise((Rational(0), Rational(1, 2), Rational(1))):
        signs = {abs(x - y): x - y if x >= high else y - x for x in TARGETS}
        values = [value.subs(signs) for value in unexplained(y, students)]
        squares = sum(((a - b) ** 2 for a, b in combinations(values, 2)), Integer(0))
        decisions.append(decide_positive(squares - 2 * NEAR**2, {y: (low, high)}))
    says = f"the three differ by more than {NEAR}, whatever the centre"
    return bounded_away(together(decisions), {"S": "e_1 or e_2", "c_1": "[0, 1]"}, NEAR, says)


def by_hand() -> Fraction:
    """E TV(q, S) is 1/2 for q_1 = 1, 0, 1/2. The spread of TV(q, c), c_1 = y, is linear between quarters: convex there,
    since each TV is linear, and at the middle the mean of the ends. So the least is at a quarter."""

    def spread(y: Fraction) -> Fraction:
        distances = [abs(q - y) for q in (Fraction(1), Fraction(0), Fraction(1, 2))]
        return max(distances) - min(distances)

    quarters = [Fraction(n, 4) for n in range(5)]
    for low, high in ((quarters[n], quarters[n + 1]) for n in range(4)):
        assert 2 * spread((low + high) / 2) == spread(low) + spread(high)
    return min(map(spread, quarters))


ONE = (Rational(1, 2),)
control(every_centre, "repaired: S is not random", students=ONE)
control(by_boxes, "repaired: S is not random", students=ONE)

total_variation_refuted = formal("bias_variance.total_variation_refuted", covers="V = 2, two students", refutes=True)
