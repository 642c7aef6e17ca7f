"""One map investigated: hunted over all numbers of classes, its worst cases confirmed and judged, its family found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from numerics.chance import stream
from numerics.hunting import properties
from numerics.hunting.domain import Domain
from numerics.hunting.ends import Ends
from numerics.hunting.findings import Findings, judge
from numerics.hunting.margins import examine
from numerics.hunting.recognition import Family, recognise
from numerics.hunting.stages import FEW, HELD, STAGES, hunt
from numerics.hunting.subject import Subject, examined
from numerics.hunting.worst_cases import WorstCases
from numerics.simplex import Array

LAWS = 100  # of a teacher that are looked at
CALLS = 1800  # of a map, beside the densest temperatures, for each number of classes

_POINTWISE = {name: STAGES[name] for name in ("over_laws", "over_ties", "over_thin_laws")}
_STAGES_OF = {
    **dict.fromkeys(("simplex", "ranking", "entropy", "identity"), _POINTWISE),
    "continuity": {"along_paths": STAGES["along_paths"]},
    "boundary": {"at_both_ends": STAGES["at_both_ends"]},
}


@dataclass(frozen=True)
class Plan:
    """Where a map is looked at: its domain, rows of teachers by name, shape (n, V), and the seed of all chance."""

    domain: Domain
    teachers: Mapping[str, Array]
    seed: int = 0

    def shares(self, count: int) -> list[Plan]:
        """The plan shared out over numbers of classes, the costly ones first; the teachers go with the first."""
        groups: list[list[int]] = [[] for _ in range(min(count, len(self.domain.classes)))]
        for V in sorted(self.domain.classes, reverse=True):
            min(groups, key=lambda group: sum(v + 20 for v in group)).append(V)
        domains = [replace(self.domain, classes=tuple(g), among=self.domain.classes) for g in groups]
        return [replace(self, domain=d, teachers={} if n else self.teachers) for n, d in enumerate(domains)]

    def usable(self, rows: Array) -> Array:
        """The rows that lie in the domain, or can be raised to its floor."""
        if not self.domain.allows(rows.shape[-1]):
            return rows[:0]
        return rows if self.domain.zeros or self.domain.floor else rows[rows.min(axis=-1) > 0]


@dataclass(frozen=True)
class Hunted:
    """What one share of a plan found: the worst cases, how the ends were approached, how often the map was called."""

    worst_cases: WorstCases
    ends: tuple[Ends, ...]
    calls: int


@dataclass(frozen=True)
class Investigation:
    """What came of it: verdicts with witnesses, the family where one is recognised, and the number of calls.

    `limits` are those of what is known of families.
    """

    findings: Findings
    family: Family | None
    calls: int
    limits: tuple[str, ...]


def expected(plan: Plan) -> int:
    """About how often a map is called that breaks nothing."""
    temperatures = sum(len(plan.domain.dense_temperatures(V, HELD // (FEW * V))) for V in plan.domain.classes)
    return temperatures + CALLS * len(plan.domain.classes)


def investigate(subject: Subject, plan: Plan) -> Investigation:
    """Hunt, confirm, judge, recognise. Raises InputError where the map is none."""
    return concluded(subject, plan, [hunted(subject, plan)])


def hunted(subject: Subject, plan: Plan) -> Hunted:
    """The hunt over a plan, or over a share of one."""
    domain, before = plan.domain, subject.calls
    worst_cases, ends = WorstCases(), []
    for V in domain.classes:
        examined(subject, V, _middle(domain))
        subject.probe(V, domain.inside(np.array([_middle(domain), 2.0])))
        found = hunt(subject, domain, V, plan.seed)
        properties.look(found.worst_cases, subject, stream(plan.seed, "properties", V), V, domain)
        worst_cases.merge([found.worst_cases])
        ends += found.ends
    for rows in plan.teachers.values():
        some = plan.usable(rows[:: max(1, len(rows) // LAWS)])
        if len(some):
            examine(worst_cases, subject, domain.raised(some), domain.some_temperatures(4), domain.strict_from)
    subject.again()
    return Hunted(worst_cases, tuple(ends), subject.calls - before)


def concluded(subject: Subject, plan: Plan, parts: Sequence[Hunted]) -> Investigation:
    """What follows from the hunts over all shares of a plan."""
    domain, before = plan.domain, subject.calls

    def above(question: str, floor: float) -> tuple[Domain, WorstCases, list[Ends]] | None:
        sizes = tuple(V for V in domain.classes if V <= 20 and floor < 1 / V)
        if not sizes:
            return None
        higher = replace(domain, classes=sizes, floor=floor)
        hunts = [hunt(subject, higher, V, plan.seed, stages=_STAGES_OF[question]) for V in sizes]
        return higher, WorstCases().merge(h.worst_cases for h in hunts), [end for h in hunts for end in h.ends]

    examined(subject, domain.classes[0], _middle(domain))
    for V in domain.classes:
        subject.probe(V, domain.inside(np.array([_middle(domain), 2.0])))
    worst_cases = WorstCases().merge(part.worst_cases for part in parts)
    findings = judge(subject, domain, worst_cases, [end for part in parts for end in part.ends], above)
    refuted = _refuted(findings)
    families = [] if "shift_invariant" in refuted else recognise(subject, domain, refuted, plan.seed)
    subject.again()
    limits = ()
    if len(families) > 1:
        names = " and ".join(family.name for family in families[:2])
        limits = (f"{names} agree with it where compared, as far as {subject.precision.name} tells: none is named",)
    calls = sum(part.calls for part in parts) + subject.calls - before
    return Investigation(findings, families[0] if len(families) == 1 else None, calls, limits)


def _refuted(findings: Findings) -> set[str]:
    """The axioms that are refuted; the boundary only at laws without zeros, where every family has it."""
    found = {name: finding.witness for name, finding in findings.axioms.items() if finding.witness}
    return {name for name, witness in found.items() if name != "boundary" or min(witness.p) > 0}


def _middle(domain: Domain) -> float:
    return float(np.sqrt(domain.coldest * domain.hottest))
