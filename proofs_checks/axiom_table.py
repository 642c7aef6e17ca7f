"""The table of maps and axioms: what a hunt over the domain of each map finds, cell by cell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

from numerics import axioms
from numerics.enough import until_violated
from numerics.operator import AXIOMS, Axiom, Operator
from numerics.simplex import Array
from numerics.sweeping import Measure, Worst, adversaries, sweep

TEMPERATURES = (0.05, 0.5, 1.0, 1.5, 1.999, 2.5, 10.0, 1e4)
SIZES, COUNT = (2, 3, 8), 120
CLEARLY = 2e-8  # of T: p² + c, of tsallis:3, loses gaps up to the root of 2^−52
MOVED = 5e-10  # 2^−40 of a slope of at most 1/(4 T p_min), 400
FAR = 1e-4  # from a limit: seven classes, each T p_k p_1/(p_1 − p_k) away at T = 1e-6

Cells = Mapping[tuple[str, Axiom], Worst]


def cells(maps: Iterable[Operator], seed: int) -> Cells:
    """For each map and axiom the worst violation found; positive is one that rounding does not explain."""
    return {(F.name, axiom): worst(F, axiom, seed) for F in maps for axiom in AXIOMS}


@cache
def worst(F: Operator, axiom: Axiom, seed: int) -> Worst:
    """The hunt of one cell: 120 adversarial laws each for V = 2, 3, 8, over the temperatures of the domain.

    It is gone through to the end, whoever asks first, since others are given the same answer.
    """
    with until_violated(False):
        return _hunted(F, axiom, seed)


def _hunted(F: Operator, axiom: Axiom, seed: int) -> Worst:
    laws = adversaries(seed, "axiom table", faces=F.closed or axiom != "boundary", sizes=SIZES, count=COUNT)
    inside = [T for T in TEMPERATURES if F.coldest < T or (F.coldest_included and F.coldest == T)]
    if axiom in ("continuity", "boundary"):
        laws = [floored(p, keep_zeros=F.closed and axiom == "boundary") for p in laws]
    if axiom in ("identity", "boundary"):
        inside = [1.0]  # their temperatures are their own
    strict = [T for T in inside if F.strict_from <= T]
    if axiom == "ranking" and len(strict) < len(inside):
        weak = sweep(axioms.ranking(F, F.allowance, strict=False), laws, inside)
        return max(weak, sweep(measure(F, axiom), laws, strict), key=lambda found: found.excess)
    return sweep(measure(F, axiom), laws, inside, at_once=axiom == "continuity")


def floored(p: Array, *, keep_zeros: bool) -> Array:
    """p with a tenth of the uniform law mixed in, unless its zeros are to be kept."""
    return p if keep_zeros else 0.9 * p + 0.1 / p.shape[-1]


def measure(F: Operator, axiom: Axiom) -> Measure:
    """The axiom as a measure of violation for one map."""
    match axiom:
        case "ranking":
            return axioms.ranking(F, F.allowance, apart=CLEARLY)
        case "continuity":
            return axioms.jump(F, heat=1.6, within=MOVED)
        case "entropy":
            return axioms.entropy_monotone(F, F.allowance)
        case "identity":
            return axioms.identity(F, F.allowance)
        case "boundary":
            return axioms.boundary(F, F.coldest, within=FAR)


def row(found: Cells, name: str) -> str:
    """A map's five cells: + where the axiom survives, − where it is broken, by how much and at which temperature."""
    return " ".join(_cell(found[name, axiom]) for axiom in AXIOMS)


def _cell(worst: Worst) -> str:
    return f"−({worst.excess:.2g} at T = {worst.T:g})" if worst.excess > 0 else f"+({worst.examples})"
