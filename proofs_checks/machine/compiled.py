"""What runs is compiled from the text that digests speak of.

Python may run bytecode from a `__pycache__` that was made of another text, where size and time of the file are the
same. So the modules that count are loaded by a finder of our own: each file is read once a process; that text is
hashed, searched for imports, and compiled. Assertions stay, whatever flags Python was started with.
"""

from __future__ import annotations

import sys
from functools import cache
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOMS = {"theory", "numerics", "proofs_checks", "figures"}  # packages whose text is hashed; folders of claims join


@cache
def text(path: Path) -> bytes:
    """The bytes of a file, read once."""
    return path.read_bytes()


@cache
def code(path: Path) -> CodeType:
    """What these bytes compile to, with their assertions."""
    return compile(text(path), str(path), "exec", dont_inherit=True, optimize=0)


def forget() -> None:
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
