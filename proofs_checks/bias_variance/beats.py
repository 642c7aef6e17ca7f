r"""When a sparse student beats its dense teacher: when its variance falls by more than its squared bias rises.

Two students S and D of one target q with one loss, ‖· − y‖², y fresh. By `squared` both risks hold the same noise, so
    R_S < R_D ⇔ Bias²_S − Bias²_D < Var_D − Var_S.
With the teacher's bias neglected, Var_D − Var_S > Bias²_S is sufficient, since Bias²_D ≥ 0, and not necessary
(`teacher_bias_neglected`). Where y has infinite variance both risks are infinite, and nobody wins.
"""

from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import product
from typing import Any

from sympy import Expr, Integer, Rational, Sum, Symbol, oo

from numerics.bias_variance import outcomes
from numerics.decomposition import Units, squared
from numerics.teachers.digit_students import digit_students
from proofs_checks.machine.checks import ANYWHERE, all_equal, all_positive, all_steps, equal, is_positive
from proofs_checks.machine.claim import Claim, Whole, control, leg
from proofs_checks.machine.evidence import Evidence
from proofs_checks.machine.formula import Formula
from proofs_checks.machine.rocq.leg import formal
from theory.bias_variance import Random, random_vector, squared_risk
from theory.simplex import Law, V

Gain = Callable[[Any, Any, Any, Any], Any]


def gain(bias: Any, bias_d: Any, variance: Any, variance_d: Any) -> Any:
    """R_D − R_S."""
    return (variance_d - variance) - (bias - bias_d)


claim = Claim(
    statement=Formula(
        r"R_S < R_D \iff 0 < @gain",
        where={
            "bias": r"\mathrm{Bias}^2_S",
            "bias_d": r"\mathrm{Bias}^2_D",
            "variance": r"\mathrm{Var}_S",
            "variance_d": r"\mathrm{Var}_D",
        },
        gain=gain,
    ),
    scope="V >= 2, squared loss, one target q = E y, any random S and D",
    hypotheses={
        "one_target": "the same target and loss for both",
        "fresh": "y is fresh: uncorrelated with S and D",
        "finite": "S, D and y have finite second moments",
    },
    reads={"S1.when": "repairs"},
    rests_on=("bias_variance.squared",),
    expect="proved",
)
STUDENT, TEACHER, TARGET = random_vector("s", "c"), random_vector("t", "d"), random_vector("q", "w")
NOTHING = Law(V, lambda j: Integer(0))
THIRDS = [Rational(1, 2), Rational(1, 3), Rational(1, 6)]
AT = {V: 3, **{name: [r * (n + 1) for r in THIRDS] for n, name in enumerate("sctdqw")}}


@leg("identity", covers=Whole("V and all first and second moments are symbols"))
def derivation(gain: Gain = gain, scored: Random = TARGET, covariance: Law = NOTHING) -> Evidence:
    """The student is `scored` on a target of its own, or y has a `covariance` with it, where a hypothesis is
    dropped."""

    def bias(student: Law) -> Expr:
        return student.sum(lambda j: (student[j] - TARGET.mean[j]) ** 2)

    difference = squared_risk(TEACHER, TARGET, NOTHING) - squared_risk(STUDENT, scored, covariance)
    terms = (bias(STUDENT.mean), bias(TEACHER.mean), STUDENT.variance, TEACHER.variance)
    totals = [t.sum(lambda j, t=t: t[j]) if isinstance(t, Law) else t for t in terms]
    a, b, c = (Symbol(name, nonnegative=True) for name in "abc")
    more = Symbol("x", positive=True)  # ΔVar − Bias²_S
    point = {a: ANYWHERE, b: Rational(1, 2), c: Rational(1, 3), more: Rational(1, 5)}
    enough = gain(a, b, c, c + a + more).expand()
    return all_steps(
        ("R_D − R_S is the gain", lambda: equal(difference, gain(*totals), at=AT)),
        ("ΔVar > Bias²_S suffices", lambda: is_positive(enough, "the gain is positive", point)),
    )


P, HALF_OF_ONE = tuple(Fraction(w, 10) for w in (6, 3, 1)), Rational(1, 2)


def kept(counts: Sequence[int], keep: int, draws: int) -> list[Fraction]:
    """Frequencies of the first classes, what is left spread evenly over the others."""
    rest = 1 - Fraction(sum(counts[:keep]), draws)
    return [Fraction(c, draws) if n < keep else rest / (len(counts) - keep) for n, c in enumerate(counts)]


def moments(keep: int, draws: int) -> tuple[Fraction, Fraction, Fraction]:
    """Risk against a fresh label, squared bias and variance of the student, every outcome counted."""
    cases = [(kept(counts, keep, draws), w) for counts, w in outcomes(draws, P)]
    mean = [sum((w * s[c] for s, w in cases), Fraction(0)) for c in range(3)]
    variance = sum((w * (s[c] - mean[c]) ** 2 for s, w in cases for c in range(3)), Fraction(0))
    bias = sum(((m - q) ** 2 for m, q in zip(mean, P, strict=True)), Fraction(0))
    labelled = ((w * P[y], s, y) for (s, w), y in product(cases, range(3)))
    risk = sum((w * sum((s[c] - (c == y)) ** 2 for c in range(3)) for w, s, y in labelled), Fraction(0))
    return risk, bias, variance


DRAWS = (1, 2, 3, 8, 12)


@leg(
    "exact",
    covers="V = 3, p = (6, 3, 1)/10, one class kept against all; n = 1 to 12: every outcome and label",
)
def enumeration(gain: Gain = gain) -> Evidence:
    """The student wins at small n and loses at large n, exactly when the gain says so."""
    cases, won = [], set()
    for draws in DRAWS:
        (risk, *student), (dense, *teacher) = moments(1, draws), moments(2, draws)
        wins = risk < dense
        won.add(wins)
        said = gain(student[0], teacher[0], student[1], teacher[1])
        cases.append(({"n": draws}, Rational(str(dense - risk)), Rational(str(said))))
    assert won == {True, False}
    return all_equal(cases)


@leg("exact", covers="q = (1, 1)/2, S = q, D = q ± (1, −1)/8, y − q of variance 1/2: who wins, from the moments")
def who_wins(noise: Expr = HALF_OF_ONE) -> Evidence:
    """R_S < R_D exactly where the gain is positive; `noise` is E‖y − q‖², a sum that may be infinite."""
    spread, noise = 2 * Rational(1, 8) ** 2, noise.doit()
    risks, said = (noise, spread + noise), gain(Integer(0), Integer(0), Integer(0), spread)
    wins = bool(risks[0] < risks[1])
    at = {"E‖y − q‖²": noise, "the student wins": wins, "the gain": said}
    return all_equal([(at, Integer(int(wins)), Integer(int(bool(said > 0))))])


@leg(
    "search",
    needs=("sklearn",),
    covers="linear students of digits, all 64 pixels or 16: what six training sets say of bias² and variance, and who "
    "wins on six others; learning from probabilities, and from labels drawn at T = 4",
)
def digits(gain: Callable[[float, float, float, float], float] = gain) -> Evidence:
    margins, wins = [], set()
    for name, options in {"probabilities": {}, "labels at T = 4": {"drawn": True, "temperature": 4.0}}.items():
        found = digit_students(100, 12, (16,), **options)
        first, second = (
            [squared(rows[half], found.target, Units.named(range(6))) for rows in (found.sparse[16], found.dense)]
            for half in (slice(6), slice(6, None))
        )
        parts = (part.mean() for part in (first[0].bias, first[1].bias, first[0].variance, first[1].variance))
        said, seen = gain(*parts), second[1].risk.mean() - second[0].risk.mean()
        wins.add(bool(seen > 0))
        says = f"R_D − R_S is {seen:.4f} on six training sets, and six others say {said:.4f}"
        margins.append(({"learning from": name}, float(said * seen), says))
    assert len(wins) == 2  # once the sparse student, once the dense one
    return all_positive(margins)


control(derivation, "the student's variance counted twice", gain=lambda a, b, c, d: gain(a, b, 2 * c, d))
control(enumeration, "variance counted twice", gain=lambda a, b, c, d: gain(a, b, 2 * c, 2 * d))
control(
    derivation,
    "the student is scored on q, the teacher on labels",
    drops="one_target",
    scored=Random(TARGET.mean, NOTHING),
)
control(derivation, "y moves with S", drops="fresh", covariance=STUDENT.variance)
# y − q = ±(3/2)^j with a chance of 2^−(j+1) each: its mean exists, and its variance does not
INFINITE = Sum(Rational(9, 8) ** Symbol("j", integer=True), (Symbol("j", integer=True), 1, oo))
control(who_wins, "y of infinite variance", drops="finite", noise=INFINITE)
control(digits, "variance left out", gain=lambda bias, bias_d, *_: bias_d - bias)

beats_any = formal("bias_variance.beats_any", covers="every V, any space, any S and D", gain=gain)
