"""Two operators, one student: given teacher rows and features, another operator with the same student at every T ≥ 1.

Of an operator F the twin is G_T(p) = F_T(p) + (T − 1)/T³ Σ_i w_i(p) D_i, w_i a bump around row i, ΦᵀD = 0, rows of D
summing to zero: at the rows the targets of G and F differ by a multiple of D, which the features do not see.
What D may be is linear. With the classes of row i in order of p_i, let C_m = Σ_{l≤m} D_l be partial sums, and
β = 1/T, so that (T − 1)/T³ = β²(1 − β). G keeps the order where gaps of F exceed β²(1 − β)|D_l − D_{l+1}|, and where
Σ_{l≤m} F_l − that of a hotter temperature exceeds |C_m| times the change of β²(1 − β), G_T(p) majorizes what is hotter,
so that its entropy rises with T. Within these bounds a linear program picks a D far from zero.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.linalg import eigh
from scipy.optimize import linprog
from scipy.sparse import csr_array, eye_array, kron, vstack
from scipy.spatial.distance import cdist

from numerics.chance import stream
from numerics.operator import Operator
from numerics.remembered import remembered
from numerics.simplex import Array, InputError, distributions
from numerics.students import Span, span

SAFETY, WIDEST, ROUNDS = 0.8, 1e-3, 4
INDEPENDENT = 1e-13  # of eigenvalues: what is smaller is rounding
LEAST = 1e-6  # what is bounded more tightly stays as it is: the linear program resolves no less
BETAS = np.concatenate([[1e-9], np.geomspace(1e-4, 0.1, 60), np.linspace(0.1, 1, 181)[1:]])


def bend(beta: Array) -> Array:
    """(T − 1)/T³ at β = 1/T."""
    return beta**2 * (1 - beta)


@dataclass(frozen=True)
class Bounds:
    """What |C_m| may be, shape (n, V − 1), and |D_l − D_{l+1}| with a last |D_V|, (n, V); classes in order."""

    partial: Array
    gaps: Array


def gaps(p: Array) -> Array:
    """p_l − p_{l+1} and a last p_V, for rows in descending order; the shape of p."""
    return np.concatenate([-np.diff(p, axis=-1), p[..., -1:]], axis=-1)


def bounds(F: Operator, p: Array, radius: Array) -> Bounds:
    """The bounds for rows p in descending order, shape (n, V), from a grid of β; gaps up to 4 radius count as ties.

    A bump reaches laws at most its radius away, shape (n,), whose classes have the order of the row's but for ties.
    """
    path = np.stack([F(p, 1 / beta) for beta in BETAS])
    g = bend(BETAS)[:, None, None]
    sums = path.cumsum(axis=-1)[..., :-1]
    with np.errstate(divide="ignore"):
        partial = (np.diff(sums, axis=0) / np.abs(np.diff(g, axis=0))).min(axis=0)
        apart = gaps(path)[:-1] / g[:-1]  # g = 0 at β = 1
    kept = np.where(gaps(p) > 4 * radius[:, None], apart.min(axis=0), 0)
    return Bounds(*(SAFETY * np.where(bound > LEAST, bound, 0) for bound in (partial, kept)))


@remembered
def twin(F: Operator, p: ArrayLike, features: ArrayLike, *, seed: int = 0) -> Operator:
    """An operator on T ≥ 1 that differs from F at the rows p, shape (N, V), and has the same students there.

    Students are those of features, shape (N, d), under squared loss and under KL, at each temperature; equal rows
    have equal targets. `seed` picks one of many. Raises InputError where the rank of the features is the number of
    distinct rows, and there is none; and where none of this form is found: rows near ties, or an F that moves them by
    less than first order at T = 1 or in 1/T, leave no room for one.
    """
    rows = distributions(p)
    laws, which = np.unique(rows, axis=0, return_inverse=True)
    given = np.asarray(features, dtype=np.float64)
    merged = np.zeros((len(laws), given.shape[1]))
    np.add.at(merged, which.ravel(), given)
    space = span(merged) if merged.any() else None
    apart = cdist(laws, laws, "cityblock") + np.where(np.eye(len(laws)), np.inf, 0)
    unknowns = min(2 + (space.rank if space else 0) * laws.shape[1] // len(laws), laws.shape[1])
    widths = np.sort(gaps(-np.sort(-laws, axis=-1)), axis=-1)
    radius = np.minimum(min(WIDEST, float(apart.min()) / 2), widths[:, -unknowns] / 8)  # gaps that are no ties
    D = _unseen(F, laws, space, radius, stream(seed, "twins"))
    if not np.abs(D).max() > 1e-6:  # nothing but what the linear program leaves of zero
        if space and space.rank == len(laws):
            raise InputError(f"twin of {F.name}: there is none: the features see all that could differ at these rows")
        raise InputError(
            f"twin of {F.name}: none of this form is found: the rows, or how slowly {F.name} moves them, leave no room"
        )

    def formula(q: Array, T: Array) -> Array:
        softened = F.formula(q, T)
        if q.shape[-1] != laws.shape[1]:
            return softened
        near = np.maximum(1 - cdist(q.reshape(-1, q.shape[-1]), laws, "cityblock") / radius, 0)
        return softened + (T - 1) / T**3 * (near @ D).reshape(q.shape)

    return Operator(
        name=f"twin of {F.name}", tex=rf"\tilde{{{F.tex}}}", formula=formula, coldest=1.0, coldest_included=True
    )


def _unseen(F: Operator, laws: Array, space: Span | None, radius: Array, rng: np.random.Generator) -> Array:
    """D within the bounds, shape (n, V), with ΦᵀD = 0 and rows that sum to zero; far from zero where signs say so.

    Classes between which no gap is wide enough have the same D, the last of them D = 0: the unknowns y are one for each
    row and each run of such classes, D = spread y.
    """
    n, V = laws.shape
    order = np.argsort(-laws, axis=-1, kind="stable")
    limit = bounds(F, np.take_along_axis(laws, order, axis=-1), radius)
    run = (limit.gaps > 0)[:, ::-1].cumsum(axis=-1)[:, ::-1]  # of each class in order; 0 where D = 0
    first = np.concatenate([[0], run[:, 0].cumsum()])
    there = run > 0
    if not there.any():
        return np.zeros((n, V))
    places = (np.arange(n)[:, None] * V + np.arange(V))[there], (first[:-1, None] + run - 1)[there]
    in_order = csr_array((np.ones(there.sum()), places), shape=(n * V, first[-1]))
    spread = in_order[(np.arange(n)[:, None] * V + np.argsort(order, axis=-1)).ravel()]
    partial = kron(eye_array(n), np.tri(V)[:-1]).tocsr() @ in_order
    moves = (run[:, 1:] > 0).ravel()  # beyond, D = 0, and partial sums are zero since rows sum to zero
    fixed, free = (moves & (limit.partial.ravel() == 0), moves & (limit.partial.ravel() > 0))
    zero = [kron(eye_array(n), np.ones((1, V))) @ spread, partial[fixed]]
    if space is not None:
        zero.append(kron(space.basis.T, eye_array(V)).tocsr() @ spread)
    equal = vstack(zero).tocsr()
    bounded = vstack([(kron(eye_array(n), np.eye(V) - np.eye(V, k=1)).tocsr() @ in_order), partial[free]])
    most = np.concatenate([limit.gaps.ravel(), limit.partial.ravel()[free]])
    found = linprog(
        -(rng.choice([-1.0, 1.0], n * V) @ spread),
        A_ub=vstack([bounded, -bounded]),
        b_ub=np.tile(most, 2),
        A_eq=equal,
        b_eq=np.zeros(equal.shape[0]),
        bounds=(None, None),
        method="highs",
    )
    if found.status != 0:
        raise InputError(f"twin of {F.name}: the linear program that looks for it was not solved: {found.message}")
    y, project = found.x, _onto_kernel(equal)
    for _ in range(ROUNDS):  # to the last digits, where the program stops at 1e-7
        y = project(y)
    return (spread @ y).reshape(n, V)


def _onto_kernel(equal: csr_array) -> Callable[[Array], Array]:
    """y to the nearest y' with `equal` y' = 0, to a few digits: repeat it. Rows may depend on each other."""
    values, vectors = eigh((equal @ equal.T).toarray())
    kept = values > INDEPENDENT * values[-1]
    values, vectors = values[kept], vectors[:, kept]
    return lambda y: y - equal.T @ (vectors @ ((vectors.T @ (equal @ y)) / values))
