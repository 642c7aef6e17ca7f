"""Processes of ours: they start unseen by Ctrl-C and by modules of the working directory, and end together."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import connection, parent_process
from pathlib import Path

PAGE = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096
SAFE = "PYTHONSAFEPATH"  # where it is set, a new interpreter does not look for its modules in the working directory


@contextmanager
def starting() -> Iterator[None]:
    """For as long as processes are started: SIGINT waits here and never reaches them, and their modules are Python's.

    What they inherit stays with them; `lead` takes the variable back.
    """
    kept, before = os.environ.get(SAFE), signal.getsignal(signal.SIGINT)
    os.environ[SAFE] = "1"
    holds = threading.current_thread() is threading.main_thread() and before is not None
    came: list[int] = []
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT}) if hasattr(signal, "pthread_sigmask") else None
    if holds:
        signal.signal(signal.SIGINT, lambda number, _: came.append(number))
    try:
        yield
    finally:
        if mask is not None:
            signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        if holds:
            signal.signal(signal.SIGINT, before)
        if kept is None:
            del os.environ[SAFE]
        if came:
            signal.raise_signal(signal.SIGINT)


def lead() -> None:
    """Make this process the head of a group that ends when the process that started it ends, however that happens.

    A small process outside the group looks on: threads of this one may not get to run.
    """
    os.environ.pop(SAFE, None)
    parent = parent_process()
    if not hasattr(os, "setsid") or parent is None:
        return
    os.setsid()
    own, ends = os.getpid(), int(parent.sentinel)
    if os.fork():
        return
    os.setsid()
    os.closerange(0, ends)  # nobody may wait for what it has open
    os.closerange(ends + 1, os.sysconf("SC_OPEN_MAX"))
    over = False
    while not over:
        over = bool(connection.wait([ends], timeout=0.2)) or os.getppid() != own
    end(own)
    os._exit(0)


def end(leader: int | None) -> None:
    """Kill a group, if it is still there."""
    if leader and hasattr(os, "killpg"):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(leader, signal.SIGKILL)


def memory(process: int | None) -> int:
    """Bytes that a process holds in memory; 0 where the system does not tell."""
    try:
        return int(Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[1]) * PAGE
    except (OSError, ValueError, IndexError):
        return 0
