"""What is measured: the same work in both trees, and the share of the reference that it may cost."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass

from tests.against.ledgers import agreement
from tests.against.trees import Cost, Tree

CORPORA = """
import sys
from tests.hunting.test_corpus import ENTRIES
from tests.hunting.trial import refuted, wrong
names = sys.argv[1].split(";") if len(sys.argv) > 1 else list(ENTRIES)
bad = [name for name in names if wrong(ENTRIES[name], refuted(ENTRIES[name]))]
sys.exit(f"judged wrongly: {bad}" if bad else 0)
"""
EMPTY = """
import typer
app = typer.Typer()
@app.command()
def one(number: int = 1) -> None: ...
@app.command()
def two(text: str = "") -> None: ...
app()
"""
LIBRARIES = "import numpy, sympy, flint"


def nothing(tree: Tree) -> None:
    """No preparation."""


@dataclass(frozen=True)
class Measure:
    """A kind of work. `most` is what it may cost, as a share of the reference or of `beside`, run in the same tree.

    `after` says what came of it in both, and what should not have.
    """

    name: str
    most: float
    run: Callable[[Tree], Cost]
    prepare: Callable[[Tree], None] = nothing
    beside: Callable[[Tree], Cost] | None = None
    after: Callable[[Tree, Tree], tuple[list[str], list[str]]] = lambda ours, theirs: ([], [])
    slow: bool = False


def kdaudit(*arguments: str, expect: tuple[int, ...] = (0,)) -> Callable[[Tree], Cost]:
    """The command, which writes below the tree's own folder; "OUT" stands for that."""

    def run(tree: Tree) -> Cost:
        given = [str(tree.out) if argument == "OUT" else argument for argument in arguments]
        return tree.cost("-m", "kdaudit", *given, expect=expect)

    return run


def afresh(tree: Tree) -> Cost:
    """The audit of the claims that both have, with no ledger."""
    shutil.rmtree(tree.out, ignore_errors=True)
    return kdaudit("run", *sorted(tree.claims), "--out", "OUT")(tree)


def drawing(*arguments: str) -> Callable[[Tree], Cost]:
    """A command that draws, where nothing is drawn yet."""

    def run(tree: Tree) -> Cost:
        shutil.rmtree(tree.out / "figures", ignore_errors=True)
        return kdaudit(*arguments, "--out", "OUT")(tree)

    return run


def figures(tree: Tree) -> Cost:
    """The figures that both have."""
    return drawing("figures", *sorted(tree.figures))(tree)


def audited(tree: Tree) -> None:
    """A ledger that is current."""
    kdaudit("run", "--out", "OUT")(tree)


MEASURES = (
    Measure("audit, afresh", 0.5, afresh, after=agreement),
    Measure("audit, from the ledger", 1.2, kdaudit("run", "--out", "OUT"), audited, lambda t: t.cost("-c", LIBRARIES)),
    Measure("the help", 2.0, kdaudit("--help"), nothing, lambda t: t.cost("-c", EMPTY, "--help")),
    Measure(
        "a misspelt claim", 2.0, kdaudit("run", "tempre", expect=(2,)), nothing, lambda t: t.cost("-c", EMPTY, "one")
    ),
    Measure("operators of the corpora", 0.3, lambda t: t.cost("-c", CORPORA)),
    Measure("report", 0.5, drawing("report"), audited),
    Measure("report, again", 0.5, kdaudit("report", "--out", "OUT"), audited),
    Measure("figures", 0.5, figures),
    Measure("make test", 0.5, lambda t: t.cost("-m", "pytest"), slow=True),
)
