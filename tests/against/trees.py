"""Two checkouts with an environment each, and what a command costs in one of them."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from time import perf_counter

ROOT = Path(__file__).parents[2]
BELOW = ROOT / "build" / "against"


@dataclass(frozen=True)
class Cost:
    """Seconds by the clock, seconds of processors, and the most memory of one process, in MiB."""

    wall: float
    cores: float
    memory: float


@dataclass(frozen=True)
class Tree:
    """A checkout, its Python, a folder for what is written, and the claims and figures that both checkouts have."""

    root: Path
    python: Path
    out: Path
    claims: frozenset[str]
    figures: frozenset[str]

    def cost(self, *arguments: str, expect: tuple[int, ...] = (0,)) -> Cost:
        """Run Python with these arguments in the checkout. Raises CalledProcessError for another exit status."""
        with TemporaryFile() as said:
            start = perf_counter()
            process = subprocess.Popen(
                [self.python, *arguments], cwd=self.root, stdout=said, stderr=said, stdin=subprocess.DEVNULL
            )
            _, status, used = os.wait4(process.pid, 0)
            took = perf_counter() - start
            process.returncode = os.waitstatus_to_exitcode(status)
            if process.returncode not in expect:
                said.seek(0)
                sys.stderr.write(said.read().decode(errors="replace")[-2000:])
                raise subprocess.CalledProcessError(process.returncode, [str(self.python), *arguments])
        return Cost(took, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def trees(reference: str) -> tuple[Tree, Tree]:
    """This checkout, with the Python that runs this; and that of a commit, made and installed if it is not there."""
    root = _built(reference)
    shared = _claims(ROOT) & _claims(root), _figures(ROOT) & _figures(root)
    theirs = Tree(root, root / ".venv" / "bin" / "python", BELOW / f"out_{root.name}", *shared)
    return Tree(ROOT, Path(sys.executable), BELOW / "out_here", *shared), theirs


def _claims(root: Path) -> frozenset[str]:
    files = (root / "proofs_checks").glob("*/*.py")
    return frozenset(
        f"{file.parent.name}.{file.stem}" for file in files if "\nclaim = Claim(" in file.read_text("utf-8")
    )


def _figures(root: Path) -> frozenset[str]:
    return frozenset(file.stem for file in (root / "figures").glob("*_*.py") if not file.stem.startswith("_"))


def _built(reference: str) -> Path:
    commit = subprocess.run(
        ["git", "rev-parse", "--short", reference], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.strip()
    root = BELOW / commit
    if not root.exists():
        root.parent.mkdir(parents=True, exist_ok=True)
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(root)], check=True)
        subprocess.run(["git", "checkout", "--quiet", commit], cwd=root, check=True)
    subprocess.run(["make", "--silent", ".venv/test"], cwd=root, check=True)
    return root
