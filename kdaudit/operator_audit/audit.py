"""The audit of one operator: what was brought, looked at apart from this process, as one record."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from time import perf_counter

import numpy as np

from figures.card import Card, data, draw
from kdaudit.errors import UsageError
from kdaudit.inputs.maps import Brought, Form, Map, On, brought
from kdaudit.inputs.plots import write
from kdaudit.inputs.sandbox import MEMORY, Watch, in_sandbox
from kdaudit.inputs.teachers import teachers as teacher_rows
from kdaudit.operator_audit.record import OperatorAudit
from numerics.hunting.domain import Domain
from numerics.hunting.findings import Findings
from numerics.hunting.investigation import Hunted, Investigation, Plan, concluded, expected, hunted, investigate
from numerics.hunting.sampling import WIDE
from numerics.simplex import Array, InputError

TEMPERATURES, CLASSES = (0.1, 50.0), (2, 3, 5, 8, 17, 100)
COLDEST, HOTTEST = 1e-3, 1e6  # of registered operators whose domain has no end there


def audit_operator(
    target: str | Map,
    *,
    on: On = "probabilities",
    form: Form = "function",
    temperatures: tuple[float, float] | None = None,
    classes: Sequence[int] | None = None,
    floor: float | None = None,
    teachers: Sequence[str] | Mapping[str, Array] | None = None,
    seed: int = 0,
    jobs: int | None = None,
    time_limit: float = 10.0,
    memory: float = MEMORY,
    card: Path | None = None,
    progress: Callable[[int, int, str], None] = lambda done, total, label: None,
) -> OperatorAudit:
    """Is a map a softening operator, on its domain? If not, with a witness.

    Parameters
    ----------
    target
        A registered name ("power", "tsallis:1.5"), "package.module:function", "path/to/file.py:function", or a
        function, of an array of shape (..., V) and a float T to an array of the same shape. It is called in processes
        of its own.
    on
        What it is a function of: "probabilities" or "logits".
    form
        How it is written: as a "function" of an array and T, or as one of transformers' logits warpers,
        "logits-warper": an object that is called with tokens and logits, which are divided by T first, or a class that
        is made with T.
    temperatures
        The coldest and the hottest T; from 0.1 to 50, of registered operators their own domain, which may be narrowed.
    classes
        Numbers of classes V; 2, 3, 5, 8, 17, 100.
    floor
        The least probability of a class; 0, so that the closed simplex is looked at.
    teachers
        Real teachers by name, or rows of shape (n, V) by name; all that are installed.
    seed
        The root of all chance.
    jobs
        How many processes; as many as there are cores.
    time_limit
        Seconds that one call may take.
    memory
        GiB that a process of it may come to hold, where the system tells how much that is.
    card
        A file to draw the audit to: .pdf, .png or .svg.
    progress
        Called as work goes on, with the number of calls, about how many there will be, and a name.

    Returns
    -------
    OperatorAudit
        A verdict on each axiom and property, with witnesses.

    Raises
    ------
    UsageError
        In one line for what cannot be used.
    CannotRunError
        Where the audit itself failed.
    """
    start = perf_counter()
    try:
        own = brought(target, on, form)
        domain = _domain(own, temperatures, classes, floor)
        rows, absent = teacher_rows(teachers)
    except InputError as error:
        raise UsageError(str(error)) from error
    plan = Plan(domain, rows, seed)
    limits, about = (time_limit, memory), expected(plan)
    found = _investigated(own, plan, jobs or os.cpu_count() or 1, limits, lambda n: progress(n, about, "calls, about"))
    if card is not None:
        (drawn,) = in_sandbox([partial(_card, own, plan, found.findings)], own.name, *limits)
        write(draw, drawn, card)
    skipped = [_skipped(name, p, domain) for name, p in rows.items() if not len(plan.usable(p))]
    return OperatorAudit(
        own.name,
        (domain.coldest, domain.hottest),
        domain.classes,
        domain.floor,
        domain.laws,
        found.findings.axioms,
        found.findings.properties,
        found.family,
        (*found.findings.limits, *found.limits, *_few(domain), *absent, *skipped),
        tuple(rows),
        found.calls,
        perf_counter() - start,
    )


def _skipped(name: str, rows: Array, domain: Domain) -> str:
    """Why no row of a teacher was looked at."""
    V = rows.shape[-1]
    why = "each has a zero" if domain.allows(V) else f"{V:,} classes cannot all have {domain.floor:g}"
    return f"no row of {name} was looked at: {why}"


def _few(domain: Domain) -> list[str]:
    """Where laws and temperatures are too large to look at many of them."""
    wide = [f"{V:,}" for V in domain.classes if V > WIDE]
    return [f"of {' and '.join(wide)} classes fewer laws and temperatures were looked at"] if wide else []


def _investigated(
    own: Brought, plan: Plan, jobs: int, limits: tuple[float, float], called: Callable[[int], None]
) -> Investigation:
    """The investigation in one process, or its hunts in several and what follows from them in another."""
    shares = plan.shares(jobs)
    if len(shares) == 1:
        return in_sandbox([partial(_alone, own, plan)], own.name, *limits, called)[0]
    parts: list[Hunted] = in_sandbox([partial(_share, own, share) for share in shares], own.name, *limits, called)
    before = sum(part.calls for part in parts)
    conclusion = [partial(_conclusion, own, plan, parts)]
    return in_sandbox(conclusion, own.name, *limits, lambda calls: called(before + calls))[0]


def _alone(own: Brought, plan: Plan, watch: Watch) -> Investigation:
    return investigate(own.subject(watch), plan)


def _share(own: Brought, plan: Plan, watch: Watch) -> Hunted:
    return hunted(own.subject(watch), plan)


def _conclusion(own: Brought, plan: Plan, parts: Sequence[Hunted], watch: Watch) -> Investigation:
    return concluded(own.subject(watch), plan, parts)


def _domain(
    own: Brought, temperatures: tuple[float, float] | None, classes: Sequence[int] | None, floor: float | None
) -> Domain:
    """What is asked for, within what a registered operator declares. Raises InputError."""
    known, (low, high) = own.operator, TEMPERATURES
    if known:
        low = known.coldest if known.coldest_included else max(known.coldest, COLDEST)
        high = HOTTEST
    asked = temperatures or (low, high)
    if known and asked[0] < known.coldest:
        raise InputError(f"temperatures: {known.name} is defined on {known.domain}, not from {asked[0]:g} on")
    zeros = known.closed if known else own.on == "probabilities"
    if isinstance(classes, int):
        raise UsageError(f"classes: expected numbers of classes, such as (2, 3, 5), got {classes}")
    chosen = tuple(dict.fromkeys(classes)) if classes is not None else CLASSES
    return Domain(asked[0], asked[1], chosen, floor or 0.0, zeros, known.strict_from if known else 0.0)


def _card(own: Brought, plan: Plan, judged: Findings, watch: Watch) -> Card:
    """What the card shows: rows of the first teacher of as many classes as were asked for, or laws drawn."""
    domain, subject = plan.domain, own.subject(watch)
    asked = domain.classes != CLASSES
    V = max(domain.classes) if asked else 5
    drawn = np.random.Generator(np.random.PCG64(0)).dirichlet(np.ones(V), 12)
    fitting = (
        (name, plan.usable(p)) for name, p in plan.teachers.items() if not asked or p.shape[-1] in domain.classes
    )
    where, some = next((row for row in fitting if len(row[1])), (f"laws drawn, V = {V}", drawn))
    marks = {n: (f.witness.T, f.witness.margin) for n, f in judged.axioms.items() if f.witness}
    return data(subject, subject.name, (domain.coldest, domain.hottest), domain.raised(some), where, marks)
