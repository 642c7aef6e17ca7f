"""Breaks formulas at random and asks whether anything notices.

`make mutants` takes a seeded sample of small changes to the syntax trees of theory, numerics and the claim
files: operators, signs, constants, comparisons, swapped arguments. For each it reruns, in a copy of the project,
the claims whose digest changed and then the tests that import the file, and stops at the first that notices. What
nothing noticed is listed; it is a hole to mend, or an equivalent mutant, listed with its reason in `mutants.toml`.

    python -m tests.mutation [--count N] [--seed N] [--only TEXT]

Left alone: text, annotations, calls of `control` and what only they use (what is broken on purpose may be broken
otherwise), and constants in capitals in claim files (the points at which a claim is looked at are a choice, not a
formula).
"""

from __future__ import annotations

import argparse
import ast
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from queue import Queue

ROOT = Path(__file__).parents[1]
MUTATED = ("theory", "numerics", "proofs_checks/*")
COPIED = ("theory", "numerics", "proofs_checks", "figures", "kdaudit", "tests", "examples")
FILES = ("pyproject.toml", "README.md", "Makefile", "constraints.txt")
SECONDS = 240

BINARY = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.Pow: ast.Mult}
COMPARE = {ast.Lt: ast.GtE, ast.LtE: ast.Gt, ast.Gt: ast.LtE, ast.GtE: ast.Lt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq}
COMPARE |= {ast.In: ast.NotIn, ast.NotIn: ast.In}


SYMMETRIC = (
    "max",
    "min",
    "np.maximum",
    "np.minimum",
    "equal",
    "expression.atoms",
)  # swapping their arguments changes nothing


@dataclass(frozen=True)
class Mutant:
    """One change: the file, where, what stood there and what stands there now."""

    file: str
    line: int
    before: str
    after: str
    source: str  # the whole file with the change

    @property
    def change(self) -> str:
        return f"{self.before}  →  {self.after}"

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.change}"


def mutants(file: str, text: str) -> Iterator[Mutant]:
    """Every mutant of a source text."""
    tree = ast.parse(text)
    kept = _choices(tree) if "proofs_checks" in file else frozenset()
    nodes = list(_live(tree, kept))
    for position, node in enumerate(nodes):
        for change in _changes(node):
            copied = deepcopy(tree)
            twin = list(_live(copied, kept))[position]
            change(twin)
            before, after = ast.unparse(node), ast.unparse(twin)
            if before != after:
                yield Mutant(file, getattr(node, "lineno", 0), before, after, ast.unparse(copied) + "\n")


def _choices(tree: ast.Module) -> frozenset[str]:
    """Names of a claim file that are choices: constants in capitals, and functions that only controls use."""
    defined = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    controls = [
        node for node in ast.walk(tree) if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "control"
    ]
    within = {id(inner) for call in controls for inner in ast.walk(call)}
    names = [node for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)]
    inside, outside = ({n.id for n in names if (id(n) in within) == wanted} for wanted in (True, False))
    capitals = {
        node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and len(node.id) > 1 and node.id.isupper()
    }
    return frozenset(capitals | (defined & inside - outside))


def _live(node: ast.AST, kept: frozenset[str]) -> Iterator[ast.AST]:
    """The nodes that may be changed, in order; not those that define one of the names in `kept`."""
    for name, value in ast.iter_fields(node):
        for child in value if isinstance(value, list) else [value]:
            if not isinstance(child, ast.AST) or name in ("annotation", "returns"):
                continue
            if isinstance(child, ast.Call) and getattr(child.func, "id", "") in (
                "control",
                "Claim",
                "symbols",
                "Symbol",
            ):
                continue
            if isinstance(child, ast.keyword) and child.arg == "axis":
                yield child
                continue
            if isinstance(node, ast.arguments) and name == "defaults" and _is_seed(node, child):
                continue  # the machine gives the seed
            if isinstance(child, ast.FunctionDef) and child.name in kept:
                continue
            if (
                isinstance(child, ast.Assign)
                and {n.id for n in ast.walk(child.targets[0]) if isinstance(n, ast.Name)} <= kept
            ):
                continue
            yield child
            yield from _live(child, kept)


def _is_seed(arguments: ast.arguments, default: ast.AST) -> bool:
    named = dict(zip(reversed(arguments.defaults), reversed(arguments.args), strict=False))
    return named[default].arg == "seed"  # type: ignore[index]


def _changes(node: ast.AST) -> Iterator:
    """Functions that change a node in place."""
    if isinstance(node, ast.keyword) and node.arg == "axis":  # an axis: the first in place of the last
        yield lambda n: setattr(n, "value", ast.Constant(0))
    if isinstance(node, ast.BinOp) and type(node.op) in BINARY and not _is_text(node):
        yield lambda n: setattr(n, "op", BINARY[type(n.op)]())
    if isinstance(node, ast.Compare) and type(node.ops[0]) in COMPARE:
        yield lambda n: n.ops.__setitem__(0, COMPARE[type(n.ops[0])]())
    if isinstance(node, ast.BoolOp):
        yield lambda n: setattr(n, "op", ast.Or() if isinstance(n.op, ast.And) else ast.And())
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        yield lambda n: setattr(n, "op", ast.UAdd())
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield lambda n: (setattr(n, "op", ast.Not()), setattr(n, "operand", ast.UnaryOp(ast.Not(), n.operand)))
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        yield lambda n: setattr(n, "value", n.value + 1 if isinstance(n.value, int) else n.value * 1.5 + 0.25)
        if node.value:
            yield lambda n: setattr(n, "value", -n.value)
    if isinstance(node, ast.Constant) and type(node.value) is bool:
        yield lambda n: setattr(n, "value", not n.value)
    if isinstance(node, ast.Call) and len(node.args) >= 2 and ast.unparse(node.func) not in SYMMETRIC:
        yield lambda n: setattr(n, "args", [n.args[1], n.args[0], *n.args[2:]])


def _is_text(node: ast.BinOp) -> bool:
    return any(
        isinstance(side, ast.JoinedStr | ast.Constant) and not isinstance(getattr(side, "value", 0), int | float)
        for side in (node.left, node.right)
    )


def sample(count: int, seed: int, only: str = "") -> list[Mutant]:
    """`count` mutants of the project, drawn without replacement."""
    files = sorted(path for pattern in MUTATED for path in ROOT.glob(f"{pattern}/**/*.py"))
    everything = [
        mutant
        for path in dict.fromkeys(files)
        if only in (name := str(path.relative_to(ROOT)))
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


def copy_project(folder: Path) -> None:
    """The project as it stands, with a current ledger."""
    for name in COPIED:
        if (ROOT / name).exists():
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in FILES:
        shutil.copy(ROOT / name, folder / name)
    finished = _python(folder, "-m", "kdaudit", "run", "--jobs", "1")
    if finished.returncode != 0:
        raise SystemExit(f"the audit must pass before anything is broken:\n{finished.stdout}{finished.stderr}")


def _python(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, *arguments]
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=SECONDS, check=False
    )


def judge(mutant: Mutant, folder: Path) -> str | None:
    """What noticed the mutant, in a copy of the project; None if nothing did."""
    path = folder / mutant.file
    original = path.read_text(encoding="utf-8")
    path.write_text(mutant.source, encoding="utf-8")
    try:
        finished = _python(folder, "-m", "tests.mutation", "--probe", mutant.file)
    except subprocess.TimeoutExpired:
        return "it no longer ends"
    finally:
        path.write_text(original, encoding="utf-8")
    return (
        None if finished.returncode == 0 else (finished.stdout.strip().splitlines() or finished.stderr.splitlines())[-1]
    )


def probe(file: str) -> str | None:
    """In a copy: the first claim whose verdict is no longer the expected one, or the first test that fails."""
    from kdaudit.audit import run  # noqa: PLC0415
    from proofs_checks.discovery import ids, load  # noqa: PLC0415

    claims = sorted(ids(), key=lambda claim: sum(leg.method in ("enclosure", "search") for leg in load(claim).legs))
    for claim in claims:
        audit = run([claim], jobs=1)
        if audit.exit_code:
            return f"claim {claim}: {audit.verdicts[claim]}"
        (result,) = audit.results
        if result.hollow or any(f.record.outcome == "inconclusive" for f in result.findings):
            return f"claim {claim}: a leg is hollow or inconclusive"
    for test in importing(file):
        finished = _python(Path.cwd(), "-m", "pytest", "-x", "-q", "--no-header", test)
        if finished.returncode:
            return f"test {test}"
    return None


# Tests that run the audit as a whole, which the claims have just done, or read the sources as text.
_WHOLE = ("tests/test_audit.py", "tests/test_house.py", "tests/kdaudit/", "tests/bench/", "tests/test_mutation.py")


def importing(file: str) -> list[str]:
    """The test files that import a module of the project, directly or not."""
    from proofs_checks.digest import sources  # noqa: PLC0415

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
    parser.add_argument("--only", default="", help="mutate only files whose path contains this")
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
        for folder in (Path(scratch, "one"), Path(scratch, "two")):
            copy_project(folder)
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
