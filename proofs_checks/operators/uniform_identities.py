r"""What is an identity holds for every softening operator alike, since it holds for every map of the simplex.

F any map of the simplex into itself, q = F(p). The split of squared risk (`squared`), the split of KL (`kl`), and that
what a student learns are the moments Φᵀq (`linear`, `softmax`) are stated for any target q. An operator enters them
by its value alone; so they hold for the whole class, with no axiom and no constant that depends on it. (Students of
hard labels, which are no identity, need A1: `hard_labels`.)
Proof. Each is proved of arbitrary q. ∎
"""

from fractions import Fraction
from itertools import product

import numpy as np
from sympy import Expr, IndexedBase, Integer, Rational, exp, log

from numerics.chance import stream
from numerics.rational import moments, students
from proofs_checks.machine.checks import POINT, all_equal, all_steps, equal
from proofs_checks.machine.claim import Claim, States, Whole, control, leg
from proofs_checks.machine.evidence import Evidence
from theory import equivalence
from theory.bias_variance import Random, divergence, expected_divergence_to, random_vector, squared_risk
from theory.simplex import Law, V, generic

claim = Claim(
    statement=r"q = F_T(p): \text{ splits of risk and moments of students are identities in } q",
    scope="V >= 2, every map F of the simplex into itself, every T; q > 0 for KL and softmax students",
    reads={"S6.identities": States("guarantees that are identities hold for the whole class of operators")},
    rests_on=("bias_variance.squared", "bias_variance.kl", "equivalence.linear", "equivalence.softmax"),
    expect="derived",
    parts={
        "squared": r"\mathbb E\|S-y\|^2 = \|\mathbb E S-q\|^2 + \operatorname{tr}\operatorname{Cov} S "
        r"+ \mathbb E\|y-q\|^2",
        "kl": r"\mathbb E\,\mathrm{KL}(q\|S) = \mathrm{KL}(q\|\bar S) + \mathbb E\,\mathrm{KL}(\bar S\|S)",
        "moments": r"L_q(W) - L_r(W) = \mathrm{const} - \kappa\,\langle W, \Phi^\top(q - r)\rangle, \ "
        r"\kappa = 1 \text{ (KL)}, 2 \text{ (squared loss)}",
    },
)

MEAN_LOG = Law(V, lambda j: log(IndexedBase("g", positive=True)[j]))
STUDENT, NOTHING = random_vector("s", "c"), Law(V, lambda j: Integer(0))
NOISE = IndexedBase("w", real=True)
AT = {**POINT, "g": [Rational(1, 2), Rational(1, 4), Rational(1, 5)], "s": POINT["r"], "c": POINT["z"], "w": [1, 2, 3]}
AT |= {"e": [Rational(1), Rational(2), Rational(-1)]}


def softened(p: Law, name: str = "p") -> Law:
    """F_T(p) for a map of which nothing is known: its value is a law q, named after p."""
    return Law(p.classes, lambda j: IndexedBase(f"{name}", positive=True)[j])


@leg("identity", part="squared", covers=Whole("V, the value of the map and all moments of S and y are symbols"))
def splits_squared_risk(variance: int = 1) -> Evidence:
    q = softened(generic())
    target = Random(q, Law(V, lambda j: NOISE[j]))
    bias = q.sum(lambda j: (STUDENT.mean[j] - q[j]) ** 2)
    parts = bias + variance * q.sum(lambda j: STUDENT.variance[j]) + q.sum(lambda j: NOISE[j])
    return equal(squared_risk(STUDENT, target, NOTHING), parts, at=AT)


@leg("identity", part="kl", covers=Whole("V, the value of the map and E log S are symbols"))
def splits_kl(share: Expr = Integer(1)) -> Evidence:
    q, total = softened(generic()), MEAN_LOG.sum(lambda j: exp(share * MEAN_LOG[j]))
    centre = Law(V, lambda j: exp(share * MEAN_LOG[j]) / total)
    parts = divergence(q, centre) + expected_divergence_to(centre, MEAN_LOG)
    return equal(expected_divergence_to(q, MEAN_LOG), parts, q, at=AT)


@leg("identity", part="moments", covers=Whole("V, outputs and the values of two maps are symbols; examples add up"))
def students_see_moments(share: Expr = Integer(1)) -> Evidence:
    z, q, r = equivalence.outputs("e"), softened(generic()), softened(generic(), "r")
    tilt = -share * q.sum(lambda j: (q[j] - r[j]) * z(j))
    return all_steps(
        ("KL", lambda: equal(equivalence.tilt(equivalence.kl, z, q, r), tilt, q, r, at=AT)),
        ("squared loss", lambda: equal(equivalence.tilt(equivalence.squared, z, q, r), 2 * tilt, q, r, at=AT)),
    )


Table = dict[int, list[Fraction]]
TEACHERS, CLASSES = 4, 3


def law(rng: np.random.Generator) -> list[Fraction]:
    weights = rng.integers(1, 20, CLASSES).tolist()
    return [Fraction(w, sum(weights)) for w in weights]


@leg(
    "exact",
    part="squared",
    covers="40 maps that are tables of laws drawn at random, with no axiom: V = 3, four teachers",
)
def any_table(noise: int = 1, seed: int = 0) -> Evidence:
    """Risk against a label drawn from q, every label and student counted; and its three parts."""
    cases = []
    for number in range(40):
        rng = stream(seed, "operators.uniform_identities", number)
        table: Table = {teacher: law(rng) for teacher in range(TEACHERS)}
        students_of = [(Fraction(1, 3), law(rng)) for _ in range(3)]
        mean = [sum((w * s[c] for w, s in students_of), Fraction(0)) for c in range(CLASSES)]
        variance = sum((w * distance(s, mean) for w, s in students_of), Fraction(0))
        for teacher, q in table.items():
            labels = [(q[y], [Fraction(int(c == y)) for c in range(CLASSES)]) for y in range(CLASSES)]
            risk = sum((w * v * distance(s, y) for (w, s), (v, y) in product(students_of, labels)), Fraction(0))
            parts = distance(mean, q) + variance + noise * sum((v * distance(y, q) for v, y in labels), Fraction(0))
            cases.append(({"map": number, "teacher": teacher}, Rational(risk), Rational(parts)))
    return all_equal(cases)


def distance(a: list[Fraction], b: list[Fraction]) -> Fraction:
    return sum(((x - y) ** 2 for x, y in zip(a, b, strict=True)), Fraction(0))


ROUNDING = 5e-15  # of a loss of some 2 nats


@leg(
    "search", part="kl", covers="40 maps that are tables of laws drawn at random, with no axiom: V = 3, floats to 5e-15"
)
def any_table_kl(arithmetic: bool = False, off: float = 0.0, seed: int = 0) -> Evidence:
    worst = 0.0
    for number in range(40):
        rng = stream(seed, "operators.uniform_identities", "kl", number)
        q, s = rng.dirichlet(np.ones(CLASSES), TEACHERS), rng.dirichlet(np.ones(CLASSES), 5)
        weights = s.mean(axis=0) if arithmetic else np.exp(np.log(s).mean(axis=0) * (1 + off))
        centre = weights / weights.sum()
        of = lambda a, b: (a * (np.log(a) - np.log(b))).sum(axis=-1)  # noqa: E731
        loss = of(q[:, None], s).mean(axis=-1)
        worst = max(worst, float(np.abs(loss - of(q, centre) - of(centre, s).mean()).max()))
    return Evidence("supports" if worst < ROUNDING else "refutes", {"examples": 40 * TEACHERS, "worst": worst})


@leg(
    "exact",
    part="moments",
    covers="40 problems, N = 6, three features, two maps drawn at random: equal students, moments",
)
def same_students(dropped: int = 0, seed: int = 0) -> Evidence:
    """Targets that differ along the kernel of the features, and targets that differ anyhow, in fractions."""
    cases = []
    for number in range(40):
        rng = stream(seed, "operators.uniform_identities", "students", number)
        features = [[1, n, int(rng.integers(-2, 3))] for n in range(6)]
        one, other = ([law(rng) for _ in range(6)] for _ in range(2))
        kept = [row[: 3 - dropped] for row in features]
        projected = students(kept, one)  # the part of a target that the features see: another map with the same moments
        for name, table in (("drawn", other), ("seen", projected)):
            same = students(features, one) == students(features, table)
            equal_moments = moments(features if name == "drawn" else kept, one) == moments(
                features if name == "drawn" else kept, table
            )
            cases.append(({"problem": number, "map": name}, Integer(int(same)), Integer(int(equal_moments))))
    return all_equal(cases)


control(splits_squared_risk, "variance counted twice", variance=2)
control(splits_kl, "a centre halfway to u", share=Rational(1, 2))
control(students_see_moments, "half of it", share=Rational(1, 2))
control(any_table, "noise left out", noise=0)
control(any_table_kl, "the arithmetic mean", arithmetic=True)
control(same_students, "a moment left out", dropped=1)
control(any_table_kl, "a centre off by 2 parts in 10^14", off=2e-14)
