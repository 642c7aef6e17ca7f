r"""The geometric mean of two positive numbers is at least half their arithmetic mean.

False: 1 and 100 have the geometric mean 10 and the arithmetic mean 101/2. What holds is that the geometric mean is at
least half the arithmetic one where the larger number is at most 13 times the smaller: with x = r y,
G/A = 2 √r/(1 + r), which falls for r >= 1 and is over 1/2 up to r = 7 + 4 √3 = 13.9….
"""

from fractions import Fraction

from sympy import Rational, Symbol, sqrt

from numerics.prover import decide_positive
from proofs_checks.machine.checks import all_positive, over_boxes
from proofs_checks.machine.claim import Claim, States, control, leg
from proofs_checks.machine.evidence import Evidence

r = Symbol("r", positive=True)

claim = Claim(
    statement=r"\sqrt{xy} \ge \frac12 \cdot \frac{x + y}{2}",
    scope="every x, y > 0",
    reads={"S2.close": States("the geometric mean of two positive numbers is at least half the arithmetic one")},
    expect="refuted",
)


@leg("exact", covers="whole numbers 1 <= x <= y <= 100: 16 x y against (x + y)²")
def pairs(ratio: int = 100) -> Evidence:
    return all_positive(
        ({"x": x, "y": y}, Fraction(16 * x * y - (x + y) ** 2), f"16xy = {16 * x * y}, (x + y)² = {(x + y) ** 2}")
        for x in range(1, 101)
        for y in range(x, min(100, ratio * x) + 1)
    )


@leg("enclosure", covers="y = 1, x from 1 to the largest ratio: 2 √x/(1 + x) − 1/2")
def ratios(ratio: int = 100) -> Evidence:
    return over_boxes(decide_positive(2 * sqrt(r) / (1 + r) - Rational(1, 2), {r: (1, ratio)}))


for check in (pairs, ratios):
    control(check, "a ratio of at most 13", ratio=13)


def by_hand() -> Fraction:
    """x = 1, y = 14: 16xy = 224 and (x + y)² = 225, so √(xy) is below (x + y)/4."""
    x, y = Fraction(1), Fraction(14)
    return (x + y) ** 2 - 16 * x * y
