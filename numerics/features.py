"""Features for students of a teacher of whom only the rows are known, in an order in which capacity grows."""

from __future__ import annotations

import numpy as np

from numerics.simplex import Array, InputError, distributions
from numerics.students import EPS


def principal(p: Array, d: int) -> Array:
    """A constant, then the d − 1 first principal components of the rows' centred log-probabilities; shape (N, d).

    p has shape (N, V). Columns have mean square 1. Raises InputError where there are fewer, and for zeros in p.
    """
    components = _components(p)
    _enough(d, 1 + components.shape[1], "principal")
    return np.hstack([np.ones((len(p), 1)), components[:, : d - 1]])


def most_principal(p: Array) -> int:
    """How many principal features rows have, the constant among them. Raises InputError for zeros in p."""
    return 1 + _components(p).shape[1]


def _components(p: Array) -> Array:
    rows = distributions(p)
    if rows.min() == 0:
        n, c = map(int, np.argwhere(rows == 0)[0])
        raise InputError(
            f"features: row {n} has probability 0 at class {c}, whose logarithm has no principal "
            "components; give --features, or --kind random"
        )
    logs = np.log(rows)
    logs -= logs.mean(axis=-1, keepdims=True)
    left, sizes, _ = np.linalg.svd(logs - logs.mean(axis=0), full_matrices=False)
    there = int((sizes > max(logs.shape) * EPS * sizes[0]).sum()) if sizes[0] > 0 else 0
    ahead = np.sign(left[np.abs(left).argmax(axis=0), np.arange(left.shape[1])])  # the same on every machine
    return np.sqrt(len(rows)) * (left * ahead)[:, :there]


def drawn(rng: np.random.Generator, N: int, d: int) -> Array:
    """A constant, then d − 1 columns of independent normal numbers; shape (N, d). Raises InputError for d > N."""
    _enough(d, N, "independent")
    return np.hstack([np.ones((N, 1)), rng.standard_normal((d - 1, N)).T])


def _enough(d: int, there: int, kind: str) -> None:
    if not 1 <= d <= there:
        raise InputError(f"capacity: {d} is not from 1 to {there}, as many {kind} features as these rows have")
