r"""The sparse student wins exactly when its variance falls by more than its squared bias.

False: a teacher, too, may have a bias, which this neglects. At q = (1, 1)/2 a teacher with D_1 = 1 or 1/2, evenly, has
Bias² and Var 1/8 each. A student with S_1 = 9/10 or 7/10 has Bias² 18/100 and Var 2/100. It wins, by 1/4 to 1/5,
although the variance falls by 105/1000 only, less than its squared bias. (With both biases the condition is exact:
`beats`. Where the variance falls by more than Bias²_S the student does win, as Bias²_D ≥ 0: that half stands.)
"""

from fractions import Fraction

from sympy import Rational, Symbol

from numerics.enclosure import ball
from numerics.prover import decide_positive
from proofs_checks.machine.claim import Claim, States, control, leg
from proofs_checks.machine.evidence import Evidence, Witness
from proofs_checks.machine.rocq.leg import formal

claim = Claim(
    statement=r"R_S < R_D \iff \mathrm{Bias}^2_S < \mathrm{Var}_D - \mathrm{Var}_S",
    scope="V >= 2, squared loss, one target, any random S and D with finite second moments; V = 2 refutes",
    reads={
        "S1.when": States(
            "exactly when its variance falls by more than its squared bias, the teacher's bias being neglected"
        )
    },
    rests_on=("bias_variance.beats",),
    expect="refuted",
)

Values = tuple[Fraction, Fraction]
STUDENT: Values = (Fraction(9, 10), Fraction(7, 10))
TEACHER: Values = (Fraction(1), Fraction(1, 2))
UNBIASED: Values = (Fraction(3, 4), Fraction(1, 4))
HALF = Fraction(1, 2)


def moments(first: Values) -> tuple[Fraction, Fraction, Fraction]:
    """Bias², variance and risk of what has S_1 in `first`, evenly; both classes add the same, and q = (1, 1)/2."""
    mean = sum(first, Fraction(0)) / 2
    bias, variance, risk = (
        2 * (mean - HALF) ** 2,
        sum((x - mean) ** 2 for x in first),
        sum((x - HALF) ** 2 for x in first),
    )
    return Fraction(bias), Fraction(variance), Fraction(risk)


@leg("exact", covers="q = (1, 1)/2, S_1 = 9/10 or 7/10, D_1 = 1 or 1/2, evenly: both sides from their definitions")
def instance(teacher: Values = TEACHER) -> Evidence:
    bias, variance, risk = moments(STUDENT)
    _, spread, of_teacher = moments(teacher)
    wins, said = risk < of_teacher, bias < spread - variance
    figures = {"R_D − R_S": str(of_teacher - risk), "Var_D − Var_S − Bias²_S": str(spread - variance - bias)}
    if wins == said:
        return Evidence("supports", figures)
    says = f"R_S = {risk} < R_D = {of_teacher}, yet Var_D − Var_S = {spread - variance} < Bias²_S = {bias}"
    return Evidence("refutes", figures, Witness({"S_1": STUDENT, "D_1": teacher}, Rational(of_teacher - risk), says))


@leg("enclosure", covers="every D_1 = 1 + e or 1/2 + e, e in [−1/100, 1/100], beside the same student, in boxes")
def nearby(centre: Rational = Rational(3, 4)) -> Evidence:
    """The student wins and the condition says that it does not, over the whole box; or both say one thing."""
    e = Symbol("e", nonnegative=True)
    first = [centre + side * Rational(1, 4) + e - Rational(1, 100) for side in (1, -1)]
    mean = sum(first) / 2
    spread, risk = (sum((x - at) ** 2 for x in first) for at in (mean, Rational(1, 2)))
    bias, variance, own = map(Rational, moments(STUDENT))
    box = {e: (0, Rational(1, 50))}
    wins, denied = (decide_positive(f.expand(), box) for f in (risk - own, bias - spread + variance))
    figures = {"boxes": wins.boxes + denied.boxes}
    if wins.outcome == denied.outcome == "proved":
        margin = ball((risk - own).subs(e, Rational(1, 100)))
        return Evidence(
            "refutes", figures, Witness({"e": "0"}, margin, "it wins, and the condition says that it does not")
        )
    loses = decide_positive((own - risk).expand(), box)
    return Evidence("supports" if loses.outcome == denied.outcome == "proved" else "inconclusive", figures)


def by_hand() -> Fraction:
    """Squared distances from (1, 1)/2, both classes alike: what the teacher risks, less what the student does; and the
    condition, which says that the student does not win."""
    half = Fraction(1, 2)
    student, teacher = [Fraction(9, 10), Fraction(7, 10)], [Fraction(1), Fraction(1, 2)]
    risks = [sum((2 * (x - half) ** 2 for x in values), Fraction(0)) / 2 for values in (student, teacher)]
    means = [sum(values) / 2 for values in (student, teacher)]
    spreads = [sum(2 * (x - m) ** 2 for x in values) / 2 for values, m in zip((student, teacher), means, strict=True)]
    assert 2 * (means[0] - half) ** 2 > spreads[1] - spreads[0]
    return risks[1] - risks[0]


control(instance, "repaired: a teacher without bias", teacher=UNBIASED)
control(nearby, "repaired: a teacher almost without bias", centre=Rational(1, 2))

teacher_bias_neglected_refuted = formal("bias_variance.teacher_bias_neglected_refuted", covers="V = 2", refutes=True)
