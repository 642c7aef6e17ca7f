"""Code that is changed behind the ledger's back: what ran under another text answers for nothing."""

from __future__ import annotations

import json
import os
import py_compile
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from textwrap import dedent

import mpmath

from tests.faults.fault import Fault, command, must

CLAIM = '''
    """A number is what it is said to be."""
    from pathlib import Path

    from proofs_checks.machine.claim import Claim, control, leg
    from proofs_checks.machine.evidence import Evidence
    {imports}

    claim = Claim("x", "every x", "supported")

    @leg("search", covers="one")
    def only(ok=True):
        return Evidence("supports" if ok else "refutes", {{"value": {value}}})

    control(only, "broken", ok=False)
'''
AGAIN = """
    @leg("search", covers="the same")
    def again(ok=True):
        return Evidence("supports" if ok else "refutes", {{"value": {value}}})

    control(again, "broken", ok=False)
"""
HOW: dict[str, tuple[str, str, dict[str, str]]] = {
    "the claim": ("", "111", {}),
    "a module beside": ("from held.beside import VALUE", "VALUE", {"held/beside.py": "VALUE = 111"}),
    "a module beside, relatively": ("from ..beside import VALUE", "VALUE", {"held/beside.py": "VALUE = 111"}),
    "a module in the same folder": ("from ._near import VALUE", "VALUE", {"held/things/_near.py": "VALUE = 111"}),
    "a module of a module": (
        "from held.beside import VALUE",
        "VALUE",
        {"held/beside.py": "from held.deep import VALUE", "held/deep.py": "VALUE = 111"},
    ),
    "a module outside": ("from outside import VALUE", "VALUE", {"outside.py": "VALUE = 111"}),
    "a module by a computed name": (
        "from importlib import import_module",
        "import_module('held.be' + 'side').VALUE",
        {"held/beside.py": "VALUE = 111"},
    ),
    "a file of data": (
        "",
        "int((Path(__file__).parents[1] / 'rows.txt').read_text())",
        {"held/rows.txt": "111"},
    ),
    "an installed library": (
        "from library import VALUE",
        "VALUE",
        {"site-packages/library/__init__.py": "VALUE = 111"},
    ),
    "a module of an installed library": (
        "from library import VALUE",
        "VALUE",
        {
            "site-packages/library/__init__.py": "from library.deep import VALUE",
            "site-packages/library/deep.py": "VALUE = 111",
        },
    ),
}


def written(folder: Path, how: str) -> Path:
    """A folder of one claim, and the file in which its number stands."""
    imports, value, files = HOW[how]
    claim = folder / "held" / "things" / "it.py"
    claim.parent.mkdir(parents=True)
    claim.write_text(dedent(CLAIM).format(imports=imports, value=value).lstrip(), encoding="utf-8")
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return next(folder / name for name in ("held/things/it.py", *files) if "111" in (folder / name).read_text())


def value(folder: Path, **environment: str) -> tuple[int, bool]:
    """The number that an audit finds, and whether the ledger answered."""
    path = os.pathsep.join([str(Path(__file__).parents[2]), str(folder / "site-packages")])
    asked = {"PYTHONPATH": path, "XDG_CACHE_HOME": str(folder / "cache"), **environment}
    done = command(folder, "run", "--claims", "held", "--jobs", "1", "--json", "-", **asked)
    must(done.returncode == 0, done.stderr or done.stdout[-500:])
    (found,) = json.loads(done.stdout)["verdicts"]
    (leg,) = found["legs"]
    return leg["figures"]["value"], leg["cached"]


def edited(how: str, change: Callable[[Path], None], folder: Path) -> None:
    """The first run, the same from the ledger, an edit: the third run finds the new number."""
    file = written(folder, how)
    must(value(folder) == (111, False), "the first run")
    must(value(folder) == (111, True), "the second was not answered from the ledger")
    change(file)
    must(value(folder) == (222, False), "the old number stands")


def in_place(file: Path) -> None:
    """To the same size, with the old time."""
    before = file.stat()
    file.write_text(file.read_text(encoding="utf-8").replace("111", "222"), encoding="utf-8")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))


def exchanged(file: Path) -> None:
    """Another file takes its name."""
    other, before = file.with_name("other.txt"), file.stat()
    other.write_text(file.read_text(encoding="utf-8").replace("111", "222"), encoding="utf-8")
    os.utime(other, ns=(before.st_atime_ns, before.st_mtime_ns))
    other.replace(file)


def longer(file: Path) -> None:
    text = file.read_text(encoding="utf-8").replace("111", "222")
    file.write_text(text + "\n" if file.suffix == ".py" else text, encoding="utf-8")


def bytecode(how: str, folder: Path) -> None:
    """Bytecode of another text lies where Python takes it for that of the file: the file's own text runs."""
    file = written(folder, how)
    mine = file.read_text(encoding="utf-8")
    file.write_text(mine.replace("111", "222"), encoding="utf-8")
    before = file.stat()
    py_compile.compile(str(file), doraise=True)
    file.write_text(mine, encoding="utf-8")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    must(value(folder)[0] == 111, "the bytecode ran")


def environment(kept: bool, variables: dict[str, str], folder: Path) -> None:
    """What the environment says makes the ledger's record another's, or not."""
    written(folder, "the claim")
    must(value(folder) == (111, False), "the first run")
    must(value(folder, **variables) == (111, kept), "fresh" if kept else "answered from the ledger")


def another_mpmath(change: Callable[[Path], None], folder: Path) -> None:
    """A copy of a library that computes: the same bytes answer, others do not."""
    written(folder, "the claim")
    copy = folder / "site-packages" / "mpmath"
    shutil.copytree(Path(mpmath.__file__).parent, copy, ignore=shutil.ignore_patterns("__pycache__"))
    must(value(folder) == (111, False), "the first run")
    must(value(folder) == (111, True), "the second was not answered from the ledger")
    change(copy)
    must(value(folder) == (111, False), "answered from the ledger")


def renamed(copy: Path) -> None:
    (copy / "__init__.py").write_text("__version__ = '9.9.9'\n" + (copy / "__init__.py").read_text(encoding="utf-8"))


def one_byte(copy: Path) -> None:
    file = copy / "libmp" / "libelefun.py"
    before, content = file.stat(), file.read_bytes()
    file.write_bytes(content.replace(b"1.1", b"1.2", 1) if b"1.1" in content else content[:-1] + b" ")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))


def one_more(copy: Path) -> None:
    (copy / "more.py").touch()


def uncovered(at_the_top: bool, folder: Path) -> None:
    """A module outside, by a computed name: it is refused, since no digest can speak of it."""
    imports, value = "from importlib import import_module", "import_module('out' + 'side').VALUE"
    if at_the_top:
        imports, value = f"{imports}\n    VALUE = {value}", "VALUE"
    claim = CLAIM.format(imports=imports, value=value) + AGAIN.format(value=value)
    file = folder / "held" / "things" / "it.py"
    file.parent.mkdir(parents=True)
    file.write_text(dedent(claim).lstrip(), encoding="utf-8")
    (folder / "outside.py").write_text("VALUE = 111", encoding="utf-8")
    for _ in range(2):
        done = command(folder, "run", "--claims", "held", "--jobs", "1")
        says = " ".join(done.stdout.split())
        refused = done.returncode == (2 if at_the_top else 1) and "supported" not in says.replace(
            "expected: supported", ""
        )
        must(refused and "outside was imported by a name that is computed" in says, says)
    path = folder / "build" / "ledger.sqlite"
    with closing(sqlite3.connect(path)) as raw:
        outcomes = raw.execute("SELECT DISTINCT outcome FROM records").fetchall()
    must(outcomes == ([] if at_the_top else [("inconclusive",)]), outcomes)


def faults() -> Iterator[Fault]:
    """Edits of each source in three ways; bytecode; libraries; flags and variables."""
    for how in HOW:
        for change in (in_place, exchanged, longer):
            name = f"{how}, {change.__name__.replace('_', ' ')}"
            yield Fault("staleness", name, partial(edited, how, change), change is in_place)
        if "data" not in how and "library" not in how:
            yield Fault("staleness", f"{how}, by old bytecode", partial(bytecode, how), how == "the claim")
    for change in (renamed, one_byte, one_more):
        name = f"another mpmath, {change.__name__.replace('_', ' ')}"
        yield Fault("staleness", name, partial(another_mpmath, change), change is one_byte)
    for at_the_top in (False, True):
        where = "at the top" if at_the_top else "in a leg"
        yield Fault("staleness", f"a module that no digest can speak of, {where}", partial(uncovered, at_the_top))
    for kept, variables in (
        (True, {"OMP_NUM_THREADS": "1"}),
        (True, {"OMP_NUM_THREADS": "7"}),
        (True, {"OPENBLAS_NUM_THREADS": "1"}),
        (True, {"PYTHONHASHSEED": "1"}),
        (False, {"PYTHONOPTIMIZE": "1"}),
        (False, {"PYTHONOPTIMIZE": "2"}),
        (False, {"OPENBLAS_CORETYPE": "Prescott"}),
    ):
        name = " ".join(f"{key}={value}" for key, value in variables.items())
        yield Fault("staleness", name, partial(environment, kept, variables), "OPTIMIZE" in name)
