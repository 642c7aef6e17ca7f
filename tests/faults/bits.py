"""The same bits on one process and two, on a cluster, and whatever number of threads the environment asks for."""

from __future__ import annotations

import sqlite3
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from functools import cache, partial
from pathlib import Path
from subprocess import DEVNULL, PIPE, Popen
from tempfile import TemporaryDirectory
from typing import Any

from tests.faults.audits import environment
from tests.faults.fault import Fault, command, must
from tests.kdaudit.clusters import dask

COMPONENTS = ("--component", "bias_variance", "--component", "convergence")
LIMIT = 900.0
SAID = "digest, claim, leg, control, seed, outcome, figures, witness, note, trees"


def records(folder: Path, *options: str, asked: Sequence[str] = COMPONENTS, **environment: str) -> dict[str, Any]:
    """What a fresh audit writes, by digest, without times: of two components, if nothing else is asked."""
    done = command(folder, "run", *asked, *options, limit=LIMIT, **environment)
    must(done.returncode == 0, done.stderr or done.stdout[-500:])
    return written(folder)


def written(folder: Path) -> dict[str, Any]:
    """The records of the ledger in a folder, by digest; none where it is being made."""
    path = folder / "build" / "ledger.sqlite"
    if not path.exists():
        return {}
    with closing(sqlite3.connect(path)) as ledger, suppress(sqlite3.OperationalError):
        return {row[0]: row[1:] for row in ledger.execute(f"SELECT {SAID} FROM records")}
    return {}


@cache
def reference(*asked: str) -> dict[str, Any]:
    """The same in one process; of everything, in two."""
    with TemporaryDirectory() as folder:
        return records(Path(folder), "--jobs", "1" if asked else "2", asked=asked)


def same(found: dict[str, Any], asked: Sequence[str] = COMPONENTS) -> None:
    expected = reference(*asked)
    must(found.keys() == expected.keys(), f"{len(found.keys() ^ expected.keys())} digests differ")
    others = [f"{row[0]}.{row[1]}" for key, row in found.items() if row != expected[key]]
    must(not others, f"{len(others)} of {len(found)} records differ: {', '.join(others[:5])}")


def asked(options: tuple[str, ...], environment: dict[str, str], folder: Path) -> None:
    same(records(folder, *options, **environment))


def on_a_cluster(threads: tuple[int, ...], folder: Path) -> None:
    with dask(folder, *threads) as (address, _):
        same(records(folder, "--cluster", address))


def whole_audit(folder: Path) -> None:
    """Every claim on two workers, one of which is killed when a quarter of the records are written."""
    expected = reference()
    with dask(folder, 1, 1) as (address, workers):
        run = [sys.executable, "-m", "kdaudit", "run", "--cluster", address]
        running = Popen(run, cwd=folder, env=environment(), stdout=DEVNULL, stderr=PIPE)
        try:
            begun = time.monotonic()
            while len(written(folder)) < len(expected) / 4:
                must(running.poll() is None and time.monotonic() - begun < LIMIT, "the audit had ended, or hangs")
                time.sleep(1)
            workers[0].kill()
            _, said = running.communicate(timeout=LIMIT)
        finally:
            running.kill()
        must(running.returncode == 0, said.decode())
        must(workers[1].poll() is None, "the other worker has ended, too")
    same(written(folder), ())


def faults() -> Iterator[Fault]:
    """Processes, clusters, variables."""
    ways: dict[str, tuple[tuple[str, ...], dict[str, str]]] = {
        "two processes": (("--jobs", "2"), {}),
        "OMP_NUM_THREADS=1": (("--jobs", "1"), {"OMP_NUM_THREADS": "1"}),
        "OMP_NUM_THREADS=2": (("--jobs", "2"), {"OMP_NUM_THREADS": "2"}),
        "OMP_NUM_THREADS=7": (("--jobs", "1"), {"OMP_NUM_THREADS": "7"}),
        "OPENBLAS_NUM_THREADS=2": (("--jobs", "2"), {"OPENBLAS_NUM_THREADS": "2"}),
        "PYTHONHASHSEED=3": (("--jobs", "2"), {"PYTHONHASHSEED": "3"}),
    }
    for name, (options, more) in ways.items():
        yield Fault("bits", name, partial(asked, options, more), quick=False)
    for threads in ((1, 1), (4,)):
        name = f"a cluster with workers of {' and '.join(map(str, threads))} threads"
        yield Fault("bits", name, partial(on_a_cluster, threads), quick=False)
    yield Fault("bits", "the whole audit on a cluster, a worker killed", whole_audit, quick=False)
