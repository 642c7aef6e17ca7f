"""Following what moves: cells of a path are halved, and the half over which more happens is kept."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from numerics.simplex import Array


def followed(value: Callable[[Array], Array], low: Array, high: Array, halvings: int) -> tuple[Array, Array, Array]:
    """Halve each cell [low, high], shape (n,), keeping the half over which an entry of `value` moves more.

    `value` takes shares of shape (n,) to rows (n, V). Returns the ends of the last cells and the moves over the cells
    from the first to the last, shape (halvings + 1, n): what is continuous there moves ever less.
    """
    at_low, at_high = value(low), value(high)
    moves = [_moved(at_low, at_high)]
    for _ in range(halvings):
        middle = (low + high) / 2
        at_middle = value(middle)
        first = _moved(at_low, at_middle) > _moved(at_middle, at_high)
        low, high = np.where(first, low, middle), np.where(first, middle, high)
        at_low, at_high = (np.where(first[:, None], *pair) for pair in ((at_low, at_middle), (at_middle, at_high)))
        moves.append(_moved(at_low, at_high))
    return low, high, np.array(moves)


def _moved(q: Array, r: Array) -> Array:
    return np.abs(q - r).max(axis=-1)
