"""Where modules lie, found without importing any; and a finder that runs what lies there from its text.

Python may run bytecode from a `__pycache__` that was made of another text, where size and time of the file are the
same. So the modules that count are loaded by a finder of our own: each file is read once a process; that text is
hashed, searched for imports, and compiled. Assertions stay, whatever flags Python was started with.
"""

from __future__ import annotations

import marshal
import sys
import sysconfig
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import cache_from_source, find_spec
from pathlib import Path
from struct import unpack
from types import CodeType, ModuleType


@cache
def installed(top: str) -> bool:
    """Whether a package or module comes with Python or was installed into it."""
    if top in sys.stdlib_module_names:
        return True
    # those of this environment, and of others on the path: of the system, of the user
    folders = [Path(sysconfig.get_path("stdlib")), *(Path(p) for p in sys.path if p.endswith("-packages"))]
    return any(place.resolve().is_relative_to(f.resolve()) for place in locations(top) for f in folders)


@cache
def locations(top: str) -> tuple[Path, ...]:
    """The file of a module, or the folders of a package, that Python finds under a name without points."""
    try:
        found = find_spec(top) if top.isidentifier() else None
    except (ImportError, ValueError, AttributeError):  # such as __main__, which has no specification
        return ()
    places = [*(found.submodule_search_locations or ()), found.origin or ""] if found else []
    return tuple(Path(place) for place in places if place and Path(place).exists())


def modules(name: str) -> Iterator[str]:
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
        return next((path for path in locations(top) if path.is_file()), None)
    folders = [path for path in locations(top) if path.is_dir()]
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
    for root in (path for path in locations(package) if path.is_dir()):
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


def file_of(module: str) -> Path:
    """The file of a module that has one."""
    file = place(module)
    assert file is not None, module
    return file


def forget() -> None:
    """Look for modules again when they are next asked for."""
    for cached in (installed, locations, place, beside):
        cached.cache_clear()


ROOMS = {"theory", "numerics", "proofs_checks", "figures"}  # packages whose text is hashed; folders of claims join


@cache
def text(path: Path) -> bytes:
    """The bytes of a file, read once."""
    return path.read_bytes()


@cache
def code(path: Path) -> CodeType:
    """What these bytes compile to, with their assertions."""
    return compile(text(path), str(path), "exec", dont_inherit=True, optimize=0)


def stale(file: Path) -> bool:
    """Whether the bytecode that Python takes for a file's is of another text: it looks at size and time alone."""
    kept, stat = Path(cache_from_source(str(file))), file.stat()
    if not kept.exists():
        return False
    _, flags, second, size = unpack("<4sIII", (found := kept.read_bytes())[:16])
    taken = flags or (second, size) == (int(stat.st_mtime) & 0xFFFFFFFF, stat.st_size & 0xFFFFFFFF)
    return bool(taken) and marshal.loads(found[16:]) != code(file)


def read_again() -> None:
    """Read files again when they are next asked for."""
    text.cache_clear()
    code.cache_clear()


def ran(module: str) -> bytes | None:
    """The text that a loaded module was compiled from; None for one that Python loaded in its own way."""
    loader = getattr(sys.modules[module], "__loader__", None)
    return loader.ran if isinstance(loader, FromText) else None


class FromText(SourceFileLoader):
    """Loads a module from the text of its file, never from bytecode; `ran` is that text."""

    ran = b""

    def get_code(self, fullname: str) -> CodeType:
        """The code of the text as it was first read."""
        path = Path(self.get_filename(fullname))
        self.ran = text(path)
        return code(path)


class Finder(MetaPathFinder):
    """Finds the modules of `ROOMS` where Python finds them, and has them loaded from their text."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Of other modules: nothing, so that Python looks on."""
        if fullname.partition(".")[0] not in ROOMS:
            return None
        others = (finder.find_spec for finder in sys.meta_path if finder is not self and hasattr(finder, "find_spec"))
        spec = next((found for find in others if (found := find(fullname, path, target))), None)
        if spec and spec.origin and type(spec.loader) is SourceFileLoader:
            spec.loader, spec.cached = FromText(fullname, spec.origin), None
        return spec


if not any(isinstance(finder, Finder) for finder in sys.meta_path):
    sys.meta_path.insert(0, Finder())
