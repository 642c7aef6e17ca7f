"""The `kdaudit` command. A user's mistake ends in one line on stderr, and never in a traceback."""

import os
import sys


def main() -> None:
    """Run the command line and exit with its code."""
    _working_directory_last()
    try:
        from kdaudit.cli.command import command  # noqa: PLC0415 - now that modules are Python's
    except KeyboardInterrupt:
        sys.stderr.write("kdaudit: interrupted\n")
        sys.exit(3)
    command()


def _working_directory_last() -> None:
    """A user's own figures.py or theory.py must not shadow ours: their folder comes last on the path, not first."""
    try:
        here = os.getcwd()
    except FileNotFoundError:  # the folder is gone
        return
    if here != os.path.dirname(os.path.dirname(os.path.abspath(__file__))):
        sys.path[:] = [*(place for place in sys.path if place not in ("", here)), here]


if __name__ == "__main__":
    main()
