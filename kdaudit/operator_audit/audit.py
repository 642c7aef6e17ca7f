"""The audit of one operator: hunt, confirm, and say what is guaranteed and what is not."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from time import perf_counter

import numpy as np

from figures.card import Card, data, save
from kdaudit.errors import UsageError
from kdaudit.inputs.maps import Map, On, adapted, load, registered
from kdaudit.inputs.plots import writing
from kdaudit.inputs.sandbox import Task, Watch, in_sandbox
from kdaudit.inputs.teachers import teachers as teacher_rows
from kdaudit.operator_audit.record import OperatorAudit
from numerics.chance import stream
from numerics.hunt import STAGES, hunt
from numerics.hunting import properties
from numerics.hunting.domain import Domain
from numerics.hunting.ends import Ends
from numerics.hunting.findings import Findings, judge
from numerics.hunting.margins import examine
from numerics.hunting.recognition import Family, recognise
from numerics.hunting.subject import Subject, examined
from numerics.hunting.worst_cases import WorstCases
from numerics.operator import Operator
from numerics.simplex import Array, InputError

TEMPERATURES, CLASSES = (0.1, 50.0), (2, 3, 5, 8, 17, 100)
COLDEST, HOTTEST = 1e-3, 1e6  # of registered operators whose domain has no end there
ROWS = 100  # of a teacher


def audit_operator(
    target: str | Map,
    *,
    on: On = "probabilities",
    temperatures: tuple[float, float] | None = None,
    classes: Sequence[int] | None = None,
    floor: float | None = None,
    teachers: Sequence[str] | Mapping[str, Array] | None = None,
    seed: int = 0,
    jobs: int | None = None,
    time_limit: float = 10.0,
    card: Path | None = None,
) -> OperatorAudit:
    """Is a map a softening operator, on its domain? If not, with a witness.

    `target` is a registered name ("power", "tsallis:1.5"), "package.module:function", "path/to/file.py:function" or a
    function, of an array of shape (..., V) and a float T to an array of the same shape; of logits with `on="logits"`.
    It is called in processes of its own, where one call may take `time_limit` seconds. Looked at are T from 0.1 to 50,
    V in 2, 3, 5, 8, 17, 100 and the closed simplex, unless options say otherwise; of registered operators their own
    domain, which options may narrow. `teachers` names real teachers whose rows are looked at too (all that are
    installed, when None), or gives rows of shape (n, V) by name. `card` is a file to draw the audit to.
    Raises UsageError in one line for what cannot be used.
    """
    start = perf_counter()
    if on not in ("probabilities", "logits"):
        raise UsageError(f"on: {on!r} is neither probabilities nor logits")
    try:
        known = registered(target) if isinstance(target, str) else None
        domain = _domain(known, on, temperatures, classes, floor)
        rows, absent = teacher_rows(teachers)
    except InputError as error:
        raise UsageError(str(error)) from error
    if known and on == "logits":
        raise UsageError(f"on: {target} is registered, and a map of probabilities")
    name = target if isinstance(target, str) else getattr(target, "__name__", type(target).__name__)

    def subject(watch: Watch) -> Subject:
        function = known or adapted(load(target) if isinstance(target, str) else target, on)
        return Subject(function, name, operator=known, watch=watch)

    skipped = [
        f"no row of {name} was looked at: each has a zero" for name, p in rows.items() if not len(_usable(p, domain))
    ]
    groups = _groups(domain.classes, jobs or os.cpu_count() or 1)

    def hunting(sizes: Sequence[int], teaching: Mapping[str, Array]) -> Task:
        return lambda watch: _hunted(subject(watch), domain, sizes, teaching, seed)

    tasks = [hunting(sizes, rows if n == 0 else {}) for n, sizes in enumerate(groups)]
    parts: list[tuple[WorstCases, list[Ends], int]] = in_sandbox(tasks, name, time_limit)
    worst_cases = WorstCases().merge(part[0] for part in parts)
    ends = [end for part in parts for end in part[1]]
    (verdict,) = in_sandbox([lambda watch: _judged(subject(watch), domain, worst_cases, ends, seed)], name, time_limit)
    judged: Findings = verdict[0]
    if card is not None:
        _drawn(card, lambda watch: _card(subject(watch), domain, rows, judged), name, time_limit)
    return OperatorAudit(
        name,
        (domain.coldest, domain.hottest),
        domain.classes,
        domain.floor,
        judged.axioms,
        judged.properties,
        verdict[1],
        (*judged.limits, *absent, *skipped),
        tuple(rows),
        sum(part[2] for part in parts) + verdict[2],
        perf_counter() - start,
    )


def _domain(
    known: Operator | None,
    on: On,
    temperatures: tuple[float, float] | None,
    classes: Sequence[int] | None,
    floor: float | None,
) -> Domain:
    low, high = TEMPERATURES
    if known:
        low = known.coldest if known.coldest_included else max(known.coldest, COLDEST)
        high = HOTTEST
    asked = temperatures or (low, high)
    if known and asked[0] < known.coldest:
        raise InputError(f"temperatures: {known.name} is defined on {known.domain}, not from {asked[0]:g} on")
    zeros = known.closed if known else on == "probabilities"
    chosen = tuple(dict.fromkeys(classes)) if classes is not None else CLASSES
    return Domain(asked[0], asked[1], chosen, floor or 0.0, zeros, known.strict_from if known else 0.0)


def _groups(classes: Sequence[int], jobs: int) -> list[list[int]]:
    """The numbers of classes shared out, the costly ones first, each to the group with the least to do."""
    groups: list[list[int]] = [[] for _ in range(min(jobs, len(classes)))]
    for V in sorted(classes, reverse=True):
        min(groups, key=lambda group: sum(v + 20 for v in group)).append(V)
    return groups


def _hunted(
    subject: Subject, domain: Domain, sizes: Sequence[int], rows: Mapping[str, Array], seed: int
) -> tuple[WorstCases, list[Ends], int]:
    worst_cases, ends = WorstCases(), []
    for V in sizes:
        examined(subject, V, float(np.sqrt(domain.coldest * domain.hottest)))
        found = hunt(subject, domain, V, seed)
        properties.look(found.worst_cases, subject, stream(seed, "properties", V), V, domain)
        worst_cases.merge([found.worst_cases])
        ends += found.ends
    for p in rows.values():
        some = p[:: max(1, len(p) // ROWS)]
        some = _usable(some, domain)
        if len(some):
            examine(worst_cases, subject, domain.raised(some), domain.some_temperatures(4), domain.strict_from)
    return worst_cases, ends, subject.calls


def _judged(
    subject: Subject, domain: Domain, worst_cases: WorstCases, ends: list[Ends], seed: int
) -> tuple[Findings, Family | None, int]:
    def above(question: str, floor: float) -> tuple[Domain, WorstCases, list[Ends]] | None:
        sizes = tuple(V for V in domain.classes if V <= 20 and floor < 1 / V)
        if not sizes:
            return None
        higher = replace(domain, classes=sizes, floor=floor)
        hunts = [hunt(subject, higher, V, seed, stages=_STAGES_OF[question]) for V in sizes]
        return higher, WorstCases().merge(h.worst_cases for h in hunts), [end for h in hunts for end in h.ends]

    examined(subject, domain.classes[0], float(np.sqrt(domain.coldest * domain.hottest)))
    judged = judge(subject, domain, worst_cases, ends, above)
    return judged, recognise(subject, domain, seed), subject.calls


_POINTWISE = {name: stage for name, stage in STAGES.items() if name in ("over_laws", "over_ties", "over_thin_laws")}
_STAGES_OF = {
    **dict.fromkeys(("simplex", "ranking", "entropy", "identity"), _POINTWISE),
    "continuity": {"along_paths": STAGES["along_paths"]},
    "boundary": {"at_both_ends": STAGES["at_both_ends"]},
}


def _usable(rows: Array, domain: Domain) -> Array:
    """The rows that lie in the domain, or can be raised to its floor."""
    return rows if domain.zeros or domain.floor else rows[rows.min(axis=-1) > 0]


def _card(subject: Subject, domain: Domain, rows: Mapping[str, Array], judged: Findings) -> Card:
    """What the card shows: rows of the first teacher of as many classes as were asked for, or laws drawn."""
    asked = domain.classes != CLASSES
    V = max(domain.classes) if asked else 5
    drawn = np.random.Generator(np.random.PCG64(0)).dirichlet(np.ones(V), 12)
    fitting = ((n, _usable(p, domain)) for n, p in rows.items() if not asked or p.shape[-1] in domain.classes)
    where, some = next((row for row in fitting if len(row[1])), (f"laws drawn, V = {V}", drawn))
    marks = {n: (f.witness.T, f.witness.margin) for n, f in judged.axioms.items() if f.witness}
    return data(subject, subject.name, (domain.coldest, domain.hottest), domain.raised(some), where, marks)


def _drawn(path: Path, task: Task, name: str, time_limit: float) -> None:
    (card,) = in_sandbox([task], name, time_limit)
    with writing(path):
        save(card, path)
