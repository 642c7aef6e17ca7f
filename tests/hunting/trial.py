"""An entry of the corpus, hunted and judged in this process, with all stages or some."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import nullcontext
from unittest.mock import patch

from numerics.hunting.domain import Domain
from numerics.hunting.findings import judge
from numerics.hunting.stages import STAGES, Stage, hunt
from numerics.hunting.subject import Subject
from numerics.hunting.worst_cases import WorstCases
from tests.hunting.entry import Entry


def refuted(entry: Entry, stages: Mapping[str, Stage] = STAGES, **tolerances: float) -> set[str]:
    """The axioms that are refuted; `tolerances` raises methods of the tolerance by a factor, by their names."""
    domain = Domain(*entry.temperatures, entry.classes, entry.floor)
    subject = Subject(entry.function, "entry")
    with _raised(subject, tolerances):
        hunts = [hunt(subject, domain, V, stages=stages) for V in entry.classes]
        ends = [end for h in hunts for end in h.ends]
        found = judge(subject, domain, WorstCases().merge(h.worst_cases for h in hunts), ends)
    return {axiom for axiom, finding in found.axioms.items() if finding.verdict == "refuted"}


def without(stage: str) -> dict[str, Stage]:
    """All stages but one."""
    return {name: run for name, run in STAGES.items() if name != stage}


def wrong(entry: Entry, found: set[str]) -> set[str]:
    """Axioms that were missed, and such as were accused wrongly; the boundary at zeros counts for nothing."""
    excused = {"boundary"} if entry.floor == 0 else set()
    return (set(entry.breaks) - found) | (found - set(entry.breaks) - excused)


def _raised(subject: Subject, factors: Mapping[str, float]):
    kind = type(subject.tolerance)

    def times(method: str, factor: float):
        original = getattr(kind, method)
        return lambda self, *arguments: factor * original(self, *arguments)

    return patch.multiple(kind, **{m: times(m, f) for m, f in factors.items()}) if factors else nullcontext()
