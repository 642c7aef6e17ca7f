"""Sums, quantiles and samples over positions that come a block at a time."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kdaudit.top_k.record import Bounds, Mean
from numerics.simplex import Array
from numerics.top_k import Interval, Top

SHARES = (0.05, 0.5, 0.95)


def quantiles(values: Array) -> tuple[float, float, float]:
    """5 %, 50 % and 95 %, each a value that some position has."""
    low, middle, high = (float(x) for x in np.quantile(values, SHARES, method="inverted_cdf"))
    return low, middle, high


class Averaged:
    """The mean of an interval's ends over positions."""

    def __init__(self) -> None:
        self.low = self.high = 0.0
        self.infinite = self.positions = 0

    def add(self, found: Interval) -> None:
        """Positions of a block."""
        self.low += float(found.low.sum())
        self.high += float(found.high.sum())
        self.infinite += int(np.isinf(found.high).sum())
        self.positions += len(found.high)

    def join(self, other: Averaged) -> None:
        """Those of the next part."""
        self.low += other.low
        self.high += other.high
        self.infinite += other.infinite
        self.positions += other.positions

    def mean(self) -> Mean:
        """Over all positions so far."""
        return Mean(self.low / self.positions, self.high / self.positions, self.infinite / self.positions)


class Spread:
    """Every value of an interval's ends, of which quantiles are taken."""

    def __init__(self) -> None:
        self.averaged = Averaged()
        self.lows: list[Array] = []
        self.highs: list[Array] = []

    def add(self, found: Interval) -> None:
        """Positions of a block."""
        self.averaged.add(found)
        self.lows.append(found.low)
        self.highs.append(found.high)

    def join(self, other: Spread) -> None:
        """Those of the next part."""
        self.averaged.join(other.averaged)
        self.lows += other.lows
        self.highs += other.highs

    def bounds(self) -> Bounds:
        """Over all positions so far."""
        low, high = (quantiles(np.concatenate(ends)) for ends in (self.lows, self.highs))
        return Bounds(self.averaged.mean(), low, high)


class Sample:
    """Positions spread evenly over a file whose length nobody knows: every one, every second, every fourth …"""

    def __init__(self, most: int) -> None:
        self.most, self.every, self.seen = most, 1, 0
        self.kept: list[tuple[NDArray[np.int64], Top]] = []

    def add(self, top: Top) -> None:
        """Positions of a block."""
        rows = np.arange(-self.seen % self.every, len(top.log_p), self.every)
        self.kept.append((self.seen + rows, some(top, rows)))
        self.seen += len(top.log_p)
        while sum(len(places) for places, _ in self.kept) > self.most:
            self.every *= 2
            stay = [np.flatnonzero(places % self.every == 0) for places, _ in self.kept]
            self.kept = [(p[n], some(rows, n)) for (p, rows), n in zip(self.kept, stay, strict=True) if len(n)]

    def join(self, other: Sample) -> None:
        """Those of the next part, as sparse in both; while there are too many, every second of all stays."""
        every = max(self.every, other.every)
        own, more = (
            [(places, rows, np.flatnonzero(places % every == 0)) for places, rows in sample.kept]
            for sample in (self, other)
        )
        self.kept = [(p[n], some(rows, n)) for p, rows, n in own if len(n)]
        self.kept += [(self.seen + p[n], some(rows, n)) for p, rows, n in more if len(n)]
        self.every, self.seen = every, self.seen + other.seen
        while sum(len(places) for places, _ in self.kept) > self.most:
            ends = np.cumsum([len(places) for places, _ in self.kept])
            stay = [np.arange(-(end - len(p)) % 2, len(p), 2) for (p, _), end in zip(self.kept, ends, strict=True)]
            self.kept = [(p[n], some(rows, n)) for (p, rows), n in zip(self.kept, stay, strict=True) if len(n)]
            self.every *= 2

    def top(self) -> Top:
        """The positions, in order."""
        return together([rows for _, rows in self.kept])


def some(top: Top, rows: NDArray[np.intp]) -> Top:
    """Some positions of a top k."""
    shown = top.shown if top.shown is None else top.shown[rows]
    return Top(top.log_p[rows], top.classes, top.off, shown, top.least[rows], check=False)


def together(tops: list[Top]) -> Top:
    """Positions of several, filled up to the longest."""
    k = max(top.log_p.shape[1] for top in tops)
    logs = [np.pad(top.log_p, ((0, 0), (0, k - top.log_p.shape[1])), constant_values=-np.inf) for top in tops]
    shown = [np.full(len(top.log_p), top.log_p.shape[1]) if top.shown is None else top.shown for top in tops]
    least = np.concatenate([top.least for top in tops])
    off = max(top.off for top in tops)
    return Top(np.concatenate(logs), tops[0].classes, off, np.concatenate(shown), least, check=False)
