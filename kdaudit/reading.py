"""What is typed for an audit of an operator, read; a mistake is one line."""

from __future__ import annotations

from pathlib import Path

from kdaudit.errors import UsageError

PICTURES = (".pdf", ".png", ".svg")


def interval(text: str | None) -> tuple[float, float] | None:
    """The two ends of LOW:HIGH."""
    if text is None:
        return None
    try:
        low, high = map(float, text.split(":"))
    except ValueError:
        raise UsageError(f"--temperatures: {text!r} is not LOW:HIGH, as in 0.1:50") from None
    return low, high


def counts(text: str | None) -> tuple[int, ...] | None:
    """The numbers of a list with commas."""
    if text is None:
        return None
    try:
        return tuple(map(int, text.split(",")))
    except ValueError:
        raise UsageError(f"--classes: {text!r} is not a list of numbers, as in 2,3,5") from None


def plottable(path: Path | None) -> Path | None:
    """A file that a card can be drawn to, looked at before any work is done for it."""
    if path is not None:
        if path.suffix not in PICTURES:
            raise UsageError(f"--plot: {str(path)!r} does not end in {', '.join(PICTURES)}")
        if not path.parent.is_dir():
            raise UsageError(f"--plot: there is no folder {str(path.parent)!r}")
    return path
