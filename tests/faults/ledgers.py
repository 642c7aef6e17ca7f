"""Ledgers that were damaged, edited, exchanged or cut: each is refused in one line, or has every record as it was."""

from __future__ import annotations

import os
import random
import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

from proofs_checks.machine.ledger import Ledger, LedgerError, Record
from tests.faults.fault import Fault, LostError, must

RECORDS = 24
COPIED = "digest, claim, leg, control, seed, 'refutes', figures, witness, note, trees, seconds, versions, made, chain"
EDITS = {
    "an outcome": "UPDATE records SET outcome = 'refutes' WHERE id = 2",
    "an outcome, in the last": f"UPDATE records SET outcome = 'refutes' WHERE id = {RECORDS}",
    "figures": "UPDATE records SET figures = '{\"z\": 9}' WHERE id = 2",
    "figures that are none": "UPDATE records SET figures = 'z' WHERE id = 2",
    "a witness": "UPDATE records SET witness = '{}' WHERE id = 2",
    "a note": "UPDATE records SET note = '' WHERE id = 2",
    "trees": "UPDATE records SET trees = '[\"x\"]' WHERE id = 2",
    "seconds": "UPDATE records SET seconds = 9.5 WHERE id = 2",
    "versions": 'UPDATE records SET versions = \'{"numpy": "0"}\' WHERE id = 2',
    "a date": "UPDATE records SET made = '' WHERE id = 2",
    "a seed": "UPDATE records SET seed = 77 WHERE id = 2",
    "a digest": "UPDATE records SET digest = 'd9' WHERE id = 2",
    "another claim": "UPDATE records SET claim = 'an.other' WHERE id = 2",
    "another leg": "UPDATE records SET leg = 'other' WHERE id = 2",
    "another control": "UPDATE records SET control = '0: x' WHERE id = 2",
    "a chain": "UPDATE records SET chain = (SELECT chain FROM records WHERE id = 1) WHERE id = 2",
    "the first left out": "DELETE FROM records WHERE id = 1",
    "one left out": "DELETE FROM records WHERE id = 2",
    "half left out": "DELETE FROM records WHERE id % 2 = 0",
    "one put in its place": f"INSERT OR REPLACE INTO records SELECT 2, {COPIED} FROM records WHERE id = 2",
    "one added": f"INSERT INTO records SELECT 99, {COPIED} FROM records WHERE id = 2",
    "one added before": f"INSERT INTO records SELECT -1, {COPIED} FROM records WHERE id = 2",
    "two exchanged": "UPDATE records SET id = CASE id WHEN 2 THEN 130 ELSE 120 END WHERE id IN (2, 3)",
}
SCHEMAS = {
    "a newer schema": "PRAGMA user_version = 3",
    "an older schema": "PRAGMA user_version = 0",
    "a column more": "ALTER TABLE records ADD COLUMN more TEXT",
    "a column of another name": "ALTER TABLE records RENAME COLUMN note TO notes",
    "no table": "DROP TABLE records",
    "a table of another name": "ALTER TABLE records RENAME TO record",
}
NAMED = r"record -?\d+ \(.*\) or the one before it is not the one that was written"
HARMLESS = {"no index": "DROP INDEX by_digest", "packed again": "VACUUM", "another table": "CREATE TABLE x (y)"}


def records() -> list[Record]:
    return [
        Record(f"d{n}", "made.up", "leg", f"{n}: x", n, "supports", {"z": n / 7}, note="x" * 100 * (n % 3), made="now")
        for n in range(RECORDS)
    ]


def written(folder: Path) -> Path:
    path = folder / "ledger.sqlite"
    with closing(Ledger(path)) as ledger:
        for record in records():
            ledger.append(record)
    return path


def sound(path: Path, *, write: bool, says: str = "") -> bool:
    """Whether it opens; then every record is as it was. Raises LostError or WrongError."""
    try:
        with closing(Ledger(path, write=write)) as ledger:
            found = [ledger.current(r.digest, (r.claim, r.leg, r.control)) for r in records()]
    except LedgerError as error:
        must("\n" not in str(error) and str(path) in str(error) and re.search(says, str(error)), error)
        return False
    if None in found:
        raise LostError(f"{found.count(None)} records are gone")
    must(found == records(), "a record is another one")
    return True


def edited(statement: str, says: str | None, write: bool, folder: Path) -> None:
    """It is refused with these words, or believed if there are none."""
    path = written(folder)
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        for trigger in ("unchanged", "kept"):
            raw.execute(f"DROP TRIGGER {trigger}")
        raw.execute(statement)
    believed = sound(path, write=write, says=says or "")
    must(believed is (says is None), "it was believed" if believed else "it was refused")


def overwritten(seed: int, folder: Path) -> None:
    """Some bytes of the file are others."""
    path, chance = written(folder), random.Random(seed)
    content = bytearray(path.read_bytes())
    for _ in range(chance.choice((1, 1, 8, 64))):
        content[chance.randrange(len(content))] = chance.randrange(256)
    path.write_bytes(content)
    sound(path, write=bool(seed % 2))


def cut(seed: int, folder: Path) -> None:
    path, chance = written(folder), random.Random(seed)
    whole = path.read_bytes()
    path.write_bytes(whole[: chance.randrange(1, len(whole))])
    sound(path, write=bool(seed % 2))


def garbage(content: bytes, folder: Path) -> None:
    path = folder / "ledger.sqlite"
    path.write_bytes(content)
    for write in (False, True):
        must(not sound(path, write=write), "it was accepted")
    must(path.read_bytes() == content, "it was written over")


def elsewhere(make: Callable[[Path], object], folder: Path) -> None:
    path = folder / "ledger.sqlite"
    make(path)
    for write in (False, True):
        must(not sound(path, write=write), "it was accepted")


def faults() -> Iterator[Fault]:
    """By SQL, byte by byte, and what is no ledger at all."""
    for says, statements in ((NAMED, EDITS), ("no ledger that this version", SCHEMAS), (None, HARMLESS)):
        for name, statement in statements.items():
            for write in (True, False):
                how = "to append" if write else "to read"
                yield Fault("ledgers", f"{name}, {how}", partial(edited, statement, says, write))
    for seed in range(60):
        yield Fault("ledgers", f"bytes overwritten, seed {seed}", partial(overwritten, seed))
    for seed in range(20):
        yield Fault("ledgers", f"cut, seed {seed}", partial(cut, seed))
    text = b"this is no database, and it says so " * 40
    for name, content in {"text": text, "zeros": bytes(8192), "a picture": b"\x89PNG\r\n\x1a\n" + text}.items():
        yield Fault("ledgers", f"{name} in its place", partial(garbage, content))
    yield Fault("ledgers", "a folder in its place", partial(elsewhere, Path.mkdir))
    yield Fault("ledgers", "a pipe in its place", partial(elsewhere, os.mkfifo))
    yield Fault("ledgers", "links in a circle", partial(elsewhere, lambda path: path.symlink_to(path)))
