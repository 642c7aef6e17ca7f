"""An audit that takes a while, of claims that are made up; how to start it, break it off, and look at what is left."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from textwrap import dedent
from typing import Any
from uuid import uuid4

from tests.faults.fault import ROOT, LostError, command, must

LEGS = 8
HEAD = '''
    """Numbers are drawn, slowly."""
    import os
    import time
    from pathlib import Path

    import numpy as np

    from proofs_checks.machine.claim import Claim, control, leg
    from proofs_checks.machine.evidence import Evidence

    claim = Claim("x", "every x", "supported")
'''
LEG = """
    @leg("monte_carlo", covers="some")
    def leg{n}(ok=True, seed=0):
        time.sleep({seconds})
        Path("done", f"{n}{{ok}}{{os.getpid()}}").touch()
        drawn = np.random.default_rng(seed + {n}).random((200, 200))
        return Evidence("supports" if ok else "refutes", {{"determinant": float(np.linalg.det(drawn @ drawn.T / 50))}})

    control(leg{n}, "broken", ok=False)
"""
SLOW = 0.12  # seconds of a call


def written(folder: Path, legs: int = LEGS, seconds: float = SLOW) -> None:
    """A folder of claims, one of several legs."""
    file = folder / "held" / "things" / "it.py"
    file.parent.mkdir(parents=True)
    (folder / "done").mkdir()
    text = dedent(HEAD).lstrip() + "".join(dedent(LEG.format(n=n, seconds=seconds)) for n in range(legs))
    file.write_text(text, encoding="utf-8")


def asked(jobs: int) -> list[str]:
    return [sys.executable, "-m", "kdaudit", "run", "--claims", "held", "--jobs", str(jobs)]


def environment(**more: str) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1", **more}


def started(folder: Path, jobs: int) -> tuple[subprocess.Popen[str], str]:
    """The audit, as the head of a group, and a mark that all its processes have."""
    mark = f"KDAUDIT_MARK={uuid4().hex}"
    run = subprocess.Popen(
        asked(jobs),
        cwd=folder,
        env=environment(KDAUDIT_MARK=mark.partition("=")[2]),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    return run, mark


def left(mark: str) -> list[str]:
    """The processes with a mark that still run."""
    found = []
    for place in Path("/proc").iterdir():
        try:
            if place.name.isdigit() and mark.encode() in (place / "environ").read_bytes().split(b"\0"):
                found.append((place / "cmdline").read_bytes().replace(b"\0", b" ").decode())
        except OSError:  # it has just ended
            continue
    return found


def reached(folder: Path, run: subprocess.Popen[str], records: int) -> None:
    """Waits until the ledger has so many records. Raises WrongError where the audit ends before."""
    while len(rows(folder)) < records:
        must(run.poll() is None, "the audit had ended")
        time.sleep(0.01)
    must(run.poll() is None, "the audit had ended")


def kept(folder: Path, jobs: int, at_least: int) -> None:
    """What had come back is in the ledger; only what a process was at may be wanting. Raises LostError."""
    calls, records = len(list((folder / "done").iterdir())), len(rows(folder))
    if records < at_least or calls - records > jobs + 1:
        raise LostError(f"of {calls} calls {records} were recorded")


def none_left(mark: str, within: float = 2.0) -> None:
    deadline = time.monotonic() + within
    while left(mark) and time.monotonic() < deadline:
        time.sleep(0.05)
    must(not left(mark), f"left over: {left(mark)}")


def rows(folder: Path) -> list[tuple[Any, ...]]:
    """The ledger's records as they are stored."""
    path = folder / "build" / "ledger.sqlite"
    if not path.exists():
        return []
    with closing(sqlite3.connect(path, timeout=30)) as raw:
        try:
            return list(raw.execute("SELECT * FROM records ORDER BY id"))
        except sqlite3.OperationalError:  # it was being made
            return []


def found(folder: Path, jobs: int = 2) -> dict[str, Any]:
    """What the audit finds, run to its end: verdict, and figures by leg."""
    done = command(folder, "run", "--claims", "held", "--jobs", str(jobs), "--json", "-")
    must(done.returncode == 0, done.stderr or done.stdout[-300:])
    (verdict,) = json.loads(done.stdout)["verdicts"]
    return {"verdict": verdict["verdict"], **{leg["leg"]: leg["figures"] for leg in verdict["legs"]}}


def resumed(folder: Path) -> None:
    """The audit run again finds what one finds that nothing has disturbed; what was finished is still there."""
    before = rows(folder)
    must(found(folder) == reference(), "another verdict or figure than undisturbed")
    if rows(folder)[: len(before)] != before:
        raise LostError(f"of {len(before)} records {len(before) - len(set(before) & set(rows(folder)))} are gone")


@cache
def reference() -> dict[str, Any]:
    with TemporaryDirectory() as folder:
        written(Path(folder), seconds=0.0)
        return found(Path(folder), jobs=1)
