r"""What a teacher's k largest probabilities, or samples of it, leave open: extremes over all laws that agree with them.

Of p are known p_(1) ≥ … ≥ p_(k) = c, and so the mass r of the other m = V − k classes, none of which exceeds c. Of two
such tails the one that is majorized by the other has the larger sum of a concave function (Karamata): what `transfer`
says of one transfer between two classes. No transfer is left to make where all classes but one are at 0 or at c
(`packed`), and none where all are equal (`even`): these are the extremes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sympy import Add, Expr, Integer, Min, Symbol, exp, expand_log, factorial, log, powsimp, simplify, sqrt

from theory.simplex import Law

Entry = Callable[[Expr], Expr]

r, c = Symbol("r", positive=True), Symbol("c", positive=True)
m, j = Symbol("m", integer=True, positive=True), Symbol("j", integer=True, nonnegative=True)
rest = Symbol("rho", positive=True)
"""What is left of r after j classes at c."""


@dataclass(frozen=True)
class Tail:
    """The classes that were not shown, equal ones together: (probability, how many); those of none are left out."""

    groups: tuple[tuple[Expr, Expr], ...]

    def sum(self, f: Entry) -> Expr:
        """Σ f(p_i) over the tail, f(0) = 0."""
        return Add(*(count * f(entry) for entry, count in self.groups))


def packed(c: Expr, j: Expr, rest: Expr) -> Tail:
    """As few classes as can be: j at c, one at what is left of r, the others at 0."""
    return Tail(((c, j), (rest, Integer(1))))


def even(r: Expr, m: Expr) -> Tail:
    """All m classes alike."""
    return Tail(((r / m, m),))


def transfer(f: Entry, x: Expr, y: Expr) -> Expr:
    """What Σ f gains, at first, where a class at x takes from one at y."""
    t = Symbol("t")
    return (f(x + t) + f(y - t)).diff(t).subs(t, 0)


def power(order: Expr) -> Entry:
    """p ↦ p^order."""
    return lambda p: p**order


def entropy_part(p: Expr) -> Expr:
    """A class's part −p log p of the entropy."""
    return -p * log(p)


kept = Symbol("a", positive=True)
"""1 − r, the mass of the k classes that were shown."""


def zero_filled(q: Law, kept: Expr, j: Expr) -> tuple[Expr, Expr]:
    """A class that was shown, as the teacher has it and as the target that puts the others at 0 and keeps proportions.

    q is the teacher given that one of the k classes is drawn, on k classes.
    """
    return kept * q[j], q[j]


def diameter(shared: Expr, r: Expr, c: Expr, m: Expr) -> tuple[Expr, ...]:
    """Four bounds, the least of which is the largest TV of two tails that fill `shared` classes and the others first.

    Σ (x − y)⁺ where x puts as much as it can on `shared` classes, min(r, c·shared), and y as little as it can,
    max(0, r − c(m − shared)): the less of each less the more of the other.
    """
    most, least = (r, c * shared), (Integer(0), r - c * (m - shared))
    return tuple(a - b for a in most for b in least)


def of_one_draw(p: Law, values: Law) -> Expr:
    """E F(p̂) for one draw from p: p̂ is the vertex of the class drawn, and `values` are those of F at the vertices."""
    return p.sum(lambda j: p[j] * values[j])


def class_error(p: Expr, T: Expr, draws: Expr) -> Expr:
    """What a class of p ≥ 1/n adds at most to the error of a target softened by power: p^(β − 1) E|p̂ − p| ≤ that."""
    return p ** (1 / T - 1) * sqrt(p / draws)


def plug_in_rate(T: Expr) -> Expr:
    """The exponent γ of n^−γ, that of the larger of what classes add at the ends of their range, p = 1/n and p = 1."""
    n = Symbol("n", positive=True)
    added = (class_error(p, T, n) for p in (1 / n, Integer(1)))
    return Min(*(simplify(-expand_log(log(powsimp(x)), force=True) / log(n)) for x in added))


def central_moment(p: Expr, draws: Expr, order: int) -> Expr:
    """E (p̂ − p)^order for the frequency p̂ of a class among independent draws, from its generating function."""
    t = Symbol("t")
    generating = (1 - p + p * exp(t / draws)) ** draws * exp(-p * t)
    return generating.diff(t, order).subs(t, 0)


def divergence_terms(p: Expr, draws: Expr, order: int) -> Expr:
    """A class's part of E KL(p̂‖p), p̂ log(p̂/p) expanded around p up to `order`."""
    x = Symbol("x", positive=True)
    part = x * log(x / p) - (x - p)  # the second sums to zero over the classes
    return Add(*(part.diff(x, k).subs(x, p) * central_moment(p, draws, k) / factorial(k) for k in range(order + 1)))
