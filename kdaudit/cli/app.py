"""The command line: a thin shell over the Python API. Imports what is slow only when a command needs it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

import kdaudit
from kdaudit.cli import access, losses, own
from kdaudit.cli.options import BUILD, Claims, Cluster, Components, Jobs, Json, Names, Out, Seed
from kdaudit.cli.output import console, deliver, progress_bar
from kdaudit.errors import UsageError

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"kdaudit {kdaudit.__version__}")
        raise typer.Exit


@app.callback()
def every_command(
    _: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """Audit the theory of sparse knowledge distillation: which claims hold, under which hypotheses, and why."""


@app.command()
def run(
    claim: Names = None,
    component: Components = None,
    claims: Claims = None,
    tier: Annotated[
        str, typer.Option("--tier", metavar="quick|full", help="quick leaves out the costly legs.")
    ] = "full",
    seed: Seed = 0,
    jobs: Jobs = None,
    cluster: Cluster = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="Run everything, whatever the ledger has.")] = False,
    out: Out = BUILD,
    json_to: Json = None,
) -> int:
    """Run the audit: claims with verdicts, and what they say of the paper's sentences.

    Exits 0 when every verdict is the expected one, 1 when one differs, 2 on bad usage or a broken claim file, 3 when a
    check could not run that should have.
    """
    if jobs and cluster:
        raise UsageError("--jobs and --cluster: name one of them; a cluster has the workers that it has")
    from kdaudit.cli.again import Again  # noqa: PLC0415

    again = None if claims else Again(out, claim or (), component or (), tier, seed, json_to)
    if again and not (fresh or cluster) and again.answered():
        return 0
    from kdaudit.audits import names  # noqa: PLC0415

    names.known(claim or (), component or (), names.placed(claims))
    from kdaudit.audits import audit, tables  # noqa: PLC0415

    with progress_bar() as progress:
        found = audit.run(
            claim or (),
            claims=claims,
            components=component or (),
            tier=tier,
            seed=seed,
            jobs=jobs or os.cpu_count() or 1,
            cluster=cluster,
            fresh=fresh,
            out=out,
            progress=progress,
        )
    deliver(found.document, lambda: console().print(tables.verdicts(found)), json_to)
    if again:
        again.keep(found)
    return found.exit_code


@app.command("claims")
def list_claims(
    claim: Names = None,
    component: Components = None,
    claims: Claims = None,
    json_to: Json = None,
) -> int:
    """List claims: what each states, which clauses it reads, the verdict expected."""
    from kdaudit.audits import names  # noqa: PLC0415

    names.known(claim or (), component or (), names.placed(claims))
    from kdaudit.audits import selection, tables  # noqa: PLC0415
    from kdaudit.audits.documents import claim_document  # noqa: PLC0415

    files, broken = selection.chosen_files(claim or (), component or (), selection.folder_at(claims))
    rows = [claim_document(file) for file in files]

    def show() -> None:
        console().print(tables.claim_list(files))
        for says in broken.values():
            console().print(says, style="red", markup=False)

    deliver(lambda: {"schema": 1, "claims": rows, "broken": broken}, show, json_to)
    return 2 if broken else 0


@app.command()
def new(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where it goes; there must be nothing yet.")],
    json_to: Json = None,
) -> int:
    """Start a folder of claims of your own: a commented template that passes. `kdaudit run --claims DIR` audits it."""
    from kdaudit.audits.template import new as write  # noqa: PLC0415

    paths = [str(path) for path in write(folder)]
    deliver(lambda: {"schema": 1, "files": paths}, lambda: typer.echo("\n".join(paths)), json_to)
    typer.echo(f"now: kdaudit run --claims {folder}", err=True)
    return 0


@app.command()
def explain(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A claim, a sentence (S5) or a clause (S5.axioms).")],
    script: Annotated[
        bool, typer.Option("--script", help="Print a program of its own that re-checks the witness.")
    ] = False,
    claims: Claims = None,
    seed: Seed = 0,
    out: Out = BUILD,
    json_to: Json = None,
) -> int:
    """Explain a claim: statement, proof, legs and what they covered, controls, witnesses, how to rerun.

    Or a sentence of the paper, or one of its clauses: the answer, and the claims that it rests on.
    """
    from kdaudit.audits import names  # noqa: PLC0415

    names.meant(name, names.placed(claims))
    from kdaudit.audits.explanation import explain as explain_name  # noqa: PLC0415

    explanation = explain_name(name, claims=claims, seed=seed, out=out)
    if script and json_to is not None:
        raise UsageError("explain: --script prints a program and --json a document; ask for one of them")
    if script:
        typer.echo(explanation.script(), nl=False)
        return 0
    deliver(explanation.document, lambda: typer.echo(explanation.text()), json_to)
    return explanation.exit_code


@app.command()
def report(
    latex: Annotated[
        str | None, typer.Option("--latex", metavar="FILE|-", help="Write only the table of verdicts, in LaTeX.")
    ] = None,
    bundle: Annotated[
        Path | None, typer.Option("--bundle", metavar="FILE", help="Write only a bundle that `kdaudit verify` checks.")
    ] = None,
    claims: Claims = None,
    seed: Seed = 0,
    out: Out = BUILD,
    json_to: Json = None,
) -> int:
    """Write what the ledger has as a site of pages into DIR/report; print the front page's path."""
    from kdaudit.audits.selection import broken_claims  # noqa: PLC0415
    from kdaudit.bundles.bundle import bundle as pack  # noqa: PLC0415
    from kdaudit.pages.site import report as write  # noqa: PLC0415
    from kdaudit.pages.table import latex as write_table  # noqa: PLC0415

    if (latex is not None) + (bundle is not None) + (json_to is not None) > 1:
        raise UsageError("report: --latex, --bundle and --json write different things; ask for one of them")
    if bundle is not None:
        typer.echo(pack(bundle, claims=claims, seed=seed, out=out))
    elif latex is not None:
        written = write_table(latex, claims=claims, seed=seed, out=out)
        typer.echo(written, nl=latex != "-")
    else:
        site = write(claims=claims, seed=seed, out=out, jobs=os.cpu_count() or 1)
        deliver(site.document, lambda: typer.echo(site.text()), json_to)
    broken = broken_claims(claims)
    for says in broken.values():
        typer.echo(f"{says}; no clause is settled without it", err=True)
    return 2 if broken else 0


@app.command()
def verify(
    bundle: Annotated[Path, typer.Argument(metavar="BUNDLE", help="A file from `kdaudit report --bundle`.")],
    full: Annotated[bool, typer.Option("--full", help="Make every call again, searches and simulations, too.")] = False,
    jobs: Jobs = None,
    json_to: Json = None,
) -> int:
    """Check a bundle again without trusting its ledger: files, digests, verdicts, witnesses, box trees, exact cases.

    Exits 0 when nothing is wrong, 1 when something is, 2 for what is no bundle, 3 when legs have no record.
    """
    from kdaudit.bundles.verification import verify as check  # noqa: PLC0415

    with progress_bar() as progress:
        found = check(bundle, full=full, jobs=jobs or os.cpu_count() or 1, progress=progress)
    deliver(found.document, lambda: typer.echo(found.text()), json_to)
    return found.exit_code


@app.command()
def figures(
    name: Annotated[
        list[str] | None, typer.Argument(metavar="[NAME]...", help="Figures to draw; all when none is given.")
    ] = None,
    out: Out = BUILD,
    json_to: Json = None,
) -> int:
    """Draw the figures as PDF, PNG and SVG into DIR/figures."""
    from kdaudit.pages.gallery import figures as draw  # noqa: PLC0415

    paths = [str(path) for path in draw(name or (), out=out, jobs=os.cpu_count() or 1)]
    deliver(lambda: {"schema": 1, "figures": paths}, lambda: typer.echo("\n".join(paths)), json_to)
    return 0


app.command("operator")(own.audit_operator)
app.command()(losses.loss)
app.command()(own.measure)
app.command()(own.compare)
app.command()(access.topk)
app.command()(access.samples)


@app.command()
def doctor(json_to: Json = None) -> int:
    """Check the installation: versions, optional parts that are missing and what each costs, shadowed packages."""
    from kdaudit.installation import doctor as examine  # noqa: PLC0415

    health = examine()
    deliver(health.document, lambda: typer.echo(health.text()), json_to)
    return health.exit_code
