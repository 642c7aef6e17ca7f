"""What an injected fault is, and what came of it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

ROOT = Path(__file__).parents[2]
LIMIT = 1_200.0  # seconds, for audits of whole components
Outcome = Literal["survived", "lost", "wrong"]


class LostError(Exception):
    """Something that had been finished is gone, and nothing says so."""


class WrongError(Exception):
    """An answer that is not the true one, a traceback, a hang, or a process that is left over."""


@dataclass(frozen=True)
class Fault:
    """A fault of a kind, its name, and what injects it into an empty folder and raises where it is not survived."""

    kind: str
    name: str
    inject: Callable[[Path], None]
    quick: bool = True

    def outcome(self, folder: Path) -> tuple[Outcome, str]:
        """What came of it, and what was seen."""
        before = signal.signal(signal.SIGALRM, _hangs)
        signal.setitimer(signal.ITIMER_REAL, LIMIT)
        try:
            self.inject(folder)
        except LostError as error:
            return "lost", str(error)
        except Exception as error:  # noqa: BLE001 - whatever else is raised was not foreseen
            return "wrong", f"{type(error).__name__}: {error}"
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before)
        return "survived", ""


def _hangs(*_: object) -> None:
    raise WrongError(f"no end within {LIMIT:g} s")


def must(holds: object, says: object) -> None:
    """Raises WrongError unless something holds."""
    if not holds:
        raise WrongError(str(says))


def command(
    folder: Path, *arguments: str | Path, limit: float = 120, **environment: str
) -> subprocess.CompletedProcess[str]:
    """`kdaudit` with these arguments, in a folder. Raises WrongError for a hang or a traceback."""
    every = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1", **environment}
    asked = [sys.executable, "-m", "kdaudit", *map(str, arguments)]
    try:
        done = subprocess.run(asked, cwd=folder, env=every, capture_output=True, text=True, check=False, timeout=limit)
    except subprocess.TimeoutExpired:
        raise WrongError(f"no end within {limit:g} s") from None
    must("Traceback" not in done.stderr, done.stderr[-500:])
    return done


def one_line(done: subprocess.CompletedProcess[str], code: int, says: str) -> None:
    """It ended with a code and one line that has these words."""
    sound = done.returncode == code and done.stderr.count("\n") == 1 and says in done.stderr
    must(sound, f"exit {done.returncode}: {done.stderr[-300:]!r}, not {says!r}")


def refused(call: Callable[[], object], kind: type[Exception], says: str = "") -> None:
    """A call raises an error of a kind, in one line that has these words."""
    try:
        found = call()
    except kind as error:
        must(says in str(error) and "\n" not in str(error), f"it says {str(error)!r}, not {says!r}")
    else:
        raise WrongError(f"accepted: {found!r:.200}")
