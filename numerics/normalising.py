"""One unknown a row, by safeguarded Newton iteration: what makes the entries of a softened row sum to one."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from numerics.simplex import Array

EPS = float(np.finfo(np.float64).eps)
NEWTON, MOST = 60, 200  # steps: with Newton, then by halving, which alone takes 64 to a root that is not tiny
BLOCK = 2**15  # entries worked on at a time: they fit the cache


def root(evaluate: Callable[[Array], tuple[Array, Array]], low: Array, high: Array, first: Array, V: int) -> Array:
    """The x in [low, high], each of shape (rows, 1), at which an increasing excess is zero.

    `evaluate(x)` returns the excess, the sum of V entries less one, and Newton's next x. A step ends at
    the bracket; after one that did not halve the excess, or after 60, comes the middle of the bracket. A row is
    done when its excess is rounding of the sum or its step rounding of x.
    """
    x, before = first, np.full_like(low, np.inf)
    for step in range(MOST):
        excess, newton = evaluate(x)
        low, high = np.where(excess < 0, x, low), np.where(excess > 0, x, high)  # the excess rises with x
        size = np.abs(excess)
        # done: the excess is rounding of a sum of V entries, or Newton moves by rounding of x, or the bracket is closed
        done = (size <= EPS * (2 + np.log2(V))) | (np.abs(newton - x) <= EPS * np.abs(x)) | (high - low <= EPS * high)
        if done.all():
            break
        # Newton is trusted while each step halves the excess; where it stalls or is no number, the bracket is halved
        trusted = (size <= before / 2) & ~np.isnan(newton) & (step < NEWTON)
        x = np.where(done, x, np.where(trusted, np.clip(newton, low, high), low + (high - low) / 2))
        before = np.where(trusted, size, np.inf)  # after a halving Newton may try again
    return x


def blocks(p: Array, T: Array) -> Iterator[tuple[slice, Array, Array]]:
    """The rows of p, shape (n, V), and their temperatures, shape (n, 1), some thousand entries at a time."""
    rows = max(1, BLOCK // p.shape[-1])
    for start in range(0, len(p), rows):
        part = slice(start, start + rows)
        yield part, p[part], T[part]


def by_rows(solve: Callable[[Array, Array], Array], p: Array, T: Array) -> Array:
    """`solve` on flat rows, (n, V) and (n, 1) to (n, V), for p of shape (..., V) and T of shape (..., 1)."""
    shape = np.broadcast_shapes(p.shape, T.shape)
    rows = np.broadcast_to(p, shape).reshape(-1, shape[-1])
    temperatures = np.broadcast_to(T, (*shape[:-1], 1)).reshape(-1, 1)
    q = np.empty(rows.shape)
    with np.errstate(over="ignore"):  # over the smallest temperatures scores are infinite, and meant
        for part, some, t in blocks(rows, temperatures):
            q[part] = solve(some, t)
    return q.reshape(shape)
