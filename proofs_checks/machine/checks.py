"""The ways in which legs come to evidence, one function for each kind of question."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sized
from dataclasses import replace
from decimal import Decimal
from operator import add
from statistics import NormalDist
from typing import Any

from flint import arb
from scipy.special import bdtrc
from sympy import Expr, Indexed, Integer, Rational, exp, sinh

from numerics.enclosure import ball, readable
from numerics.montecarlo import Estimate
from numerics.prover import Decision, together
from numerics.sweeping import Worst
from proofs_checks.machine.evidence import EXACTLY, Evidence, Number, Outcome, Witness
from theory.simplex import Law, S, T, V, i, k
from theory.sums import vanishes, written_out

Cases = Iterable[tuple[Mapping[str, object], Number, str]]
"""Margins that must be positive: where, the margin, and the arithmetic in words."""

# Where generic expressions are compared before SymPy is asked: theory's symbols, and entries of generic laws.
POINT: Mapping[Any, Any] = {
    **{V: 3, T: 2, S: 3, i: 1, k: 2},
    "p": [Rational(1, 2), Rational(1, 3), Rational(1, 6)],
    "r": [Rational(1, 4), Rational(1, 8), Rational(5, 8)],
    "z": [Rational(1), Rational(0), Rational(-1, 2)],
}

ANYWHERE = Rational(1)  # for a symbol of which any positive value will do

# The audit's budget for false alarms, shared evenly over at most this many stochastic comparisons.
FALSE_ALARM, COMPARISONS, MISS, SENSITIVITY = 1e-6, 1000, 1e-6, 0.02
CRITICAL = -NormalDist().inv_cdf(FALSE_ALARM / COMPARISONS / 2)


def equal(left: Expr, right: Expr, *laws: Law, at: Mapping[Any, Any] = POINT) -> Evidence:
    """An identity: SymPy shows left − right to be zero, each of the laws summing to one.

    First the two are compared in ball arithmetic at the point `at` (symbols to values; a name of entries,
    such as "p", to a list): a ball around their difference that excludes zero refutes.
    """
    gap = ball(instance(left, at) - instance(right, at))
    if not gap.contains(0):
        says = f"left = {ball(instance(left, at)).str(8)}, right = {ball(instance(right, at)).str(8)}"
        return Evidence("refutes", {"gap": gap.str(8)}, Witness(_used(at, left - right), abs(gap), says))
    if vanishes(left - right, *laws):
        return Evidence("supports", {"identity": "left − right = 0", "at a point": gap.str(3)})
    return Evidence("inconclusive", {"gap": gap.str(3)}, note="SymPy finds no proof, and balls no difference")


def equal_for_every_function(f: Any, gap: Expr, at: Mapping[Any, Any]) -> Evidence:
    """An expression in an unknown function f is zero: with f(s) = s² at a point, in balls, and then for every f."""
    square = equal(gap.replace(f, lambda s: s**2).doit(), Integer(0), at=at)
    if square.outcome != "supports" or gap.expand() == 0:
        return square
    return Evidence("inconclusive", note=f"{gap} is not seen to be zero for every {f}")


def instance(expression: Expr, at: Mapping[Any, Any]) -> Expr:
    """The expression at a point: V first, so that its sums become finite, then entries, then the rest."""
    entries = {name: values for name, values in at.items() if isinstance(name, str)}
    finite = written_out(expression.subs(V, Integer(at[V]))) if V in at else expression
    finite = finite.subs({symbol: value for symbol, value in at.items() if not isinstance(symbol, str)})
    return finite.subs({e: entries[str(e.base)][int(e.indices[0]) - 1] for e in finite.atoms(Indexed)})


def _used(at: Mapping[Any, Any], expression: Expr) -> dict[str, Any]:
    """The part of a point that an expression mentions."""
    names = {str(symbol) for symbol in expression.free_symbols}
    return {str(name): value for name, value in at.items() if str(name) in names}


_ADDED, _LARGEST = ("boxes", "cases", "examples"), ("depth", "bits")  # of what several steps counted


def all_steps(*steps: tuple[str, Callable[[], Evidence]]) -> Evidence:
    """The steps of one argument, in order: supports when each does; else the first that does not, named."""
    names, figures = [], {}
    for name, step in steps:
        evidence = step()
        for key in evidence.figures.keys() & {*_ADDED, *_LARGEST}:
            figures[key] = (max if key in _LARGEST else add)(figures.get(key, 0), evidence.figures[key])
        if evidence.outcome != "supports":
            return Evidence(evidence.outcome, evidence.figures, evidence.witness, f"{name}: {evidence.note or 'fails'}")
        names.append(name)
    _something(names)
    return Evidence("supports", {"steps": "; ".join(names), **figures})


def is_positive(positive: Expr, says: str, at: Mapping[Any, Any] = POINT) -> Evidence:
    """An inequality that SymPy decides from the assumptions on its symbols: `positive` > 0.

    Where it does not, a ball that is negative at the point `at` refutes.
    """
    if positive.is_positive:
        return Evidence("supports", {"positive": str(positive)})
    value = ball(instance(positive.replace(sinh, lambda x: (exp(x) - exp(-x)) / 2), at))
    if value < 0:
        return Evidence(
            "refutes", {"value": value.str(8)}, Witness(_used(at, positive), -value, f"{says} fails: {value.str(8)}")
        )
    return Evidence("inconclusive", {"undecided": str(positive)}, note=f"SymPy does not find {says}")


def all_equal(cases: Iterable[tuple[Mapping[str, object], Expr, Expr]]) -> Evidence:
    """Closed expressions, each equal to what it should be: decided in rationals, or refuted by a ball."""
    count = 0
    for count, (at, value, wanted) in enumerate(cases, start=1):
        gap = value - wanted
        if gap == 0:
            continue
        violation = abs(gap if gap.is_Rational else ball(gap))
        if violation > 0:
            says = f"value {readable(value)}, should be {readable(wanted)}"
            return Evidence("refutes", {"cases": count}, Witness(at, violation, says))
        return Evidence("inconclusive", {"cases": count}, note=f"cannot decide whether {value} = {wanted}")
    _something(range(count))
    return Evidence("supports", {"cases": count})


def all_positive(cases: Cases) -> Evidence:
    """Margins that must be positive: exact numbers or balls; floats in a search, where they confirm nothing."""
    return _all(cases, zero=False)


def all_nonnegative(cases: Cases) -> Evidence:
    """Margins that must not be negative, in exact arithmetic: for statements with equality in some case."""
    return _all(cases, zero=True)


def _all(cases: Cases, *, zero: bool) -> Evidence:
    margins: list[Number] = []
    for at, margin, says in cases:
        if EXACTLY.get() and isinstance(margin, float):
            raise TypeError(f"the margin {margin} is a float, which decides nothing: compute it in fractions or balls")
        margins.append(margin)
        if margin < 0:
            return Evidence("refutes", {"cases": len(margins)}, Witness(at, -margin, says))
        if not (margin >= 0 if zero else margin > 0):  # zero, or a ball around it
            return Evidence(
                "inconclusive", {"cases": len(margins)}, note=f"the margin {margin} decides nothing: {says}"
            )
    _something(margins)
    least = min(margins, key=lambda m: float(m.mid()) if isinstance(m, arb) else float(m))
    return Evidence("supports", {"cases": len(margins), "least margin": _short(least)})


def over_boxes(*decisions: Decision) -> Evidence:
    """What the prover found about inequalities over boxes."""
    figures = _counts(together(decisions))
    for d in decisions:
        if d.outcome == "refuted" and d.point is not None and d.value is not None:
            return Evidence("refutes", figures, Witness(d.point, -d.value, f"the margin there is {d.value.str(10)}"))
        if d.outcome == "spent":
            return Evidence("inconclusive", figures, note=f"the prover's budget was spent after {d.boxes} boxes")
    return Evidence("supports", figures)


def _counts(decision: Decision) -> dict[str, int]:
    return {"boxes": decision.boxes, "depth": decision.depth, "bits": decision.bits}


def bounded_away(decision: Decision, at: Mapping[str, object], distance: Expr, says: str) -> Evidence:
    """A limit, refuted by a distance from it that the prover shows over all of a box; where it closes, supported."""
    figures = _counts(decision)
    if decision.outcome == "proved":
        return Evidence("refutes", figures, Witness(at, ball(distance), says))
    if decision.point is not None:
        near = ", ".join(f"{name} = {value}" for name, value in decision.point.items())
        return Evidence("supports", figures, note=f"comes near at {near}")
    return Evidence("inconclusive", figures, note=f"the prover's budget was spent after {decision.boxes} boxes")


def no_violation(worst: Worst, says: str, confirm: Callable[[Worst], Number] = lambda worst: worst.excess) -> Evidence:
    """A hunt: nothing exceeds rounding; or `confirm` computes the violation at the worst point in balls.

    The floats of the point are read as the dyadic rationals that they are. Without `confirm` a violation
    stays a float, and unconfirmed.
    """
    figures = {"examples": worst.examples, "worst excess": worst.excess}
    if worst.excess <= 0:
        return Evidence("supports", figures)
    witness = Witness({"p": worst.p, "T": worst.T}, confirm(worst), says)
    return Evidence("refutes", figures, witness, f"{says}, by {worst.excess:.3g} in floats")


def z_test(estimate: Estimate, derived: float, confirm: Callable[[], Number] | None = None, says: str = "") -> Evidence:
    """A simulated mean against its derived value.

    Refutes beyond the critical z; short of it, is inconclusive when a discrepancy of 2 % of the derived value
    would not be found with probability 1 − 1e-6. A sample confirms nothing by itself: `confirm`, where there is
    one, gives the discrepancy in exact or ball arithmetic.
    """
    z = (estimate.mean - derived) / estimate.standard_error
    detectable = estimate.detectable(FALSE_ALARM / COMPARISONS, MISS)
    figures = {
        "estimate": estimate.mean,
        "derived": derived,
        "standard error": estimate.standard_error,
        "z": z,
        "detectable": detectable,
        "replicates": estimate.replicates,
    }
    if abs(z) <= CRITICAL:
        if detectable > SENSITIVITY * abs(derived):
            return Evidence("inconclusive", figures, note="too few replicates to notice 2 %")
        return Evidence("supports", figures)
    witness = Witness({"derived": derived}, confirm(), says) if confirm else None
    return Evidence("refutes", figures, witness, f"z = {z:.1f}")


def sign_test(wins: int, defeats: int, level: float) -> Outcome:
    """Whether something wins more often than it loses, ties apart, by the binomial law of a fair coin.

    Supports where so many wins, refutes where so many defeats have a chance below `level`; else it is inconclusive.
    """
    if bdtrc(wins - 1, wins + defeats, 0.5) < level:
        return "supports"
    return "refutes" if bdtrc(defeats - 1, wins + defeats, 0.5) < level else "inconclusive"


def rounds_to(values: Iterable[tuple[str, arb, str]]) -> Evidence:
    """Published decimals: each value, a ball, must round to what was printed, (name, value, printed)."""
    cases, figures = [], {}
    for name, value, text in values:
        half = Rational(1, 2) * Rational(10) ** int(Decimal(text).as_tuple().exponent)
        off = abs(value - ball(Rational(text)))
        figures[name] = f"printed {text}, ours {value.str(12, radius=False)}"
        cases.append(({name: text}, ball(half) - off, f"{name} is {value.str(10)}, printed {text}"))
    found = all_positive(cases)
    return replace(found, figures={**figures, **found.figures})


def _something(cases: Sized) -> None:
    if not cases:
        raise ValueError("nothing was looked at")


def _short(value: Number) -> str:
    return value.str(10) if isinstance(value, arb) else str(value)
