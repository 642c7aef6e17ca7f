"""Options that several commands share."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from kdaudit.errors import UsageError


def writable(context: typer.Context, target: str | None) -> str | None:
    """A target for JSON, looked at before any work is done for it; it may lie in the folder that `--out` will make."""
    if target not in (None, "-"):
        path, out = Path(target), context.params.get("out")
        if isinstance(out, Path) and not out.exists() and path.parent.absolute() == out.absolute():
            return target
        if path.is_dir() or not path.parent.is_dir() or not os.access(path if path.exists() else path.parent, os.W_OK):
            raise UsageError(f"--json: cannot write {target!r}; name a file in a folder that is there")
    return target


Out = Annotated[
    Path, typer.Option("--out", metavar="DIR", is_eager=True, help="Where the ledger and everything written goes.")
]
Claims = Annotated[
    Path | None,
    typer.Option("--claims", metavar="DIR", help="A folder of claims of your own, in place of the project's."),
]
Names = Annotated[
    list[str] | None,
    typer.Argument(metavar="[CLAIM]...", help="Claims, or a sentence of the paper; all when none is given."),
]
Components = Annotated[list[str] | None, typer.Option("--component", metavar="NAME", help="All claims of a component.")]
Json = Annotated[
    str | None,
    typer.Option(
        "--json",
        metavar="FILE|-",
        help="Write JSON to a file, or to stdout instead of text.",
        callback=writable,
    ),
]
Jobs = Annotated[int | None, typer.Option("--jobs", metavar="N", min=1, help="Processes; as many as cores by default.")]
Cluster = Annotated[
    str | None, typer.Option("--cluster", metavar="ADDRESS", help="A Dask scheduler, tcp://host:8786, for the work.")
]
Plot = Annotated[Path | None, typer.Option("--plot", metavar="FILE", help="Draw it: .pdf, .png or .svg.")]
Seed = Annotated[int, typer.Option("--seed", metavar="N", min=0, help="The root seed of all randomness.")]
BUILD = Path("build")


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
