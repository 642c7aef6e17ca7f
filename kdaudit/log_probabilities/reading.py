"""Files of log-probabilities read, whoever made them: a block of positions at a time, and what was left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec
import numpy as np

from kdaudit.inputs.arrays import Source, regular
from kdaudit.log_probabilities.block import REPAIRS, Block, Rows, Rules, block, joined, rows, unbounded
from kdaudit.log_probabilities.formats import FORMATS, Format, Record, recognised
from kdaudit.log_probabilities.lines import decoded, records
from kdaudit.log_probabilities.openai import Numbers
from kdaudit.log_probabilities.position import Position
from kdaudit.log_probabilities.read import Place, Read
from kdaudit.log_probabilities.rounding import rounding
from kdaudit.log_probabilities.tables import PARQUET, Arrays, Parquet, Tables
from numerics.simplex import InputError

TOGETHER, BATCH = 2**12, 2**8  # positions of a block, and of a part of it: they stay in the cache
NONE, EMPTY = "without log-probabilities", "records without positions"
COLLAPSED = "fewer tokens bound the others than in most, as where two have one text: nothing bounds what is hidden"
ARRAYS = (".npz", ".npy", ".safetensors")
PACKED = (b"PK\x03\x04", b"\x93NUMPY", b"\x80")


class LogProbabilities:
    """The log-probabilities of a file, or of arrays.

    Attributes
    ----------
    format : str
        Who made it; "arrays" or "parquet" for plain ones.
    classes : float
        V; infinite where nobody knows it.
    off : float
        How far each number may be from the truth, in nats; `rounded` says why.
    records : int
        How many were read so far.
    left_out : dict
        What could not be used, by what is wrong with it: how often, and where first.
    repaired : Counter
        How many positions, or entries of padding, a repair changed.
    notes : Counter
        How many positions something is to be said of.
    """

    def __init__(
        self,
        source: Source | Arrays,
        name: str = "file",
        *,
        insisted: str | None = None,
        vocab: int | None = None,
        padding: int | None = None,
        digits: int | None = None,
        repairs: Sequence[str] = (),
        texts: bool = False,
    ) -> None:
        self.source, self.name, self.insisted, self.vocab = source, name, insisted, vocab
        self.padding, self.digits, self.repairs, self.texts = padding, digits, tuple(repairs), texts
        self.format, self.rounded = "", ""
        self.classes, self.off, self.records = np.inf, 0.0, 0
        self.left_out: dict[str, tuple[int, Place]] = {}
        self.repaired: Counter[str] = Counter()
        self.notes: Counter[str] = Counter()
        self._bounding: Counter[int] = Counter()
        self._begun = False
        for repair in self.repairs:
            if repair not in REPAIRS:
                raise InputError(f"--repair: {repair!r} is none of {', '.join(REPAIRS)}")
        for option, value in (("--vocab", self.vocab), ("--padding", self.padding)):
            if value is not None and value < 1:
                raise InputError(f"{option}: {value} is not a number of tokens")
        if self.insisted is not None and self.insisted not in FORMATS:
            raise InputError(f"--format: {self.insisted!r} is none of {', '.join(FORMATS)}")
        if self.digits is not None and not 0 <= self.digits <= 17:
            raise InputError(f"--digits: {self.digits} is not a number of decimals from 0 to 17")

    def again(self) -> LogProbabilities:
        """The same, not read yet."""
        return LogProbabilities(
            self.source,
            self.name,
            insisted=self.insisted,
            vocab=self.vocab,
            padding=self.padding,
            digits=self.digits,
            repairs=self.repairs,
            texts=self.texts,
        )

    def blocks(self) -> Iterator[tuple[Block, Read]]:
        """The positions that can be used, and where they were read. InputError where the whole file cannot be."""
        tables = self._tables()
        found = self._records() if tables is None else self._of_tables(tables)
        whole = tables is not None and tables.whole
        used = 0
        for table, read in found:
            off, rounded = rounding(table.logs, self.digits)
            if off > self.off or not self.rounded:
                self.off, self.rounded = off, rounded
            if self.padding is not None and table.ids is None and not whole:
                raise InputError("--padding: tokens have no ids here, only texts; leave it out")
            made = block(table, Rules(self.classes, self.off, self.padding, self.repairs))
            self.repaired.update(made.repaired)
            for says, where in made.faults.items():
                self._leave_out(says, read.place(where[0]), len(where))
            if len(made.kept):
                used += len(made.kept)
                yield made, read
        if not used:
            reasons = "; ".join(f"{says} ({count:,}, {place})" for says, (count, place) in self.left_out.items())
            raise InputError(f"{self.name}: has no position that can be used: {reasons or 'it has none at all'}")

    def _leave_out(self, says: str, place: Place, count: int = 1) -> None:
        before, first = self.left_out.get(says, (0, place))
        self.left_out[says] = (before + count, first)

    def _tables(self) -> Tables | Parquet | None:
        """The file as arrays; None where it has records."""
        if not isinstance(self.source, str | Path):
            return Tables(self.source, self.name)
        path = regular(Path(self.source), self.name)
        try:
            with path.open("rb") as file:
                start = file.read(8)
        except OSError as error:
            raise InputError(f"{self.name}: cannot read {path}: {error.strerror or error}") from error
        if start.startswith(PARQUET):
            return Parquet(path, self.name)
        return Tables(path, self.name) if path.suffix in ARRAYS or start.startswith(PACKED) else None

    def _of_tables(self, tables: Tables | Parquet) -> Iterator[tuple[Rows, Read]]:
        self.format = "parquet" if isinstance(tables, Parquet) else "arrays"
        said_to_be = tables.classes
        self.classes = self.vocab or said_to_be or np.inf
        for table in tables.blocks():
            if tables.whole and self.padding is not None:
                self.repaired["padding"] += int(np.isfinite(table.logs[:, self.padding :]).sum())
                table.logs[:, self.padding :] = -np.inf
            rows_read = self.records + 1 + np.arange(len(table.logs))
            self.records += len(table.logs)
            yield table, Read(rows_read, np.zeros_like(rows_read), {}, None)

    def _records(self) -> Iterator[tuple[Rows, Read]]:
        self.classes = self.vocab or np.inf
        pending: list[Position | Numbers] = []
        parts: list[Rows] = []
        numbers: list[int] = []
        counts: list[int] = []
        lines: dict[int, bytes] = {}

        def together() -> tuple[Rows, Read]:
            table = joined([*parts, rows(pending)] if pending else parts)
            if self.format == "openai-legacy":
                self.notes[COLLAPSED] += unbounded(table, self._bounding)
            of_line = np.repeat(np.fromiter(lines, np.int64, len(lines)), counts)
            return table, Read(of_line, np.array(numbers, np.int64), lines, FORMATS[self.format])

        for number, line, positions in self._positions(Path(self.source)):  # pyright: ignore[reportArgumentType]
            places = range(1, len(positions) + 1)
            if None in positions:
                places = [n for n, position in enumerate(positions, start=1) if position is not None]
                self._leave_out(NONE, Place(number, positions.index(None) + 1), len(positions) - len(places))
            pending += filter(None, positions)
            numbers += places
            lines[number] = line
            counts.append(len(places))
            if len(pending) >= BATCH:  # as arrays while they are in the cache
                parts.append(rows(pending))
                pending = []
            if len(numbers) >= TOGETHER:
                yield together()
                pending, parts, numbers, counts, lines = [], [], [], [], {}
        if numbers:
            yield together()

    def _positions(self, path: Path) -> Iterator[tuple[int, bytes, list[Position | Numbers | None]]]:
        decoder, kind = None, None
        for number, line in records(path, self.name):
            self.records += 1
            try:
                if decoder is None or kind is None:
                    kind = self._kind(line)
                    decoder = msgspec.json.Decoder(kind)
                positions = list(decoded(line, decoder, kind).positions())
                if Position in set(map(type, positions)):
                    for position in filter(None, positions):
                        position.check()
            except InputError:
                raise
            except (msgspec.MsgspecError, ValueError, IndexError, RecursionError) as error:
                self._leave_out(f"cannot be read: {_short(error)}", Place(number, 0))
            else:
                if not positions:
                    self._leave_out(EMPTY, Place(number, 0))
                    decoder = decoder if self._begun else None  # whose it is the next one may say
                self._begun |= bool(positions)
                yield number, line, positions

    def _kind(self, line: bytes) -> type[Record]:
        """What records are read as: without texts, where nobody asks for them and they are no ids."""
        found = self._format(line)
        lean = not self.texts and b'"token_id:' not in line and b'"prompt_logprobs":' not in line
        return found.numbers if lean and found.numbers is not None else found.record

    def _format(self, line: bytes) -> Format:
        found = FORMATS[self.insisted] if self.insisted else recognised(_any(line), self.name)
        self.format = found.name
        return found


def _any(line: bytes) -> object:
    found = decoded(line, msgspec.json.Decoder(dict), dict) if line.lstrip()[:1] == b"{" else msgspec.json.decode(line)
    return found[0] if isinstance(found, list) and found else found


def _short(error: Exception) -> str:
    """What is wrong with a record, without where in the line: so that equal faults are counted together."""
    if isinstance(error, RecursionError):
        return "nested too deeply"
    return str(error).split(" - at ")[0].split(" (byte")[0].split(": line ")[0]
