"""Laws on V classes, with V an integer or a symbol, and what is said of them.

A law is a map from the class index to a probability. Written over a symbol V, an identity is derived
once for every number of classes; written over integers, the same definition is evaluated at a point.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from itertools import count

from sympy import Add, Dummy, Expr, IndexedBase, Integer, Sum, Symbol, exp, log, sympify

V = Symbol("V", integer=True, positive=True)
T = Symbol("T", positive=True)
S = Symbol("S", positive=True)
i = Symbol("i", integer=True, positive=True)
k = Symbol("k", integer=True, positive=True)


@cache
def _index(number: int) -> Dummy:  # noqa: ARG001 - by which it is kept
    """The bound index of this number: sums that are built alike are equal, so that SymPy knows them again."""
    return Dummy("j", integer=True, positive=True)


_DEPTH: ContextVar[int] = ContextVar("depth", default=0)  # of terms that are being written down


@contextmanager
def _standing_in() -> Iterator[Dummy]:
    """What stands for the index of a sum while its term is written down, other than in the sums around it."""
    token = _DEPTH.set(_DEPTH.get() + 1)
    try:
        yield _index(-_DEPTH.get())
    finally:
        _DEPTH.reset(token)


@dataclass(frozen=True)
class Law:
    """A law p on the classes 1, …, V.

    `probability` maps a class index (an integer or a symbol) to p_i; `classes` is V.
    """

    classes: Expr
    probability: Callable[[Expr], Expr]

    def __getitem__(self, index: Expr | int) -> Expr:
        return self.probability(Integer(index) if isinstance(index, int) else index)

    @property
    def entries(self) -> list[Expr]:
        """p_1, …, p_V in order; V must be an integer."""
        return [self[j] for j in range(1, int(self.classes) + 1)]

    def sum(self, term: Callable[[Expr], Expr]) -> Expr:
        """Σ_j term(j) over the classes: a finite Add when V is an integer, a Sum when it is a symbol."""
        if isinstance(self.classes, Integer):
            return Add(*(term(Integer(j)) for j in range(1, int(self.classes) + 1)))
        with _standing_in() as here:
            body = term(here)
        inside = {index for total in body.atoms(Sum) for index in total.variables}
        j = next(j for j in map(_index, count()) if j not in inside)
        return Sum(body.xreplace({here: j}), (j, 1, self.classes))

    def mean(self, value: Callable[[Expr], Expr]) -> Expr:
        """E value(j) for a class j drawn from the law."""
        return self.sum(lambda j: self[j] * value(j))


def generic(name: str = "p") -> Law:
    """The law with symbolic positive entries name[1], …, name[V], V a symbol."""
    base = IndexedBase(name, positive=True)
    return Law(V, lambda j: base[j])


def explicit(entries: Sequence[Expr | int]) -> Law:
    """The law with the given entries, in the order of the classes."""
    values = dict(enumerate(map(sympify, entries), start=1))
    return Law(Integer(len(values)), lambda j: values[int(j)])


def completed(entries: Sequence[Expr]) -> Law:
    """The law with the given entries and, in a last class, what is missing to one."""
    return explicit([*entries, 1 - Add(*entries)])


def uniform(classes: Expr) -> Law:
    """u = (1/V, …, 1/V)."""
    return Law(classes, lambda j: 1 / classes)


def softmax(logits: Callable[[Expr], Expr], classes: Expr) -> Law:
    """exp(z_i) / Σ_j exp(z_j)."""
    weights = Law(classes, lambda j: exp(logits(j)))
    total = weights.sum(lambda j: weights[j])
    return Law(classes, lambda j: weights[j] / total)


def entropy(law: Law) -> Expr:
    """Shannon entropy H = −Σ p_i log p_i, in nats, of a law with positive entries."""
    return -law.mean(lambda j: log(law[j]))
