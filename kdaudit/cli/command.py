"""How the command begins and ends: in one line on stderr where something is wrong, whatever breaks it off."""

from __future__ import annotations

import errno
import os
import signal
import sys
from io import TextIOWrapper
from typing import TYPE_CHECKING, NoReturn

import typer

from kdaudit.cli.app import app
from kdaudit.errors import CannotRunError, UsageError
from numerics.errors import plain

if TYPE_CHECKING:
    from sys import UnraisableHookArgs

LONGEST = 2_000  # characters of a message
INTERRUPTED = 130  # as typer says it
AGAIN = 0.5  # seconds
UNWRITTEN = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)


def command() -> NoReturn:
    """Run the command line and exit with its code."""
    signal.signal(signal.SIGINT, _interrupt)
    sys.unraisablehook = _lost
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that cannot show β gets a question mark
    try:
        try:
            code = _run()
        finally:
            _interrupt_no_more()
    except KeyboardInterrupt:
        code = INTERRUPTED
    exec("")  # Python would end by a signal where Ctrl-C came while it ran a string, unless it runs one again
    sys.exit(_say("interrupted", 3) if code == INTERRUPTED else code)


def _run() -> int:
    try:
        code = app(standalone_mode=False)
        if sys.stdout is not None:  # it was closed
            sys.stdout.flush()
    except typer.TyperException as error:
        return _say(error.format_message(), 2)
    except (UsageError, CannotRunError) as error:
        return _say(str(error), error.exit_code)
    except (KeyboardInterrupt, typer.Abort):
        return INTERRUPTED
    except BrokenPipeError:  # whoever reads has read enough
        return _unwritten(3)
    except OSError as error:
        if error.filename is not None or error.errno not in UNWRITTEN:
            raise
        return _unwritten(_say(f"cannot write the output: {error.strerror}", 3))
    else:
        return code


def _unwritten(code: int) -> int:
    """What could not be written is not tried again."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    return code


def _say(message: str, code: int) -> int:
    if message:  # a bare `kdaudit` has printed its help already
        sys.stderr.write(f"kdaudit: {plain(message, LONGEST)}\n")
    return code


def _interrupt(*_: object) -> NoReturn:
    """Break off, and again after a while if that is lost, as it is in a finalizer: see `_lost`."""
    if hasattr(signal, "setitimer"):
        signal.signal(signal.SIGALRM, lambda *_: signal.raise_signal(signal.SIGINT))
        signal.setitimer(signal.ITIMER_REAL, AGAIN)
    raise KeyboardInterrupt


def _interrupt_no_more() -> None:
    """What ends already ends in peace."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, 0)


def _lost(found: UnraisableHookArgs) -> None:
    if not issubclass(found.exc_type, KeyboardInterrupt):
        sys.__unraisablehook__(found)
