"""Claims are found where they lie: a file in a component's folder, with a `claim` in it."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib import import_module
from inspect import Parameter, signature
from traceback import extract_tb
from types import ModuleType
from typing import get_args

from flint import arb

from proofs_checks.machine.claim import Claim, Enumerated, Expected, Leg, Method, NotKnown, Reading, States, Tier
from proofs_checks.machine.digest import sources
from proofs_checks.machine.paper import clauses

ROOM = "proofs_checks"
_ROLES = get_args(get_args(Reading)[1])


class ClaimError(Exception):
    """A claim file is not one; the message is one line that names the claim and says what is wrong."""


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
        """The first line of the docstring: what the claim states, be it true or false."""
        return self.proof.strip().partition("\n")[0]

    @property
    def headline(self) -> str:
        """The title, marked where the claim is expected to be refuted."""
        return f"False: {self.title}" if self.claim.expect == "refuted" else self.title

    @property
    def component(self) -> str:
        return self.id.partition(".")[0]

    def leg(self, name: str) -> Leg:
        return next(leg for leg in self.legs if leg.name == name)


@cache
def ids(room: str = ROOM) -> tuple[str, ...]:
    """The ids of all claims, component by component, without importing any."""
    folder = import_module(room)
    components = sorted(m.name for m in pkgutil.iter_modules(folder.__path__) if m.ispkg and m.name != "machine")
    return tuple(
        f"{component}.{file.name}"
        for component in components
        for file in sorted(pkgutil.iter_modules([f"{folder.__path__[0]}/{component}"]), key=lambda m: m.name)
    )


@cache
def load(claim: str, room: str = ROOM) -> ClaimFile:
    """The claim file of that id. Its sources are read before they run, so that a digest speaks of what runs.

    Raises ClaimError for a file that cannot be imported, or that says what cannot be.
    """
    try:
        sources(f"{room}.{claim}")
        module = import_module(f"{room}.{claim}")
        file = read(claim, module)
    except ClaimError:
        raise
    except (Exception, SystemExit) as error:  # whatever a claim file raises while it is imported ends as one line
        raise ClaimError(f"claim {claim}: {_told(claim, error)}") from error
    wrong = next(mistakes(file, ids(room)), None)
    if wrong:
        raise ClaimError(f"claim {claim}: {wrong}")
    return file


def load_all(claims: Sequence[str], room: str = ROOM) -> tuple[list[ClaimFile], dict[str, str]]:
    """The claim files that can be loaded, and of the others what is wrong, by id."""
    files, broken = [], {}
    for claim in claims:
        try:
            files.append(load(claim, room))
        except ClaimError as error:
            broken[claim] = str(error)
    return files, broken


def below(files: Sequence[ClaimFile], room: str = ROOM) -> list[ClaimFile]:
    """The claims that these rest on, directly or not, as far as their files can be used."""
    seen, found = {file.id for file in files}, list(files)
    for file in found:  # grows as it goes
        new = [claim for claim in file.claim.rests_on if claim not in seen]
        seen.update(new)
        found += load_all(new, room)[0]
    return found[len(files) :]


def read(claim: str, module: ModuleType) -> ClaimFile:
    """A module as a claim file; its legs in the order in which it defines them."""
    if not isinstance(getattr(module, "claim", None), Claim):
        raise ClaimError(f"claim {claim}: the file defines no claim; write `claim = Claim(…)`")
    legs = tuple(leg for name, value in vars(module).items() for leg in _legs(name, value))
    return ClaimFile(claim, module.__name__, module.claim, legs, module.__doc__ or "", getattr(module, "by_hand", None))


def mistakes(file: ClaimFile, every: Sequence[str]) -> Iterator[str]:
    """What a claim file says that cannot be: of clauses, of other claims, of parts, hypotheses and formulas."""
    claim = file.claim
    if claim.expect not in get_args(Expected):
        yield f"it expects {claim.expect!r}, and verdicts to expect are {', '.join(get_args(Expected))}"
    yield from _misread(claim)
    for other in claim.rests_on:
        if other not in every or other == file.id:
            yield f"it rests on {other!r}, which is no other claim"
    for part in dict.fromkeys(part for leg in file.legs for part in leg.parts if part not in claim.parts):
        yield f"a leg names the part {part!r}, which the claim does not have"
    for leg in file.legs:
        yield from _mistaken_leg(claim, leg)
    yield from _mistaken_hypotheses(file)
    tested = [it.default for leg in file.legs for it in signature(leg.function).parameters.values()]
    for formula in claim.formulas:
        for name, function in formula.functions.items():
            if not any(function is default for default in tested):
                yield f"its statement prints {name!r}, which no leg takes as a parameter"


def _misread(claim: Claim) -> Iterator[str]:
    for name, reading in claim.reads.items():
        if name not in clauses():
            yield f"it reads {name!r}, and the paper's clauses are {', '.join(clauses())}"
        elif not isinstance(reading, States) and reading not in _ROLES:
            yield f"its role towards {name} is {reading!r}, and roles are States(…), {', '.join(_ROLES)}"
        elif isinstance(reading, States) and not _quotes(reading.words, clauses()[name].text):
            yield f"it states {reading.words!r}, which is not most of what {name} says: {clauses()[name].text!r}"


def _quotes(words: str, text: str) -> bool:
    """Whether words are part of a text, and more than half of it."""
    return words in text and 2 * len(words.split()) > len(text.split())


def _mistaken_leg(claim: Claim, leg: Leg) -> Iterator[str]:
    for kind, value, known in (("method", leg.method, Method), ("tier", leg.tier, Tier)):
        if value not in get_args(known):
            yield f"the {kind} of its leg {leg.name} is {value!r}, and there are {', '.join(get_args(known))}"
    if isinstance(leg.covers, Enumerated) and leg.covers.cases not in claim.scope:
        yield f"its leg {leg.name} enumerates {leg.covers.cases!r}, which its scope does not say"
    taken = signature(leg.function).parameters
    if any(it.kind is Parameter.VAR_KEYWORD for it in taken.values()):
        return
    for control in leg.controls:
        for name in control.parameters.keys() - taken.keys():
            yield f"the control {control.breaks!r} gives {leg.name} a parameter {name!r}, which it does not take"


def _mistaken_hypotheses(file: ClaimFile) -> Iterator[str]:
    dropped = {control.drops for leg in file.legs for control in leg.controls if control.drops}
    for name in dropped - set(file.claim.hypotheses):
        yield f"a control drops the hypothesis {name!r}, which the claim does not have"
    for name, hypothesis in file.claim.hypotheses.items():
        if name not in dropped and not isinstance(hypothesis, NotKnown):
            yield f"no control drops the hypothesis {name!r}; add one with drops={name!r}, or call it NotKnown(…)"


def _told(claim: str, error: BaseException) -> str:
    """An error in one line: its kind, its words, and where in the claim file it came up."""
    file = claim.replace(".", "/") + ".py"
    lines = [frame.lineno for frame in extract_tb(error.__traceback__) if frame.filename.endswith(file)]
    line = error.lineno if isinstance(error, SyntaxError) else lines[-1] if lines else None
    says = error.msg if isinstance(error, SyntaxError) else str(error).partition("\n")[0]
    return f"{type(error).__name__}: {says}{f' (line {line})' if line else ''}"


def _legs(name: str, value: object) -> tuple[Leg, ...]:
    """A leg under its own name, or several of one check, whose names begin with it."""
    if isinstance(value, Leg):
        return (value,) if value.name == name else ()
    several = value if isinstance(value, tuple) and value and all(isinstance(part, Leg) for part in value) else ()
    return tuple(part for part in several if part.name.startswith(f"{name}_"))
