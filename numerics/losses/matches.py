"""Is a loss a divergence: never negative, zero at a match and only there, least at the teacher?

A match is a student that is given the teacher's own logits (or what they are in its form).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from scipy.optimize import minimize
from scipy.special import softmax

from numerics.losses.calls import RefusedError
from numerics.losses.findings import Finding, inconclusive, not_asked, refuted, supported, witness
from numerics.losses.subject import SPREAD, Subject, pairs
from numerics.simplex import Array

PAIRS, DESCENTS, STEPS, DESCENDED = 48, 8, 60, 12  # random pairs; descents, their steps, and V at most
NOTHING = 1e-9  # of a usual value counts as zero: a descent comes no nearer
FAR = 0.05  # total variation from which on two laws are no match
SPREADS = (0.5, 2.0, 6.0)


class Place(NamedTuple):
    """Logits of a student and a teacher, (V,) each, and the loss there."""

    z: Array
    v: Array
    value: float


class Searched(NamedTuple):
    """Random pairs, matches, where descents of both sides ended (`least`), and those of the student alone."""

    random: list[Place]
    matches: list[Place]
    least: list[Place]
    descents: list[Place]


def searched(subject: Subject, classes: tuple[int, ...], seed: int) -> Searched:
    """Values at random and at matches for all V; descents where V is not too large."""
    found = Searched([], [], [], [])
    for V in classes:
        for spread in SPREADS:
            z, v = pairs((PAIRS // len(SPREADS),), V, seed, spread)
            for some, of in ((found.random, z), (found.matches, v)):
                values = subject.values(of, v)
                some += [Place(*row) for row in zip(of, v, values, strict=True)]
        if V > DESCENDED:
            continue
        halves = [pairs((DESCENTS // 2,), V, seed + 1, spread) for spread in (SPREAD, SPREADS[-1])]
        z, v = (np.concatenate(of) for of in zip(*halves, strict=True))
        for n in range(DESCENTS):
            start = v[n] + 0.3 * z[n] if n % 2 else z[n]
            found.descents.append(_descended(subject, start, v[n], both=False))
            found.least.append(_descended(subject, z[n], v[n], both=True))
    return found


def _descended(subject: Subject, z: Array, v: Array, *, both: bool) -> Place:
    """Where a quasi-Newton descent ends, of the student's logits alone or of both sides'; within 30 of zero."""
    V = len(z)

    def parted(x: Array) -> tuple[Array, Array]:
        return (x[:V], x[V:]) if both else (x, v)

    def value(x: Array) -> float:
        try:
            found = subject.value(*parted(x))
        except RefusedError:
            return np.inf
        return found / subject.scale if np.isfinite(found) else 1e10

    start = np.concatenate([z, v]) if both else z
    ended = minimize(value, start, method="L-BFGS-B", bounds=[(-30, 30)] * len(start), options={"maxiter": STEPS})
    return Place(*parted(ended.x), float(ended.fun) * subject.scale)


def nonnegative(subject: Subject, found: Searched) -> Finding:
    """Is a value below zero, by more than rounding?"""
    every = [place for place in (*found.random, *found.matches, *found.least, *found.descents) if place.value < 0]
    scope = _scope(found, "and where descents of both sides ended")
    if not every:
        return supported(scope)
    least = min(every, key=lambda place: place.value)
    if least.value < -subject.telling:
        telling = [place for place in every if place.value <= min(-subject.telling, least.value / 10)]
        least = min(telling, key=lambda place: (len(place.z), place.value))
        plain = _plainer(subject, least, lambda value: value <= min(least.value / 10, -subject.telling))
        return refuted(scope, witness(subject, *plain, f"the loss is {plain.value:.6g}, below zero"))
    if least.value < -subject.tolerance:
        return inconclusive(f"it falls to {least.value:.2g}, no more than an epsilon within it may leave")
    return supported(scope)


def zero_at_match(subject: Subject, found: Searched) -> Finding:
    """Is it zero where the student has the teacher's logits?"""
    scope = f"{len(found.matches)} matches"
    nothing = next((place for place in found.matches if not np.isfinite(place.value)), None)
    if nothing is not None:
        return refuted(
            scope, witness(subject, *nothing, f"student and teacher are equal, and the loss is {nothing.value:g}")
        )
    most = max(found.matches, key=lambda place: abs(place.value))
    if abs(most.value) > subject.telling:
        telling = [place for place in found.matches if abs(place.value) >= max(subject.telling, abs(most.value) / 10)]
        most = min(telling, key=lambda place: len(place.z))
        plain = _plainer(subject, most, lambda value: abs(value) > subject.telling, match=True)
        return refuted(
            scope, witness(subject, *plain, f"student and teacher are equal, and the loss is {plain.value:.6g}")
        )
    if abs(most.value) > subject.tolerance:
        return inconclusive(f"at a match it is {most.value:.2g}, no more than an epsilon within it may leave")
    return supported(scope)


def zero_only_at_match(subject: Subject, found: Searched, matched: Finding, sign: Finding) -> Finding:
    """Is it zero at two laws that are far apart?"""
    if matched.verdict == "refuted":
        return not_asked("it is not zero at a match")
    if sign.verdict == "refuted":
        return not_asked("it falls below zero, so that it is zero elsewhere too")
    scope = _scope(found, f"of laws {FAR:g} apart in total variation")
    every = [place for place in (*found.random, *found.least, *found.descents) if np.isfinite(place.value)]
    for place in sorted(every, key=lambda place: abs(place.value)):
        away = _apart(place)
        if abs(place.value) > max(16 * subject.eps, NOTHING) * subject.scale:
            break
        if away > FAR and subject.is_half:
            return inconclusive(f"laws far apart have {place.value:.3g}, which {subject.precision.name} may leave")
        if away > FAR:
            says = f"the loss is {place.value:.3g}, and the laws are {away:.3f} apart in total variation"
            return refuted(scope, witness(subject, *place, says))
    return supported(scope)


def least_at_teacher(subject: Subject, found: Searched) -> Finding:
    """Does anything else, with the same teacher, have a smaller loss than the match?"""
    scope = f"{len(found.descents)} descents of the student, {len(found.random)} random ones, steps from matches"
    if not found.descents:
        scope = f"{len(found.random)} random students and steps from matches; no descents beyond V = {DESCENDED}"
    places = [place for place in (*found.descents, *found.random, *_steps(subject, found)) if np.isfinite(place.value)]
    at_match = {id(place): subject.value(place.v, place.v) for place in places}
    gaps = [(place, place.value - at_match[id(place)]) for place in places]
    place, gap = min(gaps, key=lambda pair: pair[1] if np.isfinite(pair[1]) else np.inf)
    if gap < -subject.telling:
        student, teacher = (softmax(of) for of in (place.z, place.v))
        says = (
            f"the loss is {place.value:.6g} here, and {at_match[id(place)]:.6g} where the student has the teacher's "
            f"logits: it pulls to {_law(student)}, and the teacher is {_law(teacher)}"
        )
        return refuted(scope, witness(subject, *place, says))
    if gap < -subject.tolerance:
        return inconclusive(f"a student is {-gap:.2g} below the match, no more than an epsilon within it may leave")
    return supported(scope)


def _steps(subject: Subject, found: Searched) -> list[Place]:
    """Students a step from a match against the gradient there."""
    steps = []
    for place in [place for place in found.matches if len(place.v) <= DESCENDED][:DESCENTS]:
        slope = subject.gradient(place.v, place.v)
        size = float(np.linalg.norm(slope))
        if size > 0 and np.isfinite(size):
            for length in (1e-2, 1e-1):
                z = place.v - length * slope / size
                steps.append(Place(z, place.v, subject.value(z, place.v)))
    return steps


def _apart(place: Place) -> float:
    return float(np.abs(softmax(place.z) - softmax(place.v)).sum() / 2)


def _plainer(subject: Subject, place: Place, still: Callable[[float], bool], *, match: bool = False) -> Place:
    """The same with logits of one decimal, where that shows it too."""
    z, v = np.round(place.z, 1), np.round(place.v, 1)
    z = v if match else z
    value = subject.value(z, v)
    return Place(z, v, value) if still(value) else place


def _law(p: Array) -> str:
    shown = ", ".join(f"{x:.3f}" for x in p[:5])
    return f"({shown}{', …' if len(p) > 5 else ''})"


def _scope(found: Searched, where: str) -> str:
    sizes = sorted({len(place.z) for place in found.random})
    return f"{len(found.random)} pairs of V in {{{', '.join(map(str, sizes))}}} {where}"
