"""Following what moves: cells of a path are cut into parts, and the part over which most happens is kept."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from numerics.simplex import Array


def followed(
    value: Callable[[Array], Array], low: Array, high: Array, cuts: int, parts: int = 2
) -> tuple[Array, Array, Array]:
    """Cut each cell [low, high], shape (n,), into parts, keeping that over which an entry of `value` moves most.

    `value` takes shares of shape (k, n) to rows (k, n, V), all inner ends of parts at once. Returns the ends of the
    last cells and the moves over the cells from the first to the last, shape (cuts + 1, n): what is continuous there
    moves ever less.
    """
    at_low, at_high = value(np.stack([low, high]))
    moves, share = [_moved(at_low, at_high)], np.arange(1, parts)[:, None] / parts
    rows = np.arange(len(low))
    for _ in range(cuts):
        ends = np.concatenate([low[None], low + (high - low) * share, high[None]])
        at_ends = np.concatenate([at_low[None], value(ends[1:-1]), at_high[None]])
        most = _moved(at_ends[:-1], at_ends[1:]).argmax(axis=0)
        low, high = ends[most, rows], ends[most + 1, rows]
        at_low, at_high = at_ends[most, rows], at_ends[most + 1, rows]
        moves.append(_moved(at_low, at_high))
    return low, high, np.array(moves)


def _moved(q: Array, r: Array) -> Array:
    return np.abs(q - r).max(axis=-1)
