"""Claims, the legs they stand on, and the controls that show that a leg can fall.

A claim file defines `claim`, functions decorated with `leg` or `premise`, and calls of `control`. Its docstring
holds the statement in words and the proof. Importing it computes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from inspect import signature
from typing import Any, Literal

from proofs_checks.machine.evidence import EXACTLY, Evidence
from proofs_checks.machine.formula import Formula

Method = Literal["identity", "exact", "enclosure", "monte_carlo", "search", "published", "formal"]
Role = Literal["states", "repairs", "limits", "lemma"]
Expected = Literal["proved", "derived", "supported", "refuted"]
Tier = Literal["quick", "full"]


@dataclass(frozen=True)
class States:
    """The role of a claim that is a clause itself, read literally; `words` are those of the clause that it reads."""

    words: str


Reading = States | Literal["repairs", "limits", "lemma"]
"""How a claim bears on a clause: it states it, repairs it (the clause's own conclusion, under added hypotheses), limits
it (where its conclusion fails, or what it leaves open; never counts for it), or is a lemma beside it."""


def role(reading: Reading) -> Role:
    """The name of a reading's role."""
    return "states" if isinstance(reading, States) else reading


@dataclass(frozen=True)
class NotKnown:
    """A hypothesis of which nobody here has shown that it is needed."""

    words: str


@dataclass(frozen=True)
class Claim:
    """A precise statement that is either true or false.

    `reads` maps clauses of a paper ("S1.when") to the role of the claim; `rests_on` names the claims that its proof
    uses. Each hypothesis has a name: a control drops it (`control(…, drops=name)`) and refutes, or it is `NotKnown` to
    be needed. With `parts` (name to statement) the claim states several things at once.
    """

    statement: str | Formula
    scope: str
    expect: Expected
    reads: Mapping[str, Reading] = field(default_factory=dict)
    hypotheses: Mapping[str, str | NotKnown] = field(default_factory=dict)
    rests_on: tuple[str, ...] = ()
    parts: Mapping[str, str | Formula] = field(default_factory=dict)

    @property
    def assumptions(self) -> dict[str, str]:
        """The hypotheses in words, by name."""
        return {name: h.words if isinstance(h, NotKnown) else h for name, h in self.hypotheses.items()}

    @property
    def condition(self) -> str:
        """Under which condition it says what it says: scope and hypotheses."""
        return "; ".join([self.scope, *self.assumptions.values()])

    @property
    def formulas(self) -> tuple[Formula, ...]:
        """The formulas that it prints."""
        return tuple(s for s in (self.statement, *self.parts.values()) if isinstance(s, Formula))


@dataclass(frozen=True)
class Whole:
    """Says that a leg's computation and a written argument together settle the entire scope of its claim or part."""

    because: str


@dataclass(frozen=True)
class Enumerated:
    """Says that an exact leg runs through all of a finite scope, so that no step is left to words."""

    cases: str


@dataclass(frozen=True)
class Control:
    """A leg's own code, called on something broken on purpose (or, under a false claim, repaired).

    `drops` names the hypothesis of the claim that what is broken does not meet.
    """

    breaks: str
    parameters: Mapping[str, Any]
    drops: str = ""


@dataclass(frozen=True)
class Leg:
    """One way to test a claim, or a premise of its counterexample: a function of what it tests, returning evidence.

    A formal leg names its `theorem`; with `step` that is less than what the claim states, and with
    `refutes` the negation of it. `recorded` is called like the
    function, and says what a record has of an earlier check.
    """

    function: Callable[..., Evidence]
    method: Method
    covers: str | Whole | Enumerated
    parts: tuple[str, ...]
    needs: tuple[str, ...]
    tier: Tier
    premise: bool = False
    controls: list[Control] = field(default_factory=list)
    theorem: str = ""
    step: bool = False
    refutes: bool = False
    recorded: Callable[..., Evidence] | None = None

    def __post_init__(self) -> None:
        if isinstance(self.covers, Enumerated) and self.method != "exact":
            raise TypeError(f"{self.name}: only an exact leg enumerates, not one whose method is {self.method}")

    @property
    def name(self) -> str:
        return self.function.__name__

    @property
    def whole(self) -> bool:
        """Whether it settles the entire scope: by a theorem, by enumeration, or with an argument in words."""
        return self.wordless or isinstance(self.covers, Whole)

    @property
    def wordless(self) -> bool:
        """Whether it settles the entire scope with no step in words."""
        return isinstance(self.covers, Enumerated) or (bool(self.theorem) and not self.step)

    @property
    def coverage(self) -> str:
        """What the leg covers, in words."""
        if isinstance(self.covers, Whole):
            return f"everything, by a written argument: {self.covers.because}"
        return f"everything, case by case: {self.covers.cases}" if isinstance(self.covers, Enumerated) else self.covers

    @property
    def seeded(self) -> bool:
        """Whether the outcome depends on the root seed."""
        return "seed" in signature(self.function).parameters

    def __call__(self, **parameters: Any) -> Evidence:
        token = EXACTLY.set(self.method in ("exact", "enclosure"))
        try:
            found = self.function(**parameters)
        finally:
            EXACTLY.reset(token)
        if not isinstance(found, Evidence):
            raise TypeError(f"it returned {type(found).__name__}, not Evidence")
        return found


def leg(
    method: Method,
    *,
    covers: str | Whole | Enumerated,
    part: str | tuple[str, ...] = (),
    needs: tuple[str, ...] = (),
    tier: Tier = "quick",
    premise: bool = False,
) -> Callable[[Callable[..., Evidence]], Leg]:
    """Make a function a leg of the claim of its file.

    `part` names the parts it bears on (all of them when left out), `needs` the optional modules that it
    imports. A parameter called `seed` receives the root seed. With `premise` it checks, not the claim, but what the
    claim's counterexample is said to satisfy: where that does not come out, nothing is refuted.
    """
    parts = (part,) if isinstance(part, str) else part
    return lambda function: Leg(function, method, covers, parts, needs, tier, premise)


def premise(method: Method, *, covers: str) -> Callable[[Callable[..., Evidence]], Leg]:
    """Make a function a check of a premise that the counterexample of its file is said to satisfy."""
    return leg(method, covers=covers, premise=True)


def control(check: Leg | tuple[Leg, ...], breaks: str, *, drops: str = "", **parameters: Any) -> None:
    """Add to a leg, or to each of several, the control that calls it with these parameters; its outcome must turn."""
    for leg in (check,) if isinstance(check, Leg) else check:
        leg.controls.append(Control(breaks, parameters, drops))
