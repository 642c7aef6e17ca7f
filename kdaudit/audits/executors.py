"""Where calls run: here, in processes of this machine, or on a Dask cluster that is there already."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from importlib.util import find_spec
from multiprocessing.context import SpawnContext, SpawnProcess
from typing import Any

from kdaudit.errors import CannotRunError, UsageError
from kdaudit.processes import end, lead, starting
from proofs_checks.machine.environment import added
from proofs_checks.machine.runner import Inline

SECONDS = 10  # to wait for the scheduler


@contextmanager
def workers(jobs: int) -> Iterator[Executor]:
    """This process for one job, else `jobs` new ones."""
    if jobs == 1:
        yield Inline()
        return
    with processes(jobs) as pool:
        yield pool


@contextmanager
def processes(jobs: int, first: str = "") -> Iterator[Executor]:
    """New processes, which end with this one, however it ends; the folder `first` comes first on their path.

    Where the work is broken off, by Ctrl-C or an error, what they are at is not waited for.
    """
    context = _Remembering()
    with starting():
        pool = ProcessPoolExecutor(jobs, context, initializer=_begin, initargs=(first,))
    try:
        yield pool
        pool.shutdown()
    except BaseException:
        with starting():  # a second Ctrl-C waits until they are gone
            for process in context.started:
                process.kill()
                end(process.pid)
            _hang_up(pool)
            pool.shutdown(cancel_futures=True)
        raise


def _hang_up(pool: ProcessPoolExecutor) -> None:
    """Let nobody wait for the rest of what a killed worker was sending: we hold the other end of that pipe, too."""
    results = getattr(pool, "_result_queue", None)
    if results is not None:
        results._writer.close()


class _Remembering(SpawnContext):
    """New interpreters, of which it is known which were started."""

    def __init__(self) -> None:
        super().__init__()
        self.started: list[SpawnProcess] = []

    def Process(self, *args: Any, **kwargs: Any) -> SpawnProcess:  # type: ignore[override] - called like a class
        process = _Quiet(*args, **kwargs)
        process.kept = self.started
        return process


class _Quiet(SpawnProcess):
    kept: list[SpawnProcess] | None = None

    def start(self) -> None:
        kept, self.kept = self.kept, None
        with starting():
            super().start()
            if kept is not None:
                kept.append(self)


def _begin(first: str) -> None:
    if first:
        sys.path.insert(0, first)
    lead()


@contextmanager
def cluster(address: str, lost: str) -> Iterator[Executor]:
    """The workers of the scheduler at an address such as tcp://host:8786, as an executor.

    What a worker was at when it died runs again on another; every task being a function of its arguments, that
    changes nothing. Raises UsageError where no scheduler answers, CannotRunError without Dask, without workers, and,
    saying what is `lost`, where one task after another takes its worker with it.
    """
    if find_spec("distributed") is None:
        raise CannotRunError(f"--cluster: needs Dask's distributed; {added('distributed')}")
    from distributed import Client, KilledWorker  # noqa: PLC0415

    if not re.fullmatch(r"\w+:/{2}\S+:\d+", address):
        raise UsageError(f"--cluster: {address!r} is no address of a scheduler, such as tcp://host:8786")
    try:
        client = Client(address, timeout=SECONDS, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        raise UsageError(
            f"--cluster: no scheduler answers at {address!r}; start one with: dask scheduler, and "
            "give the address that it prints, such as tcp://host:8786"
        ) from error
    with client:
        if not client.nthreads():
            raise CannotRunError(f"--cluster: {address} has no workers; start some with: dask worker {address}")
        try:
            yield client.get_executor(pure=False)
        except KilledWorker as error:
            raise CannotRunError(lost) from error
