r"""Bias² and variance of a student from M seeds: the plug-in overstates bias² by Var_1/M, and not the jackknife.

S_1, …, S_M are independent copies of a random student S, q its target, S̄_M their mean. Then
    E‖S̄_M − q‖² = Bias² + Var_1/M, Bias² = ‖ES − q‖², Var_1 = tr Cov S,
and B = M‖S̄_M − q‖² − (M − 1) mean_u ‖S̄_(u) − q‖², S̄_(u) without seed u, has E B = Bias²; what it leaves of the mean
loss, R − B, has mean Var. With labels y, E y = q, in place of q, E B = Bias² + E‖y − q‖², and R − B is as before.
Proof. S̄_M has mean ES, and as copies are independent tr Cov S̄_M = Var_1/M: `squared`, with no noise. So E B is
M (Bias² + Var_1/M) − (M − 1)(Bias² + Var_1/(M − 1)) = Bias². E R = Bias² + Var. A label adds E‖y − q‖² to R, to the
plug-in and to each of those left out, and so once to B: M − (M − 1) = 1. ∎
B is the mean of ⟨S_u − q, S_v − q⟩ over pairs u ≠ v; it may be negative. A unit may be several seeds that depend on
each other, such as all those of one training set: units are independent, S̄ averages them, R the losses of all seeds.
Then Var_1 is the variance of a unit's mean, and R − B has as mean the variance Var of one seed: units q ± e, both in
each unit, have a plug-in of 0, Var_1 = 0 and Var = ‖e‖².
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import product
from math import prod
from typing import Any

import numpy as np
from sympy import Expr, Integer, Rational, Symbol

from numerics.decomposition import Units, squared
from numerics.montecarlo import Simulation, simulate
from numerics.simplex import Array
from proofs_checks.machine.checks import all_equal, all_steps, equal, z_test
from proofs_checks.machine.claim import Claim, Leg, Whole, control, leg
from proofs_checks.machine.evidence import Evidence
from proofs_checks.machine.formula import Formula
from proofs_checks.machine.rocq.leg import formal_parts
from theory.bias_variance import Random, jackknife, mean_of_copies, random_vector, squared_risk
from theory.simplex import Law, V


def overstated(bias: Any, variance: Any, M: Any) -> Any:
    return bias + variance / M


claim = Claim(
    statement=Formula(
        r"B = @jackknife: \quad \mathbb E B = \|\mathbb E S-q\|^2",
        where={"whole": r"\|\bar S_M-q\|^2", "less_one": r"\mathrm{mean}_u\|\bar S_{(u)}-q\|^2"},
        jackknife=jackknife,
    ),
    scope="V >= 2, M >= 2 units, squared loss, any random S",
    hypotheses={
        "independent": "units are independent",
        "one_law": "units are of one law",
        "fresh": "with labels, y is fresh: uncorrelated with S",
    },
    reads={"S1.split": "lemma"},
    rests_on=("bias_variance.squared",),
    expect="derived",
    parts={
        "plug_in": Formula(
            r"\mathbb E\|\bar S_M-q\|^2 = @overstated \text{, of the mean of a unit}",
            where={"bias": r"\mathrm{Bias}^2", "variance": r"\mathrm{Var}_1"},
            overstated=overstated,
        ),
        "bias": r"\mathbb E B = \mathrm{Bias}^2, \quad \mathbb E[R - B] = \mathrm{Var} \text{, of one seed}",
        "labels": r"y \text{ for } q: \quad \mathbb E B = \mathrm{Bias}^2 + \mathbb E\|y-q\|^2",
    },
)

M = Symbol("M", integer=True, positive=True)
STUDENT, TARGET = random_vector("s", "c"), random_vector("q", "w")
NOTHING = Law(V, lambda j: Integer(0))
FIXED = Random(TARGET.mean, NOTHING)
HALF, THIRD, SIXTH = Rational(1, 2), Rational(1, 3), Rational(1, 6)
AT = {V: 3, M: 5, **{name: [HALF, (n + 1) * THIRD, SIXTH] for n, name in enumerate("scqw")}}
Correction = Callable[[Expr, Expr, Expr], Expr]


def moments() -> tuple[Expr, Expr]:
    """Bias² and Var, in symbols."""
    s, q = STUDENT.mean, TARGET.mean
    return s.sum(lambda j: (s[j] - q[j]) ** 2), STUDENT.variance.sum(lambda j: STUDENT.variance[j])


def plug_in(units: Expr, target: Random, covariance: Law = NOTHING) -> Expr:
    return squared_risk(mean_of_copies(STUDENT, units), target, covariance)


@leg("identity", part="plug_in", covers=Whole("V, M and the moments are symbols, and no others enter"))
def derivation(overstated: Callable[[Expr, Expr, Expr], Expr] = overstated) -> Evidence:
    return equal(plug_in(M, FIXED), overstated(*moments(), M), at=AT)


@leg("identity", part=("bias", "labels"), covers=Whole("V, M and the moments are symbols, and no others enter"))
def corrected(jackknife: Correction = jackknife, covariance: Law = NOTHING) -> Evidence:
    """The mean of the M − 1 copies that are left has the same law whichever is left out; `covariance` is that of y."""
    bias, variance = moments()
    noise = TARGET.variance.sum(lambda j: TARGET.variance[j])

    def B(target: Random) -> Expr:
        shared = covariance if target is TARGET else NOTHING
        return jackknife(M, plug_in(M, target, shared), plug_in(M - 1, target, shared))

    return all_steps(
        ("bias", lambda: equal(B(FIXED), bias, at=AT)),
        ("variance", lambda: equal(squared_risk(STUDENT, FIXED, NOTHING) - B(FIXED), variance, at=AT)),
        ("labels", lambda: equal(B(TARGET), bias + noise, at=AT)),
        ("variance, with labels", lambda: equal(squared_risk(STUDENT, TARGET, NOTHING) - B(TARGET), variance, at=AT)),
    )


# A unit of two seeds that depend on each other: what they say on two classes, and how often.
UNITS = ((Fraction(1, 2), ((6, 2), (5, 3))), (Fraction(1, 3), ((2, 6), (2, 6))), (Fraction(1, 6), ((0, 8), (4, 4))))
Q = (Fraction(1, 4), Fraction(3, 4))
Seeds = tuple[tuple[int, int], ...]
Unit = tuple[Fraction, Seeds]
Samples = Callable[[Sequence[Unit], int], Iterable[tuple[Fraction, Sequence[Seeds]]]]


def independent(units: Sequence[Unit], count: int) -> Iterator[tuple[Fraction, Sequence[Seeds]]]:
    """Every sample of `count` units, with its chance."""
    for sample in product(units, repeat=count):
        yield prod((chance for chance, _ in sample), start=Fraction(1)), [unit for _, unit in sample]


Vector = Sequence[Fraction]


def distance(s: Vector, q: Vector) -> Fraction:
    return sum(((a - b) ** 2 for a, b in zip(s, q, strict=True)), Fraction(0))


def mean(rows: Sequence[Vector]) -> list[Fraction]:
    return [sum(column, Fraction(0)) / len(rows) for column in zip(*rows, strict=True)]


def laws(unit: Sequence[tuple[int, int]]) -> list[Vector]:
    return [[Fraction(a, 8), Fraction(b, 8)] for a, b in unit]


def estimates(units: Sequence[Sequence[Vector]], q: Vector, jackknife: Callable[..., Fraction]) -> list[Fraction]:
    """B, plug-in and R − B of one sample."""
    centres, count = [mean(unit) for unit in units], len(units)
    left = [distance(mean([c for v, c in enumerate(centres) if v != u]), q) for u in range(count)]
    whole = distance(mean(centres), q)
    risk = sum((distance(s, q) for unit in units for s in unit), Fraction(0)) / (2 * count)
    B = jackknife(count, whole, sum(left, Fraction(0)) / count)
    return [B, whole, risk - B]


@leg(
    "exact", covers="V = 2, units of two dependent seeds, three outcomes, M = 2, 3, 4, target and labels: every sample"
)
def enumeration(
    jackknife: Correction = jackknife,
    overstated: Correction = overstated,
    units: Sequence[Unit] = UNITS,
    samples: Samples = independent,
) -> Evidence:
    seeds = [(chance / 2, s) for chance, unit in units for s in laws(unit)]
    centre = [sum((w * s[c] for w, s in seeds), Fraction(0)) for c in range(2)]
    middle = [(chance, mean(laws(unit))) for chance, unit in units]
    spread = sum((w * distance(s, centre) for w, s in middle), Fraction(0))  # of the means of units
    bias, variance = distance(centre, Q), sum((w * distance(s, centre) for w, s in seeds), Fraction(0))
    noise = sum((Q[y] * distance([Fraction(y == 0), Fraction(y == 1)], Q) for y in range(2)), Fraction(0))
    cases = []
    for count in (2, 3, 4):
        found = {"target": [Fraction(0)] * 3, "labels": [Fraction(0)] * 3}
        for chance, drawn in samples(units, count):
            sample = [laws(unit) for unit in drawn]
            for y in range(2):
                label = [Fraction(y == 0), Fraction(y == 1)]
                for name, q in (("target", Q), ("labels", label)):
                    values = estimates(sample, q, jackknife)
                    found[name] = [t + chance * Q[y] * v for t, v in zip(found[name], values, strict=True)]
        for name, extra in (("target", Fraction(0)), ("labels", noise)):
            wanted = (bias + extra, overstated(bias, spread, count) + extra, variance)
            pairs = zip(("B", "plug-in", "R − B"), found[name], wanted, strict=True)
            cases += [({"M": count, "q": name, "which": w}, Rational(a), Rational(b)) for w, a, b in pairs]
    return all_equal(cases)


CLASSES, EXAMPLES, SHIFT, SCALE = 5, 40, 0.1, 0.2
SAMPLES, CHUNKS = {2: 400, 3: 200, 10: 50}, 40  # a chunk
OFF = np.where(np.arange(CLASSES) % 2, 0.2, -0.2)


def students(rng: np.random.Generator, size: int, seeds: int) -> tuple[Array, Array]:
    """Off-target by 0.2 alternately; a seed moves all examples by one normal shift, and each by heavy tails (t_5)."""
    shape = (seeds, size * EXAMPLES, CLASSES)
    shift = SHIFT * rng.standard_normal((seeds, size, 1, CLASSES))
    shift = np.broadcast_to(shift, (seeds, size, EXAMPLES, CLASSES)).reshape(shape)
    return OFF + shift + SCALE * rng.standard_t(5, shape), np.zeros(shape[1:])


BIAS, VARIANCE = float(OFF @ OFF), (SHIFT**2 + SCALE**2 * 5 / 3) * CLASSES  # t_5 has variance 5/3


def simulated(seeds: int) -> Leg:
    """The leg measured_M: what numerics makes of M seeds."""

    def measured(terms: Callable[..., object] = squared, which: str = "bias", seed: int = 0) -> Evidence:
        units = Units.named(range(seeds))

        def statistics(rng: np.random.Generator, size: int) -> Array:
            p, q = students(rng, size, seeds)
            along = (p.mean(axis=0) - OFF) @ OFF  # of mean zero, and most of what bias² varies by
            found = np.stack([getattr(terms(p, q, units), which), along], axis=-1)
            return found.reshape(size, EXAMPLES, 2).mean(axis=1)

        key = ("bias_variance.measured_squared", seeds, which)
        estimate = simulate(Simulation(statistics, key, SAMPLES[seeds]), seed, most=CHUNKS).controlled({1: 0.0})
        return z_test(estimate, VARIANCE if which == "variance" else BIAS)

    measured.__name__ = f"measured_{seeds}"
    says = f"V = 5, M = {seeds}, a shift that all examples share, heavy tails: bias² as numerics has it"
    return leg("monte_carlo", part="bias", covers=says)(measured)


measured = tuple(simulated(seeds) for seeds in SAMPLES)


def naive(p: Array, q: Array, units: Units) -> object:
    """The plug-in in the place of bias²."""
    terms = squared(p, q, units)
    return type("Naive", (), {"bias": terms.plug_in, "variance": terms.risk - terms.plug_in})


control(derivation, "variance divided by M − 1", overstated=lambda b, v, M: overstated(b, v, M - 1))
control(derivation, "2 % off", overstated=lambda b, v, M: overstated(b, v, M) * Rational(51, 50))
control((corrected, enumeration), "one copy too many", jackknife=lambda M, whole, rest: (M + 1) * whole - M * rest)
control(measured, "the plug-in", terms=naive)
control(measured, "its variance", terms=naive, which="variance")
control(enumeration, "the variance of a seed for that of a unit", overstated=lambda b, v, M: overstated(b, 2 * v, M))
control(
    enumeration,
    "one unit, M times over",
    drops="independent",
    samples=lambda units, M: [(chance, [unit] * M) for chance, unit in units],
)
BY_TURNS = ((Fraction(1, 2), ((3, 5),) * 2), (Fraction(1, 2), ((1, 7),) * 2))  # q ± (1, −1)/8
control(
    enumeration,
    "two laws by turns",
    drops="one_law",
    units=BY_TURNS,
    samples=lambda units, M: [(Fraction(1), [units[n % 2][1] for n in range(M)])],
)
control(corrected, "y moves with S", drops="fresh", covariance=Law(V, lambda j: Rational(1, 20)))

FINITE = dict.fromkeys(claim.parts, "every V and M, units on a finite probability space")
BOTH = {"overstated": overstated, "jackknife": jackknife}
theorems = formal_parts("bias_variance.measured_squared", FINITE, steps=FINITE, **BOTH)
