"""Disks that are full or cannot be written: one line, and nothing lost of what was there."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from tests.faults.audits import asked as audit
from tests.faults.audits import environment, resumed, written
from tests.faults.fault import Fault, command, must, one_line

FULL = Path("/dev/full")
SPOKEN = {
    "run": ("run", "--claims", "held", "--jobs", "1"),
    "claims": ("claims",),
    "explain": ("explain", "ties"),
    "doctor": ("doctor",),
    "operator": ("operator", "power", "--classes", "2", "--teacher", "none"),
    "--help": ("run", "--help"),
    "--version": ("--version",),
    "JSON to stdout": ("claims", "--json", "-"),
}
JSON = {
    "run": ("run", "--claims", "held", "--jobs", "1"),
    "operator": ("operator", "power", "--classes", "2", "--teacher", "none"),
}


def stdout_full(asked: tuple[str, ...], folder: Path) -> None:
    written(folder, 1)
    with FULL.open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "kdaudit", *asked],
            cwd=folder,
            env=environment(),
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            timeout=120,
        )
    one_line(done, 3, "cannot write the output: No space left on device")


def json_full(asked: tuple[str, ...], folder: Path) -> None:
    written(folder, 1)
    one_line(command(folder, *asked, "--json", FULL), 2, "--json: cannot write '/dev/full'")


def ledger_full(size: int, folder: Path) -> None:
    """No file may grow beyond some bytes: what fits is kept, and the next run goes on from there."""
    written(folder)
    done = subprocess.run(
        ["bash", "-c", f'ulimit -f {size}; trap "" XFSZ; exec "$@"', "-", *audit(1)],
        cwd=folder,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    must("Traceback" not in done.stderr, done.stderr[-400:])
    must(done.returncode in (0, 2), f"exit {done.returncode}: {done.stderr[-300:]}")
    if done.returncode:
        must(done.stderr.count("\n") == 1 and "ledger.sqlite" in done.stderr, done.stderr)
    resumed(folder)


def stdout_closed(asked: tuple[str, ...], folder: Path) -> None:
    """Nobody listens: the work is done."""
    written(folder, 1)
    done = subprocess.run(
        ["bash", "-c", 'exec "$@" >&-', "-", sys.executable, "-m", "kdaudit", *asked],
        cwd=folder,
        env=environment(),
        stderr=subprocess.PIPE,
        text=True,
        check=False,
        timeout=120,
    )
    must((done.returncode, done.stderr) == (0, ""), f"exit {done.returncode}: {done.stderr[-300:]}")


def report_full(folder: Path) -> None:
    """A bundle that does not fit."""
    written(folder, 1)
    must(command(folder, "run", "--claims", "held", "--jobs", "1").returncode == 0, "the run")
    one_line(command(folder, "report", "--claims", "held", "--bundle", FULL), 2, "cannot write")


def away(folder: Path) -> None:
    """`--out` is a file."""
    written(folder, 1)
    (folder / "file").write_text("mine", encoding="utf-8")
    one_line(command(folder, "run", "--claims", "held", "--out", "file"), 2, "ledger: cannot use")
    must((folder / "file").read_text(encoding="utf-8") == "mine", "it was written over")


def made(folder: Path) -> None:
    """JSON goes into the folder that `--out` makes."""
    written(folder, 1)
    done = command(folder, "run", "--claims", "held", "--jobs", "1", "--out", "D", "--json", "D/x.json")
    must(done.returncode == 0 and json.loads((folder / "D/x.json").read_text())["verdicts"], done.stderr)


def shadowed(name: str, folder: Path) -> None:
    """A module of a name that Python uses lies in the working directory: no process imports it."""
    written(folder, 2)
    (folder / f"{name}.py").write_text(
        f"import pathlib; pathlib.Path({str(folder / 'imported')!r}).touch(); raise SystemExit(9)", encoding="utf-8"
    )
    done = command(folder, "run", "--claims", "held", "--jobs", "2")
    must(done.returncode == 0 and not (folder / "imported").exists(), f"exit {done.returncode}: {done.stderr[-300:]}")


def faults() -> Iterator[Fault]:
    """Output, JSON, ledger and bundle; and the folder that a command is run in."""
    if FULL.exists():
        for name, asked in SPOKEN.items():
            yield Fault("disks", f"stdout is full: {name}", partial(stdout_full, asked), name in ("run", "--help"))
        for name, asked in JSON.items():
            yield Fault("disks", f"--json is full: {name}", partial(json_full, asked), name == "operator")
        yield Fault("disks", "a bundle does not fit", report_full, quick=False)
    for name, asked in JSON.items():
        yield Fault("disks", f"stdout is closed: {name}", partial(stdout_closed, asked), name == "operator")
    for size in (0, 1, 4, 8, 16, 20, 24, 28, 32, 36, 40, 48, 64):
        yield Fault("disks", f"files end at {size} KiB", partial(ledger_full, size), size in (0, 24))
    yield Fault("disks", "--out is a file", away, quick=False)
    yield Fault("disks", "JSON where --out makes a folder", made, quick=False)
    for name in ("multiprocessing", "numpy", "sympy", "json", "theory", "numerics", "figures", "signal", "typer"):
        yield Fault(
            "disks", f"a {name}.py in the working directory", partial(shadowed, name), name == "multiprocessing"
        )
