r"""The geometric mean of positive numbers is at least their harmonic mean.

Weights w_i >= 0 with Σ w_i = 1, numbers x_i > 0; log G = Σ w_i log x_i, 1/H = Σ w_i/x_i. Then G >= H.
Proof. The arithmetic mean of the numbers 1/x_i is 1/H, and their geometric mean 1/G: log(1/G) = Σ w_i log(1/x_i). ∎
With a negative weight it fails: w = (2, −1), x = (1, 5/9) has G = 9/5 and H = 5.
"""

from fractions import Fraction

from sympy import Rational, log

from amgm.shared import Case, arithmetic, cases, powers
from proofs_checks.machine.checks import all_positive, equal
from proofs_checks.machine.claim import Claim, States, Whole, control, leg
from proofs_checks.machine.evidence import Evidence
from theory.simplex import V, generic

w, x = generic("w"), generic("x")
POINT = {V: 2, "w": [Rational(1, 4), Rational(3, 4)], "x": [Rational(2), Rational(5)]}

claim = Claim(
    statement=r"\prod_i x_i^{w_i} \ge \Bigl(\sum_i \frac{w_i}{x_i}\Bigr)^{-1}",
    scope="every number of numbers x_i > 0, weights w with sum 1",
    hypotheses={"weights": "w_i >= 0"},
    reads={"S1.lower": States("geometric mean of positive numbers is at least their harmonic mean")},
    rests_on=("means.arithmetic_geometric",),
    expect="derived",
)


@leg("identity", covers=Whole("the inequality of the other two means, applied to 1/x_i, and 1/s falls as s > 0 rises"))
def of_reciprocals(power: int = -1) -> Evidence:
    of_reciprocal = w.mean(lambda j: log(x[j] ** power))
    return equal(of_reciprocal, -w.mean(lambda j: log(x[j])), w, at=POINT)


@leg(
    "exact",
    covers="two and three numbers, four vectors of weights, not all numbers equal: powers of G and H, fractions",
)
def means(factor: Fraction = Fraction(1), extra: tuple[Case, ...] = ()) -> Evidence:
    found = []
    for weights, numbers in (*extra, *cases()):
        harmonic = factor / arithmetic(weights, tuple(1 / number for number in numbers))
        below, above = powers(weights, numbers, harmonic)
        found.append(({"w": weights, "x": numbers}, above - below, f"powers of G and H: {above} against {below}"))
    return all_positive(found)


control(of_reciprocals, "the numbers in place of their reciprocals", power=1)
control(means, "a harmonic mean 10 % too large", factor=Fraction(11, 10))
NEGATIVE = ((Fraction(2), Fraction(-1)), (Fraction(1), Fraction(5, 9)))
control(means, "weights 2 and −1, numbers 1 and 5/9", drops="weights", extra=(NEGATIVE,))
