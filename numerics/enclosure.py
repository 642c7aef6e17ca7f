"""Exact and ball evaluation of expressions.

A ball [m ± r] is known to contain the true value; Arb, through python-flint, rounds outward at every
operation. Comparisons of balls are true only when they hold for every point of both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from math import prod
from typing import Any

from flint import arb, ctx, fmpq
from sympy import (
    Add,
    E,
    Expr,
    Integer,
    Mul,
    Pow,
    Rational,
    Symbol,
    Tuple,
    lambdify,
    pi,
    preorder_traversal,
)
from sympy.functions import cos, erf, exp, log, sin
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
    """Python source in which no rational, power, exp, log, erf, sin, cos or π is left to floats."""

    def _print_Rational(self, expr: Rational) -> str:
        return f"rational({expr.p}, {expr.q})"

    def _print_Pow(self, expr: Expr, **_: object) -> str:
        return f"power({self._print(expr.args[0])}, {self._print(expr.args[1])})"

    def _print_Exp1(self, expr: Expr) -> str:  # noqa: ARG002 - the printer's signature
        return "ball(1).exp()"

    def _print_exp(self, expr: Expr) -> str:
        return f"ball({self._print(expr.args[0])}).exp()"

    def _print_Pi(self, expr: Expr) -> str:  # noqa: ARG002 - the printer's signature
        return "ball.pi()"

    def _print_erf(self, expr: Expr) -> str:
        return f"ball({self._print(expr.args[0])}).erf()"

    def _print_sin(self, expr: Expr) -> str:
        return f"ball({self._print(expr.args[0])}).sin()"

    def _print_cos(self, expr: Expr) -> str:
        return f"ball({self._print(expr.args[0])}).cos()"

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


_KNOWN = (Add, Mul, Pow, Rational, Symbol, exp, log, erf, sin, cos, type(E), type(pi), Tuple)


def compiled(expressions: Sequence[Expr], symbols: Sequence[Symbol]) -> Callable[..., list[arb]]:
    """The expressions as one function of balls (or of exact numbers), common parts computed once.

    Raises TypeError for what is not made of rationals, symbols, sums, products, powers, exp, log, erf, sin, cos and π:
    only of these is it known that balls enclose them.
    """
    for node in preorder_traversal(Tuple(*expressions)):
        if not isinstance(node, _KNOWN):
            raise TypeError(f"no enclosure of {type(node).__name__}: {node}")
    names = {"rational": _rational, "power": _power, "ball": arb}
    return lambdify(list(symbols), list(expressions), modules=[names], printer=_Printer, cse=True)


SCREEN = 400  # nodes
_FUNCTIONS = {exp: arb.exp, log: arb.log, erf: arb.erf, sin: arb.sin, cos: arb.cos}


def ball(expression: Expr, bits: int = 256) -> arb:
    """A ball that contains the value of an expression, equal parts computed once.

    Raises ValueError where a symbol has no value, and TypeError as `compiled` does.
    """
    if expression.free_symbols:
        names = ", ".join(sorted(map(str, expression.free_symbols)))
        raise ValueError(f"no value is given for {names}")
    known: dict[Expr, Any] = {}
    with precision(bits):
        todo = [expression]
        while todo:
            node = todo[-1]
            missing = [part for part in node.args if part not in known]
            todo += missing
            if not missing:
                known[todo.pop()] = _value(node, [known[part] for part in node.args])
        return arb(known[expression])


def readable(expression: Expr) -> str:
    """A closed expression as it stands; one that fills a screen, and takes SymPy seconds to print, by its value."""
    nodes = sum(1 for _ in islice(preorder_traversal(expression), SCREEN))
    return str(expression) if nodes < SCREEN else ball(expression).str(10)


def _value(node: Expr, parts: list[Any]) -> Any:
    """An expression from the values of its parts: an integer, which powers treat by itself, or a ball."""
    if isinstance(node, Integer):
        return int(node)
    if isinstance(node, Rational):
        return _rational(node.p, node.q)
    if isinstance(node, Add):
        return sum(parts)
    if isinstance(node, Mul):
        return prod(parts)
    if isinstance(node, Pow):
        return _power(*parts)
    if node in (E, pi):
        return arb(1).exp() if node is E else arb.pi()
    if node.func not in _FUNCTIONS:
        raise TypeError(f"no enclosure of {type(node).__name__}: {node}")
    return _FUNCTIONS[node.func](arb(*parts))
