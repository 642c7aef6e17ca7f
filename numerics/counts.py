"""Multinomial counts, by the algorithm that suits the number of draws and of classes.

Conditional binomials cost a step for each class, draws one by one a step for each draw. For V from 5 to 1,000 the two
were measured to be even at two to four draws a class; at a quarter of a draw an alias table won four- to tenfold,
at twenty conditional binomials two- to fivefold, and at V = 2 they always do. `make bench` prints the ratios.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from numerics.simplex import Array

DRAWS_A_CLASS = 2.0
BLOCK = 2**15  # draws and counts worked on at a time: they fit the cache


def multinomial(rng: np.random.Generator, n: int, p: Array, replicates: int) -> NDArray[np.int64]:
    """How often each class comes up among n draws from p, shape (V,), over and over: shape (replicates, V)."""
    if len(p) == 2 or n > DRAWS_A_CLASS * len(p):
        return by_class(rng, n, p, replicates)
    return by_draw(rng, n, p, replicates)


def by_class(rng: np.random.Generator, n: int, p: Array, replicates: int) -> NDArray[np.int64]:
    """A binomial for each class, among the draws that the classes before it left."""
    return rng.multinomial(n, p, size=replicates)


def by_draw(rng: np.random.Generator, n: int, p: Array, replicates: int) -> NDArray[np.int64]:
    """Each draw from an alias table, then counted."""
    V = len(p)
    share, alias = alias_table(p)
    counts = np.empty((replicates, V), dtype=np.int64)
    for part in np.split(counts, range(0, replicates, max(1, BLOCK // (n + V))))[1:]:
        spot = rng.random((len(part), n)) * V
        column = spot.astype(np.int64)
        spot -= column  # what is left is uniform too, but for its last bits
        drawn = np.where(spot < share[column], column, alias[column])
        drawn += np.arange(len(part))[:, None] * V
        part[:] = np.bincount(drawn.ravel(), minlength=part.size).reshape(part.shape)
    return counts


def alias_table(p: Array) -> tuple[Array, NDArray[np.int64]]:
    """Columns of equal height, each shared by a class, up to `share`, and its alias, shape (V,) both (Walker 1977)."""
    V = len(p)
    share, alias = np.asarray(p, dtype=np.float64) * (V / np.sum(p)), np.arange(V)
    small, large = [list(np.flatnonzero(side)) for side in (share < 1, share >= 1)]
    while small and large:
        low, high = small.pop(), large[-1]
        alias[low] = high
        share[high] -= 1 - share[low]
        if share[high] < 1:
            small.append(large.pop())
    share[[*small, *large]] = 1.0
    return share, alias
