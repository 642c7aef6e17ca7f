r"""The square of a sum of three numbers is at most twice the sum of their squares.

False: at a = b = c = 1 it is 9, and twice the sum of the squares is 6. What holds is (a + b + c)² <= 3 (a² + b² + c²):
the right side less the left one is (a − b)² + (b − c)² + (c − a)².
"""

# A claim that is expected to be refuted has as its title what is false; then it says what is true instead.

from fractions import Fraction
from itertools import product

from sympy import expand, symbols

from proofs_checks.machine.checks import all_equal, all_positive
from proofs_checks.machine.claim import Claim, States, control, leg
from proofs_checks.machine.evidence import Evidence, Witness

NUMBERS = [Fraction(n, 2) for n in range(-4, 5)]

claim = Claim(
    statement=r"(a + b + c)^2 \le 2 (a^2 + b^2 + c^2)",
    scope="every real a, b and c",
    reads={"S1.more": States("square of a sum of more numbers is at most twice the sum of their squares")},
    expect="refuted",
)


# Its legs are expected to refute, with a witness; its controls are the repaired statement, which must survive.
@leg("search", covers="a, b and c from −2 to 2, in steps of 1/2, not all equal")
def hunted(factor: int = 2) -> Evidence:
    return all_positive(
        ({"a": a, "b": b, "c": c}, factor * (a**2 + b**2 + c**2) - (a + b + c) ** 2, f"the constant is {factor}")
        for a, b, c in product(NUMBERS, repeat=3)
        if not a == b == c
    )


control(hunted, "3 in place of 2", factor=3)


@leg("exact", covers="a = b = c = 1, worked by hand")
def by_the_book(factor: int = 2) -> Evidence:
    excess = Fraction(9) - factor * 3
    if excess > 0:
        return Evidence("refutes", {"excess": str(excess)}, Witness({"a": 1, "b": 1, "c": 1}, excess, "9 > 6"))
    a, b, c = symbols("a b c")
    rest = expand(factor * (a**2 + b**2 + c**2) - (a + b + c) ** 2)
    return all_equal([({}, rest, expand((a - b) ** 2 + (b - c) ** 2 + (c - a) ** 2))])


control(by_the_book, "3 in place of 2", factor=3)


# The violation once more, by nothing but fractions: `kdaudit explain squares.more --script` prints it as a program.
def by_hand() -> Fraction:
    """a = b = c = 1: the square of the sum is 9, twice the sum of the squares 6."""
    a = b = c = Fraction(1)
    return (a + b + c) ** 2 - 2 * (a**2 + b**2 + c**2)
