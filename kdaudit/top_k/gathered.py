"""All that is kept of positions while they come, and what is made of it."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from figures.masses import Masses
from kdaudit.log_probabilities.block import Block
from kdaudit.log_probabilities.read import Place, Read
from kdaudit.log_probabilities.reading import LogProbabilities
from kdaudit.top_k.averages import Averaged, Sample, Spread, quantiles, some
from kdaudit.top_k.positions import At, Deciding, Kept
from kdaudit.top_k.record import Against, Softened, TopK
from numerics.continued import Continued, largest_temperature, least_k
from numerics.simplex import Array, InputError
from numerics.targets import NAMES, Missed, softened, softened_kept, softened_tail
from numerics.top_k import Top

SAMPLED, DECIDING, TOKENS = 4096, 5, 4


@dataclass(frozen=True)
class Told:
    """What `LogProbabilities` found of a file, or of several, once it was read; see there."""

    format: str
    records: int
    classes: float
    off: float
    rounded: str
    left_out: dict[str, tuple[int, str]]
    repaired: Counter[str]
    notes: Counter[str]

    @classmethod
    def of(cls, reading: LogProbabilities, part: str) -> Told:
        """What was found, in a part of that name."""
        left_out = {says: (count, part + str(place)) for says, (count, place) in reading.left_out.items()}
        facts = reading.format, reading.records, reading.classes, reading.off, reading.rounded
        return cls(*facts, left_out, reading.repaired, reading.notes)

    def joined(self, other: Told, name: str) -> Told:
        """What was found here and in the next part. Raises InputError where that is of another kind."""
        for what, mine, theirs in (("format", self.format, other.format), ("V", self.classes, other.classes)):
            if mine != theirs:
                raise InputError(f"{name}: its {what} is {theirs}, and {mine} before; parts must be alike")
        left_out = dict(self.left_out)
        for says, (count, place) in other.left_out.items():
            before, first = left_out.get(says, (0, place))
            left_out[says] = before + count, first
        coarser = other if other.off > self.off else self
        return Told(
            self.format,
            self.records + other.records,
            self.classes,
            coarser.off,
            coarser.rounded,
            left_out,
            self.repaired + other.repaired,
            self.notes + other.notes,
        )


class Gathered:
    """All that is kept of the positions: their kept mass, intervals, a sample, and those that decide.

    `part` is said before places, where there are several files.
    """

    def __init__(self, asked: Sequence[tuple[str, float]], place: Place | None, part: str = "") -> None:
        self.asked, self.place, self.part = asked, place, part
        self.told: Told | None = None
        self.at: At | None = None
        self.kept: list[Array] = []
        self.shown: list[Array] = []
        self.tails = [Spread() for _ in asked]
        self.entropies = [Spread() for _ in asked]
        self.targets = [{name: {of: Averaged() for of in Missed._fields} for name in NAMES} for _ in asked]
        self.sample = Sample(SAMPLED)
        self.worst: list[tuple[float, float, int, Deciding]] = []

    def add(self, block: Block, read: Read) -> None:
        """The positions of a block."""
        top = block.top
        self.kept.append(1 - top.mass)
        self.shown.append(np.asarray(top.shown, dtype=np.float64))
        self.sample.add(top)
        if self.place is not None:
            self._look(self.place, block, read)
        for n, (operator, T) in enumerate(self.asked):
            tail, spread, targets = softened(operator, top, T)
            self.tails[n].add(tail)
            self.entropies[n].add(spread)
            for name, found in targets.items():
                for of, interval in found._asdict().items():
                    self.targets[n][name][of].add(interval)
            if n == len(self.asked) - 1:
                self._remember(tail.low, tail.high, block, read)

    def end(self, reading: LogProbabilities) -> None:
        """The file has been read."""
        self.told = Told.of(reading, self.part)

    def join(self, other: Gathered) -> None:
        """The positions of the next part. Raises InputError where that is of another kind."""
        assert self.told is not None
        assert other.told is not None
        self.told = self.told.joined(other.told, other.part.removesuffix(": "))
        before = sum(map(len, self.kept))
        self.kept += other.kept
        self.shown += other.shown
        self.sample.join(other.sample)
        for mine, theirs in zip((*self.tails, *self.entropies), (*other.tails, *other.entropies), strict=True):
            mine.join(theirs)
        for here, there in zip(self.targets, other.targets, strict=True):
            for name, found in here.items():
                for of, mean in found.items():
                    mean.join(there[name][of])
        later = [(high, low, place - before, own) for high, low, place, own in other.worst]
        self.worst = heapq.nlargest(DECIDING, [*self.worst, *later])
        heapq.heapify(self.worst)
        self.at = self.at or other.at

    def _look(self, place: Place, block: Block, read: Read) -> None:
        """The position that was asked for, if it is in this block."""
        here = (read.records[block.kept] == place.record) & (read.numbers[block.kept] == place.position)
        for row in np.flatnonzero(here):
            one, k = some(block.top, np.array([row])), int(block.top.shown[row])  # pyright: ignore[reportOptionalSubscript]
            tokens = _tokens(block, read, int(row), int(block.kept[row]), k)
            every = tuple(_kept(operator, one, T, k) for operator, T in self.asked)
            self.at = At(self.part + str(place), tokens, tuple(np.exp(one.log_p[0, :k]).tolist()), every)

    def _remember(self, low: Array, high: Array, block: Block, read: Read) -> None:
        """The positions of the largest softened tails, at the last temperature that was asked for."""
        for row in np.lexsort((-low, -high))[:DECIDING]:
            # of equal ends those of the larger least, and of equal ones the first
            entry = (float(high[row]), float(low[row]), -sum(map(len, self.kept)) - int(row))
            if len(self.worst) == DECIDING and entry <= self.worst[0][:3]:
                break
            n = int(block.kept[row])
            own = Deciding(
                self.part + str(read.place(n)),
                _tokens(block, read, int(row), n, TOKENS),
                float(self.kept[-1][row]),
                (float(low[row]), float(high[row])),
            )
            (heapq.heapreplace if len(self.worst) == DECIDING else heapq.heappush)(self.worst, (*entry, own))

    def result(self, name: str, error: float, compared: Against | None) -> TopK:
        """What came of it, of a source of that name."""
        told, rows = self.told, self.sample.top()
        assert told is not None
        continued = Continued.of(rows)
        softened = tuple(
            Softened(
                operator,
                T,
                self.tails[n].bounds(),
                self.entropies[n].bounds(),
                {name: {of: mean.mean() for of, mean in of_it.items()} for name, of_it in self.targets[n].items()},
                least_k(continued, T, error) if operator == "power" else None,
            )
            for n, (operator, T) in enumerate(self.asked)
        )
        return TopK(
            name=name,
            format=told.format,
            records=told.records,
            positions=sum(map(len, self.kept)),
            classes=int(told.classes) if np.isfinite(told.classes) else None,
            off=told.off,
            rounded=told.rounded,
            left_out=told.left_out,
            repaired=dict(told.repaired),
            notes={says: count for says, count in told.notes.items() if count},
            k=quantiles(np.concatenate(self.shown)),
            kept=quantiles(np.concatenate(self.kept)),
            softened=softened,
            error=error,
            safe_temperature=largest_temperature(rows, error),
            sampled=len(rows.log_p),
            deciding=tuple(own for *_, own in sorted(self.worst, reverse=True)),
            against=compared,
            at=self.at,
        )

    def pictured(self, error: float) -> Masses:
        """What is drawn of it."""
        rows = self.sample.top()
        assert self.told is not None
        order = np.argsort(1 - rows.mass, kind="stable")
        bands = {f"{operator}, T = {T:g}": softened_tail(operator, rows, T) for operator, T in self.asked}
        continued, k = Continued.of(rows), int(np.median(np.concatenate(self.shown)))
        most = min(self.told.classes, 100 * k)
        sizes = np.unique(np.geomspace(1, most, 24).round().astype(int))
        heats = np.geomspace(0.5, 8.0, 24)
        errors = np.array([[continued.beyond(int(size), float(T)).mean() for size in sizes] for T in heats])
        return Masses(
            np.exp(rows.log_total)[order].clip(max=1.0),
            {name: (band.low[order], band.high[order]) for name, band in bands.items()},
            sizes,
            heats,
            errors,
            k,
            error,
        )


def _kept(operator: str, one: Top, T: float, k: int) -> Kept:
    """One position softened: its hidden mass, entropy, and every class shown."""
    tail, spread, _ = softened(operator, one, T)
    low, high = (tuple(end[0, :k].tolist()) for end in softened_kept(operator, one, T))
    return Kept(
        operator, T, (float(tail.low[0]), float(tail.high[0])), (float(spread.low[0]), float(spread.high[0])), low, high
    )


def _tokens(block: Block, read: Read, row: int, n: int, most: int) -> tuple[str, ...]:
    """The likeliest tokens of a position: texts, or ids, or columns."""
    order = block.order[row][:most][: int(block.top.shown[row])]  # pyright: ignore[reportOptionalSubscript]
    position = read.position(n)
    if position is None or position.texts is None:
        return tuple(str(column if block.ids is None else block.ids[row, at]) for at, column in enumerate(order))
    return tuple(position.text(at) for at in order)
