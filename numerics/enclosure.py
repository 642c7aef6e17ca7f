"""Exact and ball evaluation of expressions.

A ball [m ± r] is known to contain the true value; Arb, through python-flint, rounds outward at every
operation. Comparisons of balls are true only when they hold for every point of both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
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
    pi,
    preorder_traversal,
)
from sympy.functions import cos, erf, exp, log, sin


@contextmanager
def precision(bits: int) -> Iterator[None]:
    """Ball arithmetic at `bits` of working precision inside the block."""
    before, ctx.prec = ctx.prec, bits
    try:
        yield
    finally:
        ctx.prec = before


def _rational(p: int, q: int) -> arb:
    return arb(fmpq(p, q))


def _power(base: Any, exponent: Any) -> arb:
    """base^exponent, 0^e = 0 for e > 0 included; NaN where a part of the ball is outside the domain."""
    base = arb(base)
    if isinstance(exponent, int) or base > 0:
        return base**exponent
    return arb(0) if base == 0 and exponent > 0 else arb.nan()


_FUNCTIONS = {exp: arb.exp, log: arb.log, erf: arb.erf, sin: arb.sin, cos: arb.cos}
SCREEN = 400  # nodes
MANY = 50  # operands of one line: Python refuses to read some thousand


def compiled(expressions: Sequence[Expr], symbols: Sequence[Symbol]) -> Callable[..., list[Any]]:
    """The expressions as one function of balls (or of exact numbers), equal parts computed once.

    Raises TypeError for what is not made of rationals, symbols, sums, products, powers, exp, log, erf, sin, cos and π:
    only of these is it known that balls enclose them. Raises ValueError for a symbol that is not among `symbols`.
    """
    names: dict[Expr, str] = {symbol: f"s{number}" for number, symbol in enumerate(symbols)}
    lines = [f"def function({', '.join(names.values())}):"]
    for node in _parts_first(expressions, names):
        source = _source(node, [names[part] for part in _parts(node)])
        names[node] = source if isinstance(node, Integer) else f"v{len(lines)}"
        if names[node] != source:
            lines.append(f"    v{len(lines)} = {source}")
    lines.append(f"    return [{', '.join(names[expression] for expression in expressions)}]")
    room: dict[str, Any] = {name.__name__: function for name, function in _FUNCTIONS.items()}
    room |= {"ball": arb, "rational": _rational, "power": _power, "prod": prod}
    exec("\n".join(lines), room)
    return room["function"]


def _source(node: Expr, parts: list[str]) -> str:
    """A node as Python source in which nothing is left to floats, from the names of its parts."""
    if isinstance(node, Integer):
        return f"({node})"
    if isinstance(node, Rational):
        return f"rational({node.p}, {node.q})"
    if isinstance(node, Add):
        return " + ".join(parts) if len(parts) <= MANY else f"sum([{', '.join(parts)}])"
    if isinstance(node, Mul):
        above, below = parts[: (count := len(_over(node)[0]))], parts[count:]
        return f"{_product(above)} / ball({_product(below)})" if below else _product(above)
    if isinstance(node, Pow):
        return f"power({', '.join(parts)})"
    if node in (E, pi):
        return "ball(1).exp()" if node is E else "ball.pi()"
    return f"{_function(node).__name__}(ball({parts[0]}))"


def ball(expression: Expr, bits: int = 256) -> arb:
    """A ball that contains the value of an expression, equal parts computed once.

    Raises ValueError where a symbol has no value, and TypeError as `compiled` does.
    """
    known: dict[Expr, Any] = {}
    with precision(bits):
        for node in _parts_first([expression], known):
            known[node] = _value(node, [known[part] for part in _parts(node)])
        return arb(known[expression])


def _value(node: Expr, parts: list[Any]) -> Any:
    """An expression from the values of its parts: an integer, which powers treat by itself, or a ball."""
    if isinstance(node, Integer):
        return int(node)
    if isinstance(node, Rational):
        return _rational(node.p, node.q)
    if isinstance(node, Add):
        return sum(parts)
    if isinstance(node, Mul):
        count = len(_over(node)[0])
        return prod(parts[:count]) / arb(prod(parts[count:]))
    if isinstance(node, Pow):
        return _power(*parts)
    if node in (E, pi):
        return arb(1).exp() if node is E else arb.pi()
    return _FUNCTIONS[_function(node)](arb(*parts))


def _parts(node: Expr) -> Sequence[Expr]:
    """What the value of a node is made of; of a product, what is multiplied and then what that is divided by."""
    return [part for parts in _over(node) for part in parts] if isinstance(node, Mul) else node.args


def _over(product: Mul) -> tuple[list[Expr], list[Expr]]:
    """A product as factors over factors: around a/b there is a smaller ball than the product of those of a and 1/b."""
    above, below = [], []
    for part in product.args:
        if isinstance(part, Pow) and part.exp.is_Rational and part.exp < 0:
            below.append(part**-1)
        elif isinstance(part, Rational) and part.q != 1:
            above.append(Integer(part.p))
            below.append(Integer(part.q))
        else:
            above.append(part)
    return above, below


def _product(factors: Sequence[str]) -> str:
    if len(factors) > MANY:
        return f"prod([{', '.join(factors)}])"
    return " * ".join(factors) or "1"


def _parts_first(expressions: Iterable[Expr], known: Mapping[Expr, Any]) -> Iterator[Expr]:
    """Each node that is not known, once, after its parts; whoever takes it makes it known before the next."""
    todo = list(expressions)
    while todo:
        missing = [part for part in _parts(todo[-1]) if part not in known]
        if not missing and (node := todo.pop()) not in known:
            yield node
        todo += missing


def _function(node: Expr) -> Any:
    """The function that a node applies, one of those that balls enclose."""
    if isinstance(node, Symbol):
        raise ValueError(f"no value is given for {node}")
    if node.func not in _FUNCTIONS:
        raise TypeError(f"no enclosure of {type(node).__name__}: {node}")
    return node.func


def readable(expression: Expr) -> str:
    """A closed expression as it stands; one that fills a screen, and takes SymPy seconds to print, by its value."""
    nodes = sum(1 for _ in islice(preorder_traversal(expression), SCREEN))
    return str(expression) if nodes < SCREEN else ball(expression).str(10)
