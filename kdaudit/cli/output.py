"""Results to stdout or to a file, progress to stderr."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from kdaudit.errors import UsageError

if TYPE_CHECKING:
    from rich.console import Console


def deliver(document: Callable[[], Mapping[str, Any]], show: Callable[[], None], json_to: str | None) -> None:
    """JSON to stdout in place of text for "-", to a file beside the text otherwise."""
    if json_to == "-":
        typer.echo(json.dumps(document(), indent=2, ensure_ascii=False, allow_nan=False))
        return
    if json_to is not None:
        try:
            Path(json_to).parent.mkdir(exist_ok=True)  # it is there, or that of --out
            Path(json_to).write_text(
                json.dumps(document(), indent=2, ensure_ascii=False, allow_nan=False) + "\n", encoding="utf-8"
            )
        except OSError as error:
            raise UsageError(f"--json: cannot write {json_to!r}: {error.strerror}") from error
    show()


def console(*, stderr: bool = False) -> Console:
    """A console as wide as the terminal, or 120 columns where there is none."""
    from rich.console import Console  # noqa: PLC0415

    found = Console(stderr=stderr)
    return found if found.is_terminal else Console(stderr=stderr, width=120)


@contextmanager
def progress_bar() -> Iterator[Callable[[int, int, str], None]]:
    """A bar on stderr, where somebody is looking."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn  # noqa: PLC0415

    screen = console(stderr=True)
    if not screen.is_terminal:
        yield lambda done, total, label: None
        return
    columns = (BarColumn(bar_width=30), MofNCompleteColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=screen, transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda done, total, label: bar.update(task, completed=done, total=total, description=label)
