"""Files that pictures are drawn to."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kdaudit.errors import UsageError

PICTURES = (".pdf", ".png", ".svg")


def plottable(path: Path | None) -> Path | None:
    """A file that a card can be drawn to, looked at before any work is done for it."""
    if path is not None:
        if path.suffix not in PICTURES:
            raise UsageError(f"--plot: {str(path)!r} does not end in {', '.join(PICTURES)}")
        if not path.parent.is_dir():
            raise UsageError(f"--plot: there is no folder {str(path.parent)!r}")
    return path


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """What cannot be written there is one line."""
    try:
        yield
    except OSError as error:
        raise UsageError(f"--plot: cannot write {str(path)!r}: {error.strerror}") from error
