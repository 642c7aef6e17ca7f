"""The command for losses that people bring."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import typer

from kdaudit.cli.options import Json, Plot, Seed, counts
from kdaudit.cli.output import deliver, progress_bar
from kdaudit.errors import UsageError

FORM = "What it is given of the {}."


def loss(
    target: Annotated[
        str, typer.Argument(metavar="TARGET", help="package.module:function, or path/to/file.py:function, or a class.")
    ],
    student: Annotated[
        Literal["logits", "log-probabilities", "probabilities"],
        typer.Option("--student", help=FORM.format("student")),
    ] = "logits",
    teacher: Annotated[
        Literal["logits", "log-probabilities", "probabilities"],
        typer.Option("--teacher", help=FORM.format("teacher")),
    ] = "logits",
    temperature: Annotated[
        float | None, typer.Option("--temperature", metavar="T", help="Passed by name, if it takes one.")
    ] = None,
    mask: Annotated[
        str | None, typer.Option("--mask", metavar="NAME", help="Under which it takes a mask of tokens that count.")
    ] = None,
    labels: Annotated[
        str | None, typer.Option("--labels", metavar="NAME", help="Under which it takes labels; -100 leaves one out.")
    ] = None,
    arg: Annotated[
        list[str] | None, typer.Option("--arg", metavar="NAME=VALUE", help="A further argument; several.")
    ] = None,
    classes: Annotated[str | None, typer.Option("--classes", metavar="V,V,…", help="3,8,1000 by default.")] = None,
    plot: Plot = None,
    seed: Seed = 0,
    time_limit: Annotated[
        float, typer.Option("--time-limit", metavar="SECONDS", min=0.1, help="What one call of it may take.")
    ] = 10.0,
    memory: Annotated[float, typer.Option("--memory", metavar="GIB", min=0.1, help="What its process may hold.")] = 4.0,
    json_to: Json = None,
) -> int:
    """Audit a distillation loss of your own: is it a divergence, which one, at which scale, and what does it train?

    Exits 0 if nothing is refuted, 1 if something is, 2 when the loss cannot be audited.
    """
    from kdaudit.loss_audit.audit import CLASSES, audit_loss  # noqa: PLC0415

    with progress_bar() as progress:
        found = audit_loss(
            target,
            student=student,
            teacher=teacher,
            temperature=temperature,
            mask=mask,
            labels=labels,
            arguments=dict(map(_argument, arg or ())),
            classes=counts(classes) or CLASSES,
            seed=seed,
            time_limit=time_limit,
            memory=memory,
            plot=plot,
            progress=progress,
        )
    deliver(found.document, lambda: typer.echo(found.text()), json_to)
    return found.exit_code


def _argument(text: str) -> tuple[str, Any]:
    """NAME=VALUE: a number or a truth value where it is one, and else a text."""
    name, equals, value = text.partition("=")
    if not equals or not name.isidentifier():
        raise UsageError(f"--arg: {text!r} is not NAME=VALUE, as in beta=0.5")
    words = {"true": True, "false": False, "none": None}
    if value.lower() in words:
        return name, words[value.lower()]
    for kind in (int, float):
        try:
            return name, kind(value)
        except ValueError:
            continue
    return name, value
