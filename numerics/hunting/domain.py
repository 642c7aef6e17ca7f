"""Where a map is looked at: temperatures, numbers of classes, how near to the faces of the simplex."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from numerics.simplex import Array, InputError

WIDEST = 1e12  # of the hottest over the coldest temperature


@dataclass(frozen=True)
class Domain:
    """What is asked for: temperatures from `coldest` to `hottest`, numbers of classes, least probability `floor`.

    With `zeros` the floor 0 is meant to be reached; at T < `strict_from` entries may tie at zero. `among` are all
    numbers of classes of which these are some: the densest temperatures are shared out over them. Raises InputError.
    """

    coldest: float = 0.1
    hottest: float = 50.0
    classes: tuple[int, ...] = (2, 3, 5, 8, 17, 100)
    floor: float = 0.0
    zeros: bool = True
    strict_from: float = 0.0
    among: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if not 0 < self.coldest < self.hottest < np.inf:
            raise InputError(f"temperatures: need 0 < coldest < hottest, got {self.coldest:g}:{self.hottest:g}")
        if self.hottest / self.coldest > WIDEST:
            raise InputError(f"temperatures: {self.coldest:g}:{self.hottest:g} spans more than a factor of {WIDEST:g}")
        if not self.classes or min(self.classes) < 2:
            raise InputError(f"classes: need numbers from 2 on, got {', '.join(map(str, self.classes))}")
        if not (self.floor >= 0 and self.allows(max(self.classes))):
            most = 1 / max(self.classes)
            raise InputError(
                f"floor: must lie in [0, 1/V) = [0, {most!r}) for V = {max(self.classes)}, got {self.floor!r}"
            )

    def allows(self, V: int) -> bool:
        """Whether V classes can have the floor, and are not all at it."""
        return V * self.floor < 1

    @property
    def reaches_zero(self) -> bool:
        """Whether laws may have classes of probability zero."""
        return self.zeros and self.floor == 0

    @property
    def laws(self) -> str:
        """The laws that are looked at, as a condition in words."""
        return "the closed simplex" if self.reaches_zero else f"p_min >= {self.floor:g}" if self.floor else "p_min > 0"

    def inside_it(self, p: Array) -> Array:
        """Laws, shape (n, V), raised to the floor; where no zeros are meant to be reached, those without."""
        raised = self.raised(p)
        return raised if self.reaches_zero else raised[raised.min(axis=-1) > 0]

    def raised(self, p: Array, least: float = 0.0) -> Array:
        """Laws with every entry at least the floor, or `least` if that is more: mixed with the uniform law."""
        floor, V = max(self.floor, least), p.shape[-1]
        return p if floor == 0 else floor + (1 - V * floor) * p

    def inside(self, temperatures: Array) -> Array:
        """The temperatures of a list that lie in the domain, its ends and 1 added, in order."""
        every = np.concatenate([temperatures, [self.coldest, self.hottest, 1.0]])
        return np.unique(every[(self.coldest <= every) & (every <= self.hottest)])

    def some_temperatures(self, count: int = 20) -> Array:
        """Some twenty, evenly in the logarithm, with 1 and what lies just beside it."""
        near_one = [0.5, 0.9, 0.99, 1.01, 1.1, 1.5, 2.0, 2.5, 4.0]
        return self.inside(np.concatenate([np.geomspace(self.coldest, self.hottest, count), near_one]))

    def dense_temperatures(self, V: int, most: int) -> Array:
        """The share of V classes of temperatures so dense that a window one hundredth wide holds one, at most so many.

        All together they are 0.008 apart up to 50, and nowhere more than 0.3 %.
        """
        ratio = 1.003
        count = int(np.log(self.hottest / self.coldest) / np.log(ratio)) + 2
        even = np.arange(np.ceil(self.coldest / 0.008), min(self.hottest, 50.0) / 0.008) * 0.008
        every = self.inside(np.concatenate([np.geomspace(self.coldest, self.hottest, count), even]))
        among = sorted(self.among or self.classes)
        share = every[among.index(V) :: len(among)] if V in among else every
        return self.inside(share[:: max(1, -(-len(share) // max(most, 2)))])
