"""The ledger keeps everything, and a kill loses only what was in progress."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import replace

import pytest

from proofs_checks.machine import ledger as ledger_module
from proofs_checks.machine.ledger import Ledger, LedgerError, Record

OF = ("made.up", "leg", "")


def record(digest="d", outcome="supports", **fields):
    return Record(digest, "made.up", "leg", "", 3, outcome, **fields)


@pytest.fixture
def ledger(tmp_path):
    opened = Ledger(tmp_path / "out" / "ledger.sqlite")
    yield opened
    opened.close()


def test_a_record_comes_back_as_it_was(ledger):
    kept = record(
        figures={"z": 1.5, "n": 3, "says": "β"},
        witness={"confirmed": "exact", "says": "0 < 1", "at": {"p": ["1/2", "1/2"]}},
        note="why",
        seconds=0.25,
        versions={"numpy": "2"},
        made="2026-01-06T00:00:00+00:00",
    )
    ledger.append(kept)
    assert ledger.current("d", OF) == kept
    assert ledger.current("other", OF) is None
    assert kept.confirmed
    assert not record().confirmed
    assert not record(witness={"confirmed": None}).confirmed


def test_the_newest_record_answers_and_the_older_stays(ledger):
    ledger.append(record(outcome="refutes"))
    ledger.append(record(outcome="supports"))
    assert ledger.current("d", OF).outcome == "supports"
    assert len(ledger) == 2


def test_nothing_is_changed_or_deleted(ledger, tmp_path):
    ledger.append(record())
    raw = sqlite3.connect(tmp_path / "out" / "ledger.sqlite")
    for statement in ("UPDATE records SET outcome = 'refutes'", "DELETE FROM records"):
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            raw.execute(statement)
    raw.close()


def test_a_file_that_is_no_ledger_is_named(tmp_path):
    path = tmp_path / "ledger.sqlite"
    path.write_text("this is not a database, however long it may be, and it says so " * 20)
    with pytest.raises(LedgerError, match=f"ledger: cannot use {path}: file is not a database"):
        Ledger(path)
    with pytest.raises(LedgerError, match="ledger: cannot use"):
        Ledger(path / "below" / "a" / "file")


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE records (id INTEGER PRIMARY KEY, digest TEXT)",
        "PRAGMA user_version = 3",
        "ALTER TABLE records ADD COLUMN more TEXT",
    ],
)
@pytest.mark.parametrize("write", [True, False])
def test_a_ledger_of_another_version_is_refused(tmp_path, statement, write):
    path = tmp_path / "other.sqlite"
    if "CREATE" not in statement:
        Ledger(path).close()
    with closing(sqlite3.connect(path)) as other:
        other.execute(statement)
    says = (
        r"cannot use .*other.sqlite: no ledger that this version of kdaudit writes \(schema \d, not 2\); move it away"
    )
    with pytest.raises(LedgerError, match=says):
        Ledger(path, write=write)


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"figures": ["z"]}, "the figures of made.up.leg are none"),
        ({"witness": {"at": {}}}, "the outcome or witness of made.up.leg is none"),
        ({"outcome": "proved"}, "the outcome or witness of made.up.leg is none"),
        ({"claim": "an.other"}, "under the digest of made.up.leg it has an.other.leg"),
    ],
)
def test_a_record_of_another_make_is_one_line(ledger, fields, says):
    ledger.append(replace(record(), **fields))
    with pytest.raises(LedgerError, match=says):
        ledger.current("d", OF)


def test_a_ledger_is_read_where_nothing_can_be_written(ledger, tmp_path):
    ledger.append(record())
    ledger.close()
    folder = tmp_path / "out"
    kept = Ledger(folder / "ledger.sqlite", write=False)
    assert kept.current("d", OF) == record()
    with pytest.raises(LedgerError, match="readonly"):
        kept.append(record())
    kept.close()
    before = sorted(folder.iterdir())
    with closing(ledger_module._opened(folder / "ledger.sqlite")) as plain:
        assert plain.execute("SELECT COUNT(*) FROM records").fetchone() == (1,)
    assert sorted(folder.iterdir()) == before


def test_two_connections_append_at_once(ledger, tmp_path):
    other = Ledger(tmp_path / "out" / "ledger.sqlite")
    for n in range(20):
        (ledger if n % 2 else other).append(record(digest=str(n)))
    assert len(ledger) == len(other) == 20
    other.close()


SLOW = """
    'A title.'
    import time
    from proofs_checks.machine.claim import Claim, Whole, control, leg
    from proofs_checks.machine.evidence import Evidence

    claim = Claim("x", "every x", "supported")

    def quick(ok=True):
        return Evidence("supports" if ok else "refutes")

    @leg("exact", covers="some")
    def first(ok=True):
        return quick(ok)

    @leg("search", covers="some")
    def second(ok=True):
        time.sleep(1.5)
        return quick(ok)

    control(first, "broken", ok=False)
    control(second, "broken", ok=False)
"""
DRIVER = """
import sys
from pathlib import Path
from proofs_checks.machine.discovery import load
from proofs_checks.machine.folder import Folder
from proofs_checks.machine import ledger as ledger_module
from proofs_checks.machine.ledger import Ledger
from proofs_checks.machine.runner import run
from kdaudit.audits.executors import workers

if __name__ == "__main__":
    with workers(int(sys.argv[2])) as executor:
        (result,) = run([load("things.slow", Folder("madeup"))], Ledger(Path(sys.argv[1])), executor=lambda: executor)
    print(result.judged.verdict, len(result.cached))
"""


@pytest.fixture
def driver(room, tmp_path):
    room(slow=SLOW)
    script, path = tmp_path / "driver.py", tmp_path / "ledger.sqlite"
    script.write_text(DRIVER)
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}

    def start(jobs):
        command = [sys.executable, str(script), str(path), str(jobs)]
        return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True, start_new_session=True)

    return start, path


def rows(path):
    if not path.exists():
        return []
    with closing(sqlite3.connect(path)) as connection:
        try:
            return [tuple(row) for row in connection.execute("SELECT leg, control, digest FROM records ORDER BY id")]
        except sqlite3.OperationalError:
            return []  # not yet made


@pytest.mark.parametrize("jobs", [1, 2])
def test_kill_9_in_the_middle_then_resume(driver, jobs):
    start, path = driver
    victim = start(jobs)
    deadline = time.monotonic() + 60
    while len(rows(path)) < 2:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    victim.send_signal(signal.SIGKILL)
    victim.communicate()
    kept = rows(path)
    assert 2 <= len(kept) < 4
    time.sleep(0.5)
    assert not _alive(victim.pid), "workers outlive a killed run"

    output, _ = start(jobs).communicate(timeout=60)
    assert output == f"supported {len(kept)}\n"
    assert rows(path)[: len(kept)] == kept
    assert len({digest for _, _, digest in rows(path)}) == 4


def _alive(group):
    """Whether any process of the killed run's group is left, apart from zombies."""
    listing = subprocess.run(["ps", "-eo", "pgid=,stat="], capture_output=True, text=True, check=True).stdout
    return any(int(pgid) == group and not stat.startswith("Z") for pgid, stat in map(str.split, listing.splitlines()))


def test_two_runs_at_once_share_a_ledger(driver):
    start, path = driver
    outputs = [run.communicate(timeout=60)[0] for run in [start(1), start(2)]]
    assert [output.split()[0] for output in outputs] == ["supported", "supported"]
    assert len({digest for _, _, digest in rows(path)}) == 4
    assert start(1).communicate(timeout=60)[0] == "supported 4\n"
