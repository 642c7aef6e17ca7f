"""The report as a site: static pages, readable from the file system, without a request to anywhere."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from figures.drawing import names as figure_names
from kdaudit.audits.explanation import Explanation
from kdaudit.audits.names import Place
from kdaudit.audits.selection import OUT
from kdaudit.documents.commands import ReportDocument
from kdaudit.errors import UsageError
from kdaudit.pages import words
from kdaudit.pages.citation import bibtex
from kdaudit.pages.facts import Facts, facts
from kdaudit.pages.gallery import drawn, lacks
from kdaudit.pages.graph import graph
from kdaudit.pages.mathml import prose, statement
from kdaudit.shown import Shown
from proofs_checks.machine.folder import OURS
from proofs_checks.machine.rocq import sources
from proofs_checks.machine.rocq.sources import Theorem
from proofs_checks.machine.verdicts import Findings, by_part, needs

STATIC = Path(__file__).with_name("static")


@dataclass(frozen=True, repr=False)
class Site(Shown):
    """What was written: the front page, every page, every picture, and the bytes of it all."""

    front: Path
    pages: tuple[Path, ...]
    figures: tuple[Path, ...]
    bytes: int
    broken: Mapping[str, str]  # what is wrong with claim files that cannot be used

    def text(self) -> str:
        """The page to open."""
        return str(self.front)

    def document(self) -> ReportDocument:
        """As JSON has it, schema 1."""
        return {
            "schema": 1,
            "front": str(self.front),
            "pages": [str(page) for page in self.pages],
            "figures": [str(figure) for figure in self.figures],
            "bytes": self.bytes,
            "broken": dict(self.broken),
        }


@dataclass(frozen=True)
class Picture:
    """A figure: its name, what it shows, the claims it belongs to; `missing` says why it was not drawn."""

    name: str
    says: str
    claims: tuple[str, ...]
    missing: str = ""


def report(*, claims: Place = None, seed: int = 0, out: Path | str = OUT, jobs: int = 1) -> Site:
    """Write what the ledger has as a site of pages, into `out`/report. Nothing is run again, but figures are drawn.

    Parameters
    ----------
    claims
        Where a folder of claims of your own lies; the project's own claims when None.
    seed
        The root seed of all randomness.
    out
        The folder of the ledger, and of everything that is written.
    jobs
        How many processes draw figures that do not lie there already.

    Returns
    -------
    Site
        The front page, and all that was written.

    Raises
    ------
    UsageError
        Where the ledger has no current record, or the folder cannot be written to.
    CannotRunError
        Where a process that draws dies.
    """
    found, folder = facts(claims=claims, seed=seed, out=out), Path(out) / "report"
    try:
        for place in (folder, folder / "claims", folder / "figures", folder / "formal"):
            place.mkdir(parents=True, exist_ok=True)
        old_pages = [*folder.glob("*.html"), *(folder / "claims").glob("*.html"), *(folder / "formal").glob("*.html")]
        for old in [*old_pages, *(folder / "figures").glob("*.svg")]:
            old.unlink()
        wanted = figure_names() if found.folder == OURS else ()
        wrong = drawn(wanted, Path(out), jobs)
        pictures = [_picture(name, folder, Path(out), wrong.get(name)) for name in wanted]
        pages = [_write(folder / name, text) for name, text in pages_of(found, pictures, Path(out)).items()]
        for file in STATIC.iterdir():
            shutil.copyfile(file, folder / file.name)
    except OSError as error:
        raise UsageError(f"report: cannot write to {folder}: {error.strerror}") from error
    shown = tuple(sorted((folder / "figures").glob("*.svg")))
    size = sum(path.stat().st_size for path in (*pages, *shown, *(folder / file.name for file in STATIC.iterdir())))
    return Site(folder / "index.html", tuple(pages), shown, size, found.broken)


def pages_of(found: Facts, pictures: list[Picture], out: Path) -> dict[str, str]:
    """Every page, by its place within the site."""
    drawing = graph(found.rests_on, found.verdicts)
    axioms, rows = found.table()
    numbers, hypotheses, legs = found.published(), found.hypotheses(), formal_legs(found)
    own: dict[str, dict[str, Any]] = {
        "index.html": {"sentences": found.sentences()},
        "claims.html": {},
        "graph.html": {"graph": drawing},
        **({"axioms.html": {"axioms": axioms, "rows": rows}} if rows else {}),
        **({"theorems.html": {"legs": legs}} if legs else {}),
        **({"published.html": {"numbers": numbers}} if numbers else {}),
        **({"hypotheses.html": {"hypotheses": hypotheses}} if hypotheses else {}),
        **({"figures.html": {"pictures": pictures}} if pictures else {}),
    }
    shared = {"facts": found, "words": words, "root": "", "more": {p: n for p, n in words.PAGES.items() if p in own}}
    made = {name: _render(name, {**shared, **values}) for name, values in own.items()}
    for file in {theorem.file: sources.files()[theorem.file] for _, _, theorem in legs}.values():
        made[f"formal/{file.module}.html"] = _render("source.html", {**shared, "file": file, "root": "../"})
    for claim, result in found.results.items():
        near = {other.partition(".")[2]: f"{other}.html" for other in found.results if other != claim}
        values = {
            "result": result,
            "parts": by_part(result.file.claim, result.findings),
            "hypotheses": needs(result.file.claim, result.findings),
            "proof": prose(result.file.proof.strip().partition("\n")[2], near),
            "rerun": Explanation(result, found.seed, out).rerun,
            "bibtex": bibtex(found, claim),
            "recheck": Explanation(result, found.seed, out).recheck,
            "pictures": [picture for picture in pictures if claim in picture.claims],
            "theorems": {f.leg.name: theorem for c, f, theorem in legs if c == claim},
            "glossary": sources.glossary,
        }
        made[f"claims/{claim}.html"] = _render("claim.html", {**shared, **values, "root": "../"})
    return made


def formal_legs(found: Facts) -> list[tuple[str, Findings, Theorem]]:
    """The legs that stand on theorems, with the claims that they bear on."""
    every = ((claim, f) for claim, result in found.results.items() for f in result.findings if f.leg.theorem)
    return [(claim, f, sources.theorem(f.leg.theorem)) for claim, f in every]


def _render(template: str, values: Mapping[str, Any]) -> str:
    return _ENVIRONMENT.get_template(template).render(values)


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("kdaudit.pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["math"] = lambda said: statement(str(said))
    environment.globals["zip"] = zip
    return environment


_ENVIRONMENT = _environment()


def _picture(name: str, folder: Path, out: Path, wrong: ImportError | OSError | None) -> Picture:
    """A figure that was drawn, taken into the report. Raises OSError where it could not be written."""
    module = import_module(f"figures.{name}")
    says, claims = (module.__doc__ or "").strip(), tuple(module.SHOWS)
    if isinstance(wrong, ImportError):
        return Picture(name, says, claims, f"figure {name}: {lacks(wrong)}")
    if wrong is not None:
        raise wrong
    shutil.copyfile(out / "figures" / f"{name}.svg", folder / "figures" / f"{name}.svg")
    return Picture(name, says, claims)


def _write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path
