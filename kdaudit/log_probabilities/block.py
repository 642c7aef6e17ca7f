"""Positions as arrays: sorted, padded, checked, repaired where that was asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence, Sized
from dataclasses import dataclass
from itertools import chain
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from kdaudit.log_probabilities.openai import Numbers
from kdaudit.log_probabilities.position import Position
from numerics.simplex import Array
from numerics.top_k import CLAMPED, Top

SAME = 1e-3  # numbers nearer than that may be of one token, one of them rounded to three decimals
REPAIRS = ("unknown", "duplicates", "sums")
UNKNOWN = "has −9999 or null for a log-probability; --repair unknown takes its token for one that is not given"
DUPLICATES = "has a token twice; --repair duplicates counts it once"
POSITIVE = "has a positive number, which is no log-probability: take logarithms of probabilities, log-softmax of logits"
CONFLICT = "has a token twice, with different log-probabilities"
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


def rows(positions: Sequence[Position | Numbers]) -> Rows:
    """Positions as arrays; a chosen token that is not among the likeliest is one more."""
    if set(map(type, positions)) == {Numbers}:
        return _of_numbers(cast(Sequence[Numbers], positions))
    positions = [position.named() if isinstance(position, Numbers) else position for position in positions]
    logs = [position.logs for position in positions]
    ids = [position.ids for position in positions]
    extra = np.fromiter((position.extra for position in positions), np.int64, len(positions))
    for n, position in enumerate(positions):
        if position.is_beyond() and position.own > CLAMPED:  # pyright: ignore[reportOptionalOperand]
            logs[n], extra[n] = [*position.logs, position.own], extra[n] + 1
            own = -1 if position.own_id is None else position.own_id
            ids[n] = None if position.ids is None else [*position.ids, own]
    table, null = _numbers(list(chain.from_iterable(logs)), _lengths(logs))
    named = None
    if all(names is not None for names in ids):
        named = _filled(np.array(list(chain.from_iterable(ids)), np.int64), _lengths(logs), -1)  # pyright: ignore[reportArgumentType]
    return Rows(table, named, extra, null)


def _of_numbers(positions: Sequence[Numbers]) -> Rows:
    """The same of positions without names: a chosen token that has no number of the likeliest is one more."""
    tops = [position.top_logprobs or [] for position in positions]
    table, null = _numbers([top.logprob for given in tops for top in given], _lengths(tops))
    own = np.array([position.logprob for position in positions], dtype=np.float64)  # null becomes NaN
    with np.errstate(invalid="ignore"):
        beyond = (own > CLAMPED) & ~(np.abs(table - own[:, None]) < SAME).any(axis=1)
    if beyond.any():
        table = np.column_stack([table, np.where(beyond, own, -np.inf)])
        null = np.column_stack([null, np.zeros(len(null), dtype=bool)])
    return Rows(table, None, beyond.astype(np.int64), null)


def joined(parts: Sequence[Rows]) -> Rows:
    """Rows after each other; with ids where all have them."""
    width = max(part.logs.shape[1] for part in parts)

    def wide(table: NDArray[Any], fill: float) -> NDArray[Any]:
        missing = width - table.shape[1]
        return table if not missing else np.pad(table, ((0, 0), (0, missing)), constant_values=fill)

    ids = [part.ids for part in parts]
    return Rows(
        np.concatenate([wide(part.logs, -np.inf) for part in parts]),
        None if any(named is None for named in ids) else np.concatenate([wide(named, -1) for named in ids]),  # pyright: ignore[reportArgumentType]
        np.concatenate([part.extra for part in parts]),
        np.concatenate([wide(part.null, 0) for part in parts]),
    )


def unbounded(found: Rows, before: Counter[int]) -> int:
    """Let nothing bound the hidden tokens of rows that have fewer than most so far, and count these rows.

    Objects from text to number lose one of two tokens of equal text, whichever is the likelier. `before` counts rows by
    how many of their tokens bound the others.
    """
    given = (found.logs > -np.inf).sum(axis=1)
    bounding = given - found.extra
    before.update(bounding.tolist())
    fewer = bounding < before.most_common(1)[0][0]
    found.extra[fewer] = given[fewer]
    return int(fewer.sum())


def _lengths(lists: Sequence[Sized]) -> NDArray[np.int64]:
    return np.fromiter(map(len, lists), np.int64, len(lists))


def _numbers(values: list[float | None], lengths: NDArray[np.int64]) -> tuple[Array, NDArray[np.bool_]]:
    """Numbers as rows, filled up with −∞, NaN for null; and where there is null, which is not NaN."""
    try:
        flat = np.fromiter(cast(list[float], values), np.float64, len(values))  # half the time of np.array
    except TypeError:  # null among them
        flat = np.array(values, dtype=np.float64)
    table = _filled(flat, lengths, -np.inf)
    if not np.isnan(flat).any():
        return table, np.zeros(table.shape, dtype=bool)
    return table, _filled(np.array([value is None for value in values]), lengths, fill=False)


def _filled(flat: NDArray[Any], lengths: NDArray[np.int64], fill: float) -> NDArray[Any]:
    """Entries as rows of these lengths, filled up."""
    k = max(int(lengths.max(initial=0)), 1)
    if (lengths == k).all():
        return flat.reshape(len(lengths), k)
    table = np.full((len(lengths), k), fill, flat.dtype)
    table[np.arange(k) < lengths[:, None]] = flat
    return table


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
    mending, ids = _Mending(found, rules), found.ids
    unknown = found.null | ((found.logs <= CLAMPED) & np.isfinite(found.logs))
    known = np.isfinite(found.logs) | found.null
    place = np.cumsum(known, axis=1)  # of an entry among those of its row
    likeliest = known & (place <= (place[:, -1] - found.extra)[:, None])
    likeliest &= ~np.logical_or.accumulate(unknown, axis=1)  # what comes after may be less than what is not known
    mending.leave_out("unknown", UNKNOWN, unknown)
    with np.errstate(invalid="ignore"):
        mending.wrong[POSITIVE] = np.asarray((mending.log_p > rules.off).any(axis=1))
    if ids is not None:
        padding = np.zeros(ids.shape, dtype=bool) if rules.padding is None else ids >= rules.padding
        padding &= mending.log_p > -np.inf
        mending.log_p[padding] = -np.inf
        if padding.any():
            mending.repaired["padding"] = int(padding.sum())
        if np.isfinite(rules.classes):
            beyond = (ids >= rules.classes) & (mending.log_p > -np.inf)
            mending.wrong[f"has an id that is not below V = {rules.classes:.15g}"] = np.asarray(beyond.any(axis=1))
        again, other = _again(ids, mending.log_p)
        if other.any():
            mending.wrong[CONFLICT] = other
        mending.leave_out("duplicates", DUPLICATES, again)
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
    order, shown = np.broadcast_to(np.arange(log_p.shape[1]), log_p.shape), given.sum(axis=1)
    if not (log_p[:, 1:] <= log_p[:, :-1]).all():  # few makers write them in another order
        order = np.argsort(-log_p, axis=1, kind="stable")
        log_p = np.take_along_axis(log_p, order, axis=1)
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


def _again(ids: NDArray[np.int64], log_p: Array) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Entries whose id an earlier entry of the row has; and rows where such two have different numbers."""
    given = np.where((log_p > -np.inf) & (ids >= 0), ids, -1 - np.arange(ids.shape[1]))
    order = np.argsort(given, axis=1, kind="stable")
    ordered, logs = (np.take_along_axis(of, order, axis=1) for of in (given, log_p))
    twice = ordered[:, 1:] == ordered[:, :-1]
    same = np.zeros(ids.shape, dtype=bool)
    np.put_along_axis(same, order[:, 1:], twice, axis=1)
    return same, np.asarray((twice & (logs[:, 1:] != logs[:, :-1])).any(axis=1))
