"""Exact and ball evaluation of expressions, and a prover that decides f > 0 over a box.

A ball [m ± r] is known to contain the true value; Arb, through python-flint, rounds outward at every
operation. Comparisons of balls are true only when they hold for every point of both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal

from flint import arb, ctx, fmpq
from sympy import Add, E, Expr, Float, Mul, Pow, Rational, Symbol, Tuple, exp, lambdify, log, preorder_traversal
from sympy.printing.lambdarepr import LambdaPrinter


@contextmanager
def precision(bits: int) -> Iterator[None]:
    """Ball arithmetic at `bits` of working precision inside the block."""
    before, ctx.prec = ctx.prec, bits
    try:
        yield
    finally:
        ctx.prec = before


class _Printer(LambdaPrinter):
    """Python source in which no rational, power, exp or log is left to floats."""

    def _print_Rational(self, expr: Rational) -> str:
        return f"rational({expr.p}, {expr.q})"

    def _print_Pow(self, expr: Expr, **_: object) -> str:
        return f"power({self._print(expr.args[0])}, {self._print(expr.args[1])})"

    def _print_Exp1(self, expr: Expr) -> str:  # noqa: ARG002 - the printer's signature
        return "ball(1).exp()"

    def _print_exp(self, expr: Expr) -> str:
        return f"ball({self._print(expr.args[0])}).exp()"

    def _print_log(self, expr: Expr) -> str:
        return f"ball({self._print(expr.args[0])}).log()"


def _rational(p: int, q: int) -> arb:
    return arb(fmpq(p, q))


def _power(base: Any, exponent: Any) -> arb:
    """base^exponent, 0^e = 0 for e > 0 included; NaN where a part of the ball is outside the domain."""
    base = arb(base)
    if isinstance(exponent, int) or base > 0:
        return base**exponent
    return arb(0) if base == 0 and exponent > 0 else arb.nan()


_KNOWN = (Add, Mul, Pow, Rational, Symbol, exp, log, type(E), Tuple)


def compiled(expressions: Sequence[Expr], symbols: Sequence[Symbol]) -> Callable[..., list[arb]]:
    """The expressions as one function of balls (or of exact numbers), common parts computed once.

    Raises TypeError for what is not made of rationals, symbols, sums, products, powers, exp and log: only of
    these is it known that balls enclose them.
    """
    for node in preorder_traversal(Tuple(*expressions)):
        if not isinstance(node, _KNOWN):
            raise TypeError(f"no enclosure of {type(node).__name__}: {node}")
    names = {"rational": _rational, "power": _power, "ball": arb}
    return lambdify(list(symbols), list(expressions), modules=[names], printer=_Printer, cse=True)


def ball(expression: Expr, bits: int = 256) -> arb:
    """A ball that contains the value of an expression without free symbols."""
    with precision(bits):
        return arb(compiled([expression], [])()[0])


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


Box = tuple[tuple[fmpq, fmpq], ...]


def decide_positive(
    f: Expr, box: Mapping[Symbol, tuple[Expr | int, Expr | int]], *, budget: int = 20_000, bits: int = 64
) -> Decision:
    """Decide f > 0 on a box with rational ends, by branch and bound.

    A box is settled when its image is positive, directly or by the mean value form
    f(m) + Σ ∂_i f(box)(x_i − m_i); along a coordinate in which f is monotone only the lower end is kept.
    Otherwise its midpoint m may refute, confirmed at four times the precision, or the box is halved
    where the gradient says that f varies most.
    """
    symbols = tuple(box)
    jet = compiled([f, *(f.diff(x) for x in symbols)], symbols)
    todo: list[tuple[Box, int]] = [(tuple(_side(x, *ends) for x, ends in box.items()), 0)]
    boxes = depth = 0
    with precision(bits):
        while todo:
            if boxes == budget:
                return Decision("spent", boxes, depth, bits)
            sides, level = todo.pop()
            boxes, depth = boxes + 1, max(depth, level)
            image, *slopes = map(arb, jet(*(_hull(*side) for side in sides)))
            if image > 0:
                continue
            sides = tuple(map(_lower_end, sides, slopes))
            middle = tuple((low + high) / 2 for low, high in sides)
            at_middle = arb(jet(*map(arb, middle))[0])
            spread = [slope * (_hull(*side) - m) for slope, side, m in zip(slopes, sides, middle, strict=True)]
            if at_middle + sum(spread, arb(0)) > 0:
                continue
            if not at_middle > 0:
                with precision(4 * bits):
                    value = arb(jet(*map(arb, middle))[0])
                if value <= 0:
                    point = dict(zip(map(str, symbols), middle, strict=True))
                    return Decision("refuted", boxes, depth, 4 * bits, point, value)
            if all(low == high for low, high in sides):  # a point where f may be zero: nothing left to halve
                return Decision("spent", boxes, depth, bits)
            todo.extend((half, level + 1) for half in _halves(sides, spread))
    return Decision("proved", boxes, depth, bits)


def _side(name: Symbol, low: Expr | int, high: Expr | int) -> tuple[fmpq, fmpq]:
    if isinstance(low, float | Float) or isinstance(high, float | Float):
        raise TypeError(f"the ends of {name} must be rational, got {low} and {high}")
    ends = _fmpq(low), _fmpq(high)
    if ends[0] > ends[1]:
        raise ValueError(f"{name} runs from {low} down to {high}")
    return ends


def _fmpq(value: Expr | int) -> fmpq:
    rational = Rational(value)
    return fmpq(rational.p, rational.q)


def _hull(low: fmpq, high: fmpq) -> arb:
    return arb(low).union(arb(high))


def _lower_end(side: tuple[fmpq, fmpq], slope: arb) -> tuple[fmpq, fmpq]:
    low, high = side
    return (low, low) if slope >= 0 else (high, high) if slope <= 0 else side


def _halves(sides: Box, spread: Sequence[arb]) -> tuple[Box, Box]:
    """The box cut in two across the side along which f may vary most (the widest, where that is unknown)."""
    known = all(s.is_finite() for s in spread)
    weight = [float(s.abs_upper()) for s in spread] if known else [high - low for low, high in sides]
    cut = max(range(len(sides)), key=lambda x: (sides[x][0] < sides[x][1], weight[x]))
    low, high = sides[cut]
    half = (low + high) / 2
    return (*sides[:cut], (low, half), *sides[cut + 1 :]), (*sides[:cut], (half, high), *sides[cut + 1 :])
