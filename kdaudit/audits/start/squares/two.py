r"""The square of a sum of two numbers is at most twice the sum of their squares.

For real a and b,
    (a + b)² <= 2 (a² + b²).
Proof. The right side less the left one is (a − b)², and squares of real numbers are not negative. ∎
"""

# The docstring is a page of its own: a title that ends with a full stop, the statement, the proof.

from fractions import Fraction
from itertools import product

from sympy import Expr, symbols

from proofs_checks.machine.checks import all_positive, equal
from proofs_checks.machine.claim import Claim, States, Whole, control, leg
from proofs_checks.machine.evidence import Evidence
from proofs_checks.machine.formula import Formula

a, b = symbols("a b", real=True)


def bound(a: Expr, b: Expr) -> Expr:
    return 2 * (a**2 + b**2)


claim = Claim(
    statement=Formula(r"(a + b)^2 \le @bound", bound=bound),  # printed from the function that the legs test
    scope="every real a and b",
    reads={"S1.two": States("square of a sum of two numbers is at most twice the sum of their squares")},
    expect="derived",
)


# A leg is a function of what it tests. It returns evidence, mostly through a function of `checks`. This one settles the
# whole scope, together with the sentence in `Whole`, which is printed with the verdict.
@leg("identity", covers=Whole("a and b are symbols, and the square of a real number is not negative"))
def derivation(bound=bound) -> Evidence:
    return equal(bound(a, b) - (a + b) ** 2, (a - b) ** 2, at={a: 2, b: 1})


# Evidence of another kind: cases in fractions. Nothing here may rest on the derivation.
@leg("exact", covers="a and b from −2 to 2, in steps of 1/4, a ≠ b")
def cases(bound=bound) -> Evidence:
    numbers = [Fraction(n, 4) for n in range(-8, 9)]
    return all_positive(
        ({"a": x, "b": y}, bound(x, y) - (x + y) ** 2, f"{(x + y) ** 2} against {bound(x, y)}")
        for x, y in product(numbers, numbers)
        if x != y
    )


# A control calls a leg with something broken on purpose. It must notice, or it counts for nothing.
for check in (derivation, cases):
    control(check, "a constant 1 % too small", bound=lambda a, b: Fraction(99, 100) * bound(a, b))
