r"""Pruning step by step can be worse than pruning in one shot.

"Iterative magnitude pruning with refit is never worse than one shot" fails. Features with covariance
Σ = [[1, ¾, ¾, 0], [¾, 1, ½, 0], [¾, ½, 1, −¼], [0, 0, −¼, 1]], weights (2, −4, 1, 3), two to be kept. One shot keeps
features 2 and 4, and has error 63/16, the least of all pairs. Step by step the third goes first; fitted again, the
fourth is the smallest; 1 and 2 are left, with error 111/14.
"""

from collections.abc import Sequence
from fractions import Fraction

from flint import arb, fmpq
from sympy import Rational

from numerics.homotopy import best, iterative, loss, one_shot
from proofs_checks.checks import certain
from proofs_checks.claim import Claim, control, leg
from proofs_checks.evidence import Evidence

claim = Claim(
    statement=r"\text{iterative magnitude pruning with refit is never worse than one shot}",
    scope="linear models, correlated features, squared error; 4 features, 2 of them kept, refute",
    reads={"S2": "as stated"},
    expect="refuted",
)

Weights = Sequence[int]
QUARTERS = ((4, 3, 3, 0), (3, 4, 2, 0), (3, 2, 4, -1), (0, 0, -1, 4))
BETA, UNCORRELATED = (2, -4, 1, 3), tuple(tuple(4 * (i == j) for j in range(4)) for i in range(4))


@leg(
    "exact", covers="the instance in fractions: both choices, their errors, and that one shot's is the least of all six"
)
def instance(quarters: Sequence[Weights] = QUARTERS) -> Evidence:
    Sigma = [[Fraction(x, 4) for x in row] for row in quarters]
    beta = [Fraction(x) for x in BETA]
    first, second = (method(Sigma, beta, 2) for method in (one_shot, iterative))
    errors = [Rational(loss(Sigma, beta, kept)) for kept in (first, second)]
    assert loss(Sigma, beta, best(Sigma, beta, 2)) == loss(Sigma, beta, first)
    margin = errors[0] - errors[1]
    kept = " and ".join(str([place + 1 for place in places]) for places in (first, second))
    says = f"one shot and iterative keep {kept}, with errors {errors[0]} and {errors[1]}"
    return certain([({"Sigma": quarters, "beta": BETA}, margin if margin else Rational(1), says)])


@leg("enclosure", covers="every covariance and weights within 1/2000 of the instance's, entry by entry, in balls")
def nearby(quarters: Sequence[Weights] = QUARTERS) -> Evidence:
    wide = arb(0, fmpq(1, 2000))
    Sigma = [[arb(fmpq(x, 4)) for x in row] for row in quarters]
    for i in range(4):
        for j in range(i):
            Sigma[i][j] = Sigma[j][i] = Sigma[i][j] + wide
    beta = [arb(x) + wide for x in BETA]
    kept = [method(Sigma, beta, 2) for method in (one_shot, iterative)]
    if kept[0] == kept[1]:
        return Evidence("supports", {"kept by both": str(kept[0])})
    first, second = (loss(Sigma, beta, places) for places in kept)
    says = f"errors {first.str(5)} and {second.str(5)}"
    return certain([({"Sigma": "within 1/2000", "beta": "within 1/2000"}, first - second, says)])


def by_hand() -> Fraction:
    """What is left of β = (2, −4, 1, 3) when two weights are fitted again: errors of {1, 2} and of {2, 4}."""
    S = [[Fraction(x, 4) for x in row] for row in ((4, 3, 3, 0), (3, 4, 2, 0), (3, 2, 4, -1), (0, 0, -1, 4))]
    beta = [Fraction(x) for x in (2, -4, 1, 3)]

    def error(i: int, j: int) -> Fraction:
        covariances = [sum((S[n][m] * beta[m] for m in range(4)), Fraction(0)) for n in (i, j)]
        determinant = S[i][i] * S[j][j] - S[i][j] ** 2
        w = (S[j][j] * covariances[0] - S[i][j] * covariances[1]) / determinant
        v = (S[i][i] * covariances[1] - S[i][j] * covariances[0]) / determinant
        left = [b - (w if n == i else v if n == j else 0) for n, b in enumerate(beta)]
        return sum((left[n] * S[n][m] * left[m] for n in range(4) for m in range(4)), Fraction(0))

    assert error(1, 3) == Fraction(63, 16)
    assert error(0, 1) == Fraction(111, 14)
    return error(0, 1) - error(1, 3)


for check in (instance, nearby):
    control(check, "repaired: uncorrelated features, where both keep the same", quarters=UNCORRELATED)
