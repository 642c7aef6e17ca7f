"""Properties that a map may have beyond the axioms, each with its violation at moderate laws and temperatures.

semigroup: F_S(F_T(p)) = F_ST(p). affine: F_T((p + r)/2) = (F_T(p) + F_T(r))/2. commutes_with_conditioning:
F_T(p | A) = F_T(p) | A for a set A of classes. permutation_equivariant: the names of classes do not matter, among ties
either. shift_invariant, of maps of logits: F_T(z + c) = F_T(z); a map that lacks it is no map of laws. A case keeps S,
or c, as `other_temperature`; r, the indicator of A, or the order of classes as `other_p`.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from numerics.hunting.domain import Domain
from numerics.hunting.margins import simplex
from numerics.hunting.sampling import normalised
from numerics.hunting.subject import Subject
from numerics.hunting.worst_cases import Case, WorstCases
from numerics.precision import FLOAT64
from numerics.simplex import Array

PROPERTIES = ("semigroup", "affine", "commutes_with_conditioning", "permutation_equivariant")
LAWS, ULPS = 40, 64.0  # how far rounding goes, in ulp of the map's precision
DOUBLE = 4096 * FLOAT64.eps  # and at least, since maps by bisection stop before their last digits
TEMPERATURES = (0.3, 0.5, 0.8, 1.25, 2.0, 3.0, 7.0)
SHIFTS = (-100.0, -10.0, -1.0, 1.0, 10.0, 30.0, 100.0)  # logits of models lie within a hundred of zero

Gap = Callable[[Subject, Array, float, Array, float], Array]


def asked(subject: Subject) -> tuple[str, ...]:
    """The properties that a map is asked for; first, of one of logits, whether it is a map of laws."""
    return ("shift_invariant", *PROPERTIES) if subject.logits else PROPERTIES


def semigroup(subject: Subject, p: Array, T: float, other: Array, S: float) -> Array:  # noqa: ARG001
    """F_S(F_T(p)) − F_ST(p)."""
    return subject(np.maximum(subject(p, T), 0.0), S) - subject(p, S * T)


def affine(subject: Subject, p: Array, T: float, other: Array, S: float) -> Array:  # noqa: ARG001
    """F_T((p + r)/2) less the mean of F_T(p) and F_T(r)."""
    return subject((p + other) / 2, T) - (subject(p, T) + subject(other, T)) / 2


def commutes_with_conditioning(subject: Subject, p: Array, T: float, other: Array, S: float) -> Array:  # noqa: ARG001
    """F_T(p | A) − F_T(p) | A, one set A for all rows."""
    kept = other[0] > 0
    with np.errstate(all="ignore"):
        return subject(normalised(p[:, kept]), T) - normalised(subject(p, T)[:, kept])


def permutation_equivariant(subject: Subject, p: Array, T: float, other: Array, S: float) -> Array:  # noqa: ARG001
    """F_T(πp) − πF_T(p), one order π for all rows."""
    order = other[0].astype(int)
    return subject(p[:, order], T) - subject(p, T)[:, order]


def shift_invariant(subject: Subject, p: Array, T: float, other: Array, S: float) -> Array:  # noqa: ARG001
    """F_T(z + c) − F_T(z); what is no number after the shift, and was one, is as far off as can be."""
    before, after = subject(p, T), subject.shifted(p, T, S)
    return np.where(np.isfinite(before) & ~np.isfinite(after), 1.0, after - before)


GAPS: dict[str, Gap] = {
    gap.__name__: gap
    for gap in (semigroup, affine, commutes_with_conditioning, permutation_equivariant, shift_invariant)
}


def allowed(subject: Subject, question: str, p: Array, T: float, S: float) -> float:
    """How far apart rounding may leave the two sides: 64 ulp, times (1 + 1/T)(1 + 1/S); of shifts (1 + (|z| + c)/T)."""
    unit = max(ULPS * subject.tolerance.eps, DOUBLE)
    if question == "shift_invariant":
        return unit * (1 + (float(np.abs(subject.inputs(p)).max()) + abs(S)) / T)
    return unit * (1 + 1 / T) * (1 + 1 / S)


def excess(subject: Subject, question: str, p: Array, T: float, other: Array, S: float) -> Array:
    """By how much the two sides differ beyond what rounding explains; rows of which one is no number are skipped."""
    gap = np.abs(GAPS[question](subject, p, T, other, S)).max(axis=-1)
    return np.where(np.isfinite(gap), gap, -np.inf) - allowed(subject, question, p, T, S)


def look(worst_cases: WorstCases, subject: Subject, rng: np.random.Generator, V: int, domain: Domain) -> None:
    """Enter every property at laws with entries of at least 1/(10 V), or the floor; permutations at ties as well."""
    p = domain.raised(normalised(rng.standard_gamma(1.0, (LAWS, V))), 1 / (10 * V))
    kept = np.zeros(V)
    kept[rng.permutation(V)[: max(2, V // 2)]] = 1.0
    rotated = np.append(np.arange(1.0, V), 0.0)
    with_ties = np.concatenate([p, domain.raised(tied(V))])
    inside = [T for T in TEMPERATURES if domain.coldest <= T <= domain.hottest]

    def enter(question: str, laws: Array, T: float, other: Array, S: float = 1.0) -> None:
        margins = excess(subject, question, laws, T, other, S)
        worst_cases.enter(question, np.where(lawful[: len(laws)], margins, -np.inf), laws, T, other, S)
        worst_cases.excuse(question, allowed(subject, question, laws, T, S))

    for T in sorted({domain.coldest, *inside}):
        lawful = simplex(subject.tolerance, subject(with_ties, T)) <= 0  # of the rest no other question is asked
        for c in SHIFTS if subject.logits else ():
            enter("shift_invariant", p, T, p, c)
        if T not in inside:
            continue
        for S in inside:
            if domain.coldest <= S * T <= domain.hottest:
                enter("semigroup", p, T, p, S)
        enter("affine", p, T, np.roll(p, 1, axis=0))
        if V > 2:
            enter("commutes_with_conditioning", p, T, np.broadcast_to(kept, p.shape))
        enter("permutation_equivariant", with_ties, T, np.broadcast_to(rotated, with_ties.shape))


def tied(V: int) -> Array:
    """Laws with exact ties: a uniform one, and such of which the first or the last few classes have twice or five times
    the rest."""
    few = np.unique([1, V // 2, V - 1])
    rows = [np.where(np.arange(V) < m, more, 1.0) for more in (2.0, 5.0) for m in few]
    return normalised(np.stack([np.ones(V), *rows, *(row[::-1] for row in rows)]))


def arithmetic(subject: Subject, case: Case) -> tuple[float, str, Array, float]:
    """The violation of a case on its row alone, what differs, what the map returned, what was added to its logits."""
    p, other = np.array([case.p]), np.array([case.other_p])
    S = case.other_temperature or 1.0
    margin = float(excess(subject, case.question, p, case.T, other, S)[0])
    gap = GAPS[case.question](subject, p, case.T, other, S)[0]
    c = int(np.nanargmax(np.abs(gap)))
    if case.question == "shift_invariant":
        before, after = subject(p, case.T)[0], subject.shifted(p, case.T, S)[0]
        less = f"{float(before[c])!r} once {S:g} is taken off every logit"
        says = f"at T = {case.T:g}, q_{c + 1} is {float(after[c])!r}, and {less}"
        return margin, says, after, S
    sides = {
        "semigroup": f"F_{S:g}(F_{case.T:g}(p)) and F_{S * case.T:g}(p)",
        "affine": f"F_T((p + r)/2) and (F_T(p) + F_T(r))/2, r = {[round(v, 6) for v in case.other_p or ()]},",
        "commutes_with_conditioning": f"F_T(p | A) and F_T(p) | A, A = {[n + 1 for n in np.flatnonzero(other[0])]},",
        "permutation_equivariant": "F_T of p with its classes rotated by one, and F_T(p) rotated,",
    }
    says = f"{sides[case.question]} differ by {abs(float(gap[c])):.6g} in an entry"
    return margin, says, subject(p, case.T)[0], 0.0
