"""Softening, entropies, divergences and truncation intervals on arrays of NumPy, torch, CuPy and JAX, where they are.

Nothing is copied to another library or device, and nothing is checked, but by `check`. Results are of the same library,
device and type. Numbers of 16 bits are computed with in float32, all others in their own type. Power and mixing can be
differentiated and traced; the Legendre families iterate until every row is done, so that they need values.

    from numerics.arrays import check, soften
    check(p)                       # a torch tensor on a GPU, say
    q = soften("tsallis:1.5", p, 2.0)
"""

from __future__ import annotations

from math import inf, log
from typing import Any, NamedTuple

import numpy as np

from numerics.hidden import Hidden
from numerics.legendre import total_of
from numerics.libraries import AnyArray, library, number, working
from numerics.operator import Operator
from numerics.precision import called
from numerics.registry import operator as named
from numerics.registry import operators
from numerics.simplex import InputError


class Ends(NamedTuple):
    """The least and the largest value, arrays of shape (...), or of (..., k)."""

    low: AnyArray
    high: AnyArray


def soften(operator: str | Operator, p: AnyArray, T: AnyArray | float) -> AnyArray:
    """The rows of p softened at temperature T, unchecked.

    Parameters
    ----------
    operator : str or Operator
        "power", "mixing", "additive:0.1", "logit", "tsallis:1.5" and their like.
    p : array, shape (..., V)
        Rows that are distributions; see `check`.
    T : float or array, shape (...)
        Inside the domain of the operator: one for all rows, or one a row.

    Returns
    -------
    array, shape (..., V)
        Of the library, device and type of p.

    Raises
    ------
    InputError
        For an operator whose formula is NumPy's own.
    """
    chosen = named(operator) if isinstance(operator, str) else operator
    if not chosen.portable:
        there = ", ".join(name for name, F in operators().items() if F.portable)
        raise InputError(f"{chosen.name}: its formula needs NumPy; on any array there are {there}")
    return _as(p, chosen.formula(p, number(T, like=p)[..., None]))


def check(p: AnyArray) -> None:
    """Look whether every row is a distribution, where the array is; one number comes back from there.

    Raises InputError for entries that are negative or no numbers, and for rows whose sum differs from 1 by more than
    rounding to their type leaves, as `numerics.precision` has it: 1e-9 of float64, 1e-5 of float32, 1/64 of bfloat16.
    """
    xp = library(p)
    if p.ndim == 0 or p.shape[-1] < 2:
        raise InputError(f"p: expected shape (..., V) with V >= 2 classes, got shape {tuple(p.shape)}")
    if not xp.isdtype(p.dtype, "real floating"):
        raise InputError(f"p: expected floating-point numbers, got dtype {p.dtype}")
    exact = xp.astype(p, working(p), copy=False)
    off = xp.abs(xp.sum(exact, axis=-1) - 1)
    slack = called(p.dtype).slack(p.shape[-1])
    wrong = ~(xp.all(exact >= 0, axis=-1) & (off <= slack))  # of what is no number neither holds
    if xp.any(wrong):
        row = int(xp.argmax(xp.reshape(xp.astype(wrong, xp.int32), (-1,))))
        total = float(xp.reshape(xp.sum(exact, axis=-1), (-1,))[row])
        raise InputError(f"p: row {row} is no distribution: it sums to {total:.6g}, or has an entry below 0")


def entropy(p: AnyArray) -> AnyArray:
    """Shannon entropy in nats, shape (..., V) to (...); 0 log 0 = 0."""
    return cross_entropy(p, p)


def cross_entropy(p: AnyArray, q: AnyArray) -> AnyArray:
    """−Σ p log q in nats, shape (...): infinite where q has a zero that p has not."""
    xp, (a, b) = library(p), _exact(p, q)
    with np.errstate(divide="ignore", invalid="ignore"):
        return _as(p, -xp.sum(xp.where(a > 0, a * xp.log(b), 0.0), axis=-1))


def kl(p: AnyArray, q: AnyArray) -> AnyArray:
    """Σ (p log(p/q) − p + q), which is KL(p‖q) in nats, shape (...): no term is negative, so that little is lost."""
    xp, (a, b) = library(p), _exact(p, q)
    with np.errstate(divide="ignore", invalid="ignore"):
        return _as(p, xp.sum(xp.where(a > 0, a * xp.log(a / b), 0.0) - a + b, axis=-1))


def jensen_shannon(p: AnyArray, q: AnyArray) -> AnyArray:
    """½ KL(p‖m) + ½ KL(q‖m), m their mean, in nats, shape (...)."""
    a, b = _exact(p, q)
    middle = (a + b) / 2
    return _as(p, (kl(a, middle) + kl(b, middle)) / 2)


def total_variation(p: AnyArray, q: AnyArray) -> AnyArray:
    """½ Σ |p − q|, shape (...)."""
    xp, (a, b) = library(p), _exact(p, q)
    return _as(p, xp.sum(xp.abs(a - b), axis=-1) / 2)


def tail_interval(log_p: AnyArray, classes: int, T: AnyArray | float) -> Ends:
    """Between which the mass of the classes that are not shown lies after softening by power, shape (...) each.

    Parameters
    ----------
    log_p : array, shape (..., k)
        The k largest log-probabilities, largest first: each within half a unit in the last place of its type.
    classes : int
        V, of all classes.
    T : float or array, shape (...)
        T > 0.

    Returns
    -------
    Ends
        As `numerics.partial_access.tail_interval` has them, claim `partial_access.topk_softened`.
    """
    top, order = _Top(log_p, classes), 1 / number(T, like=log_p)
    return Ends(*(_as(log_p, end) for end in top.softened(order)))


def kept_interval(log_p: AnyArray, classes: int, T: AnyArray | float) -> Ends:
    """Between which each class shown lies after softening by power, shape (..., k) each; else as `tail_interval`."""
    xp, top, order = library(log_p), _Top(log_p, classes), 1 / number(T, like=log_p)[..., None]
    log_q = order * top.log_p
    given = xp.exp(log_q - xp.max(log_q, axis=-1, keepdims=True))
    given, spread = given / total_of(given), xp.exp(2 * top.off[..., None] * order)
    least, most = top.softened(order[..., 0])
    low, high = given / spread * (1 - most[..., None]), given * spread * (1 - least[..., None])
    return Ends(_as(log_p, low), _as(log_p, high))


class _Top:
    """What `numerics.top_k.Top` knows of k log-probabilities, on any array; `off` is shape (...)."""

    def __init__(self, log_p: AnyArray, classes: int) -> None:
        self.xp = xp = library(log_p)
        self.log_p = xp.astype(log_p, working(log_p), copy=False)
        least, hidden = self.log_p[..., -1], max(classes - log_p.shape[-1], 0)
        stored, computed = (float(xp.finfo(dtype).eps) for dtype in (log_p.dtype, self.log_p.dtype))
        self.off = 16 * computed + stored / 2 * xp.abs(xp.where(xp.isfinite(least), least, 0.0))
        self.rest = Hidden(least + self.off, log(max(hidden, 1)))
        total = self.head(number(1.0, like=self.log_p))
        with np.errstate(divide="ignore"):
            self.low, left = (xp.log(xp.clip(-xp.expm1(total + s), min=0)) for s in (self.off, -self.off))
        self.high = xp.minimum(left, self.rest.log_c + self.rest.log_count if hidden else xp.full_like(left, -inf))

    def head(self, order: AnyArray) -> AnyArray:
        """log Σ p^order over the classes shown."""
        logs = order[..., None] * self.log_p
        first = logs[..., :1]
        return first[..., 0] + self.xp.log(self.xp.sum(self.xp.exp(logs - first), axis=-1))

    def softened(self, order: AnyArray) -> tuple[AnyArray, AnyArray]:
        """Between which the mass of the hidden classes is after softening by power."""
        return self.rest.softened(order, self.head(order), self.off, self.low, self.high)


def _exact(*arrays: AnyArray) -> list[AnyArray]:
    return [library(x).astype(x, working(x), copy=False) for x in arrays]


def _as(like: AnyArray, value: Any) -> AnyArray:
    return library(like).astype(value, like.dtype, copy=False)
