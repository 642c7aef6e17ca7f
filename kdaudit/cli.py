"""The command line: a thin shell over the Python API. Imports what is slow only when a command needs it."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from kdaudit.errors import UsageError
from kdaudit.options import BUILD, Jobs, Json, Out, Seed

PREDICTIONS = ".npy or .npz of probabilities, (seeds, examples, classes)"

app = typer.Typer(
    help="Audit the theory of sparse knowledge distillation: which claims hold, under which hypotheses, and why.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@app.command()
def run(
    claim: Annotated[
        list[str] | None, typer.Argument(metavar="[CLAIM]...", help="Claims to run; all when none is given.")
    ] = None,
    component: Annotated[
        list[str] | None, typer.Option("--component", metavar="NAME", help="All claims of a component.")
    ] = None,
    tier: Annotated[
        str, typer.Option("--tier", metavar="quick|full", help="quick leaves out the costly legs.")
    ] = "full",
    seed: Seed = 0,
    jobs: Jobs = None,
    cluster: Annotated[
        str | None,
        typer.Option("--cluster", metavar="ADDRESS", help="A Dask scheduler, tcp://host:8786, for them."),
    ] = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="Run everything, whatever the ledger has.")] = False,
    out: Out = BUILD,
    json_to: Json = None,
) -> int:
    """Run the audit: claims with verdicts, and what they say of the paper's sentences.

    Exits 0 when every verdict is the expected one, 1 when one differs, 2 on bad usage, 3 when a check
    could not run that should have.
    """
    from kdaudit import audit, tables  # noqa: PLC0415

    if jobs and cluster:
        raise UsageError("--jobs and --cluster: name one of them; a cluster has the workers that it has")
    with _progress() as progress:
        found = audit.run(
            claim or (),
            components=component or (),
            tier=tier,
            seed=seed,
            jobs=jobs or os.cpu_count() or 1,
            cluster=cluster,
            fresh=fresh,
            out=out,
            progress=progress,
        )
    _deliver(found.document, lambda: tables.console().print(tables.verdicts(found)), json_to)
    return found.exit_code


@app.command()
def claims(json_to: Json = None) -> int:
    """List every claim: its statement, what it reads, the verdict expected."""
    from kdaudit import audit, tables  # noqa: PLC0415

    files = audit.claims()
    fields = ("statement", "scope", "expect", "reads", "hypotheses", "rests_on")
    rows = [
        {"claim": f.id, "component": f.component, **{name: getattr(f.claim, name) for name in fields}} for f in files
    ]
    _deliver(lambda: {"schema": 1, "claims": rows}, lambda: tables.console().print(tables.claim_list(files)), json_to)
    return 0


@app.command()
def explain(
    claim: Annotated[str, typer.Argument(metavar="CLAIM")],
    script: Annotated[
        bool, typer.Option("--script", help="Print a program of its own that re-checks the witness.")
    ] = False,
    seed: Seed = 0,
    out: Out = BUILD,
    json_to: Json = None,
) -> int:
    """Explain a claim: statement, proof, legs and what they covered, controls, witnesses, how to rerun."""
    from kdaudit.explanation import explain as explain_claim  # noqa: PLC0415

    explanation = explain_claim(claim, seed=seed, out=out)
    if script and json_to is not None:
        raise UsageError("explain: --script prints a program and --json a document; ask for one of them")
    if script:
        typer.echo(explanation.script(), nl=False)
        return 0
    _deliver(explanation.document, lambda: typer.echo(explanation.text()), json_to)
    return 0


@app.command()
def report(
    latex: Annotated[
        str | None, typer.Option("--latex", metavar="FILE|-", help="Write only the table of verdicts, in LaTeX.")
    ] = None,
    seed: Seed = 0,
    out: Out = BUILD,
    json_to: Json = None,
) -> int:
    """Write what the ledger has as a site of pages into DIR/report; print the front page's path."""
    from kdaudit.report.site import report as write  # noqa: PLC0415
    from kdaudit.report.table import latex as write_table  # noqa: PLC0415

    if latex is not None and json_to is not None:
        raise UsageError("report: --latex writes a table and --json a document; ask for one of them")
    if latex is not None:
        written = write_table(latex, seed=seed, out=out)
        typer.echo(written, nl=latex != "-")
        return 0
    site = write(seed=seed, out=out)
    _deliver(site.document, lambda: typer.echo(str(site.front)), json_to)
    return 0


@app.command()
def figures(
    name: Annotated[
        list[str] | None, typer.Argument(metavar="[NAME]...", help="Figures to draw; all when none is given.")
    ] = None,
    out: Out = BUILD,
    json_to: Json = None,
) -> int:
    """Draw the figures as PDF, PNG and SVG into DIR/figures."""
    from kdaudit.gallery import figures as draw  # noqa: PLC0415

    paths = [str(path) for path in draw(name or (), out=out)]
    _deliver(lambda: {"schema": 1, "figures": paths}, lambda: typer.echo("\n".join(paths)), json_to)
    return 0


@app.command("operator")
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
    plot: Annotated[
        Path | None, typer.Option("--plot", metavar="FILE", help="Draw the audit as a card: .pdf, .png or .svg.")
    ] = None,
    seed: Seed = 0,
    jobs: Jobs = None,
    time_limit: Annotated[
        float, typer.Option("--time-limit", metavar="SECONDS", min=0.1, help="What one call of it may take.")
    ] = 10.0,
    json_to: Json = None,
) -> int:
    """Audit an operator of your own: which axioms it satisfies on a domain, and where it breaks one.

    Exits 0 if no axiom is refuted, 1 if one is, 2 when the operator cannot be audited.
    """
    from kdaudit.operator_audit import audit_operator as audit  # noqa: PLC0415
    from kdaudit.operator_report import text  # noqa: PLC0415
    from kdaudit.reading import counts, interval, plottable  # noqa: PLC0415

    found = audit(
        target,
        on=on,
        temperatures=interval(temperatures),
        classes=counts(classes),
        floor=floor,
        teachers=teacher or None,
        seed=seed,
        jobs=jobs,
        time_limit=time_limit,
        card=plottable(plot),
    )
    _deliver(found.document, lambda: typer.echo(text(found)), json_to)
    return found.exit_code


@app.command()
def measure(
    teacher: Annotated[str, typer.Option("--teacher", metavar="FILE", help=f"{PREDICTIONS}, dense.")],
    student: Annotated[str, typer.Option("--student", metavar="FILE", help=f"{PREDICTIONS}, sparse.")],
    target: Annotated[
        str | None, typer.Option("--target", metavar="FILE", help="Probabilities, (examples, classes).")
    ] = None,
    labels: Annotated[str | None, typer.Option("--labels", metavar="FILE", help="Integers, (examples,).")] = None,
    logits: Annotated[bool, typer.Option("--logits", help="Teacher and student are logits.")] = False,
    operator: Annotated[
        str | None, typer.Option("--operator", metavar="NAME|FILE:FUNC", help="Softens the target.")
    ] = None,
    temperature: Annotated[float | None, typer.Option("--temperature", metavar="T", help="Of the operator.")] = None,
    loss: Annotated[Literal["squared", "kl"], typer.Option("--loss", help="What risk is measured in.")] = "squared",
    level: Annotated[float, typer.Option("--level", metavar="P", help="Of intervals, 0.5 to 0.995.")] = 0.95,
    plot: Annotated[Path | None, typer.Option("--plot", metavar="FILE", help="Draw it: .pdf, .png or .svg.")] = None,
    seed: Seed = 0,
    json_to: Json = None,
) -> int:
    """Measure bias², variance and risk of a dense teacher and sparse students over their seeds: who wins, and why."""
    from kdaudit.measure_report import text  # noqa: PLC0415
    from kdaudit.measuring import measure as take  # noqa: PLC0415
    from kdaudit.reading import plottable  # noqa: PLC0415

    with _progress() as progress:
        found = take(
            teacher,
            student,
            target=target,
            labels=labels,
            logits=logits,
            operator=operator,
            temperature=temperature,
            loss=loss,
            level=level,
            seed=seed,
            plot=plottable(plot),
            progress=progress,
        )
    _deliver(found.document, lambda: typer.echo(text(found)), json_to)
    return 0


@app.command()
def doctor(json_to: Json = None) -> int:
    """Check the installation: versions, optional parts that are missing and what each costs, shadowed packages."""
    from kdaudit.doctoring import doctor as examine  # noqa: PLC0415

    health = examine()
    _deliver(health.document, lambda: typer.echo(health.text()), json_to)
    return health.exit_code


def _deliver(document: Callable[[], dict[str, Any]], show: Callable[[], None], json_to: str | None) -> None:
    """JSON to stdout in place of text for "-", to a file beside the text otherwise."""
    if json_to == "-":
        typer.echo(json.dumps(document(), indent=2, ensure_ascii=False, allow_nan=False))
        return
    if json_to is not None:
        try:
            Path(json_to).write_text(
                json.dumps(document(), indent=2, ensure_ascii=False, allow_nan=False) + "\n", encoding="utf-8"
            )
        except OSError as error:
            raise UsageError(f"--json: cannot write {json_to!r}: {error.strerror}") from error
    show()


@contextmanager
def _progress() -> Iterator[Callable[[int, int, str], None]]:
    """A bar on stderr, where somebody is looking."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn  # noqa: PLC0415

    from kdaudit.tables import console  # noqa: PLC0415

    screen = console(stderr=True)
    if not screen.is_terminal:
        yield lambda done, total, label: None
        return
    columns = (BarColumn(bar_width=30), MofNCompleteColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=screen, transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda done, total, label: bar.update(task, completed=done, total=total, description=label)
