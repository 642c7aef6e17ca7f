r"""The arithmetic mean of positive numbers is at least their geometric mean.

Weights w with Σ w_i = 1, numbers x_i > 0; A = Σ w_i x_i, log G = Σ w_i log x_i. Then
    log A − log G = Σ w_i (t_i − 1 − log t_i) >= 0,   t_i = x_i/A.
Proof. Σ w_i t_i = 1 and log x_i = log A + log t_i give the equality. The derivative of t − 1 − log t is 1 − 1/t, which
is negative below t = 1 and positive above; at t = 1 the function is 0. So each term is >= 0 where its weight is. ∎
With a negative weight it fails: w = (2, −1), x = (1, 9/5) has A = 1/5 and G = 5/9.
"""

from fractions import Fraction

from sympy import Expr, Integer, Rational, Symbol, diff, log

from amgm.shared import Case, arithmetic, cases, powers
from numerics.prover import decide_positive
from proofs_checks.machine.checks import all_positive, all_steps, equal, is_positive, over_boxes
from proofs_checks.machine.claim import Claim, States, Whole, control, leg
from proofs_checks.machine.evidence import Evidence
from proofs_checks.machine.formula import Formula
from theory.simplex import Law, V, generic

t, A, near, share = (Symbol(name, positive=True) for name in ("t", "A", "near", "share"))
w, ratios = generic("w"), generic("s")
POINT = {V: 3, A: 2, t: 3, near: 3, "w": [Rational(1, 2), Rational(1, 3), Rational(1, 6)]}
POINT["s"] = [Rational(1, 2), Integer(1), Rational(5, 2)]  # Σ w_i s_i = 1


def term(t: Expr) -> Expr:
    return t - 1 - log(t)


claim = Claim(
    statement=Formula(r"\log A - \log G = \sum_i w_i\,\bigl(@term\bigr)\Big|_{t = x_i/A} \ge 0", term=term),
    scope="every number of numbers x_i > 0, weights w with sum 1",
    hypotheses={"weights": "w_i >= 0"},
    reads={"S1.upper": States("arithmetic mean of positive numbers is at least their geometric mean")},
    expect="derived",
)


@leg(
    "identity",
    covers=Whole("V, weights and numbers are symbols; a function that falls to its zero and then rises is >= 0"),
)
def derivation(term=term) -> Evidence:
    slope = diff(term(t), t)
    adding_to_one = Law(V, lambda j: w[j] * ratios[j])
    gap = log(A) - w.mean(lambda j: log(A * ratios[j]))
    return all_steps(
        ("log A − log G", lambda: equal(gap, w.mean(lambda j: term(ratios[j])), w, adding_to_one, at=POINT)),
        ("rises above 1", lambda: is_positive(slope.subs(t, 1 + near).together(), "1 − 1/t > 0", POINT)),
        ("falls below 1", lambda: is_positive(-slope.subs(t, 1 / (1 + near)).together(), "1/t − 1 > 0", POINT)),
        ("is zero at 1", lambda: equal(term(Integer(1)), Integer(0), at=POINT)),
    )


@leg("enclosure", covers="t from 1/100 to 99/100 and from 101/100 to 100: each term is positive")
def terms(term=term) -> Evidence:
    sides = [(Rational(1, 100), Rational(99, 100)), (Rational(101, 100), Integer(100))]
    return over_boxes(*(decide_positive(term(t), {t: side}) for side in sides))


@leg("enclosure", covers="two numbers, 1 and t, with t from 3/2 to 20 and w_1 from 1/10 to 9/10: log A − log G")
def two_numbers(factor: Expr = Integer(1)) -> Evidence:
    gap = log(factor * (share + (1 - share) * t)) - (1 - share) * log(t)
    sides = {share: (Rational(1, 10), Rational(9, 10)), t: (Rational(3, 2), 20)}
    return over_boxes(decide_positive(gap, sides))


@leg(
    "exact",
    covers="two and three numbers, four vectors of weights, not all numbers equal: powers of A and G, fractions",
)
def means(factor: Fraction = Fraction(1), extra: tuple[Case, ...] = ()) -> Evidence:
    found = []
    for weights, x in (*extra, *cases()):
        above, below = powers(weights, x, factor * arithmetic(weights, x))
        found.append(({"w": weights, "x": x}, above - below, f"powers of A and G: {above} against {below}"))
    return all_positive(found)


for check in (derivation, terms):
    control(check, "1 % too little subtracted", term=lambda t: t - Rational(101, 100) - log(t))
control(two_numbers, "1 % off the arithmetic mean", factor=Rational(99, 100))
control(means, "10 % off the arithmetic mean", factor=Fraction(9, 10))
NEGATIVE = ((Fraction(2), Fraction(-1)), (Fraction(1), Fraction(9, 5)))
control(means, "weights 2 and −1, numbers 1 and 9/5", drops="weights", extra=(NEGATIVE,))
