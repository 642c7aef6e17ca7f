r"""Which targets make the same student: losses as functions of what a student puts out, and what of a target they see.

A student gives outputs z = Wφ(x) ∈ R^V at features φ(x) ∈ R^d, W free; its prediction is z itself under squared loss
and softmax(z) under KL(q‖softmax(z)). N examples have features in the rows of Φ and targets in the rows of Q.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from sympy import Expr, IndexedBase, Integer, Matrix, Symbol, log

from theory.simplex import Law, V, softmax

Outputs = Callable[[Expr], Expr]
Loss = Callable[[Outputs, Law], Expr]
"""(outputs z, target q) to the loss on one example."""

BETA = Symbol("beta", nonnegative=True)
"""1/T."""


def squared(z: Outputs, q: Law) -> Expr:
    """‖z − q‖², of a linear student."""
    return q.sum(lambda j: (z(j) - q[j]) ** 2)


def kl(z: Outputs, q: Law) -> Expr:
    """KL(q‖softmax(z)), of a softmax student; q in the open simplex."""
    s = softmax(z, q.classes)
    return q.mean(lambda j: log(q[j]) - log(s[j]))


def outputs(name: str) -> Outputs:
    """Symbolic outputs name[1], …, name[V]."""
    base = IndexedBase(name, real=True)
    return lambda j: base[j]


def nothing(_: Expr) -> Expr:
    """Outputs zero."""
    return Integer(0)


def tilt(loss: Loss, z: Outputs, q: Law, r: Law) -> Expr:
    """By how much more the target q costs than r does at z, beyond what it costs more at z = 0."""
    return (loss(z, q) - loss(z, r)) - (loss(nothing, q) - loss(nothing, r))


def second_derivative(loss: Loss, z: Outputs, along: Outputs, q: Law) -> Expr:
    """d²/dt² of the loss at z + t·along, at t = 0."""
    t = Symbol("t", real=True)
    return loss(lambda j: z(j) + t * along(j), q).diff(t, 2).subs(t, 0)


def total(loss: Loss, weights: Matrix, features: Matrix, targets: Matrix) -> Expr:
    """The loss summed over examples: weights V × d, features N × d, targets N × V, entries of any kind."""
    N, classes = targets.shape
    scores = features * weights.T

    def example(n: int) -> Expr:
        target = Law(Integer(classes), lambda j: targets[n, int(j) - 1])
        return loss(lambda j: scores[n, int(j) - 1], target)

    return sum((example(n) for n in range(N)), Integer(0))


def gradient(loss: Loss, weights: Matrix, features: Matrix, targets: Matrix) -> Matrix:
    """∂(summed loss)/∂W, V × d, by differentiation in each weight, a symbol."""
    value = total(loss, weights, features, targets)
    return weights.applyfunc(value.diff)


def moments(features: Matrix, targets: Matrix) -> Matrix:
    """Σ_i q_i φ_iᵀ, V × d."""
    return targets.T * features


def symbols(name: str, rows: int, columns: int, *, positive: bool = False) -> Matrix:
    """A matrix of symbols name_rc."""
    known = {"positive": True} if positive else {"real": True}
    return Matrix(rows, columns, lambda r, c: Symbol(f"{name}_{r + 1}{c + 1}", **known))


def relation(features: Matrix, classes: int) -> Matrix:
    """The one linear map whose kernel are the differences of equivalent targets.

    Acts on D, N × V, row after row; its first N rows say that rows of D sum to zero, the others that
    Σ_i D_ic φ_ia = 0 for each class c and each feature a.
    """
    return Matrix(relation_rows(features.tolist(), classes))


def relation_rows(features: Sequence[Sequence[Any]], classes: int) -> list[list[Any]]:
    """The rows of that map, of features of any kind."""
    N, d = len(features), len(features[0])
    rows: list[list[Any]] = [[int(m == n) for m in range(N) for _ in range(classes)] for n in range(N)]
    for c in range(classes):
        rows += [[features[m][a] * int(b == c) for m in range(N) for b in range(classes)] for a in range(d)]
    return rows


def bend(T: Expr) -> Expr:
    """(T − 1)/T³: zero at T = 1, and of smaller order than 1/T as T → ∞."""
    return (T - 1) / T**3


@cache
def orders(expression: Expr) -> tuple[Expr, Expr, Expr]:
    """The coefficients of β⁰, β¹ and β² in an expression as β → 0."""
    slope = expression.diff(BETA)
    none, first, second = (part.subs(BETA, 0) for part in (expression, slope, slope.diff(BETA)))
    return none, first, second / 2


def uniform_variance(w: Outputs) -> Expr:
    """Var of w_j for j uniform on the classes."""
    u = Law(V, lambda _: 1 / V)
    return u.mean(lambda j: w(j) ** 2) - u.mean(w) ** 2
