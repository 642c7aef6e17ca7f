"""What a teacher's top k are worth: kept mass, softened tails, what targets made of them miss, what k or T would do."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Sequence
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np

from figures.masses import Masses, draw
from kdaudit.errors import UsageError
from kdaudit.inputs.arrays import Source
from kdaudit.inputs.plots import plottable, write
from kdaudit.log_probabilities.block import Block
from kdaudit.log_probabilities.read import Read
from kdaudit.log_probabilities.reading import LogProbabilities
from kdaudit.log_probabilities.tables import Arrays
from kdaudit.top_k.gathering import Averaged, Sample, Spread, quantiles
from kdaudit.top_k.record import Against, Deciding, Softened, TopK
from kdaudit.top_k.students import against
from numerics.continued import Continued, largest_temperature, least_k
from numerics.simplex import Array, InputError
from numerics.targets import NAMES, Missed, softened, softened_tail

SAMPLED, DECIDING, TOKENS = 4096, 5, 4
OPERATORS = ("power", "mixing")


def topk(
    source: Source | Arrays,
    *,
    format: str | None = None,  # noqa: A002
    vocab: int | None = None,
    operators: Sequence[str] = ("power",),
    temperatures: Sequence[float] = (1.0, 2.0, 4.0),
    error: float = 0.05,
    student: Source | Arrays | None = None,
    by: str = "id",
    repair: Sequence[str] = (),
    padding: int | None = None,
    digits: int | None = None,
    plot: str | Path | None = None,
    progress: Callable[[int, int, str], None] = lambda done, total, label: None,
) -> TopK:
    """Say what the top k log-probabilities of a teacher leave open of it, once it is softened.

    Parameters
    ----------
    source
        A file, whose maker is found by what is in it, or arrays: log-probabilities of shape (positions, k), or a dict
        of them and of ids of the same shape.
    format
        Who made it, where that is not to be found.
    vocab
        V, the number of all classes. Without it bounds need no V, and may be infinite.
    operators
        "power" or "mixing", or both.
    temperatures
        T > 0; from 1 on for mixing.
    error
        The mean total variation of renormalised targets that is to be kept, between 0 and 1.
    student
        Log-probabilities of a student on the same positions.
    by
        What its tokens are matched by: "id" or "text".
    repair
        Of "unknown" (−9999 and null are not given), "duplicates" (a token counts once), "sums" (above one, divided).
    padding
        The number of real tokens: ids, or columns, from it on belong to no token.
    digits
        To how many decimals log-probabilities were rounded, where their digits do not show it.
    plot
        A file to draw it to: .pdf, .png or .svg.
    progress
        Called as work goes on, with how much is done, how much there is, and a name.

    Returns
    -------
    TopK
        Intervals that no law with this top k passes, and means of them over positions.

    Raises
    ------
    UsageError
        In one line for what cannot be used.
    """
    plot = plottable(None if plot is None else Path(plot))
    if not 0 < error < 1:
        raise UsageError(f"error: {error!r} is not a total variation between 0 and 1")
    if by not in ("id", "text"):
        raise UsageError(f"by: {by!r} is neither id nor text")
    try:
        asked = [(operator, float(T)) for operator, T in product(operators, temperatures)]
        for operator, T in asked:
            _askable(operator, T)
        about: dict[str, Any] = {"vocab": vocab, "padding": padding, "digits": digits, "repairs": tuple(repair)}
        about["texts"] = student is not None and by == "text"
        reading = LogProbabilities(source, insisted=format, **about)
        found = _Gathered(reading, asked)
        for n, (block, read) in enumerate(reading.blocks()):
            found.add(block, read)
            progress(n, 0, "blocks of positions")
        compared = None
        if student is not None:
            compared = against(reading.again(), LogProbabilities(student, "student", **about), by)
        result = found.result(error, compared)
    except InputError as wrong:
        raise UsageError(str(wrong)) from wrong
    if plot is not None:
        write(draw, found.pictured(error), plot)
    return result


def _askable(operator: str, T: float) -> None:
    if operator not in OPERATORS:
        raise InputError(f"operator: {operator!r} is neither power nor mixing, whose hidden classes are bounded")
    if not (np.isfinite(T) and T > 0):
        raise InputError(f"temperature: {T:g} is not a positive number")


class _Gathered:
    """All that is kept of the positions: their kept mass, intervals, a sample, and those that decide."""

    def __init__(self, reading: LogProbabilities, asked: Sequence[tuple[str, float]]) -> None:
        self.reading, self.asked = reading, asked
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
        for n, (operator, T) in enumerate(self.asked):
            tail, spread, targets = softened(operator, top, T)
            self.tails[n].add(tail)
            self.entropies[n].add(spread)
            for name, found in targets.items():
                for of, interval in found._asdict().items():
                    self.targets[n][name][of].add(interval)
            if n == len(self.asked) - 1:
                self._remember(tail.low, tail.high, block, read)

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
                _tokens(block, read, int(row), n),
                float(self.kept[-1][row]),
                (float(low[row]), float(high[row])),
            )
            (heapq.heapreplace if len(self.worst) == DECIDING else heapq.heappush)(self.worst, (*entry, own))

    def result(self, error: float, compared: Against | None) -> TopK:
        """What came of it."""
        reading, rows = self.reading, self.sample.top()
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


def _tokens(block: Block, read: Read, row: int, n: int) -> tuple[str, ...]:
    """The likeliest tokens of a position: texts, or ids, or columns."""
    order = block.order[row][:TOKENS][: int(block.top.shown[row])]  # pyright: ignore[reportOptionalSubscript]
    position = read.position(n)
    if position is None or position.texts is None:
        return tuple(str(column if block.ids is None else block.ids[row, at]) for at, column in enumerate(order))
    texts = [*position.texts, position.own_text or ""]
    return tuple(texts[at] if at < len(texts) else "" for at in order)
