"""A witness re-checked apart from the project: a program of a few lines, fractions or balls and nothing else."""

from __future__ import annotations

from fractions import Fraction
from inspect import getsource
from typing import TYPE_CHECKING, Any

from kdaudit.errors import UsageError
from proofs_checks.machine.discovery import ClaimFile
from proofs_checks.machine.runner import Result

if TYPE_CHECKING:
    from flint import arb


def script(file: ClaimFile, value: Fraction | arb, leg: str, witness: dict[str, Any]) -> str:
    """The source of a program that computes the violation by hand and compares it with that of the ledger."""
    assert file.by_hand is not None
    exact = isinstance(value, Fraction)
    at = "\n".join(f"    {name} = {_shown(value)}" for name, value in witness["at"].items())
    recorded = f"Fraction({witness['violation']!r})" if exact else f"arb({witness['violation']!r})"
    agrees = "violation == RECORDED" if exact else "violation.overlaps(RECORDED)"
    return f'''"""Re-checks a counterexample: {file.id}, {leg}.

{file.title}

{witness["says"]}, at
{at}
"""

from fractions import Fraction
{"" if exact else chr(10) + "from flint import arb  # python-flint: real numbers as balls" + chr(10)}
RECORDED = {recorded}  # the violation that the audit found


{getsource(file.by_hand).rstrip()}


violation = by_hand()
if not violation > 0:
    raise SystemExit(f"no violation: {{violation}}")
if not ({agrees}):
    raise SystemExit(f"the violation is {{violation}}, and the audit found {{RECORDED}}")
print(f"violated by {{violation}} > 0, as the audit found")
'''


def worked(file: ClaimFile) -> Fraction | arb:
    """The violation, worked by hand. Raises UsageError where it cannot be."""
    assert file.by_hand is not None
    try:
        value = file.by_hand()
    except (Exception, SystemExit) as error:
        raise UsageError(f"claim {file.id}: its by_hand raised {type(error).__name__} ({error})") from error
    from flint import arb  # noqa: PLC0415 - where nothing is worked by hand it is not needed

    if not isinstance(value, Fraction | arb):
        raise UsageError(f"claim {file.id}: its by_hand returned {value!r}, which is neither a Fraction nor an arb")
    return value


def violations(result: Result) -> list[str]:
    """The violations at a claim's confirmed witnesses, as its records have them."""
    witnesses = [f.record.witness for f in result.findings if f.record.witness and f.record.confirmed]
    return [witness["violation"] for witness in witnesses if witness["confirmed"] != "kernel"]


def disagrees(result: Result) -> str:
    """What is wrong where the violation, worked by hand, is none that a claim's records have; else nothing."""
    recorded = violations(result)
    if result.file.by_hand is None or not recorded:
        return ""
    try:
        value = worked(result.file)
    except UsageError as error:
        return str(error)
    if any(same(value, each) for each in recorded):
        return ""
    found = ", ".join(dict.fromkeys(recorded))
    return f"worked by hand the violation is {value}, and the legs found {found}: let by_hand compute one of theirs"


def violation(recorded: str) -> Fraction | arb | None:
    """A violation that a record has in words: a fraction, or a ball in brackets; None where it is neither."""
    from flint import arb  # noqa: PLC0415

    try:
        return arb(recorded) if "[" in recorded else Fraction(recorded)
    except (ValueError, ZeroDivisionError):
        return None


def same(value: Fraction | arb, recorded: str) -> bool:
    """Whether a violation is one, and the one that a record has in words; a ball that is no number is neither."""
    from flint import arb  # noqa: PLC0415

    other = violation(recorded)
    if not value > 0:
        return False
    if isinstance(value, arb) and isinstance(other, arb):
        return bool(value.overlaps(other))
    return isinstance(value, Fraction) and isinstance(other, Fraction) and value == other


def _shown(value: object) -> str:
    return f"({', '.join(map(_shown, value))})" if isinstance(value, list) else str(value)
