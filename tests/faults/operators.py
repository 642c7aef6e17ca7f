"""Operators of strangers that raise, hang, crash, leak, lie and breed, in forked processes and in new ones."""

from __future__ import annotations

import multiprocessing
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np

import kdaudit
from kdaudit.errors import UsageError
from tests.faults.audits import environment, none_left
from tests.faults.fault import Fault, WrongError, command, must, one_line
from tests.kdaudit.strangers import QUICK, STRANGER

SAYS = {
    "exits": r"called sys.exit\(3\), in call 1, with V = ",
    "hangs": "no answer within 1 s, in call 1, with V = ",
    "crashes": "was killed by SIGSEGV, in call 1",
    "leaves": r"ended its process \(code 5\), in call 1",
    "raises": r"raised ValueError \(not today\) on an array of shape",
    "shape": "returned shape",
    "integers": "returned int64, not floats",
    "words": r"returned shape \(\)|returned <U8, not floats",
    "exits_at_length": r"called sys.exit\(x{300}… \(5,000 characters\)\), in call 1",
    "hangs_up": "closed the pipe by which its results come back, in call 1",
    "hundredth": "two calls with the same input differ.* it is no map",
    "random": "two calls with the same input differ",
    "seventh": "two calls with the same input differ.* it is no map",
    "rows": "the same rows .* differ",
    "interrupts": "raised KeyboardInterrupt",
    "ends_generators": "raised GeneratorExit",
    "mute": r"raised Mute \(no message\)",
    "shouts": "raised ValueError \\(\N{REPLACEMENT CHARACTER}\\[31mx{295}… \\(15,005 characters\\)\\) on an array",
    "leaks": r"takes more than 0.7 GiB of memory, in call \d+.*; --memory allows more",
    "fin": r"has no function 'fin'; did you mean 'fine'\?",
    "not_callable": "has no function 'not_callable'",
}
FINE = ("fine", "buffer")
QUICK_ANEW = ("exits", "crashes", "leaves", "hangs", "raises", "fin")
FILES = {
    "a file that does not parse": ("def f(p, T:", r"loading it raised SyntaxError \("),
    "a file that raises": ("1 / 0", r"loading it raised ZeroDivisionError \("),
    "a file that exits": ("import sys; sys.exit(4)", r"called sys.exit\(4\), while it was loaded"),
    "a file that crashes": ("import os; os.kill(os.getpid(), 11)", "was killed by SIGSEGV, while it was loaded"),
    "a file that never ends": ("import time; time.sleep(600)", "no answer within 30 s, while it was loaded"),
    "a file without functions": ("x = 1", "has no function 'f'; it has none"),
    "a file that imports what there is not": ("import no_such_module_here", "there is no module 'no_such_module_here'"),
    "an empty file": ("", "has no function 'f'; it has none"),
    "a file of bytes": ("\x00\x01", r"loading it raised (ValueError|SyntaxError) \("),
}


def audited(name: str, start: str, folder: Path, *, source: str = STRANGER) -> kdaudit.OperatorAudit:
    (folder / "stranger.py").write_text(source, encoding="utf-8")
    limit = 1.0 if name == "hangs" or source != STRANGER else 10.0
    before = multiprocessing.get_start_method()
    multiprocessing.set_start_method(start, force=True)
    try:
        return kdaudit.audit_operator(f"{folder / 'stranger.py'}:{name}", **QUICK, jobs=1, time_limit=limit, memory=0.7)
    finally:
        multiprocessing.set_start_method(before, force=True)


def blamed(name: str, start: str, says: str, folder: Path, source: str = STRANGER) -> None:
    try:
        found = audited(name, start, folder, source=source)
    except UsageError as error:
        must(str(error).isprintable() and len(str(error)) < 1000, error)
        begins = str(error).startswith(f"{folder / 'stranger.py'}:{name}: ")
        must(begins and re.search(says, str(error)), f"it says {error}, not {says}")
    else:
        raise WrongError(f"accepted: {found!r}")


def accepted(name: str, start: str, folder: Path) -> None:
    found = audited(name, start, folder)
    must(found.family and found.family.name == "power", found)


def full_caller(folder: Path) -> None:
    """The caller holds more than an operator may: that is not the operator's."""
    mine = np.ones(120_000_000)
    accepted("fine", "fork", folder)
    must(mine[0] == 1, "it is gone")


def killed(how: signal.Signals | None, folder: Path) -> None:
    """The audit of an operator that has started a process is killed, or at its own limit: nothing is left."""
    (folder / "stranger.py").write_text(STRANGER, encoding="utf-8")
    listed, mark = folder / "children", f"KDAUDIT_MARK={folder.name}"
    listed.touch()
    asked = ("operator", "stranger.py:breeds", "--jobs", "1", "--time-limit", "1" if how is None else "60")
    audit = subprocess.Popen(
        [sys.executable, "-m", "kdaudit", *asked],
        cwd=folder,
        env=environment(KDAUDIT_CHILDREN=str(listed), KDAUDIT_MARK=folder.name),
        stderr=subprocess.PIPE,
        text=True,
    )
    while not listed.read_text(encoding="utf-8").strip():
        must(audit.poll() is None, "it ended before")
        time.sleep(0.05)
    if how is not None:
        audit.send_signal(how)
    audit.communicate(timeout=60)
    none_left(mark)


def drawn(folder: Path) -> None:
    """Dollar signs in names: matplotlib takes what is between them for mathematics."""
    (folder / "a$b$c$.py").write_text(STRANGER, encoding="utf-8")
    asked = ("operator", "a$b$c$.py:fine", "--classes", "2", "--teacher", "none", "--plot", "x$y$.svg")
    done = command(folder, *asked)
    drawn = (folder / "x$y$.svg").exists() and not done.stderr
    must(drawn and done.returncode == 1, f"{done.returncode}: {done.stderr}")  # power breaks an axiom on the boundary


def babbles(folder: Path) -> None:
    """In a process that has nothing else open: it writes to all that it finds."""
    (folder / "stranger.py").write_text(STRANGER, encoding="utf-8")
    asked = ("operator", "stranger.py:babbles", "--classes", "2", "--teacher", "none")
    one_line(command(folder, *asked), 2, "wrote into the pipe by which its results come back")


def faults() -> Iterator[Fault]:
    """Each stranger, and files that cannot be loaded."""
    for start, forked in (("fork", True), ("spawn", False)):
        for name, says in SAYS.items():
            if name == "leaks" and sys.platform != "linux":
                continue
            quick = forked or name in QUICK_ANEW
            yield Fault("operators", f"{name}, by {start}", partial(blamed, name, start, says), quick)
        for name in FINE:
            yield Fault("operators", f"{name}, by {start}", partial(accepted, name, start), forked)
        for name, (source, says) in FILES.items():
            inject = partial(blamed, "f", start, says, source=source)
            yield Fault("operators", f"{name}, by {start}", inject, forked and "never" not in name)
    yield Fault("operators", "babbles", babbles)
    yield Fault("operators", "a caller that holds much", full_caller)
    yield Fault("operators", "dollar signs in names", drawn)
    for how in (signal.SIGKILL, signal.SIGTERM, signal.SIGINT, None):
        name = "at its limit" if how is None else f"killed by {how.name}"
        yield Fault("operators", f"one with a child, {name}", partial(killed, how), how is not signal.SIGINT)
