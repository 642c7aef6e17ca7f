"""Which registered family a map is, if any, at which temperature: F_T = G_τ(T), also on laws it was not fitted to."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from numerics.hunting.domain import Domain
from numerics.hunting.sampling import normalised
from numerics.hunting.subject import Subject
from numerics.operator import Operator
from numerics.registry import operator, operators
from numerics.simplex import Array, InputError, entropy

LAWS, CLASSES, STEPS, ULPS = 6, (3, 5), 80, 2.0**20
INDICES = np.arange(-2, 4.25, 0.25)


@dataclass(frozen=True)
class Family:
    """A family by its name, pairs (T, τ), and the formula of τ where it is a simple one."""

    name: str
    pairs: tuple[tuple[float, float], ...]
    formula: str | None


def recognise(subject: Subject, domain: Domain, seed: int = 0) -> Family | None:
    """The first family that agrees, at the same τ for every law and number of classes."""
    rng = np.random.Generator(np.random.PCG64(seed))
    laws = [domain.raised(normalised(rng.standard_gamma(1.0, (LAWS, V))), 0.02) for V in CLASSES]
    usual = np.array([0.8, 1.3, 2.0, 5.0, 20.0])
    usual = usual[(domain.coldest <= usual) & (usual <= domain.hottest)]
    temperatures = usual if len(usual) > 1 else np.geomspace(domain.coldest, domain.hottest, 4)
    for candidate in _candidates():
        pairs = []
        for T in temperatures:
            warmth = _matching(subject, candidate, laws, float(T))
            if warmth is None:
                break
            pairs.append((float(T), warmth))
        else:
            return Family(candidate.name, tuple(pairs), _formula(np.array(pairs)))
    return None


def _candidates() -> list[Operator]:
    named = {**operators(), **{f"tsallis:{a:g}": operator(f"tsallis:{a:g}") for a in INDICES if a != 1}}
    return sorted(named.values(), key=lambda G: (G.name != "power", G.name != "mixing", G.name))


def _matching(subject: Subject, candidate: Operator, laws: list[Array], T: float) -> float | None:
    """The τ with H(G_τ(p)) = H(F_T(p)) for the first law, if all the others agree there."""
    fitted, wanted = laws[0][:1], float(entropy(subject(laws[0][:1], T))[0])
    low, high = np.log(max(candidate.coldest, 1e-3) * (1 if candidate.coldest_included else 1 + 1e-9)), np.log(1e6)
    for _ in range(STEPS):
        middle = (low + high) / 2
        cooler = float(entropy(candidate(fitted, np.exp(middle)))[0]) < wanted
        low, high = (middle, high) if cooler else (low, middle)
    warmth = float(np.exp(high))
    try:
        for p in laws:
            if np.abs(candidate(p, warmth) - subject(p, T)).max() > ULPS * subject.tolerance.eps:
                return None
    except InputError:
        return None
    return warmth


def _formula(pairs: Array) -> str | None:
    """T, a T, T^a or 1 + a (T − 1), whichever fits first."""
    T, tau = pairs[np.abs(pairs[:, 0] - 1) > 1e-9].T
    for values, text in (
        (tau / T, "{:.6g} T"),
        (np.log(tau) / np.log(T), "T^{:.6g}"),
        ((tau - 1) / (T - 1), "1 + {:.6g} (T − 1)"),
    ):
        if np.ptp(values) <= 1e-4 * np.abs(values).max():
            a = float(np.median(values))
            return "T" if abs(a - 1) < 1e-5 else text.format(a)
    return None
