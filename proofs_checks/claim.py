"""Claims, the legs they stand on, and the controls that show that a leg can fall.

A claim file defines `claim`, functions decorated with `leg`, and calls of `control`. Its docstring
holds the statement in words and the proof. Importing it computes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from inspect import signature
from typing import Any, Literal

from proofs_checks.evidence import Evidence

Method = Literal["identity", "exact", "enclosure", "monte_carlo", "search", "published"]
Role = Literal["as stated", "repaired", "lemma"]
Expected = Literal["proved", "supported", "refuted"]
Tier = Literal["quick", "full"]


@dataclass(frozen=True)
class Claim:
    """A precise statement that is either true or false.

    `reads` names the sentences of the paper that it makes precise, and in which role; `rests_on` the
    claims that its proof uses. With `parts` (name to statement) it states several things at once.
    """

    statement: str
    scope: str
    expect: Expected
    reads: Mapping[str, Role] = field(default_factory=dict)
    hypotheses: tuple[str, ...] = ()
    rests_on: tuple[str, ...] = ()
    parts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Whole:
    """Says that a leg settles the entire scope of its claim or part, and why it does."""

    because: str


@dataclass(frozen=True)
class Control:
    """A leg's own code, called on something broken on purpose (or, under a false claim, repaired)."""

    breaks: str
    parameters: Mapping[str, Any]


@dataclass(frozen=True)
class Leg:
    """One way to test a claim: a function of what it tests, returning evidence."""

    function: Callable[..., Evidence]
    method: Method
    covers: str | Whole
    parts: tuple[str, ...]
    needs: tuple[str, ...]
    tier: Tier
    controls: list[Control] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.function.__name__

    @property
    def whole(self) -> bool:
        return isinstance(self.covers, Whole)

    @property
    def coverage(self) -> str:
        """What the leg covers, in words."""
        return f"everything: {self.covers.because}" if isinstance(self.covers, Whole) else self.covers

    @property
    def seeded(self) -> bool:
        """Whether the outcome depends on the root seed."""
        return "seed" in signature(self.function).parameters

    def __call__(self, **parameters: Any) -> Evidence:
        return self.function(**parameters)


def leg(
    method: Method,
    *,
    covers: str | Whole,
    part: str | tuple[str, ...] = (),
    needs: tuple[str, ...] = (),
    tier: Tier = "quick",
) -> Callable[[Callable[..., Evidence]], Leg]:
    """Make a function a leg of the claim of its file.

    `part` names the parts it bears on (all of them when left out), `needs` the optional modules that it
    imports. A parameter called `seed` receives the root seed.
    """
    parts = (part,) if isinstance(part, str) else part
    return lambda function: Leg(function, method, covers, parts, needs, tier)


def control(check: Leg | tuple[Leg, ...], breaks: str, **parameters: Any) -> None:
    """Add to a leg, or to each of several, the control that calls it with these parameters; its outcome must turn."""
    for leg in (check,) if isinstance(check, Leg) else check:
        leg.controls.append(Control(breaks, parameters))
