"""The axioms in ball arithmetic: by how much theory's own operator violates each at a point of floats."""

from __future__ import annotations

from collections.abc import Callable
from itertools import permutations

from flint import arb
from sympy import Add, Expr, Integer, symbols

from numerics.axioms import HOTTER
from numerics.enclosure import compiled, precision
from numerics.sweeping import Worst
from theory.simplex import Law, T, entropy, explicit

Softening = Callable[[Law, Expr], Law]
Confirm = Callable[[Worst], arb]

PRECISIONS, KNOWN = (512, 2048, 4096), 128  # bits: that 10^−300 is seen beside 1 takes a thousand


def at_point(build: Callable[[Law], Expr | list[Expr]], p: tuple[float, ...], temperature: float) -> list[arb]:
    """The values of expressions in a law p and in `theory.simplex.T`.

    The floats are read as the rationals they are, and p divided by their sum, which floats leave near one. Precision
    rises until each value is known to far more digits than a float has, but for one that may be zero.
    """
    entries = symbols(f"p1:{len(p) + 1}", positive=True)
    kept = [entry if value > 0 else Integer(0) for entry, value in zip(entries, p, strict=True)]  # 0 stays 0
    built = build(explicit([entry / Add(*kept) for entry in kept]))
    function = compiled(built if isinstance(built, list) else [built], [*entries, T])
    values: list[arb] = []
    for bits in PRECISIONS:
        with precision(bits):
            values = [arb(value) for value in function(*map(arb, p), arb(temperature))]
        if all(value.rel_accuracy_bits() >= KNOWN for value in values):
            break
    return values


def ranking(F: Softening) -> Confirm:
    """The largest q_j − q_i over pairs with p_i > p_j."""

    def confirm(worst: Worst) -> arb:
        q = at_point(lambda p: F(p, T).entries, worst.p, worst.T)
        pairs = [(i, j) for i, j in permutations(range(len(q)), 2) if worst.p[i] > worst.p[j]]
        return largest([q[j] - q[i] for i, j in pairs])

    return confirm


def entropy_monotone(F: Softening) -> Confirm:
    """H(F_T(p)) − H(F_{1.25 T}(p)), with 0 log 0 = 0."""

    def confirm(worst: Worst) -> arb:
        def H(p: Law) -> Expr:
            return entropy(explicit([q for q in F(p, T).entries if q != 0]))

        cold, hot = (at_point(H, worst.p, t)[0] for t in (worst.T, HOTTER * worst.T))
        return cold - hot

    return confirm


def identity(F: Softening) -> Confirm:
    """The largest |F_1(p)_i − p_i|."""

    def confirm(worst: Worst) -> arb:
        moved = at_point(lambda p: [q - r for q, r in zip(F(p, T).entries, p.entries, strict=True)], worst.p, 1.0)
        return largest([abs(gap) for gap in moved])

    return confirm


def largest(balls: list[arb]) -> arb:
    """The ball with the largest midpoint."""
    return max(balls, key=lambda value: float(value.mid()))
