"""The audit on a Dask cluster: the same records as here, even when a worker is killed midway."""

from __future__ import annotations

import json
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest

from kdaudit.audits import executors
from kdaudit.errors import CannotRunError
from tests.kdaudit.clusters import dask, until

pytest.importorskip("distributed")

CLAIMS = ("mixing_shrinks", "categorical", "fixed_design")


def audit(folder, *options):
    where = ["--out", str(folder), "--json", f"{folder}.json"]
    return [sys.executable, "-m", "kdaudit", "run", *CLAIMS, *where, *options]


def told(folder):
    """Everything that the audit found, less the seconds that it took."""
    document = json.loads(folder.with_suffix(".json").read_text(encoding="utf-8"))
    for verdict in document["verdicts"]:
        for leg in verdict["legs"]:
            del leg["seconds"]
    return document["verdicts"], document["sentences"]


def records(path):
    if not path.exists():
        return 0
    with closing(sqlite3.connect(path)) as ledger:
        try:
            return ledger.execute("SELECT COUNT(*) FROM records").fetchone()[0]
        except sqlite3.OperationalError:  # it is being made
            return 0


def test_a_killed_worker_changes_no_bit(tmp_path):
    for jobs in (1, 2):
        subprocess.run(audit(tmp_path / f"jobs{jobs}", "--jobs", str(jobs)), check=True)
    with dask(tmp_path, 1, 1) as (address, workers):
        running = subprocess.Popen(audit(tmp_path / "dask", "--cluster", address))
        until(lambda: records(tmp_path / "dask" / "ledger.sqlite") >= 3)  # more are under way
        workers[0].send_signal(signal.SIGKILL)
        assert records(tmp_path / "dask" / "ledger.sqlite") < records(tmp_path / "jobs1" / "ledger.sqlite")
        assert running.wait(timeout=120) == 0
        assert workers[0].wait() == -signal.SIGKILL
        assert workers[1].poll() is None
    here = told(tmp_path / "jobs1")
    assert here == told(tmp_path / "jobs2") == told(tmp_path / "dask")
    assert len(here[0]) == len(CLAIMS)


def test_a_worker_of_many_threads_gives_the_same(tmp_path):
    """Balls have one precision a process: where a worker runs threads, legs wait for each other."""
    with dask(tmp_path, 4) as (address, _):
        subprocess.run(audit(tmp_path / "threads", "--cluster", address), check=True)
    subprocess.run(audit(tmp_path / "here", "--jobs", "2"), check=True)
    assert told(tmp_path / "threads") == told(tmp_path / "here")


def mistake(*options):
    finished = subprocess.run(
        [sys.executable, "-m", "kdaudit", "run", "squared", *options], capture_output=True, text=True, check=False
    )
    assert finished.stdout == ""
    return finished.returncode, finished.stderr.strip().splitlines()[-1]


def test_mistakes_are_one_line(tmp_path, monkeypatch):
    both = "kdaudit: --jobs and --cluster: name one of them; a cluster has the workers that it has"
    assert mistake("--jobs", "2", "--cluster", "tcp://host:8786") == (2, both)
    nothing = "kdaudit: --cluster: 'nonsense' is no address of a scheduler, such as tcp://host:8786"
    assert mistake("--cluster", "nonsense", "--out", str(tmp_path)) == (2, nothing)
    code, line = mistake("--cluster", "tcp://127.0.0.1:9", "--out", str(tmp_path))
    assert code == 2
    assert line.startswith("kdaudit: --cluster: no scheduler answers at 'tcp://127.0.0.1:9'; start one with: dask")
    with dask(tmp_path) as (address, _):
        none = f"kdaudit: --cluster: {address} has no workers; start some with: dask worker {address}"
        assert mistake("--cluster", address, "--out", str(tmp_path)) == (3, none)
    monkeypatch.setattr(executors, "find_spec", lambda name: None)
    with (
        pytest.raises(CannotRunError, match="needs Dask's distributed; add it with: pip install distributed"),
        executors.cluster("tcp://host:8786", ""),
    ):
        pass
