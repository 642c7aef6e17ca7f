"""Files that pictures are drawn to."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from matplotlib.figure import Figure

from figures import drawing
from kdaudit.errors import UsageError

Data = TypeVar("Data")
PICTURES = (".pdf", ".png", ".svg")


def plottable(path: Path | None) -> Path | None:
    """A file that a card can be drawn to, looked at before any work is done for it."""
    if path is not None:
        if path.suffix not in PICTURES:
            raise UsageError(f"--plot: {str(path)!r} does not end in {', '.join(PICTURES)}")
        if not path.parent.is_dir():
            raise UsageError(f"--plot: there is no folder {str(path.parent)!r}")
    return path


def write(draw: Callable[[Data], Figure], data: Data, path: Path) -> None:
    """Draw to a file. Raises UsageError in one line where it cannot be written."""
    try:
        drawing.write(draw, data, path)
    except OSError as error:
        raise UsageError(f"--plot: cannot write {str(path)!r}: {error.strerror}") from error
