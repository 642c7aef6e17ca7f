"""Commands for what an interface gives of a teacher: top-k log-probabilities, or draws."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from kdaudit.cli.options import Cluster, Json, Plot
from kdaudit.cli.output import deliver, progress_bar

LOGS = "Top-k log-probabilities: JSON or JSONL (gzip, zstd), .npz, .safetensors, parquet, or a folder of such"
DRAWS = "Lines of JSON with a context and a text or label, or .npy of counts, (contexts, V)"
TEMPERATURES = "1, 2 and 4 by default."


def topk(
    file: Annotated[str, typer.Argument(metavar="FILE", help=f"{LOGS}; its maker is found by what is in it.")],
    student: Annotated[
        str | None, typer.Option("--student", metavar="FILE", help="A student's on the same positions.")
    ] = None,
    by: Annotated[Literal["id", "text"], typer.Option("--by", help="What a student's tokens are matched by.")] = "id",
    vocab: Annotated[
        int | None, typer.Option("--vocab", metavar="N", min=1, help="V; without it bounds need none.")
    ] = None,
    operator: Annotated[
        list[str] | None, typer.Option("--operator", metavar="NAME", help="power (by default) or mixing.")
    ] = None,
    temperature: Annotated[list[float] | None, typer.Option("--temperature", metavar="T", help=TEMPERATURES)] = None,
    error: Annotated[
        float, typer.Option("--error", metavar="TV", help="The mean total variation that k and T are to keep.")
    ] = 0.05,
    repair: Annotated[
        list[str] | None,
        typer.Option("--repair", metavar="NAME", help="unknown (-9999, null), duplicates, or sums (above one)."),
    ] = None,
    padding: Annotated[
        int | None, typer.Option("--padding", metavar="N", min=1, help="Ids, or columns, from N on are no tokens.")
    ] = None,
    digits: Annotated[
        int | None, typer.Option("--digits", metavar="N", min=0, help="Decimals that numbers were rounded to.")
    ] = None,
    at: Annotated[
        str | None, typer.Option("--at", metavar="RECORD:POSITION", help="A position to be shown in full, as 17:3.")
    ] = None,
    format: Annotated[  # noqa: A002
        str | None, typer.Option("--format", metavar="NAME", help="Who made the file, where that is not to be found.")
    ] = None,
    plot: Plot = None,
    cluster: Cluster = None,
    json_to: Json = None,
) -> int:
    """Say what top-k log-probabilities of a teacher are worth: bounds on what they hide, errors of targets, k and T."""
    from kdaudit.top_k.topk import topk as look  # noqa: PLC0415

    with progress_bar() as progress:
        found = look(
            file,
            format=format,
            vocab=vocab,
            operators=operator or ("power",),
            temperatures=temperature or (1.0, 2.0, 4.0),
            error=error,
            student=student,
            by=by,
            repair=repair or (),
            padding=padding,
            digits=digits,
            at=at,
            plot=plot,
            cluster=cluster,
            progress=progress,
        )
    deliver(found.document, lambda: typer.echo(found.text()), json_to)
    return 0


def samples(
    file: Annotated[str, typer.Argument(metavar="FILE", help=f"{DRAWS}.")],
    context: Annotated[str | None, typer.Option("--context", metavar="FIELD", help="The field of the context.")] = None,
    label: Annotated[str | None, typer.Option("--label", metavar="FIELD", help="The field of what was drawn.")] = None,
    vocab: Annotated[
        int | None, typer.Option("--vocab", metavar="N", min=1, help="V, which bounds on errors need.")
    ] = None,
    operator: Annotated[
        list[str] | None, typer.Option("--operator", metavar="NAME", help="mixing and power by default.")
    ] = None,
    temperature: Annotated[list[float] | None, typer.Option("--temperature", metavar="T", help=TEMPERATURES)] = None,
    error: Annotated[
        float, typer.Option("--error", metavar="TV", help="The mean total variation that draws are asked for.")
    ] = 0.05,
    epsilon: Annotated[
        float, typer.Option("--epsilon", metavar="E", help="The privacy of all draws that a T is asked for.")
    ] = 1.0,
    sensitivity: Annotated[
        float | None,
        typer.Option("--sensitivity", metavar="S", help="How far log-probabilities of neighbours are apart at most."),
    ] = None,
    level: Annotated[float, typer.Option("--level", metavar="P", help="Of intervals.")] = 0.95,
    plot: Plot = None,
    json_to: Json = None,
) -> int:
    """Say what draws from a teacher are worth: its law, what never came up, errors of targets, privacy."""
    from kdaudit.draws.samples import samples as look  # noqa: PLC0415

    found = look(
        file,
        context=context,
        label=label,
        vocab=vocab,
        operators=operator or ("mixing", "power"),
        temperatures=temperature or (1.0, 2.0, 4.0),
        error=error,
        epsilon=epsilon,
        sensitivity=sensitivity,
        level=level,
        plot=plot,
    )
    deliver(found.document, lambda: typer.echo(found.text()), json_to)
    return 0
