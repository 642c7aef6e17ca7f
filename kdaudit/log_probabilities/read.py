"""Where positions stand in a file, and what stood there."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple, cast

import msgspec
import numpy as np
from numpy.typing import NDArray

from kdaudit.log_probabilities.formats import Format
from kdaudit.log_probabilities.lines import decoded
from kdaudit.log_probabilities.position import Position


class Place(NamedTuple):
    """Where a position stands: its record (a line, or a row of an array), and which of its positions, from 1 on."""

    record: int
    position: int

    def __str__(self) -> str:
        return f"record {self.record:,}" + (f", position {self.position:,}" if self.position else "")


@dataclass(frozen=True)
class Read:
    """What was read together: of each position its record and its number there, and of records their lines."""

    records: NDArray[np.int64]
    numbers: NDArray[np.int64]
    lines: dict[int, bytes]
    format: Format | None
    last: dict[int, list[Position | None]] = field(default_factory=dict)  # the record that was read again last

    def place(self, n: int) -> Place:
        """Where the n-th position stands."""
        return Place(int(self.records[n]), int(self.numbers[n]))

    def position(self, n: int) -> Position | None:
        """What stood there, with its texts; None of arrays."""
        if self.format is None:
            return None
        place, kind = self.place(n), self.format.record
        if place.record not in self.last:
            self.last.clear()
            found = decoded(self.lines[place.record], msgspec.json.Decoder(kind), kind)
            self.last[place.record] = cast(list[Position | None], list(found.positions()))
        return self.last[place.record][place.position - 1]
