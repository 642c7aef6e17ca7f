r"""At one temperature all operators have a common modulus of continuity.

False: at one temperature the operators have no common modulus of continuity.

"At fixed T > 1 there is one modulus of continuity for all operators with A1–A5, at least on p_min ≥ δ" fails. Adaptive
power at T^a(p), a(p) = 1 − w(kΣp²)/2, w the triangular wave from 0 at the integers to 1 between, is power at a
temperature that is continuous in p and T, is 1 at T = 1 and rises from 0 to ∞: so it satisfies the axioms on Δ° for
every k (`renamed_power`). At T = 4 it is power at 4 where kΣp² is an integer and power at 2 where it lies halfway, and
the two places are nearer than 1/k to each other: V = 2, p = (3/4, 1/4) and its neighbour.
"""

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

import numpy as np
from flint import arb
from sympy import Add, Expr, Integer, Rational, Symbol, floor, sqrt

from numerics.enclosure import ball
from numerics.operators.adaptive import adaptive_power
from numerics.prover import decide_positive
from numerics.simplex import Array
from numerics.sweeping import Worst
from proofs_checks.machine.checks import (
    all_equal,
    all_positive,
    all_steps,
    equal,
    is_positive,
    no_violation,
    over_boxes,
)
from proofs_checks.machine.claim import Claim, control, leg, premise
from proofs_checks.machine.evidence import Evidence
from theory.operators.adaptive import adaptive
from theory.simplex import Law, explicit

claim = Claim(
    statement=r"\sup_{F} \|F_T(p) - F_T(p')\| \to 0 \text{ as } p' \to p, \text{ over all } F \text{ with A1–A5}",
    scope="operators with A1–A5, fixed T > 1, p_min >= delta; V = 2, T = 4, delta = 1/5 refute",
    reads={"S6.rates": "limits"},
    rests_on=("operators.renamed_power",),
    expect="refuted",
)

P, T = Rational(3, 4), Integer(4)
PACES = (8 * 10**12, 8 * 10**6, 8)
APART = Rational(1, 20)


def wave(x: Expr) -> Expr:
    """0 at the integers, 1 halfway between them, linear in between."""
    return 2 * abs(x - floor(x + Rational(1, 2)))


def exponent(height: Any) -> Any:
    """a, for a wave of a height between 0 and 1."""
    return 1 - height / 2


Exponent = Callable[[Any], Any]


@premise(
    "enclosure",
    covers="a wave of every height from 0 to 1: its exponent is positive, so that T^a rises through 1 at T = 1",
)
def renamed(exponent: Exponent = exponent) -> Evidence:
    """T^a, a > 0, is continuous, 1 at T = 1, and rises from 0 to infinity: what `renamed_power` asks."""
    height, a, temperature = Symbol("w", nonnegative=True), Symbol("a", positive=True), Symbol("T", positive=True)
    at = {a: Integer(2), temperature: Integer(3)}
    return all_steps(
        ("the exponent is positive", lambda: over_boxes(decide_positive(exponent(height), {height: (0, 1)}))),
        ("T^a is 1 at T = 1", lambda: equal(Integer(1) ** a, Integer(1))),
        ("and rises", lambda: is_positive((temperature**a).diff(temperature), "d T^a/dT > 0", at)),
        (
            "a wave is between 0 and 1",
            lambda: all_equal(({"x": x}, wave(Rational(x, 8)), Rational(x, 4)) for x in range(5)),
        ),
    )


def softened(p: Sequence[Expr], k: int) -> Law:
    return adaptive(explicit(p), T, lambda law: exponent(wave((k * Add(*(e**2 for e in law.entries))).expand())))


def neighbour(k: int) -> list[Expr]:
    """The law on two classes with Σp² larger than that of p by 1/(2k)."""
    total = P**2 + (1 - P) ** 2 + Rational(1, 2 * k)
    largest = (1 + sqrt(2 * total - 1)) / 2
    return [largest, 1 - largest]


@leg("enclosure", covers="k = 8, 8e6, 8e12: two laws nearer than 1/k, their images in balls")
def images(fixed: int | None = None, paces: Sequence[int] = PACES) -> Evidence:
    found: list[tuple[dict[str, object], arb, str]] = []
    for k in paces:
        p, near = [P, 1 - P], neighbour(k)
        distance = ball(near[0] - P)
        assert 0 < distance < ball(Rational(1, k))
        moved = abs(ball(softened(p, fixed or k)[1]) - ball(softened(near, fixed or k)[1]))
        says = f"laws {distance.str(3)} apart have images {moved.str(6)} apart"
        found.append(({"p": p, "p'": near, "k": fixed or k}, ball(APART) - moved, says))
    return all_positive(
        [max(found, key=lambda case: float(case[1].mid()))]
    )  # one pace that keeps neighbours together does


@leg(
    "search", covers="k = 8e6 in floats: 1,000 laws around (3/4, 1/4), the steepest move between neighbours 1e-9 apart"
)
def floats(k: float = 8e6) -> Evidence:
    def height(p: Array) -> Array:
        total = k * (p**2).sum(axis=-1, keepdims=True)
        return 2 * np.abs(total - np.round(total))

    first = 0.75 + 1e-9 * np.arange(1000, dtype=np.float64)
    q = adaptive_power(lambda p: exponent(height(p)))(np.stack([first, 1 - first], axis=-1), np.array([4.0]))[:, 0]
    worst = Worst(float(np.ptp(q)) - float(APART), (0.75, 0.25), 4.0, len(first))
    return no_violation(worst, "images further apart than 0.05 within 1e-6")


def by_hand() -> arb:
    """V = 2. kΣp² is 5k/8, an integer, at p, where F is power at T = 4, and that and a half at p′, where it is power at
    T = 2; the two are nearer than 1/k. Their images are over 1/20 apart, for k = 8, 8·10⁶, 8·10¹²: by how much, for the
    last."""

    def power(x: arb, T: int) -> arb:
        return x.root(T) / (x.root(T) + (1 - x).root(T))

    apart = []
    for k in (8, 8 * 10**6, 8 * 10**12):
        assert (k * (Fraction(3, 4) ** 2 + Fraction(1, 4) ** 2)).denominator == 1
        total = (arb(5 * k) / 8 + arb(1) / 2) / k  # Σ(p′)² = 1 − 2p′(1 − p′)
        p, near = arb(3) / 4, (1 + (2 * total - 1).sqrt()) / 2
        assert 0 < near - p < arb(1) / k
        apart.append(abs(power(p, 4) - power(near, 2)) - arb(1) / 20)
    assert all(margin > 0 for margin in apart)
    return apart[-1]


control(renamed, "an exponent that falls below 0", exponent=lambda height: 1 - 2 * height)
control(images, "repaired: one operator, k = 8", fixed=8, paces=PACES[:2])
control(floats, "repaired: one operator, k = 8", k=8.0)
