"""Breaks formulas at random and asks whether anything notices.

`make mutants` takes a seeded sample of small changes to the syntax trees of theory, numerics and the claim
files: operators, signs, constants, comparisons, swapped arguments. For each it reruns, in a copy of the project,
the claims whose digest changed and then the tests that import the file, and stops at the first that notices. What
nothing noticed is listed; it is a hole to mend, or an equivalent mutant, listed with its reason in `mutants.toml`.

    python -m tests.mutation [--count N] [--seed N] [--only TEXT[,TEXT…]]

`breaking.py` says what counts as a small change and what is left alone.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from concurrent.futures import ThreadPoolExecutor
from fnmatch import fnmatch
from pathlib import Path
from queue import Queue

from tests.breaking import Mutant, mutants

ROOT = Path(__file__).parents[1]
MUTATED = ("theory", "numerics", "proofs_checks/*")
COPIED = ("theory", "numerics", "proofs_checks", "figures", "kdaudit", "formal", "tests", "examples", "docs")
FILES = ("pyproject.toml", "README.md", "Makefile", "constraints.txt")
SECONDS = 240
PROBE = 8 * SECONDS  # what breaks the machine makes every claim stale, and all are run again


def sample(count: int, seed: int, only: str = "") -> list[Mutant]:
    """`count` mutants of the project, drawn without replacement."""
    files = sorted(path for pattern in MUTATED for path in ROOT.glob(f"{pattern}/**/*.py"))
    everything = [
        mutant
        for path in dict.fromkeys(files)
        if any(part in (name := str(path.relative_to(ROOT))) for part in only.split(","))
        for mutant in mutants(name, path.read_text(encoding="utf-8"))
    ]
    return random.Random(seed).sample(everything, min(count, len(everything)))


def equivalent(mutant: Mutant) -> str | None:
    """The reason why a mutant changes nothing that could be noticed, if one is listed."""
    line = (ROOT / mutant.file).read_text(encoding="utf-8").splitlines()[mutant.line - 1]
    listed = tomllib.loads((ROOT / "tests" / "mutants.toml").read_text(encoding="utf-8"))["equivalent"]
    for entry in listed:
        if (
            fnmatch(mutant.file, entry["file"])
            and re.search(entry["line"], line)
            and re.fullmatch(entry.get("change", ".*"), mutant.change)
        ):
            return entry["because"]
    return None


def copy_project(folder: Path, audited: Path | None = None) -> None:
    """The project as it stands, with a current ledger: that of another copy, where there is one."""
    for name in COPIED:
        if (ROOT / name).exists():
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in FILES:
        shutil.copy(ROOT / name, folder / name)
    if audited:
        shutil.copytree(audited / "build", folder / "build")
        return
    finished = _python(folder, "-m", "kdaudit", "run", limit=5 * SECONDS)
    if finished.returncode != 0:
        raise SystemExit(f"the audit must pass before anything is broken:\n{finished.stdout}{finished.stderr}")


def _python(folder: Path, *arguments: str, limit: int = SECONDS) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, *arguments]
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=limit, check=False
    )


def judge(mutant: Mutant, folder: Path) -> str | None:
    """What noticed the mutant, in a copy of the project; None if nothing did."""
    path = folder / mutant.file
    original = path.read_text(encoding="utf-8")
    path.write_text(mutant.source, encoding="utf-8")
    try:
        finished = _python(folder, "-m", "tests.mutation", "--probe", mutant.file, limit=PROBE)
    except subprocess.TimeoutExpired:
        return "it no longer ends"
    finally:
        path.write_text(original, encoding="utf-8")
    if finished.returncode == 0:
        return None
    noticed = (finished.stdout.strip().splitlines() or finished.stderr.splitlines())[-1]
    if noticed.startswith("test ") and not passes(noticed.removeprefix("test "), folder):
        raise SystemExit(f"{noticed} fails in a copy of the project with nothing broken, so it notices nothing")
    return noticed


def passes(test: str, folder: Path) -> bool:
    """Whether a test passes in a copy as it stands, and ends."""
    try:
        return _python(folder, "-m", "pytest", "-x", "-q", "-n0", "--no-header", test).returncode == 0
    except subprocess.TimeoutExpired:
        return False


def probe(file: str) -> str | None:
    """In a copy: the first claim whose verdict is no longer the expected one, or the first test that fails."""
    from kdaudit.audits.audit import run  # noqa: PLC0415
    from kdaudit.audits.explanation import Explanation  # noqa: PLC0415
    from kdaudit.audits.selection import OUT  # noqa: PLC0415
    from kdaudit.errors import UsageError  # noqa: PLC0415
    from proofs_checks.machine.discovery import load  # noqa: PLC0415
    from proofs_checks.machine.folder import OURS  # noqa: PLC0415

    claims = sorted(OURS.ids, key=lambda claim: sum(leg.method in ("enclosure", "search") for leg in load(claim).legs))
    for claim in claims:
        audit = run([claim], jobs=1)
        if audit.exit_code:
            return f"claim {claim}: {audit.verdicts[claim]}"
        (result,) = audit.results
        usual = "refutes" if result.file.claim.expect == "refuted" else "supports"
        for f in result.findings:  # as test_audit asks
            if f.record.outcome != ("supports" if f.leg.premise else usual) or not all(f.bites()):
                return f"claim {claim}: leg {f.leg.name} says {f.record.outcome}, or a control of it is not noticed"
        if result.file.by_hand:
            try:
                Explanation(result, 0, Path(OUT)).script()
            except (AssertionError, ArithmeticError, UsageError) as error:
                return f"claim {claim}, by hand: {error!r}"
    for test in importing(file):
        if not passes(test, Path.cwd()):
            return f"test {test}"
    return None


# Tests that run legs of every claim, which has just been done, or read the sources as text.
_WHOLE = (
    "tests/test_audit.py",
    "tests/test_house.py",
    "tests/test_mutation.py",
    "tests/bench/",
    "tests/bias_variance/test_scores.py",
    "tests/kdaudit/",
)


def importing(file: str) -> list[str]:
    """The test files that import a module of the project, directly or not."""
    from proofs_checks.machine.digest import sources  # noqa: PLC0415

    module = file.removesuffix(".py").replace("/", ".")
    tests = sorted(str(path.relative_to(Path.cwd())) for path in Path.cwd().glob("tests/**/test_*.py"))
    return [
        test
        for test in tests
        if not test.startswith(_WHOLE) and module in dict(sources(test.removesuffix(".py").replace("/", ".")))
    ]


def main() -> int:
    """Sample, judge on two copies at a time, report."""
    parser = argparse.ArgumentParser(
        prog="mutants", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--count", type=int, default=60)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", default="", help="mutate only files whose path contains this, or one of these: a,b")
    parser.add_argument("--probe", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.probe:
        noticed = probe(options.probe)
        print(noticed or "nothing")
        return 1 if noticed else 0
    chosen = sample(options.count, options.seed, options.only)
    start, survivors = time.perf_counter(), []
    with tempfile.TemporaryDirectory() as scratch, ThreadPoolExecutor(2) as pool:
        copies: Queue[Path] = Queue()
        first, second = Path(scratch, "one"), Path(scratch, "two")
        copy_project(first)
        copy_project(second, first)
        for folder in (first, second):
            copies.put(folder)

        def judged(mutant: Mutant) -> str | None:
            folder = copies.get()
            try:
                return judge(mutant, folder)
            finally:
                copies.put(folder)

        for number, (mutant, noticed) in enumerate(zip(chosen, pool.map(judged, chosen), strict=True), start=1):
            reason = None if noticed else equivalent(mutant)
            print(
                f"{number:3} {mutant}\n      {noticed or ('equivalent: ' + reason if reason else 'SURVIVES')}",
                flush=True,
            )
            if not noticed and not reason:
                survivors.append(mutant)
    print(f"\n{len(chosen)} mutants, {len(survivors)} unexplained survivors, {time.perf_counter() - start:.0f} s")
    for mutant in survivors:
        print(f"  {mutant}")
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main())
