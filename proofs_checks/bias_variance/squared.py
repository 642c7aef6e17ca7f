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
from proofs_checks.machine.checks import POINT, all_equal, equal
from proofs_checks.machine.claim import Claim, States, Whole, control, leg
from proofs_checks.machine.evidence import Evidence
from proofs_checks.machine.rocq.leg import formal
from theory.bias_variance import Random, random_vector, squared_risk
from theory.simplex import Law, V

claim = Claim(
    statement=r"\mathbb E\|S-y\|^2 = \|\mathbb E S-q\|^2 + \operatorname{tr}\operatorname{Cov} S + \mathbb E\|y-q\|^2",
    scope="V >= 2, any random S and y with finite second moments, any q and any map that made it",
    hypotheses={"fresh": "y is uncorrelated with S", "mean": "y has mean q"},
    reads={"S1.split": States("risk splits into bias, variance and noise, whatever the operator")},
    expect="proved",
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


Label = Callable[[Exact, Exact], Exact]


def fresh(s: Exact, q: Exact) -> Exact:  # noqa: ARG001 - what a label may depend on
    """The law of the label is q, whatever the student says."""
    return q


def enumerated(soften: Callable[[Exact], Exact], draws: int, label: Label) -> tuple[Fraction, Fraction]:
    """Both sides for S = F(frequencies of the draws), q = F(p), y one-hot from `label`, every outcome counted."""
    q = soften(TEACHER)
    cases = [(soften([Fraction(c, draws) for c in counts]), w) for counts, w in outcomes(draws, TEACHER)]
    mean = [sum((w * s[c] for s, w in cases), Fraction(0)) for c in range(3)]
    variance = sum((w * (s[c] - mean[c]) ** 2 for s, w in cases for c in range(3)), Fraction(0))
    bias = sum(((m - e) ** 2 for m, e in zip(mean, q, strict=True)), Fraction(0))
    risk = noise = Fraction(0)
    for (s, w), y in product(cases, range(3)):
        chance = w * label(s, q)[y]
        risk += chance * sum(((s[c] - (c == y)) ** 2 for c in range(3)), Fraction(0))
        noise += chance * sum(((q[c] - (c == y)) ** 2 for c in range(3)), Fraction(0))
    return risk, bias + variance + noise


@leg(
    "exact",
    covers="V = 3, 2 and 4 draws, three maps, one of which breaks axioms: every outcome and label, in fractions",
)
def enumeration(label: Label = fresh, maps: Sequence[Callable[[Exact], Exact]] = MAPS) -> Evidence:
    cases = []
    for soften, draws in product(maps, (2, 4)):
        risk, total = enumerated(soften, draws, label)
        cases.append(({"map": soften.__name__, "draws": draws}, Rational(risk), Rational(total)))
    return all_equal(cases)


control(derivation, "variance counted twice", parts=doubled)
control(
    derivation, "y correlated with S: −2 Σ Cov(S_i, y_i)", covariance=Law(V, lambda j: IndexedBase("x", real=True)[j])
)
control(enumeration, "y drawn from S: labels reused", drops="fresh", label=lambda s, q: s, maps=(smoothed, halved))
control(enumeration, "labels of the teacher", drops="mean", label=lambda s, q: TEACHER, maps=(squashed,))

squared_any = formal("bias_variance.squared_any", covers="every V, any space, S and y with finite second moments")
