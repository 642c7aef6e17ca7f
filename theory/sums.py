"""A normal form for expressions with finite sums over a symbolic number of classes.

SymPy leaves Σ_j c·f(j) alone even when c does not depend on j. `tidy` pulls such factors out, splits
sums of sums and gives every bound index one name, so that equal expressions become the same rational
function of a few sums; `vanishes` then decides whether an expression is zero.
"""

from __future__ import annotations

from functools import lru_cache

from sympy import (
    Add,
    Dummy,
    Expr,
    Indexed,
    Integer,
    Mul,
    Pow,
    Sum,
    Symbol,
    exp,
    expand,
    fraction,
    log,
    simplify,
    together,
)

from theory.simplex import Law


def written_out(expression: Expr) -> Expr:
    """The expression with every Σ between integers as a sum of terms."""

    def terms(body: Expr, *limits: tuple[Symbol, Expr, Expr]) -> Expr:
        for number, (index, low, high) in enumerate(limits):
            if not (low.is_Integer and high.is_Integer):
                return Sum(body, *limits[number:])
            body = Add(*(body.xreplace({index: Integer(n)}) for n in range(int(low), int(high) + 1)))
        return body

    return expression.replace(Sum, terms)


def tidy(expression: Expr) -> Expr:
    """The expression with every Σ split into terms and freed of constant factors, bound indices renamed."""
    return _spread(expression.replace(lambda e: isinstance(e, Sum), _tidy_sum))


def _tidy_sum(total: Sum) -> Expr:
    body = total.function
    for index, low, high in total.limits:
        body = _one_sum(body, index, low, high)
    return body


def _one_sum(body: Expr, index: Symbol, low: Expr, high: Expr) -> Expr:
    """Σ_{index=low}^{high} body, term by term."""
    free = Dummy(integer=True, positive=True)
    parts = []
    for term in Add.make_args(_spread(body.subs(index, free))):
        constant, rest = term.as_independent(free, as_Add=False)
        parts.append(constant * (high - low + 1) if rest == 1 else constant * _named(rest, free, low, high))
    return Add(*parts)


def _named(term: Expr, free: Symbol, low: Expr, high: Expr) -> Sum:
    """Σ over a bound index named after its depth: _1 for a plain sum, _2 around one that holds a _1, …"""
    depth = 1 + max((int(inner.limits[0][0].name[1:]) for inner in term.atoms(Sum)), default=0)
    name = Symbol(f"_{depth}", integer=True, positive=True)
    return Sum(term.subs(free, name), (name, low, high))


def _spread(expression: Expr) -> Expr:
    """Logarithms and powers of products taken apart, products expanded: `force` needs positive symbols."""
    for node in expression.atoms(log, Pow):
        if isinstance(node, log) or not node.exp.is_integer:
            inside = node.args[0].replace(exp, lambda _: Dummy(positive=True))
            powers = [factor.as_base_exp() for factor in Mul.make_args(inside)]
            signs = all(base.is_positive for base, exponent in powers if exponent != 1)
            if not (signs and all(symbol.is_positive for symbol in inside.free_symbols)):
                raise ValueError(f"{node} may not be taken apart: its symbols are not all known to be positive")
    return expand(expression, force=True)


def vanishes(expression: Expr, *laws: Law) -> bool:
    """True when SymPy shows the expression to be zero, given that each of the laws sums to one."""
    return _vanishes(expression, tuple(law.sum(lambda j, law=law: law[j]) for law in laws))


@lru_cache(maxsize=4096)
def _vanishes(expression: Expr, totals: tuple[Expr, ...]) -> bool:
    """True when it is zero where these sums are 1: what is over its common denominator, or what `simplify` leaves."""
    tidied = tidy(expression).subs(dict.fromkeys(map(tidy, totals), 1))
    for atom in (*tidied.atoms(Sum), *tidied.atoms(Indexed)):
        tidied = tidied.subs(atom, Dummy())
    numerator, _ = fraction(together(tidied))
    return expand(numerator) == 0 or simplify(tidied) == 0
