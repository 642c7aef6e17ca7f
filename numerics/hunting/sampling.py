"""Laws of many kinds on V classes, for a hunt to look at."""

from __future__ import annotations

from itertools import product

import numpy as np

from numerics.hunting.domain import Domain
from numerics.laws import adversarial
from numerics.simplex import Array

JUMPS_FROM = 1e-12  # below this probability a jump does not count
NUMBERS, LEAST, WIDE = 2**20, 8, 1000  # what laws that are looked at together come to; few of them; many classes


def fewer(count: int, V: int) -> int:
    """So many laws, or fewer where V is large."""
    return max(LEAST, min(count, NUMBERS // V))


def lattice(V: int, steps: int) -> Array:
    """Every law on V = 2 or 3 classes whose entries are multiples of 1/steps; faces and ties included."""
    first = np.arange(steps + 1)
    if V == 2:
        return np.stack([first, steps - first], axis=-1) / steps
    a, b = (grid.ravel() for grid in np.meshgrid(first, first))
    keep = a + b <= steps
    return np.stack([a[keep], b[keep], (steps - a - b)[keep]], axis=-1) / steps


def broad(rng: np.random.Generator, V: int, count: int) -> Array:
    """Laws from all over the simplex: a lattice for V ≤ 3, Dirichlet of many shapes, lines between special laws."""
    shapes = 10.0 ** rng.uniform(-1.5, 1.5, (count // 2, 1))
    drawn = rng.standard_gamma(shapes, (count // 2, V)) + 1e-300
    uniform = rng.standard_gamma(1.0, (count // 2, V)) + 1e-300
    parts = [normalised(drawn), normalised(uniform), lines(rng, V)]
    return np.concatenate([*parts, lattice(V, 2000 if V == 2 else 100)] if V <= 3 else parts)


def lines(rng: np.random.Generator, V: int) -> Array:
    """Laws on lines between vertices, centres of faces, the uniform law and two drawn: 41 each, or 3 if V is large."""
    centre = np.zeros(V)
    centre[: (V + 1) // 2] = 1 / ((V + 1) // 2)
    vertex = (np.arange(V) == 0).astype(np.float64)
    special = [vertex, vertex[::-1], centre, centre[::-1], np.full(V, 1 / V), *rng.dirichlet(np.ones(V), 2)]
    share = np.linspace(0, 1, 41 if V <= WIDE else 3)[:, None]
    return np.concatenate([(1 - share) * a + share * b for a, b in product(special, special) if a is not b])


def near_ties(rng: np.random.Generator, V: int, count: int) -> Array:
    """Laws of which two entries, the two largest, the two smallest or any two, are 1e-13 to 1e-1 apart."""
    p = normalised(rng.standard_gamma(10.0 ** rng.uniform(-1, 1, (count, 1)), (count, V)) + 1e-6)
    order = np.argsort(-p, axis=-1)
    which = np.arange(count) % 3
    place = np.where(which == 0, 0, np.where(which == 1, V - 2, rng.integers(0, V - 1, count)))
    i, j = (np.take_along_axis(order, (place + step)[:, None], axis=-1)[:, 0] for step in (0, 1))
    gap = 10.0 ** rng.uniform(-13, -1, count)
    rows = np.arange(count)
    relative = rng.random(count) < 0.5
    p[rows, j] = np.where(relative, p[rows, i] * (1 - gap), np.maximum(p[rows, i] - gap, p[rows, i] / 2))
    return normalised(p)


def thin(rng: np.random.Generator, V: int, count: int, *, zeros: bool) -> Array:
    """Laws with tiny entries, down to 1e-300, in part of their classes; or with zeros there, and vertices first."""
    p = normalised(rng.standard_gamma(1.0, (count, V)) + 1e-3)
    small = rng.random((count, V)) < rng.uniform(0.1, 0.9, (count, 1))
    small[np.arange(count), rng.integers(0, V, count)] = False
    tiny = 10.0 ** (rng.uniform(-300, -1, (count, 1)) * rng.uniform(0, 1, (count, V)))
    tiny = np.where(rng.random((count, 1)) < 0.5, 10.0 ** rng.uniform(-14, -1, (count, V)), tiny)
    if zeros:
        tiny = np.where(rng.random((count, V)) < 0.5, 0.0, tiny)
    p = np.where(small, tiny, p)
    vertices = np.arange(V) == (np.arange(V) if V <= WIDE else rng.integers(0, V, LEAST))[:, None]
    return np.concatenate([vertices.astype(np.float64), normalised(p)]) if zeros else normalised(p)


def mixed(rng: np.random.Generator, V: int, count: int, domain: Domain) -> Array:
    """A few laws of every kind, for the densest sweeps: ordinary ones, near ties, thin ones, one with a zero."""
    parts = [
        normalised(rng.standard_gamma(np.array([[0.3], [1.0], [3.0]]), (3, V)) + 1e-9),
        near_ties(rng, V, 4),
        thin(rng, V, 2, zeros=False),
        adversarial(rng, max(count - 10, 1), V, faces=False),
    ]
    if domain.reaches_zero:
        parts.append(thin(rng, V, 1, zeros=True)[-1:])
    return domain.raised(np.concatenate(parts))


def normalised(weights: Array) -> Array:
    """Rows divided by their sums."""
    return weights / weights.sum(axis=-1, keepdims=True)


def some(rng: np.random.Generator, laws: Array, count: int) -> Array:
    """At most `count` of the laws, drawn without replacement."""
    return laws[rng.permutation(len(laws))[:count]]
