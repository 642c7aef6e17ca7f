"""What several claims about means use: exact comparisons of the three, and laws to try them on."""

from fractions import Fraction
from itertools import product
from math import lcm, prod

Weights = tuple[Fraction, ...]

NUMBERS = (Fraction(1, 3), Fraction(1), Fraction(5, 2), Fraction(7))
WEIGHTS: tuple[Weights, ...] = (
    (Fraction(1, 2), Fraction(1, 2)),
    (Fraction(1, 7), Fraction(6, 7)),
    (Fraction(1, 3), Fraction(1, 3), Fraction(1, 3)),
    (Fraction(1, 6), Fraction(1, 2), Fraction(1, 3)),
)


def arithmetic(w: Weights, x: tuple[Fraction, ...]) -> Fraction:
    return sum((a * b for a, b in zip(w, x, strict=True)), Fraction(0))


def powers(w: Weights, x: tuple[Fraction, ...], mean: Fraction) -> tuple[Fraction, Fraction]:
    """mean^N and Π x_i^(N w_i), with N the least number that makes all N w_i integers: no root has to be taken."""
    N = lcm(*(a.denominator for a in w))
    return mean**N, prod((b ** int(N * a) for a, b in zip(w, x, strict=True)), start=Fraction(1))


Case = tuple[Weights, tuple[Fraction, ...]]


def cases() -> list[Case]:
    """Weights with numbers that are not all equal."""
    return [(w, x) for w in WEIGHTS for x in product(NUMBERS, repeat=len(w)) if len(set(x)) > 1]
