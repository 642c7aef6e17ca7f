"""Audits that are killed, interrupted or run beside each other at any time."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

import psutil

from tests.faults.audits import environment, kept, none_left, reached, reference, resumed, rows, started, written
from tests.faults.fault import Fault, must

ENDS = 2.0  # seconds after Ctrl-C


def killed(jobs: int, records: int, how: signal.Signals, folder: Path) -> None:
    """A signal to the audit's own process; its workers end, and the next run goes on from what was finished."""
    written(folder)
    run, mark = started(folder, jobs)
    reached(folder, run, records)
    run.send_signal(how)
    run.communicate(timeout=60)
    must(run.returncode == -how, f"exit {run.returncode}")
    none_left(mark)
    kept(folder, jobs, records)
    resumed(folder)


def worker_killed(records: int, folder: Path) -> None:
    """One worker is killed: the audit says so in a line, and the next goes on."""
    written(folder)
    run, mark = started(folder, 2)
    reached(folder, run, records)
    workers: list[psutil.Process] = []
    while not workers:
        must(run.poll() is None, "the audit had ended")
        every = psutil.Process(run.pid).children()
        workers = [child for child in every if "spawn_main" in " ".join(child.cmdline())]
    workers[0].kill()
    _, said = run.communicate(timeout=60)
    one = run.returncode == 3 and said.count("\n") == 1 and "a worker process died" in said
    must(one, f"exit {run.returncode}: {said[-400:]}")
    none_left(mark)
    kept(folder, 2, records)
    resumed(folder)


def interrupted(jobs: int, records: int, gaps: Sequence[float], folder: Path) -> None:
    """Ctrl-C, to the whole group as a terminal sends it, once or more often, when there are so many records."""
    written(folder)
    run, mark = started(folder, jobs)
    reached(folder, run, records)
    time.sleep(0.2 if records == 0 else 0.0)  # for Python to begin
    for gap in (0.0, *gaps):
        time.sleep(gap)
        if run.poll() is None:
            os.killpg(run.pid, signal.SIGINT)
    start = time.monotonic()
    _, said = run.communicate(timeout=60)
    took = time.monotonic() - start
    must(took < ENDS, f"it took {took:.1f} s to end")
    one = run.returncode == 3 and said.count("\n") == 1 and "interrupted" in said
    must(one, f"exit {run.returncode}: {said[-400:]}")
    none_left(mark, within=ENDS)
    kept(folder, jobs, records)
    resumed(folder)


def interrupted_while_sending(after: float, folder: Path) -> None:
    """Ctrl-C while a worker sends a large result: nobody waits for the rest of it."""
    program = folder / "large.py"
    program.write_text(LARGE, encoding="utf-8")
    run = subprocess.Popen(
        [sys.executable, str(program)],
        env=environment(),
        start_new_session=True,
        stderr=subprocess.DEVNULL,
        # a shell's background jobs ignore SIGINT
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509 - there are no threads
    )
    time.sleep(after)
    run.send_signal(signal.SIGINT)
    start = time.monotonic()
    try:
        run.wait(20)
    except subprocess.TimeoutExpired:
        os.killpg(run.pid, signal.SIGKILL)
        raise
    must(time.monotonic() - start < ENDS + 1, f"it took {time.monotonic() - start:.1f} s to end")


LARGE = """
from kdaudit.audits.executors import processes

if __name__ == "__main__":
    try:
        with processes(1) as pool:
            while True:
                pool.submit(bytes, 200_000_000).result()
    except KeyboardInterrupt:
        pass
"""


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
    counts = (0, 1, 2, 4, 7, 10, 12)
    for jobs in (1, 2):
        for how in (signal.SIGKILL, signal.SIGTERM):
            for records in counts:
                name = f"{how.name} after {records} records, {jobs} processes"
                yield Fault("kills", name, partial(killed, jobs, records, how), (jobs, records, how) == (2, 4, 9))
        for records in counts:
            for gaps in ((), (0.1,), (0.5,), (1.0,), (0.01, 0.01, 0.01)):
                name = f"{1 + len(gaps)} Ctrl-C after {records} records {gaps or ''}, {jobs} processes"
                inject = partial(interrupted, jobs, records, gaps)
                yield Fault("signals", name, inject, (jobs, records) == (2, 4) and len(gaps) < 2)
    for after in (1.2, 1.5, 1.8, 2.1, 2.4):
        inject = partial(interrupted_while_sending, after)
        yield Fault("signals", f"Ctrl-C while a large result is sent, after {after} s", inject, after == 1.8)
    for records in counts:
        yield Fault("kills", f"a worker after {records} records", partial(worker_killed, records), records == 4)
    for jobs in ((1, 1), (2, 2), (1, 2, 2)):
        yield Fault("kills", f"audits at once, of {jobs} processes", partial(together, jobs), jobs == (1, 1))
