"""Power (escort) softening, in log space."""

from collections.abc import Iterator
from typing import TypeGuard

import numpy as np

from numerics.libraries import BLOCK, AnyArray, blocks, by_rows, library
from numerics.operator import Operator, always
from numerics.simplex import Array


def formula(p: AnyArray, T: AnyArray) -> AnyArray:
    """q_i ∝ exp(log p_i/T). Below T = 1 the row's largest logarithm is taken off first, so that no T empties the sum.

    From T = 1 on the sum of the powers is at least that of p, and their largest is at most 1.
    """
    if not _of_numpy(p) or p.dtype != T.dtype:
        return by_rows(_rows, p, T)
    q = np.empty(np.broadcast_shapes(p.shape, T.shape), dtype=p.dtype)
    T = T.reshape(()) if T.size == 1 else T  # division by one number takes half as long
    with np.errstate(divide="ignore", over="ignore"):  # log 0 = −∞, and exp(−∞) = 0: zeros stay zeros
        for block in _blocks(q, p, T):
            _fill(*block)
    return q


def _of_numpy(p: AnyArray) -> TypeGuard[Array]:
    """Whether NumPy's functions can write where they are told, which saves a quarter of the time."""
    return type(p) is np.ndarray and p.dtype.itemsize >= 4


def _rows(p: AnyArray, T: AnyArray) -> AnyArray:
    xp = library(p)
    logs = xp.log(p)
    scores = (logs - xp.max(logs, axis=-1, keepdims=True)) / T
    q = xp.exp(scores)
    return q / xp.sum(q, axis=-1, keepdims=True)


def _fill(q: Array, p: Array, T: Array) -> None:
    np.log(p, out=q)
    if not (T >= 1).all():
        q -= q.max(axis=-1, keepdims=True)
    q /= T
    np.exp(q, out=q)
    q /= q.sum(axis=-1, keepdims=True)


def _blocks(q: Array, p: Array, T: Array) -> Iterator[tuple[Array, Array, Array]]:
    """Rows of q, those of p that they are made of, and their temperatures: all at once where q is small."""
    V = q.shape[-1]
    if q.size <= BLOCK or p.shape != q.shape or not p.flags.c_contiguous:
        yield q, p, T
        return
    rows, laws = q.reshape(-1, V), p.reshape(-1, V)
    temperatures = np.broadcast_to(T, (*q.shape[:-1], 1)).reshape(-1, 1)
    yield from ((rows[part], laws[part], temperatures[part] if T.ndim else T) for part in blocks(rows.shape))


power = Operator(
    name="power",
    tex=r"q_i = p_i^{1/T} / \sum_j p_j^{1/T}",
    formula=formula,
    composes=always,
    portable=True,
    commutes_with_conditioning=True,
)
