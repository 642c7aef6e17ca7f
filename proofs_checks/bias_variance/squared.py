r"""Squared error of a student splits into bias, variance and noise, whatever the map that made its target.

S is a random student at one input, q its softened target there, y fresh noise with mean q. Then
    E‖S − y‖² = ‖E S − q‖² + tr Cov S + E‖y − q‖² − 2 Σ_i Cov(S_i, y_i),
and the last term is zero where y is uncorrelated with S: fresh, and not the labels that S was trained on.
Proof. S_i − y_i = (E S_i − q_i) + (S_i − E S_i) − (y_i − q_i); squared, and E taken class by class. ∎
No axiom is used, and q need not come from a softening operator: that is all that "operator-agnostic" amounts to.
"""

from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import product

from sympy import Expr, IndexedBase, Rational

from numerics.bias_variance import outcomes
from proofs_checks.checks import POINT, agree, equal
from proofs_checks.claim import Claim, NotKnown, States, Whole, control, leg
from proofs_checks.evidence import Evidence
from theory.bias_variance import Random, random_vector, squared_risk
from theory.simplex import Law, V

claim = Claim(
    statement=r"\mathbb E\|S-y\|^2 = \|\mathbb E S-q\|^2 + \operatorname{tr}\operatorname{Cov} S + \mathbb E\|y-q\|^2",
    scope="V >= 2, any random S, any q and any map that made it",
    hypotheses={
        "fresh": NotKnown("y has mean q and is uncorrelated with S"),
        "finite": NotKnown("second moments are finite"),
    },
    reads={"S1.split": States("risk splits into bias, variance and noise, whatever the operator")},
    expect="derived",
)

STUDENT, TARGET = random_vector("s", "c"), random_vector("q", "w")
NOTHING = Law(V, lambda j: Rational(0))
AT = {**POINT, "s": POINT["p"], "q": POINT["r"], "c": POINT["z"], "w": [1, 2, Rational(1, 3)], "x": POINT["z"]}


def parts(student: Random, target: Random) -> Expr:
    bias = student.mean.sum(lambda j: (student.mean[j] - target.mean[j]) ** 2)
    return bias + student.mean.sum(lambda j: student.variance[j]) + student.mean.sum(lambda j: target.variance[j])


def doubled(student: Random, target: Random) -> Expr:
    return parts(student, target) + student.mean.sum(lambda j: student.variance[j])


@leg("identity", covers=Whole("V and all first and second moments are symbols"))
def derivation(parts: Callable[[Random, Random], Expr] = parts, covariance: Law = NOTHING) -> Evidence:
    return equal(squared_risk(STUDENT, TARGET, covariance), parts(STUDENT, TARGET), at=AT)


Exact = Sequence[Fraction]
TEACHER = tuple(Fraction(w, 10) for w in (5, 3, 2))


def smoothed(p: Exact) -> Exact:
    """No softening operator: half of p, two tenths for the first class and three for the second."""
    return [entry / 2 + Fraction(2 * (n == 0) + 3 * (n == 1), 10) for n, entry in enumerate(p)]


def squashed(p: Exact) -> Exact:
    return [entry**2 / sum(other**2 for other in p) for entry in p]


def halved(p: Exact) -> Exact:
    return [entry / 2 + Fraction(1, 6) for entry in p]


MAPS = (smoothed, squashed, halved)


def enumerated(soften: Callable[[Exact], Exact], draws: int, reused: bool) -> tuple[Fraction, Fraction]:
    """Both sides for S = F(frequencies of the draws), q = F(p), y one-hot from q, every outcome counted.

    Reused, the label is drawn from S itself, as if S had been trained on it; its mean is q where F is affine.
    """
    q = soften(TEACHER)
    cases = [(soften([Fraction(c, draws) for c in counts]), w) for counts, w in outcomes(draws, TEACHER)]
    mean = [sum((w * s[c] for s, w in cases), Fraction(0)) for c in range(3)]
    variance = sum((w * (s[c] - mean[c]) ** 2 for s, w in cases for c in range(3)), Fraction(0))
    noise = 1 - sum(entry**2 for entry in q)
    bias = sum(((m - e) ** 2 for m, e in zip(mean, q, strict=True)), Fraction(0))
    risk = Fraction(0)
    for (s, w), label in product(cases, range(3)):
        chance = s[label] if reused else q[label]
        risk += w * chance * sum(((s[c] - (c == label)) ** 2 for c in range(3)), Fraction(0))
    return risk, bias + variance + noise


@leg(
    "exact",
    covers="V = 3, 2 and 4 draws, three maps, one of which breaks axioms: every outcome and label, in fractions",
)
def enumeration(reused: bool = False) -> Evidence:
    cases = []
    for soften, draws in product((smoothed, halved) if reused else MAPS, (2, 4)):
        risk, total = enumerated(soften, draws, reused)
        at = {"map": soften.__name__, "draws": draws}
        cases.append((at, Rational(risk.numerator, risk.denominator), Rational(total.numerator, total.denominator)))
    return agree(cases)


control(derivation, "variance counted twice", parts=doubled)
control(
    derivation, "y correlated with S: −2 Σ Cov(S_i, y_i)", covariance=Law(V, lambda j: IndexedBase("x", real=True)[j])
)
control(enumeration, "y drawn from S: labels reused", reused=True)
