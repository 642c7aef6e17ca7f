"""Claims are found where they lie: a file in a component's folder, with a `claim` in it."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib import import_module
from types import ModuleType

from flint import arb

from proofs_checks.claim import Claim, Leg
from proofs_checks.digest import sources

ROOM = "proofs_checks"


@dataclass(frozen=True)
class ClaimFile:
    """A claim with what its file holds: `id` is its place, `proof` the file's docstring.

    `by_hand`, which a claim that is expected to be refuted has, computes the violation of a witness by nothing but
    fractions or Flint's balls, so that its source can be read and run apart from the project.
    """

    id: str
    module: str
    claim: Claim
    legs: tuple[Leg, ...]
    proof: str
    by_hand: Callable[[], Fraction | arb] | None = None

    @property
    def title(self) -> str:
        """The first line of the docstring."""
        return self.proof.strip().partition("\n")[0]

    @property
    def component(self) -> str:
        return self.id.partition(".")[0]

    def leg(self, name: str) -> Leg:
        return next(leg for leg in self.legs if leg.name == name)


def ids(room: str = ROOM) -> tuple[str, ...]:
    """The ids of all claims, component by component, without importing any."""
    folder = import_module(room)
    components = sorted(m.name for m in pkgutil.iter_modules(folder.__path__) if m.ispkg)
    return tuple(
        f"{component}.{file.name}"
        for component in components
        for file in sorted(pkgutil.iter_modules([f"{folder.__path__[0]}/{component}"]), key=lambda m: m.name)
    )


@cache
def load(claim: str, room: str = ROOM) -> ClaimFile:
    """The claim file of that id. Its sources are read before they run, so that a digest speaks of what runs."""
    sources(f"{room}.{claim}")
    module = import_module(f"{room}.{claim}")
    return read(claim, module)


def read(claim: str, module: ModuleType) -> ClaimFile:
    """A module as a claim file; its legs in the order in which it defines them."""
    legs = tuple(leg for name, value in vars(module).items() for leg in _legs(name, value))
    strays = {part for leg in legs for part in leg.parts} - set(module.claim.parts)
    if strays:
        raise TypeError(f"{module.__name__}: legs name parts that the claim does not have: {', '.join(sorted(strays))}")
    return ClaimFile(claim, module.__name__, module.claim, legs, module.__doc__ or "", getattr(module, "by_hand", None))


def _legs(name: str, value: object) -> tuple[Leg, ...]:
    """A leg under its own name, or several of one check, whose names begin with it."""
    if isinstance(value, Leg):
        return (value,) if value.name == name else ()
    several = value if isinstance(value, tuple) and value and all(isinstance(part, Leg) for part in value) else ()
    return tuple(part for part in several if part.name.startswith(f"{name}_"))
