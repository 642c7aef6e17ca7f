"""The regularisation path of the Lasso in exact arithmetic, and the instances on which it is longest."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from flint import fmpq, fmpq_mat

from numerics.rational import fraction

Rows = list[list[Fraction]]


def longest(p: int, shrink: Fraction = Fraction(1, 2)) -> tuple[Rows, list[Fraction]]:
    """X of shape (p, p) and y of an instance whose path has (3^p + 1)/2 segments (Mairal and Yu 2012, Theorem 1).

    From (X, y): y' = (y, 1) and X' = [[X, 2αy], [0, α]] with α below λ/(2‖y‖² + 1), λ the last kink of the path of
    (X, y); `shrink` is the share of that which is taken.
    """
    X, y = [[Fraction(1)]], [Fraction(1)]
    for _ in range(p - 1):
        last = kinks(X, y)[-1]
        alpha = shrink * bound(last, y)
        X = [[*row, 2 * alpha * v] for row, v in zip(X, y, strict=True)] + [[Fraction(0)] * len(y) + [alpha]]
        y = [*y, Fraction(1)]
    return X, y


@dataclass(frozen=True)
class Segment:
    """A piece of the path: the λ at which it begins, the larger end, and the signs of the weights that are not zero."""

    begins: Fraction
    signs: dict[int, int]


def kinks(X: Rows, y: list[Fraction]) -> list[Fraction]:
    """The λ > 0, the largest first, at which the minimiser of ½‖y − Xw‖² + λ‖w‖₁ bends: one fewer than its segments."""
    return [segment.begins for segment in segments(X, y)]


def bound(last: Fraction, y: list[Fraction]) -> Fraction:
    """λ/(2‖y‖² + 1), below which α of `longest` is to stay, λ the last kink of the path of (X, y)."""
    return last / (2 * sum((v * v for v in y), Fraction(0)) + 1)


def segments(X: Rows, y: list[Fraction]) -> list[Segment]:
    """The pieces of the path where not all weights are zero, from the largest λ down.

    Follows the active set: w_J(λ) = (X_JᵀX_J)⁻¹(X_Jᵀy − λs_J), until a weight of J is zero or a correlation outside
    reaches ±λ. Raises ArithmeticError where two events coincide, which those instances do not have.
    """
    p = len(X[0])
    along = [sum((row[j] * v for row, v in zip(X, y, strict=True)), Fraction(0)) for j in range(p)]
    gram = [[sum((row[i] * row[j] for row in X), Fraction(0)) for j in range(p)] for i in range(p)]
    level = max(abs(x) for x in along)
    if level == 0:  # no feature is correlated with y: the weights are zero for every λ > 0
        return []
    first = [j for j in range(p) if abs(along[j]) == level]
    if len(first) > 1:
        raise ArithmeticError("two features enter at once")
    signs = {first[0]: 1 if along[first[0]] > 0 else -1}
    found = [Segment(level, dict(signs))]
    while True:
        active = sorted(signs)
        offset, slope = _line(gram, along, active, signs)
        events: list[tuple[Fraction, int, int]] = []
        for place, j in enumerate(active):  # w_j(λ) = offset − slope λ is zero
            if slope[place] != 0:
                events.append((offset[place] / slope[place], j, 0))
        for j in (j for j in range(p) if j not in signs):  # the correlation c_0 + c_1 λ is ±λ
            constant = along[j] - sum((gram[j][i] * w for i, w in zip(active, offset, strict=True)), Fraction(0))
            rate = sum((gram[j][i] * w for i, w in zip(active, slope, strict=True)), Fraction(0))
            events += [(constant / (side - rate), j, side) for side in (1, -1) if side != rate]
        ahead = [event for event in events if 0 < event[0] < level]
        if not ahead:
            return found
        level, feature, side = max(ahead)
        if sum(e[0] == level for e in ahead) > 1:
            raise ArithmeticError("two events at once")
        if side:
            signs[feature] = side
        else:
            del signs[feature]
        found.append(Segment(level, dict(signs)))


def _line(
    gram: Rows, along: list[Fraction], active: list[int], signs: dict[int, int]
) -> tuple[list[Fraction], list[Fraction]]:
    """Offset and slope of w_J(λ) = offset − slope λ."""

    def exact(x: Fraction | int) -> fmpq:
        return fmpq(Fraction(x).numerator, Fraction(x).denominator)

    left = fmpq_mat([[exact(gram[i][j]) for j in active] for i in active])
    right = fmpq_mat([[exact(along[i]), exact(signs[i])] for i in active])
    solved = left.solve(right).table()
    rows = [[fraction(x) for x in row] for row in solved]
    return [row[0] for row in rows], [row[1] for row in rows]
