"""A folder of claims to start from."""

from __future__ import annotations

import shutil
from keyword import iskeyword
from pathlib import Path

from kdaudit.errors import UsageError
from proofs_checks.machine.digest import PROJECT
from proofs_checks.machine.places import installed

START = Path(__file__).with_name("start")


def new(folder: Path | str) -> tuple[Path, ...]:
    """Start a folder of claims: two claims with comments, one that holds and one that is false, which pass as they are.

    Parameters
    ----------
    folder
        Where it goes. Its name becomes that of a Python package; a folder that is there must be empty.

    Returns
    -------
    tuple of Path
        The files that were written, in order.

    Raises
    ------
    UsageError
        For a name that Python cannot import, a folder that is not empty, and one that cannot be written.
    """
    place = Path(folder)
    try:
        name = place.resolve().name
    except (OSError, RuntimeError, ValueError) as error:
        raise UsageError(f"new: {folder}: {error}") from error
    if not name.isidentifier() or iskeyword(name):
        raise UsageError(f"new: {name!r} cannot be imported; name the folder in letters, digits, underscores")
    if installed(name) or name in PROJECT:
        raise UsageError(f"new: {name!r} is the name of an installed package; choose another")
    try:
        if place.exists() and (not place.is_dir() or any(place.iterdir())):
            raise UsageError(f"new: {str(folder)!r} is there already; name a folder that is not")
        shutil.copytree(START, place, ignore=shutil.ignore_patterns("__pycache__"), dirs_exist_ok=True)
    except OSError as error:
        raise UsageError(f"new: cannot write to {str(folder)!r}: {error}") from error
    return tuple(sorted(path for path in place.rglob("*") if path.is_file()))
