"""Students fitted to the last few digits, many targets at once.

A student has features in the rows of Φ, shape (N, d), and weights W, shape (V, d): it says Wφ(x) under squared loss,
softmax(Wφ(x)) under KL(q‖softmax(Wφ(x))). What it says on the data depends on Φ through the span of its columns alone,
so that fits run in an orthonormal basis of it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.linalg import qr, solve_triangular
from scipy.special import logsumexp, softmax

from numerics.recession import recedes
from numerics.remembered import remembered
from numerics.simplex import Array, InputError, distributions

EPS = float(np.finfo(np.float64).eps)
SETTLED = 1e-12  # below this a gradient that does not halve is rounding
STEPS, HALVINGS, INNER = 100, 40, 400
RIDGE, TINY = 1e-14, 1e-30
DAMPING, ACCURATE = 0.1, 1e-6  # of Newton's systems: the first by the size of the gradient


@dataclass(frozen=True)
class Span:
    """An orthonormal basis of the columns of Φ, shape (N, rank), and the ratio of its extreme pivots.

    `weights` takes coefficients in the basis, shape (..., rank, V), to weights, shape (..., V, d).
    """

    basis: Array
    condition: float
    weights: Callable[[Array], Array]

    @property
    def rank(self) -> int:
        return self.basis.shape[1]

    def seen(self, targets: Array) -> Array:
        """The part of targets, shape (..., N, V), that a student with these features sees: their projection."""
        return self.basis @ (self.basis.T @ targets)


def span(features: ArrayLike) -> Span:
    """The span of features, shape (N, d), by QR with pivoting; columns count by their direction, not their length.

    Raises InputError for features that are no finite matrix or all zero.
    """
    given = np.asarray(features)
    if given.dtype.kind not in "fiu" or given.ndim != 2 or 0 in given.shape:
        raise InputError(f"features: expected numbers of shape (N, d), got {given.dtype} of shape {given.shape}")
    rows = given.astype(np.float64)
    if not np.isfinite(rows).all():
        n, a = map(int, np.argwhere(~np.isfinite(rows))[0])
        raise InputError(f"features: row {n} has {rows[n, a]} in column {a}")
    tops = np.abs(rows).max(axis=0)  # so that no square over- or underflows
    used = np.flatnonzero(tops)
    if not used.size:
        raise InputError("features: have rank zero: every entry is 0")
    scaled = rows[:, used] / tops[used]
    lengths = np.ones(rows.shape[1])
    lengths[used] = np.linalg.norm(scaled, axis=0)
    q, r, order = qr(scaled / lengths[used], mode="economic", pivoting=True)
    pivots = np.abs(np.diag(r))
    rank = int((pivots > max(rows.shape) * EPS * pivots[0]).sum())

    def weights(coefficients: Array) -> Array:
        found = np.zeros((*coefficients.shape[:-2], coefficients.shape[-1], rows.shape[1]))
        flat = np.moveaxis(coefficients, -2, 0).reshape(rank, -1)
        solved = solve_triangular(r[:rank, :rank], flat).reshape(rank, *coefficients.shape[:-2], -1)
        chosen = used[order[:rank]]
        found[..., chosen] = np.moveaxis(solved, 0, -1) / lengths[chosen] / tops[chosen]
        return found

    return Span(q[:, :rank], float(pivots[0] / pivots[rank - 1]), weights)


@dataclass(frozen=True)
class Students:
    """Students of several targets: what they say on the data, shape (..., N, V), and their weights, (..., V, d).

    `gradient` is the norm of the gradient of the mean loss, in a basis of the span of mean square 1; `off` bounds the
    distance from the minimiser, in root mean square over examples; both of shape (...).
    """

    predictions: Array
    weights: Array
    gradient: Array
    off: Array
    steps: int


def linear_students(features: ArrayLike, targets: ArrayLike) -> Students:
    """The least-squares students of targets, shape (..., N, V), with features of shape (N, d).

    Where columns of the features depend on each other the weights use an independent choice of them.
    Raises InputError.
    """
    space, q = span(features), np.asarray(targets, dtype=np.float64)
    _matching(space, q)
    coefficients = space.basis.T @ q
    said = space.basis @ coefficients
    off = np.linalg.norm(space.basis.T @ (said - q), axis=(-2, -1)) / np.sqrt(q.shape[-2])
    return Students(said, space.weights(coefficients), 2 * off, off, 1)


@remembered
def softmax_students(
    features: ArrayLike, targets: ArrayLike, *, tolerance: float = 1e-13, start: Array | None = None
) -> Students:
    """The students softmax(Wφ) that minimise the mean KL(q‖softmax(Wφ)), for targets of shape (..., N, V).

    Newton's method on all targets at once: exact Hessians, systems solved by conjugate gradients, a line search. It
    ends where the gradient is at most `tolerance`, or falls no more. `start` are outputs to start from, in the shape
    of the targets. Raises InputError for targets that no weights minimise.
    """
    space, laws = span(features), distributions(targets, "targets")
    _matching(space, laws)
    q = laws.reshape(-1, *laws.shape[-2:])
    for problem in np.flatnonzero(q.min(axis=(-2, -1)) == 0):
        if recedes(space.basis, q[problem]):
            raise InputError(
                f"targets: table {problem} has zeros, and the features separate its classes, so that no softmax "
                "student minimises the loss: its weights run off to infinity; keep targets positive"
            )
    N = len(space.basis)
    basis = space.basis * np.sqrt(N)
    theta = basis.T @ (np.zeros_like(q) if start is None else np.broadcast_to(start, laws.shape).reshape(q.shape)) / N
    before, active, steps = np.full(len(q), np.inf), np.arange(len(q)), 0
    while active.size and steps < STEPS:
        steps += 1
        s = softmax(basis @ theta[active], axis=-1)
        g = _gradient(basis, s, q[active])
        size = np.linalg.norm(g, axis=(-2, -1))
        still = (size > tolerance) & ((size > SETTLED) | (size < before[active] / 2))
        before[active] = size
        active, s, g, size = active[still], s[still], g[still], size[still]
        if active.size:
            move = newton(basis, s, g, np.clip(size, ACCURATE, 0.1), DAMPING * size)
            theta[active] -= _pace(basis, theta[active], q[active], move, g) * move
    said = softmax(basis @ theta, axis=-1)
    g = _gradient(basis, said, q)
    size = np.linalg.norm(g, axis=(-2, -1))
    off = np.sqrt((g * newton(basis, said, g, np.full(len(q), 1e-3), np.zeros(len(q)))).sum(axis=(-2, -1)) / 2)
    lead = laws.shape[:-2]
    weights = space.weights(theta * np.sqrt(N))
    shaped = (size.reshape(lead), off.reshape(lead))
    return Students(said.reshape(laws.shape), weights.reshape(*lead, *weights.shape[1:]), *shaped, steps)


def _gradient(basis: Array, s: Array, q: Array) -> Array:
    """Bᵀ(s − q)/N. Over classes it sums to zero; what rounding leaves of the sum is shared out by their mass."""
    g = basis.T @ (s - q) / len(basis)
    return g - s.mean(axis=-2, keepdims=True) * g.sum(axis=-1, keepdims=True)


def newton(basis: Array, s: Array, g: Array, accuracy: Array, damping: Array) -> Array:
    """(H + damping)⁻¹g for the Hessian H of the mean loss at predictions s, by preconditioned conjugate gradients.

    H x = Bᵀ(s∘Bx − s⟨s, Bx⟩)/N; the preconditioner is its part without the second term, a block a class. What is left
    of g is `accuracy` times it; s has shape (K, N, V), g and what is returned (K, rank, V), the others (K,).
    """
    N, rank = basis.shape
    damping = damping[:, None, None]
    blocks = np.einsum("nr,knv,nt->kvrt", basis, s, basis, optimize=True) / N
    ridge = RIDGE * np.trace(blocks, axis1=-2, axis2=-1)[..., None, None] / rank + TINY
    inverse = np.linalg.inv(blocks + (ridge + damping[..., None]) * np.eye(rank))

    def preconditioned(x: Array) -> Array:
        return np.einsum("kvrt,ktv->krv", inverse, x, optimize=True)

    def applied(x: Array) -> Array:
        moved = basis @ x
        moved -= (s * moved).sum(axis=-1, keepdims=True)
        return basis.T @ (s * moved) / N + damping * x

    def dot(a: Array, b: Array) -> Array:
        return (a * b).sum(axis=(-2, -1), keepdims=True)

    x, left = np.zeros_like(g), g.copy()
    direction = preconditioned(left)
    along = dot(left, direction)
    goal = accuracy[:, None, None] ** 2 * dot(g, g)
    for _ in range(INNER):
        going = dot(left, left) > goal
        if not going.any():
            break
        bent = applied(direction)
        curvature = dot(direction, bent)
        pace = np.where(going & (curvature > 0), along / np.where(curvature > 0, curvature, 1), 0)
        x += pace * direction
        left -= pace * bent
        better = preconditioned(left)
        following = dot(left, better)
        direction = better + np.where(going, following / np.where(along > 0, along, 1), 0) * direction
        along = following
    return x


def rare(basis: Array, s: Array) -> Array:
    """tr B⁻¹ for the blocks B of the Hessian, a class each: what a unit error in each moment costs; shape (K,)."""
    blocks = np.einsum("nr,knv,nt->kvrt", basis, s, basis, optimize=True) / len(basis)
    ridge = (RIDGE * np.trace(blocks, axis1=-2, axis2=-1) / basis.shape[1] + TINY)[..., None, None]
    return np.trace(np.linalg.inv(blocks + ridge * np.eye(basis.shape[1])), axis1=-2, axis2=-1).sum(axis=-1)


def _pace(basis: Array, theta: Array, q: Array, move: Array, g: Array) -> Array:
    """The fraction of Newton's step that lowers the loss enough (Armijo), halved from 1; shape (K, 1, 1)."""

    def loss(theta: Array) -> Array:
        z = basis @ theta
        return (logsumexp(z, axis=-1) - (q * z).sum(axis=-1)).mean(axis=-1)

    now, promised = loss(theta), (g * move).sum(axis=(-2, -1))
    pace = np.ones((len(theta), 1, 1))
    for _ in range(HALVINGS):
        short = loss(theta - pace * move) > now - 1e-4 * pace[:, 0, 0] * promised + 8 * EPS * (1 + np.abs(now))
        if not short.any():
            break
        pace[short] /= 2
    return pace


def _matching(space: Span, targets: Array) -> None:
    if targets.ndim < 2 or targets.shape[-2] != len(space.basis):
        raise InputError(f"features: have {len(space.basis)} rows, and targets {targets.shape[-2:][0]}")
