"""The report of an audit, written and parsed once."""

from __future__ import annotations

import shutil

import html5lib
import pytest

from kdaudit.pages.facts import Facts, facts


@pytest.fixture(scope="module")
def site(audited, tmp_path_factory):
    """The folder of the report, written by the command."""
    out = tmp_path_factory.mktemp("report") / "build"
    shutil.copytree(audited.root / "elsewhere" / "build", out)
    finished = audited("report", "--out", str(out))
    assert (finished.returncode, finished.stderr) == (0, "")
    assert finished.stdout.strip() == str(out / "report" / "index.html")
    return out / "report"


@pytest.fixture(scope="module")
def found(audited) -> Facts:
    return facts(out=audited.root / "elsewhere" / "build")


@pytest.fixture(scope="module")
def pages(site):
    """Every page, parsed with no error forgiven: its path within the site, and its tree."""
    parser = html5lib.HTMLParser(strict=True)
    return {path.relative_to(site): parser.parse(path.read_text(encoding="utf-8")) for path in site.rglob("*.html")}
