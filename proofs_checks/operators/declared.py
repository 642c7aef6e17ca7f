r"""What every registered operator declares of itself.

Where it composes, whether it is affine, whether it commutes with conditioning.

F_S ∘ F_T = F_ST at the pairs (S, T) for which `composes` says so, and at no other pair that is looked at. F_T is affine
in p, and F_T(p | {i, j}) = F_T(p) | {i, j}, for exactly those operators that say so. By `legendre_semigroup`,
`affine` and `truncation` the reasons; here the registry is held to them, both ways.
"""

from collections.abc import Callable, Iterable, Mapping

import numpy as np
from numpy.typing import NDArray
from sympy import Integer, Rational

from numerics.chance import stream
from numerics.enclosure import ball
from numerics.laws import adversarial
from numerics.operator import Operator
from numerics.registry import operators
from numerics.simplex import Array
from proofs_checks.machine.checks import Cases, all_positive
from proofs_checks.machine.claim import Claim, control, leg
from proofs_checks.machine.evidence import Evidence
from theory.axioms import Softening
from theory.operators.adaptive import adaptive
from theory.operators.additive import additive
from theory.operators.mixing import mixing
from theory.operators.power import power
from theory.simplex import explicit

claim = Claim(
    statement=r"\text{every registered operator composes, is affine, commutes with conditioning as it declares}",
    scope="the registered operators, V >= 2, their own temperatures",
    reads={"S5.families": "lemma"},
    rests_on=("operators.semigroup", "operators.legendre_semigroup"),
    expect="supported",
    parts={
        "composes": r"F_S \circ F_T = F_{ST} \text{ at the declared } (S, T), \text{ and at no other}",
        "affine": r"F_T(\lambda p + (1-\lambda) r) = \lambda F_T(p) + (1-\lambda) F_T(r) \text{ if declared, else not}",
        "conditioning": r"F_T(p \mid \{i, j\}) = F_T(p) \mid \{i, j\} \text{ if declared, else not}",
    },
)

SAME, DIFFERENT = 1e-14, 1e-3  # of entries of 1/50 and more; the least that is seen is 4e-3
NEAR = 0.05  # an entry so nearly truncated loses digits: tsallis:3 takes its root of a difference, off by 2^−53/q_i
TEMPERATURES = (0.3, 0.8, 1.0, 1.5, 5.0)
Rule = Callable[[Operator, float, float], bool]


def laws(seed: int, V: int = 5) -> Array:
    """60 laws with entries of at least 1/(10 V), so that nothing underflows."""
    return 0.9 * adversarial(stream(seed, "operators.declared"), 60, V, faces=False) + 0.1 / V


def inside(F: Operator, temperatures: Iterable[float] = TEMPERATURES) -> list[float]:
    return [T for T in temperatures if F.coldest < T or (F.coldest_included and F.coldest == T)]


def judged(gaps: Mapping[tuple[str, object], float], declared: Mapping[tuple[str, object], bool]) -> Evidence:
    """Gaps are at most 1e-14 where a fact is declared, and at least 1e-3 where it is denied."""
    same = [gap for cell, gap in gaps.items() if declared[cell]]
    other = [gap for cell, gap in gaps.items() if not declared[cell]]
    figures = {
        "cells": len(gaps),
        "widest where declared": max(same, default=0.0),
        "narrowest where denied": min(other, default=1.0),
    }
    for (name, at), gap in gaps.items():
        if not (gap <= SAME if declared[name, at] else gap >= DIFFERENT):
            said = "declared" if declared[name, at] else "denied"
            return Evidence("refutes", figures, note=f"{name} at {at}: {said}, and two sides differ by {gap:.3g}")
    return Evidence("supports", figures)


def _clear(q: Array) -> NDArray[np.bool_]:
    """Which laws have no entry that is nearly truncated; all of them where none is truncated."""
    near = ((q > 0) & (q < NEAR)).any(axis=-1)
    return ~(near & (q == 0).any())


@leg(
    "search",
    part="composes",
    covers="every operator; S and T from 0.3 to 5, 25 pairs; 60 laws on 5 classes, but for those with an entry between "
    "0 and 0.05 after a step that truncates",
)
def composes(
    says: Callable[[Operator, float, float], bool] = lambda F, S, T: F.composes(S, T), shift: float = 0.0, seed: int = 0
) -> Evidence:
    gaps, declared, p = {}, {}, laws(seed)
    for F in operators().values():
        for S, T in ((S, T) for S in inside(F) for T in inside(F)):
            first = F(p, T)
            twice, once = F(first, S), F(p, S * T * (1 + shift))
            apart = np.abs(twice - once).max(axis=-1)
            gaps[F.name, (S, T)] = float(apart[_clear(first) & _clear(twice)].max())
            declared[F.name, (S, T)] = says(F, S, T)
    return judged(gaps, declared)


@leg("search", part="affine", covers="every operator; T from 0.3 to 5; 60 laws on 5 classes, each with the next")
def affine(says: Callable[[Operator], bool] = lambda F: F.affine, shift: float = 0.0, seed: int = 0) -> Evidence:
    gaps, declared, p = {}, {}, laws(seed)
    r = np.roll(p, 1, axis=0)
    for F in operators().values():
        mixed = [np.abs(F(0.3 * p + 0.7 * r, T * (1 + shift)) - 0.3 * F(p, T) - 0.7 * F(r, T)).max() for T in inside(F)]
        gaps[F.name, "all T"], declared[F.name, "all T"] = float(max(mixed)), says(F)
    return judged(gaps, declared)


@leg("search", part="conditioning", covers="every operator; T from 0.3 to 5; 60 laws on 5 classes, first two")
def conditioning(
    says: Callable[[Operator], bool] = lambda F: F.commutes_with_conditioning, shift: float = 0.0, seed: int = 0
) -> Evidence:
    gaps, declared, p = {}, {}, laws(seed)
    for F in operators().values():
        apart = [
            np.nanmax(np.abs(F(_given(p), T * (1 + shift)) - _given(F(p, T)))) for T in inside(F)
        ]  # NaN: both truncated
        gaps[F.name, "all T"], declared[F.name, "all T"] = float(max(apart)), says(F)
    return judged(gaps, declared)


def _given(p: Array) -> Array:
    """p given the first two classes."""
    with np.errstate(invalid="ignore"):
        return p[:, :2] / p[:, :2].sum(axis=-1, keepdims=True)


THEORY: Mapping[str, Softening] = {
    **{"power": power, "mixing": mixing, "adaptive": adaptive},
    "additive:0.1": lambda p, T: additive(p, T, Rational(1, 10)),
}
HOT, NOTHING = Integer(4), ball(Rational(1, 10**74))  # balls of 256 bits are 4e-76 wide


@leg("exact", part=("affine", "conditioning"), covers="four closed forms at two laws on three classes, T = 4, in balls")
def in_balls(denied: bool = True) -> Evidence:
    """What is declared differs by less than 1e-74, what is denied by more."""
    p, r = ([Rational(w, 21) for w in weights] for weights in ((16, 4, 1), (2, 5, 14)))
    middle = explicit([(a + b) / 2 for a, b in zip(p, r, strict=True)])

    def cases() -> Cases:
        for name, F in THEORY.items():
            q, other = F(explicit(p), HOT), F(explicit(r), HOT)
            pair = F(explicit([Rational(4, 5), Rational(1, 5)]), HOT)
            facts = {
                "affine": (operators()[name].affine, F(middle, HOT)[1] - (q[1] + other[1]) / 2),
                "conditioning": (operators()[name].commutes_with_conditioning, pair[1] - q[1] / (q[1] + q[2])),
            }
            for fact, (declared, gap) in facts.items():
                off = abs(ball(gap))
                at = {"operator": name, "fact": fact}
                yield at, NOTHING - off if declared or not denied else off - NOTHING, f"it differs by {off.str(6)}"

    return all_positive(cases())


control(in_balls, "nothing is denied", denied=False)
for check in (composes, affine, conditioning):
    control(check, "T off by one part in 10^13", shift=1e-13)
control(composes, "every operator is said to compose", says=lambda F, S, T: True)
control(composes, "only power is", says=lambda F, S, T: F.name == "power" or 1 in (S, T))
control(affine, "power is said to be affine", says=lambda F: F.affine or F.name == "power")
control(affine, "additive is said not to be", says=lambda F: F.affine and F.name != "additive:0.1")
control(conditioning, "mixing is said to commute", says=lambda F: F.commutes_with_conditioning or F.name == "mixing")
control(conditioning, "power is said not to", says=lambda F: False)
