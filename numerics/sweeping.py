"""The search for the worst case of a measure of violation over laws and temperatures."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from numerics.chance import stream
from numerics.laws import adversarial
from numerics.simplex import Array

Measure = Callable[[Array, float], Array]
"""(laws of shape (n, V), temperature) to the excess of each law, shape (n,): positive is a violation."""


@dataclass(frozen=True)
class Worst:
    """The largest excess that was found, where, and among how many examples."""

    excess: float
    p: tuple[float, ...]
    T: float
    examples: int


def sweep(measure: Measure, families: Iterable[Array], temperatures: Sequence[float]) -> Worst:
    """The worst of `measure` over every law of every family, shape (n, V) each, at every temperature.

    An excess that is not a number counts as infinite, the worst there is.
    """
    found, p, at, examples = -np.inf, np.array([]), np.nan, 0
    for laws in families:
        for T in temperatures:
            excess = measure(laws, T)
            if excess.shape != laws.shape[:1]:
                raise ValueError(f"a measure gives one excess a law: {laws.shape[:1]}, not {excess.shape}")
            excess = np.where(np.isnan(excess), np.inf, excess)
            examples += excess.size
            row = int(np.argmax(excess))
            if excess[row] > found:
                found, p, at = float(excess[row]), laws[row], T
    return Worst(found, tuple(map(float, p)), at, examples)


def adversaries(
    seed: int, claim: str, *, faces: bool, sizes: Sequence[int] = (2, 3, 5, 8), count: int = 400
) -> list[Array]:
    """Adversarial laws for a claim, `count` for each number of classes."""
    return [adversarial(stream(seed, claim, V), count, V, faces=faces) for V in sizes]
