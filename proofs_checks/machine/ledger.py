"""The ledger: every record that was ever made, in SQLite, never changed and never deleted.

A record answers for a leg as long as its digest is current; `--fresh` ignores old records but keeps them.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from proofs_checks.machine.evidence import Outcome

_SCHEMA = """
CREATE TABLE IF NOT EXISTS records (
    id INTEGER PRIMARY KEY, digest TEXT NOT NULL, claim TEXT NOT NULL, leg TEXT NOT NULL, control TEXT NOT NULL,
    seed INTEGER, outcome TEXT NOT NULL, figures TEXT NOT NULL, witness TEXT NOT NULL, note TEXT NOT NULL,
    trees TEXT NOT NULL, seconds REAL NOT NULL, versions TEXT NOT NULL, made TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS by_digest ON records (digest);
CREATE TRIGGER IF NOT EXISTS unchanged BEFORE UPDATE ON records BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER IF NOT EXISTS kept BEFORE DELETE ON records BEGIN SELECT RAISE(ABORT, 'append-only'); END;
"""


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
_JSON = ("figures", "witness", "trees", "versions")


class Ledger:
    """The records in one file. Several processes may append at once; a kill loses only what was not appended."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with self._told():
            path.parent.mkdir(parents=True, exist_ok=True)
            self._connection = sqlite3.connect(path, timeout=60, isolation_level=None)
            self._connection.execute("PRAGMA journal_mode = WAL")
            self._connection.executescript(_SCHEMA)
            if "trees" not in {row[1] for row in self._connection.execute("PRAGMA table_info(records)")}:
                self._connection.execute("ALTER TABLE records ADD COLUMN trees TEXT NOT NULL DEFAULT '[]'")

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Whatever goes wrong with the file ends as one line that names it."""
        try:
            yield
        except (OSError, sqlite3.Error, json.JSONDecodeError) as error:
            raise LedgerError(
                f"ledger: cannot use {self._path}: {error}; move it away, or choose another --out"
            ) from error

    def append(self, record: Record) -> None:
        """Add a record; it is on disk when this returns."""
        values = [json.dumps(v) if name in _JSON else v for name in _COLUMNS for v in (getattr(record, name),)]
        marks = ", ".join("?" * len(_COLUMNS))
        with self._told():
            self._connection.execute(f"INSERT INTO records ({', '.join(_COLUMNS)}) VALUES ({marks})", values)

    def current(self, digest: str) -> Record | None:
        """The newest record under a digest."""
        query = f"SELECT {', '.join(_COLUMNS)} FROM records WHERE digest = ? ORDER BY id DESC LIMIT 1"
        with self._told():
            row = self._connection.execute(query, (digest,)).fetchone()
            if row is None:
                return None
            values = {n: json.loads(v) if n in _JSON else v for n, v in zip(_COLUMNS, row, strict=True)}
            return Record(**{**values, "trees": tuple(values["trees"])})

    def __len__(self) -> int:
        return self._connection.execute("SELECT COUNT(*) FROM records").fetchone()[0]

    def close(self) -> None:
        self._connection.close()
