"""Properties that a map may have beyond the axioms, each with its violation at moderate laws and temperatures.

semigroup: F_S(F_T(p)) = F_ST(p). affine: F_T((p + r)/2) = (F_T(p) + F_T(r))/2. commutes_with_conditioning:
F_T(p | A) = F_T(p) | A for a set A of classes. permutation_equivariant: the names of classes do not matter.
A case keeps S as `other_temperature`; r, the indicator of A, or the order of classes as `other_p`.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from numerics.hunting.domain import Domain
from numerics.hunting.sampling import normalised
from numerics.hunting.subject import Subject
from numerics.hunting.worst_cases import Case, WorstCases
from numerics.simplex import Array

PROPERTIES = ("semigroup", "affine", "commutes_with_conditioning", "permutation_equivariant")
LAWS, ULPS = 40, 4096.0
TEMPERATURES = (0.3, 0.5, 0.8, 1.25, 2.0, 3.0, 7.0)

Gap = Callable[[Subject, Array, float, Array, float], Array]


def semigroup(subject: Subject, p: Array, T: float, other: Array, S: float) -> Array:  # noqa: ARG001
    """F_S(F_T(p)) − F_ST(p)."""
    return subject(subject(p, T), S) - subject(p, S * T)


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


GAPS: dict[str, Gap] = {
    gap.__name__: gap for gap in (semigroup, affine, commutes_with_conditioning, permutation_equivariant)
}


def excess(subject: Subject, question: str, p: Array, T: float, other: Array, S: float) -> Array:
    """By how much the two sides differ, beyond 4096 ulp (1 + 1/T)(1 + 1/S); rows without mass are skipped."""
    gap = np.abs(GAPS[question](subject, p, T, other, S)).max(axis=-1)
    return np.where(np.isfinite(gap), gap, -np.inf) - ULPS * subject.tolerance.eps * (1 + 1 / T) * (1 + 1 / S)


def look(worst_cases: WorstCases, subject: Subject, rng: np.random.Generator, V: int, domain: Domain) -> None:
    """Enter every property at laws with entries of at least 1/(10 V), or the floor."""
    p = domain.raised(normalised(rng.standard_gamma(1.0, (LAWS, V))), 1 / (10 * V))
    kept = np.zeros(V)
    kept[rng.permutation(V)[: max(2, V // 2)]] = 1.0
    others = {"affine": np.roll(p, 1, axis=0)}
    others["commutes_with_conditioning"] = np.broadcast_to(kept, p.shape)
    others["permutation_equivariant"] = np.broadcast_to(np.append(np.arange(1.0, V), 0.0), p.shape)
    inside = [T for T in TEMPERATURES if domain.coldest <= T <= domain.hottest]
    for question in PROPERTIES:
        if question == "commutes_with_conditioning" and V == 2:
            continue
        for T in inside:
            for S in inside if question == "semigroup" else (1.0,):
                if question == "semigroup" and not domain.coldest <= S * T <= domain.hottest:
                    continue
                other = others.get(question, p)
                worst_cases.enter(question, excess(subject, question, p, T, other, S), p, T, other, S)


def arithmetic(subject: Subject, case: Case) -> tuple[float, str]:
    """The violation of a case on its row alone, and what differs."""
    p, other = np.array([case.p]), np.array([case.other_p])
    S = case.other_temperature or 1.0
    margin = float(excess(subject, case.question, p, case.T, other, S)[0])
    gap = GAPS[case.question](subject, p, case.T, other, S)[0]
    c = int(np.nanargmax(np.abs(gap)))
    sides = {
        "semigroup": f"F_{S:g}(F_{case.T:g}(p)) and F_{S * case.T:g}(p)",
        "affine": f"F_T((p + r)/2) and (F_T(p) + F_T(r))/2, r = {[round(v, 6) for v in case.other_p or ()]},",
        "commutes_with_conditioning": f"F_T(p | A) and F_T(p) | A, A = {[n + 1 for n in np.flatnonzero(other[0])]},",
        "permutation_equivariant": "F_T of p with its classes rotated by one, and F_T(p) rotated,",
    }
    return margin, f"{sides[case.question]} differ by {abs(float(gap[c])):.6g} in an entry"
