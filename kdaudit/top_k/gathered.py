"""All that is kept of positions while they come, and what is made of it."""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from pathlib import Path

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


class Gathered:
    """All that is kept of the positions: their kept mass, intervals, a sample, and those that decide."""

    def __init__(self, reading: LogProbabilities, asked: Sequence[tuple[str, float]], place: Place | None) -> None:
        self.reading, self.asked, self.place = reading, asked, place
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

    def _look(self, place: Place, block: Block, read: Read) -> None:
        """The position that was asked for, if it is in this block."""
        here = (read.records[block.kept] == place.record) & (read.numbers[block.kept] == place.position)
        for row in np.flatnonzero(here):
            one, k = some(block.top, np.array([row])), int(block.top.shown[row])  # pyright: ignore[reportOptionalSubscript]
            tokens = _tokens(block, read, int(row), int(block.kept[row]), k)
            every = tuple(_kept(operator, one, T, k) for operator, T in self.asked)
            self.at = At(str(place), tokens, tuple(np.exp(one.log_p[0, :k]).tolist()), every)

    def _remember(self, low: Array, high: Array, block: Block, read: Read) -> None:
        """The positions of the largest softened tails, at the last temperature that was asked for."""
        for row in np.lexsort((-low, -high))[:DECIDING]:
            # of equal ends those of the larger least, and of equal ones the first
            entry = (float(high[row]), float(low[row]), -sum(map(len, self.kept)) - int(row))
            if len(self.worst) == DECIDING and entry <= self.worst[0][:3]:
                break
            n = int(block.kept[row])
            own = Deciding(
                str(read.place(n)),
                _tokens(block, read, int(row), n, TOKENS),
                float(self.kept[-1][row]),
                (float(low[row]), float(high[row])),
            )
            (heapq.heapreplace if len(self.worst) == DECIDING else heapq.heappush)(self.worst, (*entry, own))

    def result(self, error: float, compared: Against | None) -> TopK:
        """What came of it."""
        reading, rows = self.reading, self.sample.top()
        if self.place is not None and self.at is None:
            raise InputError(f"--at: {self.place} is not there, or could not be used")
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
            name=str(reading.source) if isinstance(reading.source, str | Path) else "arrays",
            format=reading.format,
            records=reading.records,
            positions=sum(map(len, self.kept)),
            classes=int(reading.classes) if np.isfinite(reading.classes) else None,
            off=reading.off,
            rounded=reading.rounded,
            left_out={says: (count, str(place)) for says, (count, place) in reading.left_out.items()},
            repaired=dict(reading.repaired),
            notes={says: count for says, count in reading.notes.items() if count},
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
        order = np.argsort(1 - rows.mass, kind="stable")
        bands = {f"{operator}, T = {T:g}": softened_tail(operator, rows, T) for operator, T in self.asked}
        continued, k = Continued.of(rows), int(np.median(np.concatenate(self.shown)))
        most = min(self.reading.classes, 100 * k)
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
