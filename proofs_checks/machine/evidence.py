"""Evidence and witnesses: what a leg returns."""

from __future__ import annotations

from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from fractions import Fraction
from math import isfinite
from pathlib import Path
from traceback import extract_tb
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, get_args

if TYPE_CHECKING:
    from flint import arb, fmpq
    from sympy import Rational

RAISED = "raised"  # what the note of a leg that raised begins with
RECORDED = "kernel check recorded, not repeated here"  # and that of a leg whose theorem was checked elsewhere
EXACTLY: ContextVar[bool] = ContextVar("exactly", default=False)  # whether a leg runs whose method allows no floats
Outcome = Literal["supports", "refutes", "inconclusive", "not run"]
Number: TypeAlias = "float | Fraction | Rational | fmpq | arb"


@dataclass(frozen=True)
class Witness:
    """A point at which a statement fails, by `violation` > 0, and the arithmetic that shows it.

    `says` is a line that a reader can redo by hand or with a calculator. What kind of number the
    violation is decides what it is worth: a rational is exact, a ball that excludes zero is rigorous,
    and a float confirms nothing.
    """

    at: Mapping[str, object]
    violation: Number
    says: str

    @property
    def confirmed(self) -> Literal["exact", "ball"] | None:
        """How the violation is known to be positive; None when it is not."""
        if not self.violation > 0:  # for a ball: not certainly
            return None
        from flint import arb, fmpq  # noqa: PLC0415 - a run from the ledger makes no witness
        from sympy import Rational  # noqa: PLC0415

        if isinstance(self.violation, arb):
            return "ball"
        return "exact" if isinstance(self.violation, Fraction | Rational | fmpq) else None

    def document(self) -> dict[str, object]:
        """The witness in words, for the ledger and for JSON."""
        at = {str(name): _plain(value) for name, value in self.at.items()}
        return {"at": at, "violation": str(self.violation), "says": self.says, "confirmed": self.confirmed}


@dataclass(frozen=True)
class Negation:
    """In place of a witness: a theorem that states that the claim is false, in words, checked by the kernel of Rocq."""

    says: str
    confirmed: Literal["kernel"] = "kernel"

    def document(self) -> dict[str, object]:
        """As a witness's."""
        return {"at": {}, "violation": "", "says": self.says, "confirmed": self.confirmed}


def told(witness: Mapping[str, Any]) -> str:
    """A witness as `document` has it, in one line: where, and what is wrong there."""
    where = ", ".join(f"{name} = {entries(value)}" for name, value in witness["at"].items())
    return ": ".join(filter(None, [where, witness["says"]]))


def entries(value: object) -> str:
    """A coordinate of a witness, lists in round brackets."""
    return f"({', '.join(map(entries, value))})" if isinstance(value, list) else str(value)


def _plain(value: object) -> object:
    return [_plain(part) for part in value] if isinstance(value, list | tuple) else str(value)


@dataclass(frozen=True)
class Evidence:
    """An outcome, the figures behind it, a witness where there is one, and a note in words."""

    outcome: Outcome
    figures: Mapping[str, float | int | str] = field(default_factory=dict)
    witness: Witness | Negation | None = None
    note: str = ""

    def __post_init__(self) -> None:
        if self.outcome not in get_args(Outcome):
            raise TypeError(f"an outcome is one of {', '.join(get_args(Outcome))}, not {self.outcome!r}")

    def finite(self) -> Evidence:
        """The same evidence, inconclusive if a figure is not a finite number."""
        for name, figure in self.figures.items():
            if not isinstance(figure, float | int | str):
                kind = type(figure).__name__
                return Evidence("inconclusive", note=f"{name} is a {kind}; a figure is a float, an int or text")
            if isinstance(figure, float) and not isfinite(figure):
                return Evidence("inconclusive", self._readable(), None, f"{name} is {figure}, not a finite number")
        return self

    def _readable(self) -> dict[str, float | int | str]:
        return {name: f if isinstance(f, str | int) or isfinite(f) else str(f) for name, f in self.figures.items()}


def raised(error: BaseException, file: str) -> Evidence:
    """What a leg of this file is worth that raised: nothing; and at which of its lines it did."""
    lines = [frame.lineno for frame in extract_tb(error.__traceback__) if frame.filename == file]
    where = f" ({Path(file).name}, line {lines[-1]})" if lines else ""
    return Evidence("inconclusive", note=f"{RAISED} {type(error).__name__}: {error}{where}")
