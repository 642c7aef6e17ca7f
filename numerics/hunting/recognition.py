"""Which registered family a map is, if any, at which temperature: F_T = G_τ(T), also on laws it was not fitted to."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from itertools import takewhile

import numpy as np

from numerics.hunting.domain import Domain
from numerics.hunting.sampling import normalised
from numerics.hunting.subject import Subject
from numerics.operator import AXIOMS, Operator
from numerics.precision import FLOAT64
from numerics.registry import operator, operators
from numerics.simplex import Array, InputError, entropy

LAWS, CLASSES, STEPS, LEAST = 6, (3, 5), 80, 0.02
CLOSE = 1e-10  # in double precision, where maps by bisection stop before their last digit
INDICES = np.arange(-2, 4.25, 0.25)


@dataclass(frozen=True)
class Family:
    """A family by its name, pairs (T, τ), and the formula of τ where it is a simple one.

    `compared` says at which laws.
    """

    name: str
    pairs: tuple[tuple[float, float], ...]
    formula: str | None
    compared: str


def recognise(subject: Subject, domain: Domain, refuted: Container[str] = (), seed: int = 0) -> list[Family]:
    """The families that agree, at the same τ for every law and number of classes, as far as the map's precision tells.

    None that has an axiom which is `refuted`, nor one that is another there. Of several the precision does not say
    which it is, and two are enough; in that of float64 the first is all that is looked for.
    """
    rng = np.random.Generator(np.random.PCG64(seed))
    laws = [domain.raised(normalised(rng.standard_gamma(1.0, (LAWS, V))), LEAST) for V in CLASSES]
    usual = np.array([0.8, 1.3, 2.0, 5.0, 20.0])
    usual = usual[(domain.coldest <= usual) & (usual <= domain.hottest)]
    temperatures = usual if len(usual) > 1 else np.geomspace(domain.coldest, domain.hottest, 4)
    values = [[subject(p, float(T)) for p in laws] for T in temperatures]
    compared = f"laws of {' and of '.join(map(str, CLASSES))} classes with p_min >= {max(LEAST, domain.floor):g}"
    found: list[Family] = []
    for candidate in _candidates():
        if any(axiom in refuted for axiom in ("simplex", *AXIOMS) if axiom not in candidate.breaks):
            continue
        warmths = (_matching(subject, candidate, laws, *at) for at in zip(temperatures.tolist(), values, strict=True))
        fitting = [warmth for warmth in takewhile(lambda warmth: warmth is not None, warmths) if warmth]
        if len(fitting) < len(temperatures) or any(_same(candidate, other, laws) for other in found):
            continue
        pairs = tuple(zip(temperatures.tolist(), fitting, strict=True))
        found.append(Family(candidate.name, pairs, _formula(np.array(pairs), subject.tolerance.eps), compared))
        if subject.precision is FLOAT64 or len(found) > 1:
            break
    return found


def _same(candidate: Operator, other: Family, laws: list[Array]) -> bool:
    """Whether a family has the values of another at these laws and temperatures."""
    G, pairs = operator(other.name), [(p, warmth) for _, warmth in other.pairs for p in laws]
    try:
        return all(np.abs(candidate(p, warmth) - G(p, warmth)).max() <= CLOSE for p, warmth in pairs)
    except InputError:  # at a temperature that it does not have
        return False


def _candidates() -> list[Operator]:
    named = {**operators(), **{f"tsallis:{a:g}": operator(f"tsallis:{a:g}") for a in INDICES if a != 1}}
    return sorted(named.values(), key=lambda G: (G.name != "power", G.name != "mixing", G.name))


def _matching(subject: Subject, candidate: Operator, laws: list[Array], T: float, values: list[Array]) -> float | None:
    """The τ with H(G_τ(p)) = H(F_T(p)) for the first law, if all the others agree there."""
    fitted, wanted = laws[0][:1], float(entropy(np.maximum(values[0][:1], 0.0))[0])
    low, high = np.log(max(candidate.coldest, 1e-3) * (1 if candidate.coldest_included else 1 + 1e-9)), np.log(1e6)
    for _ in range(STEPS):
        middle = (low + high) / 2
        cooler = float(entropy(candidate(fitted, np.exp(middle)))[0]) < wanted
        low, high = (middle, high) if cooler else (low, middle)
    warmth = float(np.exp(high))
    try:
        for p, q in zip(laws, values, strict=True):
            excused = np.maximum(subject.tolerance.entries(p, T, q), CLOSE)
            if not (np.abs(candidate(p, warmth) - q) <= excused).all():  # which what is no number fails
                return None
    except InputError:
        return None
    return warmth


def _formula(pairs: Array, eps: float) -> str | None:
    """T, a T, T^a or 1 + a (T − 1), whichever fits first."""
    T, tau = pairs[np.abs(pairs[:, 0] - 1) > 1e-9].T
    for values, text in (
        (tau / T, "{:.6g} T"),
        (np.log(tau) / np.log(T), "T^{:.6g}"),
        ((tau - 1) / (T - 1), "1 + {:.6g} (T − 1)"),
    ):
        if np.ptp(values) <= max(1e-4, 16 * eps) * np.abs(values).max():
            a = float(np.median(values))
            return "T" if abs(a - 1) < max(1e-5, 16 * eps) else text.format(a)
    return None
