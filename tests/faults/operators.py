"""Operators of strangers that raise, hang, crash, leak, lie and breed, in forked processes and in new ones."""

from __future__ import annotations

import multiprocessing
import re
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import kdaudit
from kdaudit.errors import UsageError
from tests.faults.fault import Fault, WrongError, command, must, one_line
from tests.kdaudit.strangers import QUICK, STRANGER

SAYS = {
    "exits": r"called sys.exit\(3\), in call 1",
    "hangs": "no answer within 1 s, in call 1",
    "crashes": "was killed by SIGSEGV, in call 1",
    "leaves": r"ended its process \(code 5\), in call 1",
    "raises": r"raised ValueError \(not today\) on an array of shape",
    "shape": "returned shape",
    "integers": "returned int64, not floats",
    "words": "returned ",
    "random": "two calls with the same input differ",
    "seventh": "two calls with the same input differ.* it is no map",
    "rows": "the same rows .* differ",
    "interrupts": "raised KeyboardInterrupt",
    "ends_generators": "raised GeneratorExit",
    "mute": r"raised Mute \(no message\)",
    "shouts": r"15,005 characters",
    "leaks": "takes more than 0.7 GiB of memory",
    "fin": "has no function 'fin'; did you mean 'fine'",
    "not_callable": "has no function 'not_callable'",
}
FINE = ("fine", "buffer")
FILES = {
    "a file that does not parse": "def f(p, T:",
    "a file that raises": "1 / 0",
    "a file that exits": "import sys; sys.exit(4)",
    "a file that crashes": "import os; os.kill(os.getpid(), 11)",
    "a file that never ends": "import time; time.sleep(600)",
    "a file without functions": "x = 1",
    "a file that imports what there is not": "import no_such_module_here",
    "an empty file": "",
    "a file of bytes": "\x00\x01",
}


def audited(name: str, start: str, folder: Path, *, source: str = STRANGER) -> kdaudit.OperatorAudit:
    (folder / "stranger.py").write_text(source, encoding="utf-8")
    before = multiprocessing.get_start_method()
    multiprocessing.set_start_method(start, force=True)
    try:
        return kdaudit.audit_operator(f"{folder / 'stranger.py'}:{name}", **QUICK, jobs=1, time_limit=1.0, memory=0.7)
    finally:
        multiprocessing.set_start_method(before, force=True)


def blamed(name: str, start: str, says: str, folder: Path, source: str = STRANGER) -> None:
    try:
        found = audited(name, start, folder, source=source)
    except UsageError as error:
        must(str(error).isprintable() and len(str(error)) < 1000, error)
        must(re.search(says, str(error)), f"it says {error}, not {says}")
    else:
        raise WrongError(f"accepted: {found!r}")


def accepted(name: str, start: str, folder: Path) -> None:
    found = audited(name, start, folder)
    must(found.family and found.family.name == "power", found)


def babbles(folder: Path) -> None:
    """In a process that has nothing else open: it writes to all that it finds."""
    (folder / "stranger.py").write_text(STRANGER, encoding="utf-8")
    asked = ("operator", "stranger.py:babbles", "--classes", "2", "--teacher", "none")
    one_line(command(folder, *asked), 2, "wrote into the pipe by which its results come back")


def faults() -> Iterator[Fault]:
    """Each stranger, and files that cannot be loaded."""
    for start in ("fork", "spawn"):
        quick = start == "fork"
        for name, says in SAYS.items():
            if name == "leaks" and sys.platform != "linux":
                continue
            yield Fault("operators", f"{name}, by {start}", partial(blamed, name, start, says), quick)
        for name in FINE:
            yield Fault("operators", f"{name}, by {start}", partial(accepted, name, start), quick)
        for name, source in FILES.items():
            inject = partial(blamed, "f", start, ".", source=source)
            yield Fault("operators", f"{name}, by {start}", inject, quick and "never" not in name)
    yield Fault("operators", "babbles", babbles)
