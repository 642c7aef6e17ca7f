"""The documentation builds without a warning, its notebooks run, its links resolve, it asks for nothing from afar."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit

import html5lib
import pytest
from numpydoc.validate import validate

import kdaudit
from proofs_checks.machine.folder import OURS

ROOT = Path(__file__).parents[1]
H = "{http://www.w3.org/1999/xhtml}"
M = "{http://www.w3.org/1998/Math/MathML}"


@pytest.fixture(scope="module")
def built(once):
    """The site, built; each page as a tree."""

    def make(out):
        command = [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-q", str(ROOT / "docs"), str(out / "site")]
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
        finished = subprocess.run(command, cwd=out, env=environment, capture_output=True, text=True, check=False)
        assert finished.returncode == 0, finished.stderr

    pages = sorted(page for page in (once("documented", make) / "site").rglob("*.html") if "_static" not in page.parts)
    return {path: html5lib.parse(path.read_text(encoding="utf-8")) for path in pages}


def test_every_link_resolves_and_nothing_is_asked_for_from_afar(built):
    for page, tree in built.items():
        for element in tree.iter():
            for attribute in ("href", "src"):
                url = urlsplit(element.attrib.get(attribute, ""))
                if element.tag == f"{H}a" and url.scheme in ("http", "https"):
                    continue  # a reader may follow it; nothing loads it
                assert not url.scheme or url.scheme == "data", (page.name, element.attrib[attribute])
                if page.name in ("genindex.html", "search.html") or (not url.path and not url.fragment):
                    continue
                target = (page.parent / unquote(url.path)).resolve() if url.path else page
                assert target.exists(), (page.name, element.attrib[attribute])
                if url.fragment and target.suffix == ".html":
                    there = {e.get("id") for e in built[target].iter()}
                    assert unquote(url.fragment) in there, (page.name, element.attrib[attribute])


def test_mathematics_was_rendered_when_the_site_was_built(built):
    for page, tree in built.items():
        scripts = [e.get("src", "") for e in tree.iter(f"{H}script")]
        assert not [script for script in scripts if "math" in script.lower()], page.name
        if page.parent.name == "subjects":
            assert sum(1 for _ in tree.iter(f"{M}math")) > 10, page.name


def test_every_claim_stands_under_its_subject(built):
    for claim in OURS.ids:
        component, _, name = claim.partition(".")
        (page,) = [path for path in built if path.stem == component and path.parent.name == "subjects"]
        anchor = f"{component}-{name}".replace("_", "-")
        assert any(e.get("id") == anchor for e in built[page].iter()), claim


def test_notebooks_show_what_they_computed(built):
    shown = {path.stem: "".join(tree.itertext()) for path, tree in built.items() if path.parent.name == "notebooks"}
    assert "refuted: identity;" in shown["operator"]
    assert "'student'" in shown["measurement"]
    assert "{'squares.more': 'refuted', 'squares.two': 'derived'}" in shown["theorems"]
    assert "True" in shown["theorems"].rpartition("sound")[2]


@pytest.mark.parametrize("name", sorted(name for name in kdaudit.__dir__() if name[0].islower()))
def test_every_public_function_says_what_it_takes_and_returns(name):
    asked = {"PR01", "PR02", "PR03", "PR07", "RT01", "RT03", "SS01", "GL08"}
    assert not [error for error in validate(f"kdaudit.{name}")["errors"] if error[0] in asked]
