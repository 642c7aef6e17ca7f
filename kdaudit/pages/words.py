"""The report's own words: answers and verdicts as a reader meets them."""

from __future__ import annotations

from collections.abc import Callable
from inspect import getsource

from kdaudit.audits.explanation import NEEDS
from kdaudit.audits.leg_text import noticed
from kdaudit.audits.tables import READS
from proofs_checks.machine.claim import Reading, role
from proofs_checks.machine.evidence import entries, told

__all__ = ["NEEDS", "READS", "entries", "noticed", "told"]

VERDICTS = {
    "proved": "A machine checked the whole statement, with no step in words: the kernel of Rocq a theorem that states "
    "it, or exact arithmetic every case of a finite scope. Evidence of another kind agrees, and every control noticed "
    "what was broken on purpose.",
    "derived": "A written proof settles the entire scope, and its computed steps check. It is as good as its prose. "
    "Evidence of another kind agrees, and every control noticed what was broken on purpose.",
    "supported": "All evidence agrees and none of it covers the whole scope: samples and searches, however many, "
    "do not prove.",
    "refuted": "There is a counterexample, confirmed in exact or ball arithmetic, and what it is said to satisfy was "
    "checked; or the kernel of Rocq checked a theorem that states the negation.",
    "inconclusive": "The evidence does not decide, and the reason is given.",
    "not run": "Nothing that is current is known; run the audit.",
    "conflict": "A confirmed counterexample stands against a derivation or a theorem. One of the two is wrong.",
}
ANSWERS = {
    "holds": "Claims state the clause as it stands, and every one stands.",
    "holds with conditions": "It does not hold as it stands, or no claim states it so; its conclusion stands under the "
    "conditions that are named.",
    "open": "No claim states or repairs it, or one of those is undecided or was not run.",
    "fails": "Every claim that states or repairs it is refuted.",
    "conflict": "A claim that it rests on is in conflict: somebody is wrong.",
}
METHODS = {
    "identity": "identity",
    "exact": "exact cases",
    "enclosure": "enclosure",
    "monte_carlo": "simulation",
    "search": "search",
    "published": "published number",
    "formal": "theorem",
}
AXIOMS = {
    "ranking": "A1, unequal entries keep their order",
    "continuity": "A2, in the law and the temperature together",
    "entropy": "A3, entropy does not fall as T rises",
    "identity": "A4, at T = 1 the law stays as it is",
    "boundary": "A5, where the temperatures reach: uniform as T → ∞ (its hot half), and as T → 0+ uniform on the "
    "largest entries (its cold half)",
}
PAGES = {
    "axioms.html": "Operators and axioms",
    "theorems.html": "Theorems",
    "published.html": "Published numbers",
    "hypotheses.html": "Hypotheses",
    "figures.html": "Figures",
}
ROLES = {
    "states": "states it",
    "repairs": "repairs it, with hypotheses added",
    "limits": "limits it",
    "lemma": "a lemma beside it",
}


def reads(reading: Reading) -> str:
    """How a claim bears on a clause, in words; with the words of the clause that it states."""
    kind = role(reading)
    return f"{ROLES[kind]}: “{reading.words}”" if not isinstance(reading, str) else ROLES[kind]


def slug(text: str) -> str:
    """A verdict or answer as the name of a class."""
    return text.replace(" ", "-")


def number(value: object) -> str:
    """A figure for a table: floats in six digits, anything else as it stands."""
    return f"{value:.6g}" if isinstance(value, float) else f"{value:,}" if isinstance(value, int) else str(value)


def source(function: Callable[..., object]) -> str:
    """The source of a function."""
    return getsource(function).rstrip()
