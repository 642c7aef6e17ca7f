"""The `kdaudit` command. A user's mistake ends in one line on stderr, and never in a traceback."""

import sys
from pathlib import Path


def main() -> None:
    """Run the command line and exit with its code."""
    _working_directory_last()
    import typer  # noqa: PLC0415

    from kdaudit.cli import app  # noqa: PLC0415
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
    here = str(Path.cwd())
    sys.path[:] = [*(place for place in sys.path if place not in ("", here)), here]


if __name__ == "__main__":
    main()
