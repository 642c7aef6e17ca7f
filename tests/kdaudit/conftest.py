"""What tests of the face share: a report written and parsed once, a bundle, strangers' code, new processes."""

from __future__ import annotations

import multiprocessing
import shutil

import html5lib
import pytest

from kdaudit.pages.facts import Facts, facts
from tests.kdaudit.strangers import STRANGER
from tests.kdaudit.tampering import AMGM, kdaudit_in


@pytest.fixture(scope="session")
def site(audited, once):
    """The folder of the report, written by the command."""

    def make(out):
        shutil.copytree(audited.root / "elsewhere" / "build", out, dirs_exist_ok=True)
        finished = audited("report", "--out", str(out))
        assert (finished.returncode, finished.stderr) == (0, "")
        assert finished.stdout.strip() == str(out / "report" / "index.html")

    return once("reported", make) / "report"


@pytest.fixture(scope="module")
def found(audited) -> Facts:
    return facts(out=audited.root / "elsewhere" / "build")


@pytest.fixture(scope="module")
def pages(site):
    """Every page, parsed with no error forgiven: its path within the site, and its tree."""
    parser = html5lib.HTMLParser(strict=True)
    return {path.relative_to(site): parser.parse(path.read_text(encoding="utf-8")) for path in site.rglob("*.html")}


@pytest.fixture(scope="session")
def packed(once):
    """The example of three means, audited in a process of its own, and packed."""

    def make(folder):
        for command in (("run",), ("report", "--bundle", "amgm.zip")):
            finished = kdaudit_in(folder, *command, "--claims", str(AMGM))
            assert finished.returncode == 0, finished.stderr

    return once("amgm", make) / "amgm.zip"


@pytest.fixture
def new_processes():
    """Processes are started anew, as on macOS and Windows, and not forked."""
    before = multiprocessing.get_start_method()
    multiprocessing.set_start_method("spawn", force=True)
    yield
    multiprocessing.set_start_method(before, force=True)


@pytest.fixture
def stranger(tmp_path):
    (tmp_path / "stranger.py").write_text(STRANGER, encoding="utf-8")
    return lambda name: f"{tmp_path}/stranger.py:{name}"
