"""A Dask cluster on this machine, for as long as a test needs it."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from contextlib import contextmanager

MINUTE = 600  # tenths of a second


def until(condition):
    for _ in range(MINUTE):
        if condition():
            return
        time.sleep(0.1)
    raise TimeoutError


@contextmanager
def dask(folder, *threads):
    """A scheduler and a worker for each number of threads, as `dask scheduler` and `dask worker` start them."""
    file = folder / "scheduler.json"
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    shared = ["--scheduler-file", str(file), "--no-dashboard"]

    def start(part, *options):
        return subprocess.Popen([sys.executable, "-m", f"distributed.cli.dask_{part}", *shared, *options], **quiet)

    scheduler = start("scheduler", "--port", "0", "--host", "127.0.0.1")
    workers = []
    try:
        until(lambda: file.exists() and file.read_text(encoding="utf-8").endswith("}"))
        folders = ["--local-directory", str(folder)]
        workers += [start("worker", "--no-nanny", "--nthreads", str(n), *folders) for n in threads]
        yield json.loads(file.read_text(encoding="utf-8"))["address"], workers
    finally:
        for process in (*workers, scheduler):
            process.kill()
            process.wait()
