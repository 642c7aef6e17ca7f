"""A prover that decides f > 0 over a box with rational ends, by branch and bound in ball arithmetic."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import product
from typing import Literal

from flint import arb, fmpq
from sympy import Expr, Float, Rational, Symbol

from numerics.box_trees import REFUTED, SETTLED, TreeError, tree
from numerics.enclosure import compiled, precision


@dataclass(frozen=True)
class Decision:
    """What the prover found about f > 0 on a box.

    *proved*: on every point; *refuted*: f ≤ 0 for certain at `point`, where its value is `value`;
    *spent*: neither, within the budget of boxes.
    """

    outcome: Literal["proved", "refuted", "spent"]
    boxes: int
    depth: int
    bits: int
    point: Mapping[str, fmpq] | None = None
    value: arb | None = None


Side = tuple[fmpq, fmpq]
Box = tuple[Side, ...]


@dataclass(frozen=True)
class _Jet:
    """A derivative of f, of order `powers` in each symbol, as a function of balls, and those of its gradient."""

    powers: tuple[int, ...]
    value: Callable[..., list[arb]]
    slopes: Callable[..., list[arb]]


def together(decisions: Sequence[Decision]) -> Decision:
    """Several as one: the first of which nothing is proved, if there is one, with what all of them counted."""
    found = next((d for d in decisions if d.outcome != "proved"), decisions[0])
    depth, bits = max(d.depth for d in decisions), max(d.bits for d in decisions)
    return replace(found, boxes=sum(d.boxes for d in decisions), depth=depth, bits=bits)


def decide_positive(
    f: Expr,
    box: Mapping[Symbol, tuple[Expr | int, Expr | int]],
    *,
    vanishing: Mapping[Symbol, int] | None = None,
    budget: int = 20_000,
    bits: int = 64,
) -> Decision:
    """Decide f > 0 on a box with rational ends, by branch and bound.

    A box is settled when its image is positive, directly or by the mean value form
    f(m) + Σ ∂_i f(box)(x_i − m_i); along a coordinate in which f is monotone only the lower end is kept.
    Otherwise its midpoint m may refute, confirmed at four times the precision, or the box is halved
    where the gradient says that f varies most.

    `vanishing` gives the order k to which f vanishes at the lower end a of a symbol's side; f > 0 is then decided
    off those ends. Since f(x) = (x − a)^k/k! ∂^k f(ξ) with a < ξ < x, a box is settled too when ∂^k f > 0 from a to
    its far end, and likewise for several symbols. Raises ValueError where SymPy does not see f vanish so.
    """
    symbols = tuple(box)
    whole: Box = tuple(_side(x, *ends) for x, ends in box.items())
    orders = tuple((vanishing or {}).get(x, 0) for x in symbols)
    jets = _jets(f, symbols, whole, orders)
    todo: list[tuple[Box, int]] = [(whole, 0)]
    boxes = depth = 0
    with precision(bits), tree() as mark:
        while todo:
            if boxes == budget:
                return Decision("spent", boxes, depth, bits)
            sides, level = todo.pop()
            boxes, depth = boxes + 1, max(depth, level)
            spread = _spread(jets, sides, whole, orders)
            if spread is None:
                mark(SETTLED)
                continue
            sides, spreads = spread
            middle = tuple((low + high) / 2 for low, high in sides)
            value_at = jets[0].value
            if not arb(*value_at(*map(arb, middle))) > 0:
                with precision(4 * bits):
                    value = arb(*value_at(*map(arb, middle)))
                if value <= 0:
                    mark(REFUTED)
                    point = dict(zip(map(str, symbols), middle, strict=True))
                    return Decision("refuted", boxes, depth, 4 * bits, point, value)
            if all(low == high for low, high in sides):  # a point where f may be zero: nothing left to halve
                return Decision("spent", boxes, depth, bits)
            cut = mark(_cut(sides, spreads))
            todo.extend((half, level + 1) for half in _halves(sides, cut))
    return Decision("proved", boxes, depth, bits)


@lru_cache(maxsize=64)
def _jets(f: Expr, symbols: tuple[Symbol, ...], whole: Box, orders: tuple[int, ...]) -> list[_Jet]:
    """f and its gradient, and the same of each derivative that stands for f near an end where it vanishes."""
    for x, (low, _), order in zip(symbols, whole, orders, strict=True):
        for k in range(order):
            if f.diff(x, k).subs(x, Rational(int(low.p), int(low.q))).simplify() != 0:
                raise ValueError(f"∂^{k}/∂{x}^{k} of the function does not vanish at {x} = {low}")
    jets = []
    for powers in product(*((0, order) if order else (0,) for order in orders)):
        derivative = f
        for x, order in zip(symbols, powers, strict=True):
            derivative = derivative.diff(x, order)
        slopes = compiled([derivative.diff(x) for x in symbols], symbols)
        jets.append(_Jet(powers, compiled([derivative], symbols), slopes))
    return jets


def _spread(jets: list[_Jet], sides: Box, whole: Box, orders: tuple[int, ...]) -> tuple[Box, list[arb]] | None:
    """None when the box is settled; else what is left of it, and how far f may vary along each side.

    The derivatives are looked at from the end where f vanishes on, f itself only away from all such ends; what
    decides where to halve is the one whose variation is smallest beside its size.
    """
    touches = any(order and side[0] == all_of[0] for side, all_of, order in zip(sides, whole, orders, strict=True))
    best: tuple[float, Box, list[arb]] | None = None
    for jet in jets:
        if touches and not any(jet.powers):
            continue
        domain = tuple((w[0], s[1]) if k else s for s, w, k in zip(sides, whole, jet.powers, strict=True))
        hulls = [_hull(*side) for side in domain]
        if arb(*jet.value(*hulls)) > 0:
            return None
        slopes = list(map(arb, jet.slopes(*hulls)))
        if not any(orders):
            domain = sides = tuple(map(_lower_end, sides, slopes))
        middle = tuple((low + high) / 2 for low, high in domain)
        at_middle = arb(*jet.value(*map(arb, middle)))
        moves = [slope * (_hull(*side) - m) for slope, side, m in zip(slopes, domain, middle, strict=True)]
        if at_middle + sum(moves, arb(0)) > 0:
            return None
        size = float(sum(moves, arb(0)).abs_upper()) / max(float(abs(at_middle.mid())), 1e-300)
        if best is None or size < best[0]:
            best = (
                size,
                sides,
                [slope * (_hull(*side) - (side[0] + side[1]) / 2) for slope, side in zip(slopes, sides, strict=True)],
            )
    assert best is not None
    return best[1], best[2]


def _side(name: Symbol, low: Expr | int, high: Expr | int) -> Side:
    if isinstance(low, float | Float) or isinstance(high, float | Float):
        raise TypeError(f"the ends of {name} must be rational, got {low} and {high}")
    ends = _fmpq(low), _fmpq(high)
    if not ends[0] < ends[1]:
        raise ValueError(f"{name} runs from {low} to {high}: a side needs a width")
    return ends


def _fmpq(value: Expr | int) -> fmpq:
    rational = Rational(value)
    return fmpq(rational.p, rational.q)


def _hull(low: fmpq, high: fmpq) -> arb:
    return arb(low).union(arb(high))


def _lower_end(side: Side, slope: arb) -> Side:
    low, high = side
    return (low, low) if slope >= 0 else (high, high) if slope <= 0 else side


def _cut(sides: Box, spread: Sequence[arb]) -> int:
    """The side along which f may vary most (the widest, where that is unknown)."""
    known = all(s.is_finite() for s in spread)
    weight = [float(s.abs_upper()) for s in spread] if known else [high - low for low, high in sides]
    return max(range(len(sides)), key=lambda x: (sides[x][0] < sides[x][1], weight[x]))


def _halves(sides: Box, cut: int) -> tuple[Box, Box]:
    """The box cut in two across a side."""
    if cut >= len(sides) or sides[cut][0] == sides[cut][1]:
        raise TreeError("it halves a side that has no width")
    low, high = sides[cut]
    half = (low + high) / 2
    return (*sides[:cut], (low, half), *sides[cut + 1 :]), (*sides[:cut], (half, high), *sides[cut + 1 :])
