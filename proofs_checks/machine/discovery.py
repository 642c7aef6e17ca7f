"""Claims are found where they lie: a file in a component's folder, with a `claim` in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib import import_module
from traceback import extract_tb
from types import ModuleType
from typing import TYPE_CHECKING

from proofs_checks.machine.claim import Claim, Leg
from proofs_checks.machine.digest import covered, sources
from proofs_checks.machine.folder import OURS, Folder
from proofs_checks.machine.mistakes import mistakes
from proofs_checks.machine.paper import PaperError

if TYPE_CHECKING:
    from flint import arb


class ClaimError(Exception):
    """A claim file is not one; the message is one line that names the claim and says what is wrong."""


@dataclass(frozen=True)
class ClaimFile:
    """A claim with what its file holds: `id` is its place, `proof` the file's docstring.

    `by_hand`, which a claim that is expected to be refuted has, computes the violation of a witness by nothing but
    fractions or Flint's balls, so that its source can be read and run apart from the project.
    """

    id: str
    folder: Folder
    claim: Claim
    legs: tuple[Leg, ...]
    proof: str
    by_hand: Callable[[], Fraction | arb] | None = None

    @property
    def module(self) -> str:
        """The name under which it is imported."""
        return f"{self.folder.package}.{self.id}"

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
def load(claim: str, folder: Folder = OURS) -> ClaimFile:
    """The claim file of that id. Its sources are read before they run, so that a digest speaks of what runs.

    Raises ClaimError for a file that cannot be imported, or that says what cannot be.
    """
    try:
        name = f"{folder.package}.{claim}"
        sources(name)
        with covered(name):
            module = import_module(name)
        file = read(claim, module, folder)
        wrong = next(mistakes(file), None)
    except ClaimError:
        raise
    except PaperError as error:
        raise ClaimError(f"claim {claim}: {error}") from error
    except (Exception, SystemExit) as error:  # whatever a claim file raises, or makes of fields, ends as one line
        raise ClaimError(f"claim {claim}: {_told(claim, error)}") from error
    if wrong:
        raise ClaimError(f"claim {claim}: {wrong}")
    return file


def load_all(claims: Sequence[str], folder: Folder = OURS) -> tuple[list[ClaimFile], dict[str, str]]:
    """The claim files that can be loaded, and of the others what is wrong, by id."""
    files, broken = [], {}
    for claim in claims:
        try:
            files.append(load(claim, folder))
        except ClaimError as error:
            broken[claim] = str(error)
    return files, broken


def read(claim: str, module: ModuleType, folder: Folder) -> ClaimFile:
    """A module as a claim file; its legs in the order in which it defines them."""
    if not isinstance(getattr(module, "claim", None), Claim):
        raise ClaimError(f"claim {claim}: the file defines no claim; write `claim = Claim(…)`")
    legs = tuple(leg for name, value in vars(module).items() for leg in _legs(name, value))
    return ClaimFile(claim, folder, module.claim, legs, module.__doc__ or "", getattr(module, "by_hand", None))


def _told(claim: str, error: BaseException) -> str:
    """An error in one line: its kind, its words, and where in the claim file it came up."""
    file = claim.replace(".", "/") + ".py"
    lines = [frame.lineno for frame in extract_tb(error.__traceback__) if frame.filename.endswith(file)]
    line = error.lineno if isinstance(error, SyntaxError) else lines[-1] if lines else None
    if isinstance(error, SyntaxError) and error.filename and not error.filename.endswith(file):
        return f"SyntaxError: {error.msg} ({error.filename}, line {line})"
    says = error.msg if isinstance(error, SyntaxError) else str(error).partition("\n")[0]
    return f"{type(error).__name__}: {says}{f' (line {line})' if line else ''}"


def _legs(name: str, value: object) -> tuple[Leg, ...]:
    """A leg under its own name, or several of one check, whose names begin with it."""
    if isinstance(value, Leg):
        if value.theorem and value.name != name:
            raise TypeError(f"{name} is a leg that stands on {value.theorem}: call it {value.name}")
        return (value,) if value.name == name else ()
    several = value if isinstance(value, tuple) and value and all(isinstance(part, Leg) for part in value) else ()
    return tuple(part for part in several if part.name.startswith(f"{name}_") or part.theorem)
