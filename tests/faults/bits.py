"""The same bits on one process and two, on a cluster, and whatever number of threads the environment asks for."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from functools import cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.faults.fault import Fault, command, must
from tests.kdaudit.clusters import dask

COMPONENTS = ("--component", "bias_variance", "--component", "convergence")
LIMIT = 900.0
SAID = "digest, claim, leg, control, seed, outcome, figures, witness, note, trees"


def records(folder: Path, *options: str, **environment: str) -> dict[str, Any]:
    """What a fresh audit of two components writes, by digest, without times."""
    done = command(folder, "run", *COMPONENTS, *options, limit=LIMIT, **environment)
    must(done.returncode == 0, done.stderr or done.stdout[-500:])
    with closing(sqlite3.connect(folder / "build" / "ledger.sqlite")) as ledger:
        return {row[0]: row[1:] for row in ledger.execute(f"SELECT {SAID} FROM records")}


@cache
def reference() -> dict[str, Any]:
    with TemporaryDirectory() as folder:
        return records(Path(folder), "--jobs", "1")


def same(found: dict[str, Any]) -> None:
    must(found.keys() == reference().keys(), f"{len(found.keys() ^ reference().keys())} digests differ")
    others = [f"{row[0]}.{row[1]}" for key, row in found.items() if row != reference()[key]]
    must(not others, f"{len(others)} of {len(found)} records differ: {', '.join(others[:5])}")


def asked(options: tuple[str, ...], environment: dict[str, str], folder: Path) -> None:
    same(records(folder, *options, **environment))


def on_a_cluster(threads: tuple[int, ...], folder: Path) -> None:
    with dask(folder, *threads) as (address, _):
        same(records(folder, "--cluster", address))


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
    for name, (options, environment) in ways.items():
        yield Fault("bits", name, partial(asked, options, environment), quick=False)
    for threads in ((1, 1), (4,)):
        name = f"a cluster with workers of {' and '.join(map(str, threads))} threads"
        yield Fault("bits", name, partial(on_a_cluster, threads), quick=False)
