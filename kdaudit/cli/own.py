"""Commands for what people bring: an operator, or predictions of a teacher and of students."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import typer

from kdaudit.cli.options import Cluster, Jobs, Json, Plot, Seed, counts, interval
from kdaudit.cli.output import deliver, progress_bar

PREDICTIONS = ".npy, .npz or .safetensors of probabilities, (seeds, examples, classes), or a folder of parts"


def audit_operator(
    target: Annotated[
        str,
        typer.Argument(
            metavar="TARGET", help="A registered name, package.module:function, or path/to/file.py:function."
        ),
    ],
    on: Annotated[
        Literal["probabilities", "logits"], typer.Option("--on", help="What it is a function of.")
    ] = "probabilities",
    form: Annotated[
        Literal["function", "logits-warper"],
        typer.Option("--as", help="How it is written: a function of (array, T), or a logits warper of transformers."),
    ] = "function",
    temperatures: Annotated[
        str | None, typer.Option("--temperatures", metavar="LOW:HIGH", help="0.1:50 unless registered.")
    ] = None,
    classes: Annotated[
        str | None, typer.Option("--classes", metavar="V,V,…", help="2,3,5,8,17,100 by default.")
    ] = None,
    floor: Annotated[
        float | None, typer.Option("--floor", metavar="P", help="The least probability of a class; 0 by default.")
    ] = None,
    teacher: Annotated[
        list[str] | None,
        typer.Option(
            "--teacher",
            metavar="NAME|FILE.npy",
            help="digits, langid, magika, wordfreq, a file, or none; all that are installed by default.",
        ),
    ] = None,
    plot: Plot = None,
    seed: Seed = 0,
    jobs: Jobs = None,
    time_limit: Annotated[
        float, typer.Option("--time-limit", metavar="SECONDS", min=0.1, help="What one call of it may take.")
    ] = 10.0,
    memory: Annotated[
        float, typer.Option("--memory", metavar="GIB", min=0.1, help="What a process of it may hold.")
    ] = 4.0,
    json_to: Json = None,
) -> int:
    """Audit an operator of your own: which axioms it satisfies on a domain, and where it breaks one.

    Exits 0 if no axiom is refuted, 1 if one is, 2 when the operator cannot be audited.
    """
    from kdaudit.inputs.plots import plottable  # noqa: PLC0415
    from kdaudit.operator_audit.audit import audit_operator as audit  # noqa: PLC0415

    with progress_bar() as progress:
        found = audit(
            target,
            on=on,
            form=form,
            temperatures=interval(temperatures),
            classes=counts(classes),
            floor=floor,
            teachers=teacher or None,
            seed=seed,
            jobs=jobs,
            time_limit=time_limit,
            memory=memory,
            card=plottable(plot),
            progress=progress,
        )
    deliver(found.document, lambda: typer.echo(found.text()), json_to)
    return found.exit_code


def measure(
    teacher: Annotated[str, typer.Option("--teacher", metavar="FILE", help=f"{PREDICTIONS}, dense.")],
    student: Annotated[
        list[str],
        typer.Option("--student", metavar="[NAME=]FILE", help=f"{PREDICTIONS}, sparse; several, such as 0.9=FILE."),
    ],
    target: Annotated[
        str | None, typer.Option("--target", metavar="FILE", help="Probabilities, (examples, classes).")
    ] = None,
    labels: Annotated[
        str | None, typer.Option("--labels", metavar="FILE", help="Integers, (examples,); -100 leaves one out.")
    ] = None,
    logits: Annotated[
        bool, typer.Option("--logits", help="Teacher and student are logits; -inf masks a class.")
    ] = False,
    operator: Annotated[
        str | None, typer.Option("--operator", metavar="NAME|FILE:FUNC", help="Softens what --soften says.")
    ] = None,
    temperature: Annotated[float | None, typer.Option("--temperature", metavar="T", help="Of the operator.")] = None,
    soften: Annotated[
        Literal["target", "both"],
        typer.Option("--soften", help="The target alone, or predictions too, as distillation at a temperature does."),
    ] = "target",
    renormalise: Annotated[
        bool, typer.Option("--renormalise", help="Divide rows of probabilities by their sums, and say so.")
    ] = False,
    loss: Annotated[
        Literal["squared", "kl", "reverse-kl"],
        typer.Option("--loss", help="Squared distance, KL(target‖prediction), or KL(prediction‖target)."),
    ] = "squared",
    level: Annotated[float, typer.Option("--level", metavar="P", help="Of intervals, 0.5 to 0.995.")] = 0.95,
    plot: Plot = None,
    cluster: Cluster = None,
    seed: Seed = 0,
    json_to: Json = None,
) -> int:
    """Measure bias², variance and risk of a dense teacher and sparse students over their seeds: who wins, and why."""
    from kdaudit.predictions.measure import measure as take  # noqa: PLC0415
    from kdaudit.predictions.students import measure_students, named  # noqa: PLC0415

    students = named(student)
    with progress_bar() as progress:
        how: dict[str, Any] = {
            **{"target": target, "labels": labels, "logits": logits, "renormalise": renormalise, "soften": soften},
            **{"operator": operator, "temperature": temperature, "loss": loss, "level": level, "seed": seed},
            **{"plot": plot, "cluster": cluster, "progress": progress},
        }
        only = next(iter(students.values()))
        found = take(teacher, only, **how) if len(students) == 1 else measure_students(teacher, students, **how)
    deliver(found.document, lambda: typer.echo(found.text()), json_to)
    return 0


def compare(
    teacher: Annotated[
        str,
        typer.Option(
            "--teacher", metavar="FILE|NAME", help="digits, langid, magika, wordfreq, or rows of probabilities, (N, V)."
        ),
    ],
    operator: Annotated[
        list[str], typer.Option("--operator", metavar="NAME@T", help="Two at least; or FILE.py:FUNC@T.")
    ],
    features: Annotated[
        str | None, typer.Option("--features", metavar="FILE", help="What students see, (N, d), in .npy.")
    ] = None,
    capacity: Annotated[
        int | None, typer.Option("--capacity", metavar="D", help="Features made from the rows in their place.")
    ] = None,
    kind: Annotated[
        Literal["principal", "random"], typer.Option("--kind", help="Of the features that are made.")
    ] = "principal",
    loss: Annotated[Literal["squared", "kl"], typer.Option("--loss", help="Linear or softmax students.")] = "squared",
    tolerance: Annotated[
        float, typer.Option("--tolerance", metavar="X", help="From which distance on students differ to you.")
    ] = 0.01,
    plot: Plot = None,
    seed: Seed = 0,
    json_to: Json = None,
) -> int:
    """Sort operators by the students that they make of a teacher: which are the same, and up to which capacity."""
    from kdaudit.comparison.compare import compare as sort  # noqa: PLC0415

    with progress_bar() as progress:
        found = sort(
            teacher,
            operator,
            features=features,
            capacity=capacity,
            kind=kind,
            loss=loss,
            tolerance=tolerance,
            seed=seed,
            plot=plot,
            progress=progress,
        )
    deliver(found.document, lambda: typer.echo(found.text()), json_to)
    return 0
