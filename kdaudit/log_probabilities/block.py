"""Positions as arrays: sorted, padded, checked, repaired where that was asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kdaudit.log_probabilities.position import Position
from numerics.simplex import Array
from numerics.top_k import CLAMPED, Top

REPAIRS = ("unknown", "duplicates", "sums")
UNKNOWN = "has −9999 or null for a log-probability; --repair unknown takes its token for one that is not given"
DUPLICATES = "has a token twice; --repair duplicates counts it once"
SUMS = "sums to more than 1; --repair sums divides by the sum"


@dataclass(frozen=True)
class Rules:
    """V, how far numbers may be off, ids that are tokens, and the repairs that were asked for."""

    classes: float
    off: float
    padding: int | None
    repairs: tuple[str, ...]


@dataclass(frozen=True)
class Rows:
    """Log-probabilities as they were read, shape (n, k), NaN for null; −∞ fills rows up.

    `ids` has −1 where there is none; `extra`, shape (n,), says how many of a row's given ones do not bound the others.
    """

    logs: Array
    ids: NDArray[np.int64] | None
    extra: NDArray[np.int64]
    null: NDArray[np.bool_]


@dataclass(frozen=True)
class Block:
    """Positions that can be used: their top k, the order in which entries came, and where they are among all read."""

    top: Top
    order: NDArray[np.intp]
    ids: NDArray[np.int64] | None
    kept: NDArray[np.intp]
    faults: dict[str, NDArray[np.intp]]
    repaired: dict[str, int]


def rows(positions: Sequence[Position]) -> Rows:
    """Positions as arrays; a chosen token that is not among the likeliest is one more."""
    logs = [position.logs for position in positions]
    ids = [position.ids for position in positions]
    extra = np.fromiter((position.extra for position in positions), np.int64, len(positions))
    for n, position in enumerate(positions):
        if position.is_beyond() and position.own > CLAMPED:  # pyright: ignore[reportOptionalOperand]
            logs[n], extra[n] = [*position.logs, position.own], extra[n] + 1
            ids[n] = (
                None if position.ids is None else [*position.ids, -1 if position.own_id is None else position.own_id]
            )
    table, there = _table(logs, -np.inf, np.float64)
    known = all(names is not None for names in ids)
    named = _table(ids, -1, np.int64)[0] if known and ids else None
    null = np.isnan(table) & there
    if null.any():  # null, or NaN: the first stands for what is not known
        for row in np.flatnonzero(null.any(axis=1)):
            null[row, : len(logs[row])] &= np.array([value is None for value in logs[row]])
    return Rows(table, named, extra, null)


def unbounded(found: Rows) -> int:
    """Let nothing bound the hidden tokens of rows that have fewer than most, and count these rows.

    Objects from text to number lose one of two tokens of equal text, whichever is the likelier.
    """
    given = (found.logs > -np.inf).sum(axis=1)
    fewer = given < np.bincount(given).argmax()
    found.extra[fewer] = given[fewer]
    return int(fewer.sum())


def _table(lists: Sequence[Any], fill: float, dtype: Any) -> tuple[NDArray[Any], NDArray[np.bool_]]:
    """Lists as rows, filled up, and where they have entries."""
    lengths = np.fromiter(map(len, lists), np.int64, len(lists))
    k = max(int(lengths.max(initial=0)), 1)
    there = np.arange(k) < lengths[:, None]
    flat = np.array(list(chain.from_iterable(lists)), dtype=dtype)
    if there.all():
        return flat.reshape(len(lists), k), there
    table = np.full((len(lists), k), fill, dtype)
    table[there] = flat
    return table, there


class _Mending:
    """Rows on their way: what is wrong with which, and what repairs changed."""

    def __init__(self, found: Rows, rules: Rules) -> None:
        self.log_p, self.rules = found.logs.copy(), rules
        self.wrong: dict[str, NDArray[np.bool_]] = {}
        self.repaired: dict[str, int] = {}

    def leave_out(self, repair: str, says: str, entries: NDArray[np.bool_]) -> None:
        """Entries count as not given where that repair was asked for; else their rows are wrong."""
        if self.asked(repair, says, np.asarray(entries.any(axis=1))):
            self.log_p[entries] = -np.inf

    def asked(self, repair: str, says: str, rows: NDArray[np.bool_]) -> bool:
        """Whether some rows are to be repaired."""
        if not rows.any():
            return False
        if repair not in self.rules.repairs:
            self.wrong[says] = rows
            return False
        self.repaired[repair] = int(rows.sum())
        return True


def block(found: Rows, rules: Rules) -> Block:
    """What can be used of the rows, and which rows cannot, by what is wrong with them."""
    mending, ids, width = _Mending(found, rules), found.ids, found.logs.shape[1]
    known = (np.isfinite(found.logs) | found.null).sum(axis=1)
    likeliest = np.arange(width) < (known - found.extra)[:, None]
    mending.leave_out("unknown", UNKNOWN, found.null | ((found.logs <= CLAMPED) & np.isfinite(found.logs)))
    if ids is not None:
        padding = np.zeros(ids.shape, dtype=bool) if rules.padding is None else ids >= rules.padding
        padding &= mending.log_p > -np.inf
        mending.log_p[padding] = -np.inf
        if padding.any():
            mending.repaired["padding"] = int(padding.sum())
        mending.leave_out("duplicates", DUPLICATES, _again(ids, mending.log_p))
    with np.errstate(divide="ignore", invalid="ignore"):
        total = np.log(np.exp(mending.log_p).sum(axis=1))
    over = np.asarray(total > rules.off)
    if mending.asked("sums", SUMS, over):
        mending.log_p -= np.where(over, total, 0.0)[:, None]
    return _sorted(mending, ids, likeliest)


def _sorted(mending: _Mending, ids: NDArray[np.int64] | None, likeliest: NDArray[np.bool_]) -> Block:
    """Rows as top k, the largest first; the least of the likeliest bounds what is not given."""
    log_p, rules, wrong = mending.log_p, mending.rules, mending.wrong
    given = np.asarray(log_p > -np.inf)
    least = np.minimum(np.where(given & likeliest, log_p, np.inf).min(axis=1), 0.0)
    order = np.argsort(-log_p, axis=1, kind="stable")
    log_p, shown = np.take_along_axis(log_p, order, axis=1), given.sum(axis=1)
    wrong["has no log-probability"] = shown == 0
    wrong[f"has more tokens than V = {rules.classes:.15g}"] = np.asarray(shown > rules.classes)
    every = Top(log_p, max(rules.classes, log_p.shape[1]), rules.off, shown, least, check=False)
    wrong.update({says: where for says, where in every.faults().items() if says not in wrong})
    usable, faults = np.ones(len(log_p), dtype=bool), {}
    for says, where in wrong.items():  # of several the first is said
        if (where & usable).any():
            faults[says] = np.flatnonzero(where & usable)
        usable &= ~where
    kept = np.flatnonzero(usable)
    k = max(int(shown[kept].max(initial=1)), 1)
    top = Top(log_p[kept, :k], rules.classes, rules.off, shown[kept], least[kept])
    names = None if ids is None else np.take_along_axis(ids, order, axis=1)[kept, :k]
    return Block(top, order[kept, :k], names, kept, faults, mending.repaired)


def _again(ids: NDArray[np.int64], log_p: Array) -> NDArray[np.bool_]:
    """Entries whose id an earlier entry of the row has."""
    given = np.where((log_p > -np.inf) & (ids >= 0), ids, -1 - np.arange(ids.shape[1]))
    order = np.argsort(given, axis=1, kind="stable")
    ordered = np.take_along_axis(given, order, axis=1)
    same = np.zeros(ids.shape, dtype=bool)
    np.put_along_axis(same, order[:, 1:], ordered[:, 1:] == ordered[:, :-1], axis=1)
    return same
