"""The search for the worst case of a measure of violation over laws and temperatures."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from numerics.chance import stream
from numerics.enough import ANY_WILL_DO
from numerics.laws import adversarial
from numerics.simplex import Array

Measure = Callable[[Array, Any], Array]
"""(laws of shape (n, V), temperature) to the excess of each law, shape (n,): positive is a violation."""


@dataclass(frozen=True)
class Worst:
    """The largest excess that was found, where, and among how many examples."""

    excess: float
    p: tuple[float, ...]
    T: float
    examples: int


def worst_of(found: Iterable[Worst]) -> Worst:
    """The one with the largest excess, the first of equal ones; what comes after it may not be looked at."""
    worst: Worst | None = None
    for one in found:
        worst = one if worst is None or one.excess > worst.excess else worst
        if worst.excess > 0 and ANY_WILL_DO.get():
            break
    if worst is None:
        raise ValueError("nothing was looked at")
    return worst


def sweep(
    measure: Measure, families: Iterable[Array], temperatures: Sequence[float], *, at_once: bool = False
) -> Worst:
    """The worst of `measure` over every law of every family, shape (n, V) each, at every temperature.

    An excess that is not a number counts as infinite, the worst there is. With `at_once` the measure is called once
    a family, each law repeated with every temperature, shape (n,): where a call costs more than what it computes.
    """
    found, p, at, examples = -np.inf, np.array([]), np.nan, 0
    for laws in families:
        for T, excess in _measured(measure, laws, temperatures, at_once):
            if excess.shape != laws.shape[:1]:
                raise ValueError(f"a measure gives one excess a law: {laws.shape[:1]}, not {excess.shape}")
            worst = np.where(np.isnan(excess), np.inf, excess)
            examples += worst.size
            row = int(np.argmax(worst))
            if worst[row] > found:
                found, p, at = float(worst[row]), laws[row], T
            if found > 0 and ANY_WILL_DO.get():
                return Worst(found, tuple(p.tolist()), at, examples)
    return Worst(found, tuple(p.tolist()), at, examples)


def _measured(
    measure: Measure, laws: Array, temperatures: Sequence[float], at_once: bool
) -> Iterator[tuple[float, Array]]:
    if not at_once:
        yield from ((T, measure(laws, T)) for T in temperatures)
        return
    every = measure(np.tile(laws, (len(temperatures), 1)), np.repeat(np.array(temperatures), len(laws)))
    yield from zip(temperatures, np.reshape(every, (len(temperatures), -1)), strict=True)


def adversaries(
    seed: int, claim: str, *, faces: bool, sizes: Sequence[int] = (2, 3, 5, 8), count: int = 400
) -> list[Array]:
    """Adversarial laws for a claim, `count` for each number of classes."""
    return [adversarial(stream(seed, claim, V), count, V, faces=faces) for V in sizes]
