"""Folders of claims: the project's own, and those that anybody brings.

A folder is a package. Files in its subfolders are claims, whose ids are their places ("means.two_numbers"); files in
the folder itself are what several claims share; `paper.toml` holds the sentences that the claims read.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module, invalidate_caches
from importlib.util import find_spec
from keyword import iskeyword
from pathlib import Path

from proofs_checks.machine.digest import refresh
from proofs_checks.machine.paper import Paper, read


class FolderError(Exception):
    """A folder holds no claims that can be imported; the message is one line that names it and says what to do."""


@dataclass(frozen=True)
class Folder:
    """A folder of claims: the name of the package, and where it lies if it is not installed with the project."""

    package: str
    parent: str = ""

    def enter(self) -> None:
        """Make it importable here; installed packages come first. Raises FolderError where it is not the one found."""
        if not self.parent:
            return
        if self.parent not in sys.path:
            sys.path.append(self.parent)
            invalidate_caches()
            refresh(self.package)
        here, found = Path(self.parent, self.package), find_spec(self.package)
        places = [Path(place) for place in (found.submodule_search_locations or ())] if found else []
        if here not in places:
            other = f"{self.package!r} is the name of another package" if found else "it cannot be imported here"
            raise FolderError(f"claims: {here}: {other}; rename the folder")

    @cached_property
    def path(self) -> Path:
        """Where it lies."""
        return Path(self.parent, self.package) if self.parent else Path(import_module(self.package).__path__[0])

    @cached_property
    def paper(self) -> Paper:
        """The paper whose sentences the claims read; it says nothing where there is none. Raises PaperError."""
        return read(self.path / "paper.toml")

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """The ids of all claims, component by component, without importing any."""
        components = sorted(place for place in self.path.iterdir() if place.is_dir() and _named(place))
        return tuple(
            f"{component.name}.{file.stem}"
            for component in components
            if component != Path(__file__).parent  # the machine for claims lies among ours
            for file in sorted(component.glob("*.py"))
            if _named(file) and file.is_file()
        )


OURS = Folder("proofs_checks")


def opened(place: Path | str) -> Folder:
    """The folder of claims that lies there, made importable. Raises FolderError."""
    try:
        path = Path(place).resolve()
        there = path.is_dir()
    except (OSError, RuntimeError, ValueError) as error:  # a name too long, links in a circle, a null
        raise FolderError(f"claims: {place}: {error}") from error
    if path.is_file():
        raise FolderError(f"claims: {str(place)!r} is a file; name the folder of claims that it lies in")
    if not there:
        raise FolderError(f"claims: there is no folder {str(place)!r}; `kdaudit new {place}` makes one")
    if path == OURS.path:
        return OURS
    if not path.name.isidentifier() or iskeyword(path.name):
        raise FolderError(f"claims: {path.name!r} cannot be imported; name the folder in letters, digits, underscores")
    folder = Folder(path.name, str(path.parent))
    folder.enter()
    refresh(folder.package)  # a notebook may have edited it since it was last looked at
    read.cache_clear()
    for claim in folder.ids:
        if not claim.replace(".", "").isidentifier():
            raise FolderError(f"claims: {claim} cannot be imported; name it in letters, digits, underscores")
    for file in filter(Path.is_file, path.glob("*.py")):
        if any(line.startswith("claim = ") for line in file.read_text(encoding="utf-8", errors="replace").splitlines()):
            above = f"; or did you mean {path.parent}?" if (path.parent / "paper.toml").is_file() else ""
            raise FolderError(
                f"claims: {file} is a claim beside the subjects; move it into a folder of {path.name}{above}"
            )
    if not folder.ids:
        raise FolderError(
            f"claims: {place} has none; a claim is a file in a folder of it, such as {place}/things/it.py"
        )
    return folder


def _named(path: Path) -> bool:
    """Whether a file or folder is one that people named: not hidden, not private, not generated."""
    return not path.name.startswith((".", "_"))
