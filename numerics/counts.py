"""Multinomial counts, by the algorithm that suits the number of draws and of classes.

Conditional binomials cost a step for each class, draws one by one a step for each draw. For V from 5 to 1,000 the two
were measured to be even at eight to ten draws a class, for V = 10,000 at four. At a quarter of a draw a table was five
to eight times as fast, at twenty conditional binomials up to twice. Two classes take one binomial. `make bench`
prints the ratios.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from numerics.precision import FLOAT64
from numerics.simplex import Array

EVEN, EVEN_OF_MANY, MANY = 8.0, 4.0, 10_000  # draws a class at which both take as long, and from how many classes on
PARTS_A_CLASS = 16
BLOCK = 2**15  # draws and counts worked on at a time: they fit the cache
BELOW_ONE = np.nextafter(1.0, 0.0)  # where no class of probability zero begins


def multinomial(rng: np.random.Generator, n: int, p: Array, replicates: int) -> NDArray[np.int64]:
    """How often each class comes up among n draws from p, shape (V,), over and over: shape (replicates, V)."""
    if len(p) == 2 or n > (EVEN if len(p) < MANY else EVEN_OF_MANY) * len(p):
        return by_class(rng, n, p, replicates)
    return by_draw(rng, n, p, replicates)


def by_class(rng: np.random.Generator, n: int, p: Array, replicates: int) -> NDArray[np.int64]:
    """A binomial for each class, among the draws that the classes before it left."""
    return rng.multinomial(n, p, size=replicates)


def by_draw(rng: np.random.Generator, n: int, p: Array, replicates: int) -> NDArray[np.int64]:
    """Each draw from a table of equal parts of [0, 1), then counted."""
    V, (ends, table) = len(p), parts(np.asarray(p, dtype=np.float64).tobytes())
    kind = np.dtype(next(kind for kind in ("u1", "u2", "u4") if 256 ** np.dtype(kind).itemsize >= len(table)))
    spare, some = 256**kind.itemsize // len(table), max(1, BLOCK // (n + V))
    counts, rows = np.empty((replicates, V), dtype=np.int64), np.repeat(np.arange(some) * V, n)
    for block in np.split(counts, range(0, replicates, some))[1:]:
        number = len(block) * n
        part = np.frombuffer(rng.bytes(number * kind.itemsize), kind)
        part = part // spare if spare > 1 else part
        drawn = table.take(part)
        at = np.flatnonzero(drawn < 0)
        place = np.minimum((part[at] + rng.random(len(at))) / len(table), BELOW_ONE)
        drawn[at] = np.searchsorted(ends, place, side="right")
        block[:] = np.bincount(drawn + rows[:number], minlength=block.size).reshape(block.shape)
    return counts


@lru_cache(maxsize=8)
def parts(law: bytes) -> tuple[Array, NDArray[np.int32]]:
    """Where classes end in [0, 1), shape (V − 1,), and the class that each equal part of it lies in (Chen, Asau 1974).

    It is −1 for a part in which a class ends. The law p, shape (V,), is given by its bytes; of parts there are 2⁸, 2¹⁶
    or a higher power of two, at least sixteen for each class. Raises ValueError for what is no law.
    """
    p = np.frombuffer(law)
    if not (p.min() >= 0 and abs(p.sum() - 1) <= FLOAT64.slack(len(p))):
        raise ValueError("p: no law, an entry is negative or no number, or the sum is not 1")
    ends = np.cumsum(p)
    ends = ends[:-1] / ends[-1]
    number = next(2**bits for bits in (8, 16, *range(17, 33)) if 2**bits >= PARTS_A_CLASS * len(p))
    cut = np.bincount((ends * number).astype(np.int64).clip(max=number - 1), minlength=number)
    return ends, np.where(cut == 0, np.cumsum(cut), -1).astype(np.int32)
