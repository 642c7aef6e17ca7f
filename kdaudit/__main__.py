"""The `kdaudit` command. A user's mistake ends in one line on stderr, and never in a traceback."""

import sys
from io import TextIOWrapper
from pathlib import Path


def main() -> None:
    """Run the command line and exit with its code."""
    _working_directory_last()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that cannot show β gets a question mark
    import typer  # noqa: PLC0415

    from kdaudit.cli.app import app  # noqa: PLC0415
    from kdaudit.errors import CannotRunError, UsageError  # noqa: PLC0415

    try:
        code = app(standalone_mode=False)
    except typer.TyperException as error:
        code = _say(error.format_message(), 2)
    except (UsageError, CannotRunError) as error:
        code = _say(str(error), error.exit_code)
    except (KeyboardInterrupt, typer.Abort):
        code = _say("interrupted", 3)
    sys.exit(code)


def _say(message: str, code: int) -> int:
    if message:  # a bare `kdaudit` has printed its help already
        sys.stderr.write(f"kdaudit: {' '.join(message.split())}\n")
    return code


def _working_directory_last() -> None:
    """A user's own figures.py or theory.py must not shadow ours: their folder comes last on the path, not first."""
    try:
        here = Path.cwd()
    except FileNotFoundError:  # the folder is gone
        return
    if here != Path(__file__).parents[1]:
        sys.path[:] = [*(place for place in sys.path if place not in ("", str(here))), str(here)]


if __name__ == "__main__":
    main()
