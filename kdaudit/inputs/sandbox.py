"""Runs other people's code in processes of its own. Where it crashes, hangs or exits, the caller gets one line."""

from __future__ import annotations

import contextlib
import faulthandler
import multiprocessing as mp
import os
import pickle
import signal
import sys
import threading
import time
from collections.abc import Callable, Sequence
from math import inf
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from queue import Empty, SimpleQueue
from typing import Any

import cloudpickle

from kdaudit.errors import CannotRunError, UsageError
from kdaudit.processes import end, lead, starting
from kdaudit.processes import memory as held
from numerics.errors import plain, said
from numerics.simplex import InputError

Watch = Callable[[int, float], None]
Task = Callable[[Watch], Any]
"""Work to do in a sandbox. It calls `watch(V, T)` before each call of the code that it runs."""

PATIENCE = 30.0  # the whole may take this many times what one call may
MEMORY = 4.0  # GiB
KINDS = ("done", "input", "exit", "raised", "fault")


def in_sandbox(
    tasks: Sequence[Task],
    name: str,
    time_limit: float,
    memory: float = MEMORY,
    progress: Callable[[int], None] = lambda calls: None,
) -> list[Any]:
    """The results of tasks, each in a process of its own.

    Processes are started as the platform does it, or as `multiprocessing.set_start_method` says: forked, with all that
    is loaded here, or new ones, to which tasks are sent. A script that starts new ones needs the usual
    `if __name__ == "__main__":`. What is printed there goes nowhere.

    Parameters
    ----------
    tasks
        What to do.
    name
        What is run, as messages call it.
    time_limit
        Seconds that one call may take; the whole may take 30 times that.
    memory
        GiB that each process may come to hold, where the system tells how much that is.
    progress
        Called as work goes on, with how many calls there were.

    Raises
    ------
    UsageError
        In one line when the code raises InputError, exits, dies, does not come back or takes too much memory.
    CannotRunError
        When the task fails otherwise.
    """
    context = mp.get_context()
    forked = context.get_start_method() == "fork"
    beats = [context.RawArray("d", 4) for _ in tasks]  # when the current call began, V, T, calls
    came: SimpleQueue[tuple[int, tuple[str, Any]]] = SimpleQueue()
    workers: list[BaseProcess] = []
    results: dict[int, Any] = {}
    start, ours = time.monotonic(), held(os.getpid()) if forked else 0  # a forked process begins with what we hold
    try:
        for n, (task, beat) in enumerate(zip(tasks, beats, strict=True)):
            reader, writer = context.Pipe(duplex=False)
            sent = task if forked else _packed(task, name)
            worker = context.Process(target=_serve, args=(writer, sent, beat), daemon=True)
            with starting():
                workers.append(worker)
                worker.start()
            writer.close()
            threading.Thread(target=_listen, args=(n, reader, came), daemon=True).start()
        while len(results) < len(tasks):
            with contextlib.suppress(Empty):
                n, message = came.get(timeout=0.1)
                results[n] = _understood(message, workers[n], beats[n], name)
            progress(int(sum(beat[3] for beat in beats)))
            now = time.monotonic()
            for n, (beat, worker) in enumerate(zip(beats, workers, strict=True)):
                late = beat[3] and now - beat[0] > time_limit
                if n not in results and (late or now - start > PATIENCE * time_limit):
                    limit = time_limit if late else PATIENCE * time_limit
                    raise UsageError(
                        f"{name}: no answer within {limit:g} s{_place(beat)}; --time-limit allows more, "
                        "fewer --classes ask for less"
                    )
                if n not in results and held(worker.pid) - ours > memory * 2**30:
                    raise UsageError(
                        f"{name}: takes more than {memory:g} GiB of memory{_place(beat)}; --memory allows more"
                    )
    finally:
        for worker in workers:
            if worker.pid is not None:
                worker.kill()
                end(worker.pid)
                worker.join()
    return [results[n] for n in range(len(tasks))]


def _listen(n: int, reader: Connection, came: SimpleQueue[tuple[int, tuple[str, Any]]]) -> None:
    """Waits for what a process sends, however long that takes, and whatever it is."""
    try:
        kind, value = reader.recv()
        came.put((n, (kind, value) if kind in KINDS else ("noise", None)))
    except EOFError:
        came.put((n, ("gone", None)))
    except Exception:  # noqa: BLE001 - what strangers write into the pipe may be anything
        came.put((n, ("noise", None)))


def _packed(task: Task, name: str) -> bytes:
    """A task as bytes for a new process, functions written in a notebook included. Raises UsageError."""
    try:
        return cloudpickle.dumps(task)
    except Exception as error:
        raise UsageError(
            f"{name}: cannot be sent to a new process ({said(error)}); name it as path/to/file.py:function"
        ) from error


def _serve(writer: Connection, sent: Task | bytes, beat: Any) -> None:
    """In the child: run the task, send what comes of it, and leave without cleaning up what strangers registered."""
    lead()
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    sys.stdout = sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - what a notebook put there too
    faulthandler.disable()  # where it is on, a crash would print the stack of what crashed
    if "torch" in sys.modules:
        sys.modules["torch"].set_num_threads(1)  # its thread pool does not survive a fork

    def watch(V: int, T: float) -> None:
        """A call begins; or, with V = 0, it has ended, and what is done until the next one is not the map's."""
        if V:
            beat[1], beat[2], beat[3] = V, T, beat[3] + 1
        beat[0] = time.monotonic() if V else inf

    try:
        task: Task = pickle.loads(sent) if isinstance(sent, bytes) else sent
        message: tuple[str, Any] = ("done", task(watch))
    except InputError as error:
        message = ("input", str(error))
    except SystemExit as error:
        message = ("exit", plain(str(error.code)))
    except Exception as error:  # noqa: BLE001 - nothing that happens here may become a traceback there
        message = ("fault", said(error))
    except BaseException as error:  # noqa: BLE001 - nothing of ours raises these
        message = ("raised", said(error))
    try:
        writer.send(message)
    finally:
        os._exit(0)


def _understood(message: tuple[str, Any], worker: Any, beat: Any, name: str) -> Any:
    kind, value = message
    if kind == "done":
        return value
    if kind == "gone":
        code = _code(worker)
        if code is None:
            raise UsageError(f"{name}: closed the pipe by which its results come back{_place(beat)}")
        how = f"was killed by {signal.Signals(-code).name}" if code and code < 0 else f"ended its process (code {code})"
        raise UsageError(f"{name}: {how}{_place(beat)}")
    if kind == "input":
        raise UsageError(value)
    if kind == "exit":
        raise UsageError(f"{name}: called sys.exit({value}){_place(beat)}")
    if kind == "raised":
        raise UsageError(f"{name}: raised {value}{_place(beat)}")
    if kind == "noise":
        raise UsageError(f"{name}: wrote into the pipe by which its results come back{_place(beat)}")
    raise CannotRunError(f"{name}: the audit itself failed, not what it audits: {value}{_place(beat)}")


def _code(worker: Any) -> int | None:
    """How a process ended, if it does so soon. To join it would be to wait for what it may have closed."""
    deadline = time.monotonic() + 1
    while worker.exitcode is None and time.monotonic() < deadline:
        time.sleep(0.02)
    return worker.exitcode


def _place(beat: Any) -> str:
    return (
        f", in call {beat[3]:.0f}, with V = {beat[1]:.0f} and T = {beat[2]:g}" if beat[3] else ", while it was loaded"
    )
