"""What an exception says, in one line that is fit to be printed."""

from __future__ import annotations

LONGEST = 300


def said(error: BaseException) -> str:
    """Its kind and its words in one plain line, even where its words raise."""
    try:
        words = str(error)
    except Exception:  # noqa: BLE001 - of an exception of somebody else's, whose words may be code, too
        words = ""
    return f"{type(error).__name__} ({plain(words) or 'no message'})"


def plain(words: str, longest: int = LONGEST) -> str:
    """Words in one line: no line breaks, no control characters, cut where they are long."""
    line = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in " ".join(words.split()))
    return line if len(line) <= longest else f"{line[:longest]}… ({len(line):,} characters)"
