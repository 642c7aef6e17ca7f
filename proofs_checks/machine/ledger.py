"""The ledger: every record that was ever made, in SQLite, never changed and never deleted.

A record answers for a leg as long as its digest is current; `--fresh` ignores old records but keeps them. Each record
is chained to the one before it by a hash, so that an edit, an exchange or a gap is noticed when the ledger is opened. A
chain cannot show that a ledger was cut short or written anew as a whole: `kdaudit verify --full` makes its calls again.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from hashlib import sha256
from pathlib import Path
from typing import Any, get_args

from proofs_checks.machine.evidence import Outcome

ANSWERS = 16
SCHEMA = 2  # 1, of which nothing was said in the file, had no chain
_TABLES = """
CREATE TABLE records (
    id INTEGER PRIMARY KEY, digest TEXT NOT NULL, claim TEXT NOT NULL, leg TEXT NOT NULL, control TEXT NOT NULL,
    seed INTEGER, outcome TEXT NOT NULL, figures TEXT NOT NULL, witness TEXT NOT NULL, note TEXT NOT NULL,
    trees TEXT NOT NULL, seconds REAL NOT NULL, versions TEXT NOT NULL, made TEXT NOT NULL, chain TEXT NOT NULL)

CREATE INDEX by_digest ON records (digest)

CREATE TRIGGER unchanged BEFORE UPDATE ON records BEGIN SELECT RAISE(ABORT, 'append-only'); END

CREATE TRIGGER kept BEFORE DELETE ON records BEGIN SELECT RAISE(ABORT, 'append-only'); END
"""  # a blank line between two statements


_ANSWERS = "CREATE TABLE IF NOT EXISTS answers (name TEXT PRIMARY KEY, said TEXT NOT NULL, seal TEXT NOT NULL)"


class LedgerError(Exception):
    """The ledger cannot be opened or is not a ledger; the message is one line that names the file."""


@dataclass(frozen=True)
class Record:
    """Evidence, stamped by the machine: what was run, under which digest, seed and versions, how long, when."""

    digest: str
    claim: str
    leg: str
    control: str  # "" for the leg itself
    seed: int | None
    outcome: Outcome
    figures: dict[str, Any] = field(default_factory=dict)
    witness: dict[str, Any] | None = None
    note: str = ""
    trees: tuple[str, ...] = ()  # how its provers cut their boxes: see `numerics.box_trees`
    seconds: float = 0.0
    versions: dict[str, str] = field(default_factory=dict)
    made: str = ""

    @property
    def confirmed(self) -> bool:
        """Whether there is a witness, confirmed in exact or ball arithmetic."""
        return self.witness is not None and self.witness["confirmed"] is not None


_COLUMNS = tuple(f.name for f in fields(Record))
_JSON = {"figures": (dict,), "witness": (dict, type(None)), "trees": (list,), "versions": (dict,)}


class Ledger:
    """The records in one file. Several processes may append at once; a kill loses only what was not appended.

    With `write=False` the file is opened to be read, also in a folder where nothing can be written.
    """

    def __init__(self, path: Path, *, write: bool = True) -> None:
        self._path = path
        with self._told():
            if path.exists() and not path.is_file():
                raise ValueError("it is no file")
            self._connection = _made(path) if write else _opened(path)
            self._whole()
            tables = self._connection.execute("SELECT name FROM sqlite_master WHERE name = 'answers'")
            self._keeps = bool(tables.fetchall())

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Whatever goes wrong with the file ends as one line that names it."""
        try:
            yield
        except (OSError, sqlite3.Error, ValueError, OverflowError) as error:
            raise LedgerError(
                f"ledger: cannot use {self._path}: {error}; move it away, or choose another --out"
            ) from error

    def seconds(self) -> dict[tuple[str, str], float]:
        """How long each leg took with its controls, by claim and leg, when they were last run."""
        query = "SELECT claim, leg, control, seconds FROM records ORDER BY id"
        with self._told():
            last = {row[:3]: row[3] for row in self._connection.execute(query)}
        found: dict[tuple[str, str], float] = {}
        for (claim, leg, _), took in last.items():
            found[claim, leg] = found.get((claim, leg), 0.0) + took
        return found

    @property
    def head(self) -> str:
        """The chain's last hash, which stands for all records; "" where there is none."""
        with self._told():
            last = self._connection.execute("SELECT chain FROM records ORDER BY id DESC LIMIT 1").fetchone()
        return last[0] if last else ""

    def answer(self, name: str) -> str | None:
        """What a run would print, kept under a name; None where nothing is, or not what was written."""
        with self._told():
            if not self._keeps:
                return None
            row = self._connection.execute("SELECT said, seal FROM answers WHERE name = ?", (name,)).fetchone()
        return row[0] if row and row[1] == _link(name, row[:1]) else None

    def keep(self, name: str, said: str) -> None:
        """Keep what a run would print, in place of what was kept under that name; the last few names are kept."""
        with self._told(), _alone(self._connection):
            row = (name, said, _link(name, (said,)))
            self._connection.execute("INSERT OR REPLACE INTO answers VALUES (?, ?, ?)", row)
            last = "SELECT rowid FROM answers ORDER BY rowid DESC LIMIT ?"
            self._connection.execute(f"DELETE FROM answers WHERE rowid NOT IN ({last})", (ANSWERS,))

    def append(self, record: Record) -> None:
        """Add a record; it is on disk when this returns."""
        values = [json.dumps(v) if name in _JSON else v for name in _COLUMNS for v in (getattr(record, name),)]
        columns, marks = ", ".join((*_COLUMNS, "chain")), ", ".join("?" * (len(_COLUMNS) + 1))
        with self._told(), _alone(self._connection):
            last = self._connection.execute("SELECT chain FROM records ORDER BY id DESC LIMIT 1").fetchone()
            values.append(_link(last[0] if last else "", values))
            self._connection.execute(f"INSERT INTO records ({columns}) VALUES ({marks})", values)

    def current(self, digest: str, of: tuple[str, str, str]) -> Record | None:
        """The newest record under the digest of a claim, leg and control. Raises LedgerError for that of another."""
        query = f"SELECT {', '.join(_COLUMNS)} FROM records WHERE digest = ? ORDER BY id DESC LIMIT 1"
        with self._told():
            row = self._connection.execute(query, (digest,)).fetchone()
            if row is not None and row[1:4] != of:
                raise ValueError(f"under the digest of {'.'.join(of[:2])} it has {'.'.join(row[1:3])}")
            return None if row is None else _record(row)

    def _whole(self) -> None:
        """Raises ValueError unless the file is sound, and each record follows from the one before it."""
        ((found, *_),) = self._connection.execute("PRAGMA integrity_check(1)")
        if found != "ok":
            raise ValueError(f"it is damaged ({' '.join(found.split())})")
        before = ""
        for number, *values, chain in self._connection.execute(
            f"SELECT id, {', '.join(_COLUMNS)}, chain FROM records ORDER BY id"
        ):
            if chain != _link(before, values):
                name = ".".join(str(value) for value in values[1:3])
                raise ValueError(f"record {number} ({name}) or the one before it is not the one that was written")
            before = chain

    def __len__(self) -> int:
        return self._connection.execute("SELECT COUNT(*) FROM records").fetchone()[0]

    def close(self) -> None:
        self._connection.close()


def _made(path: Path) -> sqlite3.Connection:
    """A connection that appends, to a file that is made if it is not there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(path, timeout=60, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    with _alone(connection):
        empty = not connection.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()[0]
        if empty and not connection.execute("PRAGMA user_version").fetchone()[0]:
            for statement in _TABLES.split("\n\n"):
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {SCHEMA}")
        connection.execute(_ANSWERS)
    return _of_this_schema(connection)


def _opened(path: Path) -> sqlite3.Connection:
    """A connection that reads. Where nothing can be written SQLite must be told that nobody else does."""
    pending = path.with_name(f"{path.name}-wal")
    fixed = not os.access(path.parent, os.W_OK) and not (pending.exists() and pending.stat().st_size)
    address = f"{path.absolute().as_uri()}?mode=ro{'&immutable=1' if fixed else ''}"
    return _of_this_schema(sqlite3.connect(address, timeout=60, isolation_level=None, uri=True))


def _of_this_schema(connection: sqlite3.Connection) -> sqlite3.Connection:
    found = connection.execute("PRAGMA user_version").fetchone()[0]
    columns = {row[1] for row in connection.execute("PRAGMA table_info(records)")}
    if found != SCHEMA or columns != {"id", *_COLUMNS, "chain"}:
        connection.close()
        raise ValueError(f"no ledger that this version of kdaudit writes (schema {found or 1}, not {SCHEMA})")
    return connection


@contextmanager
def _alone(connection: sqlite3.Connection) -> Iterator[None]:
    """One transaction, during which no other process appends."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _link(before: str, values: Sequence[Any]) -> str:
    """The hash of a record as it is stored, and of that of the record before it."""
    return sha256(repr((before, *values)).encode()).hexdigest()


def _record(row: Sequence[Any]) -> Record:
    """A row as a record. Raises ValueError where a value is not of its kind."""
    values = dict(zip(_COLUMNS, row, strict=True))
    for name, kinds in _JSON.items():
        values[name] = json.loads(values[name])
        if not isinstance(values[name], kinds):
            raise ValueError(f"the {name} of {values['claim']}.{values['leg']} are none: {row[_COLUMNS.index(name)]}")
    sound = values["witness"] is None or {"confirmed", "says"} <= set(values["witness"])
    if values["outcome"] not in get_args(Outcome) or not sound:
        raise ValueError(f"the outcome or witness of {values['claim']}.{values['leg']} is none")
    return Record(**{**values, "trees": tuple(values["trees"])})
