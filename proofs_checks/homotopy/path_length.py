r"""How fast the power path moves, how long it is, and how many pieces a path may have.

q = power_T(p): dq_i/dT = −q_i(log p_i − E_q log p)/T², so that ‖dq/dT‖ = T⁻²‖q∘(log p − E_q log p)‖, and the speed in
the Fisher-Rao metric is sd_q(log p)/T². In β = 1/T the latter is sd_q(log p): the length is ∫ sd_q(log p) dβ.
A path followed piece by piece may be long: that of the Lasso on an instance of p features has (3^p + 1)/2 segments, and
none has more (Mairal and Yu 2012, arXiv:1205.0079, Theorem 1): 2, 5, 14, 41, 122, 365.
"""

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

import numpy as np
from sympy import Expr, Integer, Rational, log

from numerics.chance import stream
from numerics.homotopy import path_speed
from numerics.lasso import Rows, kinks, longest, segments
from numerics.laws import adversarial
from numerics.rational import fraction, matrix
from numerics.registry import operator
from numerics.simplex import Array
from numerics.sweeping import sweep
from proofs_checks.machine.checks import POINT, all_equal, all_positive, all_steps, equal, no_violation
from proofs_checks.machine.claim import Claim, Enumerated, Whole, control, leg
from proofs_checks.machine.evidence import Evidence
from proofs_checks.machine.formula import Formula
from theory import homotopy as theory
from theory.simplex import T, generic, i, softmax


def minus_square(T: Any) -> Any:
    return -1 / T**2


def powers_of_three(p: Any) -> Any:
    return (3**p + 1) / Integer(2)


claim = Claim(
    statement=Formula(
        r"\frac{dq}{dT} = @minus_square\,q \circ (\log p - \mathbb E_q \log p)", minus_square=minus_square
    ),
    scope="power, V >= 2, every p > 0, T > 0; an instance of the Lasso for p = 1 to 6 features",
    reads={"S2.path": "lemma"},
    rests_on=("operators.entropy_rate",),
    expect="derived",
    parts={
        "speed": Formula(r"dq_i/dT = @minus_square\,q_i(\log p_i - \mathbb E_q \log p)", minus_square=minus_square),
        "segments": Formula(
            r"\text{some Lasso path has } @powers_of_three \text{ segments}, \ p \le 6", powers_of_three=powers_of_three
        ),
    },
)

Power = Callable[[Expr], Expr]


@leg("identity", part="speed", covers=Whole("V, p and T are symbols; p is a softmax of its logarithms"))
def derivatives(factor: Power = minus_square) -> Evidence:
    p = generic()
    q = softmax(lambda j: log(p[j]) / T, p.classes)
    mean = q.mean(lambda j: log(p[j]))
    speed = factor(T) * q[i] * (log(p[i]) - mean)
    variance = q.mean(lambda j: log(p[j]) ** 2) - mean**2
    return all_steps(
        ("dq/dT", lambda: equal(theory.path_speed(p, T)(i), speed, at=POINT)),
        ("Fisher–Rao", lambda: equal(theory.fisher_speed(p, T), factor(T) ** 2 * variance, at=POINT)),
    )


STEP = 1e-5


def off(share: float) -> Callable[[Array, float], Array]:
    def measure(p: Array, temperature: float) -> Array:
        F = operator("power")
        chord = (F(p, temperature * (1 + STEP)) - F(p, temperature * (1 - STEP))) / (2 * STEP * temperature)
        size = np.abs(np.log(p)).max(axis=-1) / temperature
        off = np.linalg.norm(chord - share * path_speed(p, temperature), axis=-1)
        return off * temperature - 1e-10 * (1 + size**3)

    return measure


@leg(
    "search",
    part="speed",
    covers="300 adversarial laws, V = 2, 3, 20, T = 0.5, 1, 2, 10: central differences",
)
def chords(share: float = 1.0, seed: int = 0) -> Evidence:
    laws = [adversarial(stream(seed, "homotopy.path_length", V), 100, V, faces=False) for V in (2, 3, 20)]
    laws = [0.999 * p + 0.001 / p.shape[-1] for p in laws]
    return no_violation(sweep(off(share), laws, (0.5, 1.0, 2.0, 10.0)), "the path moves at another speed")


Count = Callable[[Any], Any]


@leg(
    "exact",
    part="segments",
    covers=Enumerated("an instance of the Lasso for p = 1 to 6 features"),
)
def followed(count: Count = powers_of_three, shrink: Fraction = Fraction(1, 2)) -> Evidence:
    """Segments of each path, kink by kink; and that α, the last entry of X, is below what the theorem allows."""
    found = {p: longest(p, shrink) for p in range(1, 7)}
    allowed = []
    for p in range(2, 7):
        (X, _), (smaller, y) = found[p], found[p - 1]
        most = kinks(smaller, y)[-1] / (2 * sum((v * v for v in y), Fraction(0)) + 1)
        allowed.append(({"p": p}, Rational(most - X[-1][-1]), f"α is {X[-1][-1]}, allowed {most}"))
    segments_of = (({"p": p}, Integer(len(kinks(*at)) + 1), count(p)) for p, at in found.items())
    return all_steps(("α", lambda: all_positive(allowed)), ("segments", lambda: all_equal(segments_of)))


PRINTED = (2, 5, 14, 41, 122, 365)


@leg(
    "published",
    part="segments",
    covers="Mairal and Yu 2012, Theorem 1: the numbers for p = 1 to 6, another share of α; conditions of optimality",
)
def theorem(printed: tuple[int, ...] = PRINTED) -> Evidence:
    """Pieces with different signs, each of which holds a λ at which its weights satisfy the conditions of a minimum."""
    cases = []
    for p, wanted in enumerate(printed, start=1):
        X, y = longest(p, Fraction(1, 3))
        path = segments(X, y)
        ends = [segment.begins for segment in path[1:]] + [Fraction(0)]
        optimal = {
            tuple(sorted(segment.signs.items()))
            for segment, end in zip(path, ends, strict=True)
            if minimum(X, y, (segment.begins + end) / 2, segment.signs)
        }
        cases.append(({"p": p}, Integer(len(optimal) + 1), Integer(wanted)))
    return all_equal(cases)


def minimum(X: Rows, y: list[Fraction], level: Fraction, signs: dict[int, int]) -> bool:
    """Whether ½‖y − Xw‖² + λ‖w‖₁ is least at weights with these signs: X_jᵀ(y − Xw) = λs_j, less in size elsewhere."""
    active = sorted(signs)
    columns = [[row[j] for row in X] for j in range(len(X[0]))]
    gram = matrix([[dot(columns[i], columns[j]) for j in active] for i in active])
    right = matrix([[dot(columns[j], y) - level * signs[j]] for j in active])
    w = dict(zip(active, map(fraction, gram.solve(right).entries()), strict=True))
    residual = [v - sum((row[j] * w[j] for j in active), Fraction(0)) for v, row in zip(y, X, strict=True)]
    inside = all(abs(dot(columns[j], residual)) < level for j in range(len(columns)) if j not in signs)
    return inside and all(w[j] * signs[j] > 0 and dot(columns[j], residual) == level * signs[j] for j in active)


def dot(x: Sequence[Fraction], y: Sequence[Fraction]) -> Fraction:
    return sum((a * b for a, b in zip(x, y, strict=True)), Fraction(0))


control(derivatives, "1/T for 1/T²", factor=lambda T: -1 / T)
control(derivatives, "2 % off", factor=lambda T: Rational(102, 100) * minus_square(T))
control(chords, "2 % off", share=1.02)
control(followed, "3^p segments", count=lambda p: Integer(3**p))
control(followed, "α at twice its bound", shrink=Fraction(2))
control(theorem, "one segment fewer at p = 6", printed=(*PRINTED[:5], 364))
control(chords, "2 parts in 10^9 off", share=1 + 2e-9)
