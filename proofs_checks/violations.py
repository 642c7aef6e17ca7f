"""By how much theory's own maps break an axiom at one place, exactly or in balls: what a hand can check."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import permutations

from flint import arb
from sympy import Expr, Integer, Rational, limit, oo

from numerics.enclosure import ball, precision
from numerics.operator import Axiom
from proofs_checks.machine.evidence import Number
from theory.axioms import Softening
from theory.simplex import Law, T, entropy, explicit

ONE = Integer(1)
SMALL = [Rational(1, 10) ** e for e in (2, 4, 16, 64)]


@dataclass(frozen=True)
class Place:
    """Where an axiom is broken: a law and a temperature; for entropy the hotter one, for continuity a path to them."""

    axiom: Axiom
    p: Sequence[Expr]
    T: Expr = ONE
    hotter: Expr | None = None
    towards: Callable[[Expr], tuple[Sequence[Expr], Expr]] | None = None

    def __post_init__(self) -> None:
        if sum(self.p) != 1 or min(self.p) < 0:
            raise ValueError(f"{list(self.p)} is not a distribution")
        if not 0 < self.T < (self.hotter or oo):
            raise ValueError(f"{self.T} and {self.hotter} are no temperatures, the second the hotter one")


def violation(F: Softening, place: Place) -> tuple[Number, str]:
    """The violation, positive where the axiom is broken, and its arithmetic in words."""
    with precision(256):
        return _MEASURES[place.axiom](F, place)


def ranking(F: Softening, at: Place) -> tuple[Number, str]:
    """The largest q_k − q_i over pairs with p_i > p_k, or p_i − p_k where they came out equal."""
    q = F(explicit(at.p), at.T).entries

    def reversal(i: int, k: int) -> tuple[Number, str]:
        gap = _number(q[k] - q[i])
        tied = q[k] == q[i]
        says = f"p_{i + 1} > p_{k + 1}, and q_{i + 1} = {q[i]}, q_{k + 1} = {q[k]}"
        return (_number(at.p[i] - at.p[k]) if tied else gap), says

    pairs = [(i, k) for i, k in permutations(range(len(q)), 2) if at.p[i] > at.p[k]]
    return max((reversal(*pair) for pair in pairs), key=lambda found: float(_ball(found[0]).mid()))


def continuity(F: Softening, at: Place) -> tuple[Number, str]:
    """The least jump of an entry over steps down to 1e-64."""
    assert at.towards is not None
    assert at.towards(Integer(0)) == (list(at.p), at.T), "the path ends elsewhere"
    q = F(explicit(at.p), at.T).entries
    jumps = []
    for step in SMALL:
        p, temperature = at.towards(step)
        near = F(explicit(p), temperature).entries
        jumps.append(
            max((abs(_ball(_number(a - b))) for a, b in zip(q, near, strict=True)), key=lambda b: float(b.mid()))
        )
    least = min(jumps, key=lambda b: float(b.mid()))
    return least - ball(Rational(1, 100)), f"an entry jumps by {least.str(6)} in steps down to 1e-64"


def entropy_falls(F: Softening, at: Place) -> tuple[Number, str]:
    """H at the colder of two temperatures less H at the hotter."""
    assert at.hotter is not None
    cold, hot = (_ball(_entropy(F(explicit(at.p), t))) for t in (at.T, at.hotter))
    return cold - hot, f"H falls from {cold.str(6)} to {hot.str(6)}"


def identity(F: Softening, at: Place) -> tuple[Number, str]:
    """The largest |F_1(p)_i − p_i|, less 1e-30 to tell it from zero."""
    q = F(explicit(at.p), Integer(1)).entries
    moved = max((abs(_ball(_number(a - b))) for a, b in zip(q, at.p, strict=True)), key=lambda b: float(b.mid()))
    return moved - ball(Rational(1, 10**30)), f"F_1 moves an entry by {moved.str(6)}"


def boundary(F: Softening, at: Place) -> tuple[Number, str]:
    """How far the limit as T → ∞ is from u, less 1e-30."""
    q = [limit(entry, T, oo) for entry in F(explicit(at.p), T).entries]
    off = max((abs(_ball(_number(entry - Rational(1, len(q))))) for entry in q), key=lambda b: float(b.mid()))
    return off - ball(Rational(1, 10**30)), f"as T → ∞ the limit is {q}"


def _entropy(law: Law) -> Expr:
    return entropy(explicit([entry for entry in law.entries if entry != 0]))


def _number(value: Expr) -> Number:
    return value if value.is_Rational else ball(value)


def _ball(value: Number | Expr) -> arb:
    return value if isinstance(value, arb) else ball(value)


_MEASURES: dict[Axiom, Callable[[Softening, Place], tuple[Number, str]]] = {
    "ranking": ranking,
    "continuity": continuity,
    "entropy": entropy_falls,
    "identity": identity,
    "boundary": boundary,
}
