"""An entry of the corpus: a map, the axioms that it breaks on its domain, and that domain."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Entry:
    """A map of (array of shape (..., V), T), and exactly the axioms broken by entries ≥ floor at those classes and T.

    With floor 0 the boundary axiom may fail at zeros without being named.
    """

    function: Callable[[Any, float], Any]
    breaks: Any = frozenset()
    classes: tuple[int, ...] = (2, 3, 5)
    floor: float = 0.0
    temperatures: tuple[float, float] = (0.1, 50.0)
