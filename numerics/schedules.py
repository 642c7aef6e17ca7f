"""Schedules: where on its path a run is when a share t of its stages is done; and how many features are left by then.

`constant_speed` goes along a path so that its speed in the Euclidean norm is the same all the way, which is the path's
length: the least that the largest speed can be.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from numerics.simplex import Array

Schedule = Callable[[float], float]
"""From the share of stages that are done, in [0, 1], to the place on a path."""

PIECES = 4096


def linear(first: float, last: float) -> Schedule:
    """first + (last − first)t."""
    return lambda t: first + (last - first) * t


def geometric(first: float, last: float) -> Schedule:
    """first · (last/first)^t. Raises ValueError for ends that are not both positive."""
    if not (first > 0 and last > 0):
        raise ValueError(f"a geometric schedule needs positive ends, got {first} and {last}")
    return lambda t: first * (last / first) ** t


def chords(path: Callable[[float], Array], places: Array) -> Array:
    """Distances between neighbouring points of a path, one fewer than places; a point may have any shape."""
    points = np.stack([np.ravel(path(float(place))) for place in places])
    return np.linalg.norm(np.diff(points, axis=0), axis=-1)


def constant_speed(path: Callable[[float], Array], by: Schedule, pieces: int = PIECES) -> Schedule:
    """The schedule over the places of `by`, at which the path has one speed; `pieces` chords measure its length.

    Raises ValueError for a path that does not move.
    """
    shares = np.linspace(0, 1, pieces + 1)
    length = np.append(0.0, np.cumsum(chords(path, np.array([by(t) for t in shares]))))
    if not length.any():
        raise ValueError("the path does not move")
    return lambda t: by(float(np.interp(t * length[-1], length, shares)))


def kept(d: int, k: int, stages: int, schedule: Callable[[float, float], Schedule]) -> list[int]:
    """How many of d features are left after each stage of pruning to k, each number once: `linear` drops as many in
    every stage, `geometric` the same share, up to rounding up."""
    if not 1 <= k < d or stages < 1:
        raise ValueError(f"pruning goes from d = {d} down to 1 <= k < d, got k = {k}, in at least one stage")
    along = schedule(float(d), float(k))
    sizes = [int(np.ceil(along(stage / stages) - 1e-9)) for stage in range(1, stages + 1)]
    return [size for n, size in enumerate(sizes) if size < ([d, *sizes][n])]
