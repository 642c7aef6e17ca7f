"""The report's own words: answers and verdicts as a reader meets them."""

from __future__ import annotations

from collections.abc import Callable
from inspect import getsource

from kdaudit.report.facts import SentenceFacts

ANSWERS = {
    "holds": "Holds as it stands",
    "holds with conditions": "Holds with conditions",
    "fails as stated": "Fails",
    "undecided": "Undecided",
    "conflict": "In conflict: somebody is wrong",
    "not examined": "Not examined",
}
STRENGTHS = {
    "proved": "and that is proved",
    "supported": "and that is supported by evidence, though not all of it is proved",
    None: "",
}
VERDICTS = {
    "proved": "A derivation or an enclosure settles the entire scope, evidence of another kind agrees, and every "
    "control noticed what was broken on purpose.",
    "supported": "All evidence agrees and none of it covers the whole scope: samples and searches, however many, "
    "do not prove.",
    "refuted": "There is a counterexample, confirmed in exact or ball arithmetic.",
    "inconclusive": "The evidence does not decide, and the reason is given.",
    "not run": "Nothing that is current is known; run the audit.",
    "conflict": "A confirmed counterexample stands against a derivation. One of the two is wrong.",
}
METHODS = {
    "identity": "identity",
    "exact": "exact cases",
    "enclosure": "enclosure",
    "monte_carlo": "simulation",
    "search": "search",
    "published": "published number",
}
AXIOMS = {
    "ranking": "A1, unequal entries keep their order",
    "continuity": "A2, in the law and the temperature together",
    "entropy": "A3, entropy does not fall as T rises",
    "identity": "A4, at T = 1 the law stays as it is",
    "boundary": "A5, uniform as T → ∞, and all mass on the largest entries as T → 0+",
}
ROLES = {"as stated": "as it stands", "repaired": "with hypotheses added", "lemma": "as a lemma beside it"}


def answered(facts: SentenceFacts) -> str:
    """The answer in plain words, with how strong it is."""
    found = facts.answered
    refuted = sum(reading.verdict == "refuted" for reading in facts.stated)
    fails = ""
    if found.answer == "holds with conditions" and refuted:
        every = refuted == len(facts.stated)
        fails = (
            "Fails as it stands. " if every else f"Fails in {refuted} of {len(facts.stated)} readings as it stands. "
        )
    strength = STRENGTHS[found.strength]
    return f"{fails}{ANSWERS[found.answer]}{', ' if strength else ''}{strength}."


def slug(text: str) -> str:
    """A verdict or answer as the name of a class."""
    return text.replace(" ", "-")


def number(value: object) -> str:
    """A figure for a table: floats in six digits, anything else as it stands."""
    return f"{value:.6g}" if isinstance(value, float) else f"{value:,}" if isinstance(value, int) else str(value)


def source(function: Callable[..., object]) -> str:
    """The source of a function."""
    return getsource(function).rstrip()


def entries(value: object) -> str:
    """A coordinate of a witness, lists in round brackets."""
    return f"({', '.join(map(entries, value))})" if isinstance(value, list) else str(value)
