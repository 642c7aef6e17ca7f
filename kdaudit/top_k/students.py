"""A student's top k beside its teacher's: positions paired by where they stand, tokens by id or text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import NamedTuple

import numpy as np

from kdaudit.log_probabilities.block import Block
from kdaudit.log_probabilities.read import Place, Read
from kdaudit.log_probabilities.reading import LogProbabilities
from kdaudit.top_k.averages import Averaged
from kdaudit.top_k.record import Against
from numerics.simplex import Array, InputError
from numerics.truncated_losses import Divergences, Reported, Sides, divergences, reported

TOGETHER = 2**12  # positions that are compared at once
REPORTED = {
    "truncated": "truncated",
    "truncated_reverse": "truncated, reversed",
    "renormalised": "renormalised",
    "renormalised_reverse": "renormalised, reversed",
    "bucketed": "bucketed",
    "bucketed_reverse": "bucketed, reversed",
}


class Named(NamedTuple):
    """A position: where it stands, how many are before it, probabilities by token, and what no other token exceeds."""

    place: Place
    before: int
    probabilities: dict[int | str, float]
    least: float
    nameless: int


class Compared:
    """Sums over positions of a teacher and a student."""

    def __init__(self) -> None:
        self.means = {of: Averaged() for of in Divergences._fields}
        self.sums = dict.fromkeys(Reported._fields, 0.0)
        self.counts: Counter[str] = Counter()

    def add(self, pairs: Sequence[tuple[Named, Named]], teacher: LogProbabilities, student: LogProbabilities) -> None:
        """Pairs of positions."""
        known = np.array([len(one.probabilities.keys() & other.probabilities.keys()) for one, other in pairs])
        sides = _sides(pairs)._replace(p_off=teacher.off, s_off=student.off, whole=known == teacher.classes)
        for of, found in divergences(sides)._asdict().items():
            self.means[of].add(found)
        losses = reported(sides)
        for of, found in losses._asdict().items():
            self.sums[of] += float(found.sum())
        self.counts["negative"] += int((losses.truncated_reverse < 0).sum())
        self.counts["positions"] += len(pairs)
        self.counts["tokens"] += sum(len(one.probabilities) + one.nameless for one, _ in pairs)
        self.counts["alone"] += sum(
            len(one.probabilities.keys() - other.probabilities.keys()) + one.nameless for one, other in pairs
        )

    def join(self, other: Compared) -> None:
        """Those of the next part."""
        for of, mean in self.means.items():
            mean.join(other.means[of])
        for of, total in other.sums.items():
            self.sums[of] += total
        self.counts += other.counts

    def result(self, student: str, by: str) -> Against:
        """What came of it. Raises InputError where nothing could be matched."""
        positions = self.counts["positions"]
        if not positions:
            raise InputError(
                "student: has no position in common with the teacher: records and their positions must agree, or rows "
                "of arrays and positions in order"
            )
        if self.counts["alone"] == self.counts["tokens"]:
            raise InputError(f"student: no token of it is one of the teacher's at its position, by {by}")
        return Against(
            student,
            positions,
            self.counts["unmatched"],
            self.counts["tokens"],
            self.counts["alone"],
            {of: mean.mean() for of, mean in self.means.items()},
            {of: total / positions for of, total in self.sums.items()},
            self.counts["negative"] / positions,
        )


def against(teacher: LogProbabilities, student: LogProbabilities, by: str) -> Compared:
    """The positions of a teacher and a student beside each other."""
    found = Compared()
    for pairs, missing in _paired(_named(teacher, by), _named(student, by)):
        found.counts["unmatched"] += missing
        if pairs:
            found.add(pairs, teacher, student)
    return found


def _named(reading: LogProbabilities, by: str) -> Iterator[Named]:
    """Positions with the names of their tokens. Raises InputError where the file has none."""
    before = 0
    for block, read in reading.blocks():
        p, least = np.exp(block.top.log_p), np.exp(block.top.least)
        for row, n in enumerate(block.kept):
            shown = int(np.sum(block.top.log_p[row] > -np.inf))
            names = _names(block, read, row, int(n), by, reading.name)[:shown]
            yield _position(read.place(int(n)), before + int(n), names, p[row].tolist(), float(least[row]))
        before += len(read.records)


def _position(place: Place, before: int, names: Sequence[int | str], p: Sequence[float], least: float) -> Named:
    """Tokens by their names. Of a name that several have, or none, the other side may have any: they bound nothing."""
    often = Counter(names)
    nameless = [x for name, x in zip(names, p, strict=False) if often[name] > 1 or name in ("", -1)]
    known = {name: x for name, x in zip(names, p, strict=False) if often[name] == 1 and name not in ("", -1)}
    return Named(place, before, known, max(least, *nameless) if nameless else least, len(nameless))


def _names(block: Block, read: Read, row: int, n: int, by: str, name: str) -> Sequence[int | str]:
    if by == "id":
        if block.ids is not None:
            return block.ids[row].tolist()
        if read.format is None:  # a column is a class
            return block.order[row].tolist()
        raise InputError(f"{name}: its tokens have no ids; --by text matches them by text")
    position = read.position(n)
    if position is None or position.texts is None:
        raise InputError(f"{name}: its tokens have no texts; --by id matches them by id")
    return [position.text(at) for at in block.order[row]]


def _paired(one: Iterator[Named], other: Iterator[Named]) -> Iterator[tuple[list[tuple[Named, Named]], int]]:
    """Positions that stand at the same place, a few at a time, and how many had no partner.

    A row of an array stands beside the position of a record that has as many before it.
    """
    pairs: list[tuple[Named, Named]] = []
    missing = 0
    first, second = next(one, None), next(other, None)
    mixed = first is not None and second is not None and (first.place.position == 0) != (second.place.position == 0)
    while first is not None and second is not None:
        here, there = ((first.before,), (second.before,)) if mixed else (first.place, second.place)
        if here == there:
            pairs.append((first, second))
            first, second = next(one, None), next(other, None)
        elif here < there:
            first, missing = next(one, None), missing + 1
        else:
            second, missing = next(other, None), missing + 1
        if len(pairs) == TOGETHER:
            yield pairs, missing
            pairs, missing = [], 0
    left = [position for position in (first, second) if position is not None]
    yield pairs, missing + len(left) + sum(1 for _ in zip_longest(one, other))


def _sides(pairs: Sequence[tuple[Named, Named]]) -> Sides:
    """Pairs as arrays: classes of both, and of one alone."""
    both = [[name for name in one.probabilities if name in other.probabilities] for one, other in pairs]

    def filled(rows: list[list[float]]) -> Array:
        found = np.zeros((len(rows), max(1, *map(len, rows))))
        for n, row in enumerate(rows):
            found[n, : len(row)] = row
        return found

    def alone(of: int) -> Array:
        mine, others = ([pair[which].probabilities for pair in pairs] for which in (of, 1 - of))
        return filled(
            [[p for name, p in own.items() if name not in other] for own, other in zip(mine, others, strict=True)]
        )

    return Sides(
        filled([[pair[0].probabilities[name] for name in names] for pair, names in zip(pairs, both, strict=True)]),
        filled([[pair[1].probabilities[name] for name in names] for pair, names in zip(pairs, both, strict=True)]),
        alone(0),
        alone(1),
        np.array([one.least for one, _ in pairs]),
        np.array([other.least for _, other in pairs]),
    )
