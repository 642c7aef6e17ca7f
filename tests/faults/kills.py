"""Audits that are killed, interrupted or run beside each other at any time."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

import psutil

from tests.faults.audits import none_left, reference, resumed, rows, started, written
from tests.faults.fault import Fault, must

ENDS = 2.0  # seconds after Ctrl-C


def killed(jobs: int, after: float, how: signal.Signals, folder: Path) -> None:
    """A signal to the audit's own process; its workers end, and the next run goes on from what was finished."""
    written(folder)
    run, mark = started(folder, jobs)
    time.sleep(after)
    run.send_signal(how)
    run.communicate(timeout=60)
    none_left(mark)
    resumed(folder)


def worker_killed(after: float, folder: Path) -> None:
    """One worker is killed: the audit says so in a line, and the next goes on."""
    written(folder)
    run, mark = started(folder, 2)
    time.sleep(after)
    workers = [child for child in psutil.Process(run.pid).children() if "spawn_main" in " ".join(child.cmdline())]
    for child in workers[:1]:
        child.kill()
    _, said = run.communicate(timeout=60)
    must("Traceback" not in said, said[-400:])
    if run.returncode:
        must(run.returncode == 3 and said.count("\n") == 1 and "a worker process died" in said, said[-400:])
    none_left(mark)
    resumed(folder)


def interrupted(jobs: int, after: float, gaps: Sequence[float], folder: Path) -> None:
    """Ctrl-C, to the whole group as a terminal sends it, once or more often."""
    written(folder)
    run, mark = started(folder, jobs)
    time.sleep(after)
    for gap in (0.0, *gaps):
        time.sleep(gap)
        if run.poll() is None:
            os.killpg(run.pid, signal.SIGINT)
    start = time.monotonic()
    try:
        _, said = run.communicate(timeout=60)
    except subprocess.TimeoutExpired:
        run.kill()
        raise
    took = time.monotonic() - start
    must(took < ENDS, f"it took {took:.1f} s to end")
    must(said.count("\n") <= 1, said[-400:])
    must(run.returncode == 0 or (run.returncode == 3 and "interrupted" in said), f"{run.returncode}: {said!r}")
    none_left(mark, within=ENDS)
    resumed(folder)


def together(jobs: Sequence[int], folder: Path) -> None:
    """Several audits with one ledger."""
    written(folder)
    runs = [started(folder, each) for each in jobs]
    for run, mark in runs:
        _, said = run.communicate(timeout=120)
        must(run.returncode == 0, said[-400:])
        none_left(mark)
    must(len({row[1] for row in rows(folder)}) == 2 * (len(reference()) - 1), "records are missing")
    resumed(folder)


def faults() -> Iterator[Fault]:
    """From before the first import until after the last leg."""
    times = (0.2, 0.8, 1.4, 1.7, 2.0, 2.3, 2.6, 3.0)
    for jobs in (1, 2):
        for how in (signal.SIGKILL, signal.SIGTERM):
            for after in times:
                name = f"{how.name} after {after} s, {jobs} processes"
                yield Fault("kills", name, partial(killed, jobs, after, how), (jobs, after, how) == (2, 2.0, 9))
        for after in times:
            for gaps in ((), (0.1,), (0.5,), (1.0,), (0.01, 0.01, 0.01)):
                name = f"{1 + len(gaps)} Ctrl-C after {after} s {gaps or ''}, {jobs} processes"
                yield Fault("signals", name, partial(interrupted, jobs, after, gaps), (jobs, after) == (2, 2.0))
    for after in times:
        yield Fault("kills", f"a worker after {after} s", partial(worker_killed, after), after == 2.0)
    for jobs in ((1, 1), (2, 2), (1, 2, 2)):
        yield Fault("kills", f"audits at once, of {jobs} processes", partial(together, jobs), jobs == (1, 1))
