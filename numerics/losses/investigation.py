"""A loss investigated: every question, then which one it is, how it is reduced, and what T does."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from numerics.losses.batches import Reduction, accumulation, masked, reduction
from numerics.losses.calls import RefusedError
from numerics.losses.ends import continuous
from numerics.losses.findings import Finding, not_asked
from numerics.losses.finiteness import finite
from numerics.losses.gradients import gradient, into_teacher, power_of_temperature
from numerics.losses.invariance import order, shift
from numerics.losses.matches import least_at_teacher, nonnegative, searched, zero_at_match, zero_only_at_match
from numerics.losses.recognition import HIDDEN, LABELS, Family, looks_at, power, recognise
from numerics.losses.subject import Subject
from numerics.simplex import InputError
from numerics.threads import one_thread

FEW = (5, 10)  # numbers of classes on which a loss is named
HEAT = (1.0, 2.0, 4.0)
QUESTIONS = (
    "finite",
    "nonnegative",
    "zero_at_match",
    "zero_only_at_match",
    "least_at_teacher",
    "gradient",
    "shift",
    "order",
    "masked",
    "accumulation",
    "continuous",
)


@dataclass(frozen=True)
class Temperature:
    """What T does.

    Attributes
    ----------
    softened : tuple of str
        The sides that are softened at T.
    factor : int or None
        The power of T that multiplies the divergence; None where it is no power.
    gradient : float or None
        n, where the gradient in the student's logits goes as T^n for large T; None where it cannot be told.
    """

    softened: tuple[str, ...]
    factor: int | None
    gradient: float | None


@dataclass(frozen=True)
class TopK:
    """How many of the teacher's classes it looks at, and what it does with the mass of the others, if that was told."""

    k: int
    missing: str | None


@dataclass(frozen=True)
class Investigation:
    """What came of it; `classes` are those that it could be called with."""

    questions: dict[str, Finding]
    family: Family | None
    per_class: int | None
    reduction: Reduction
    temperature: Temperature | None
    top_k: TopK | None
    limits: tuple[str, ...]
    classes: tuple[int, ...]
    calls: int


@one_thread()
def investigate(subject: Subject, classes: tuple[int, ...], parameters: dict[str, float], seed: int) -> Investigation:
    """Ask every question. Raises InputError where the loss cannot be called, or raises for some input."""
    try:
        return _investigated(subject, classes, parameters, seed)
    except RefusedError as refused:
        raise InputError(f"{subject.name}: raised {refused}, for {refused.where}") from refused


def _investigated(subject: Subject, classes: tuple[int, ...], parameters: dict[str, float], seed: int) -> Investigation:
    limits, usable = [], []
    for V in sorted(classes):
        try:
            subject.settle(V, seed)
        except InputError as error:
            limits.append(f"V = {V}: {error}")
        else:
            usable.append(V)
    if not usable:
        raise InputError(limits[0].partition(": ")[2])
    few = min((V for V in usable if FEW[0] <= V), default=usable[-1])
    subject.settle(few, seed)
    sizes = tuple(usable)
    found = searched(subject, sizes, seed)
    questions = {
        "finite": finite(subject, sizes, seed),
        "nonnegative": nonnegative(subject, found),
        "zero_at_match": zero_at_match(subject, found),
        "least_at_teacher": least_at_teacher(subject, found),
        "gradient": gradient(subject, sizes, seed),
        "shift": shift(subject, sizes, seed),
        "order": order(subject, sizes, seed),
        "masked": masked(subject, few, seed),
        "continuous": continuous(subject, parameters, few, seed),
    }
    questions["zero_only_at_match"] = zero_only_at_match(
        subject, found, questions["zero_at_match"], questions["nonnegative"]
    )
    put_together = reduction(subject, few, seed)
    questions["accumulation"] = accumulation(subject, few, seed, put_together)
    V = max(usable[-1], few)
    k, family = _named(subject, V, seed)
    smaller = _named(subject, min(FEW[1], V), seed) if FEW[1] < V and _callable(subject, FEW[1]) else (k, family)
    if (smaller[0], smaller[1] and smaller[1].name) != (k, family and family.name):
        limits.append(f"with {FEW[1]} classes {_told(*smaller)}, and with {V:,} {_told(k, family)}")
    _excuse(questions, family)
    contrary = _contrary(questions, family)
    if family is not None and contrary:
        limits.append(f"at ordinary logits it has the values of {family.name}, which {contrary} tells it from")
        family = None
    if subject.setting.automatic and into_teacher(subject, few, seed):
        limits.append("a gradient reaches the teacher where it asks for one: detach it, or compute it under no_grad")
    if subject.is_half:
        limits.append(f"its values have the precision of {subject.precision.name}, and are judged by it")
    if subject.setting.automatic is False:
        limits.append("it returns no gradient: gradients were taken by differences")
    return Investigation(
        {name: questions[name] for name in QUESTIONS},
        family,
        _per_class(subject, family, seed, k),
        put_together,
        _temperature(subject, few, seed, k, family),
        TopK(k, family.missing if family else None) if k and (family or _same_beyond(subject, V, k, seed)) else None,
        tuple(limits),
        sizes,
        subject.calls,
    )


def _callable(subject: Subject, V: int) -> bool:
    try:
        subject.value(np.zeros(V), np.linspace(0.0, 1.0, V))
    except RefusedError:
        return False
    return True


def _named(subject: Subject, V: int, seed: int) -> tuple[int | None, Family | None]:
    """How many classes it looks at, if not all, and its family, on V classes."""
    T = subject.setting.T
    k = looks_at(subject, V, seed, [1.0, *([T] if T else []), *HIDDEN]) if V > 3 else None
    return k, recognise(subject, V, seed, k, T)


def _same_beyond(subject: Subject, V: int, k: int, seed: int) -> bool:
    """Whether k is the same among twice as many classes, so that it is no share of them."""
    T = subject.setting.T
    return _callable(subject, 2 * V) and looks_at(subject, 2 * V, seed, [1.0, *([T] if T else []), *HIDDEN]) == k


def _told(k: int | None, family: Family | None) -> str:
    return (f"it is {family.name}" if family else "it has no name") + (f" over {k} of them" if k else "")


def _excuse(questions: dict[str, Finding], family: Family | None) -> None:
    """What a named loss has not by its definition is no fault of the code."""
    excused: dict[str, str] = {}
    if family is not None and (family.label or family.name == LABELS):
        why = "labels pull elsewhere: part of it is −log s_y"
        excused |= dict.fromkeys(("zero_at_match", "zero_only_at_match", "least_at_teacher"), why)
    elif family is not None and family.name == "cross-entropy" and family.student == family.teacher:
        excused["zero_at_match"] = "cross-entropy is KL(teacher‖student) and the teacher's entropy"
    if family is not None and not family.of_laws:
        excused["shift"] = f"{family.name} is one of logits, not of laws"
    for question, why in excused.items():
        if questions[question].verdict == "refuted":
            questions[question] = not_asked(why)


def _contrary(questions: dict[str, Finding], family: Family | None) -> str:
    """What is refuted of a loss that its family has, so that it is another one."""
    if family is None:
        return ""
    has = ["order", *(["shift"] if family.of_laws else [])]
    if family.k is None and family.student == family.teacher and family.zero_at_match:
        has += ["nonnegative", "zero_at_match", "zero_only_at_match", "least_at_teacher"]
    return ", ".join(name for name in has if questions[name].verdict == "refuted")


def _per_class(subject: Subject, family: Family | None, seed: int, k: int | None) -> int | None:
    """Which power of V is part of the factor; None where it was not told."""
    if family is None:
        return None
    sizes = [V for V in (10, 20, 40, family.classes) if (k or 0) + 1 < V and _callable(subject, V)]
    found = [recognise(subject, V, seed, k, subject.setting.T) for V in dict.fromkeys(sizes)]
    if len(found) < 2 or any(one is None or one.name != family.name for one in found):
        return None
    return power([one.factor for one in found if one], [float(V) for V in dict.fromkeys(sizes)])


def _temperature(subject: Subject, few: int, seed: int, k: int | None, family: Family | None) -> Temperature | None:
    setting = subject.setting
    if not setting.takes_temperature:
        if family is None or family.student == family.teacher == 1.0:
            return None
        return Temperature(_sides(family), None, None)
    V = family.classes if family else few
    named = [recognise(subject, V, seed, k, T) for T in HEAT[1:]]
    factor, softened = None, ()
    if all(one is not None and family is not None and one.name == family.name for one in named):
        first = next(one for one in named if one)
        softened = _sides(first)
        base = recognise(subject, V, seed, k, 1.0)
        factors = [one.factor for one in (base, *named) if one]
        factor = power(factors, HEAT) if len(factors) == len(HEAT) else None
    return Temperature(softened, factor, power_of_temperature(subject, few, seed, family.label if family else 0.0))


def _sides(family: Family) -> tuple[str, ...]:
    sides = (("student", family.student), ("teacher", family.teacher))
    return tuple(side for side, temperature in sides if temperature != 1.0)
