"""The Python API: one name, one thing, whatever else was imported, and the same for type checkers."""

from __future__ import annotations

import ast
import json
import pkgutil
import subprocess
import sys
from dataclasses import replace
from html import escape
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

import numpy as np

import kdaudit

PUBLIC = [name for name in dir(kdaudit) if name != "__version__"]


def test_no_module_hides_a_public_name():
    """Importing a module binds its name in its package: each public name is looked up twice with all of them there."""
    modules = [m.name for m in pkgutil.walk_packages(kdaudit.__path__, "kdaudit.") if m.name != "kdaudit.__main__"]
    for name in modules:
        import_module(name)
    for name in 2 * PUBLIC:
        assert callable(getattr(kdaudit, name)), name
    assert not {name.rpartition(".")[2] for name in modules if name.count(".") == 1} & set(PUBLIC)


def test_type_checkers_see_the_public_names():
    tree = ast.parse(Path(kdaudit.__file__).read_text(encoding="utf-8"))
    (seen,) = [node for node in tree.body if isinstance(node, ast.If)]
    imported = {
        alias.asname: line.module for line in seen.body if isinstance(line, ast.ImportFrom) for alias in line.names
    }
    assert imported == kdaudit._PUBLIC
    assert Path(kdaudit.__file__).with_name("py.typed").exists()


def test_the_version():
    assert kdaudit.__version__ == version("kdaudit")
    command = [sys.executable, "-m", "kdaudit", "--version"]
    finished = subprocess.run(command, capture_output=True, text=True, check=True)
    assert (finished.stdout, finished.stderr) == (f"kdaudit {version('kdaudit')}\n", "")


def test_a_folder_holds_no_more_than_a_shelf():
    """Folders of claims, figures, subjects and operators are as long as their subject; those of the machine are not."""
    root = Path(kdaudit.__file__).parents[1]
    folders = [root / "proofs_checks" / "machine", *(p for p in (root / "kdaudit").rglob("*") if p.is_dir())]
    for folder in (root / "kdaudit", *folders):
        assert len([p for p in folder.glob("*.py") if p.name != "__init__.py"]) <= 15, folder


def test_records_show_themselves(audited):
    """A prompt and a notebook show the text; JSON is what the command writes."""
    out = audited.root / "elsewhere" / "build"
    rng = np.random.default_rng(0)
    target = rng.dirichlet(np.ones(3), 20)
    dense, sparse = rng.dirichlet(np.ones(3), (2, 3, 20))
    records = [
        kdaudit.explain("operators.ties", out=out),
        kdaudit.explain("S5", out=out),
        kdaudit.measure(dense, sparse, target=target),
        kdaudit.compare(target, ["power@2", "mixing@2"], capacity=2),
        kdaudit.audit_operator("power", classes=(2,), temperatures=(0.5, 8.0), teachers=["none"]),
        kdaudit.doctor(),
    ]
    for record in records:
        assert repr(record) == record.text() != ""
        assert record._repr_html_() == f"<pre>{escape(record.text())}</pre>"
        assert json.loads(record.to_json()) == json.loads(json.dumps(record.document()))
    written = audited("explain", "operators.ties", "--json", "-", "--out", str(out)).stdout
    assert f"{records[0].to_json()}\n" == written


def test_an_audit_shows_its_summary_and_its_tables(tmp_path):
    audit = kdaudit.run(["ties"], out=tmp_path)
    assert repr(audit).startswith("1 claim: 1 proved; every verdict as expected. 0 of 7 legs from the ledger, ")
    assert audit.text().startswith("claim ")
    assert repr(audit).splitlines()[0] in audit.text()
    assert repr(audit).splitlines()[1:] == ["  operators.ties: proved"]
    many = replace(audit, results=audit.results * 13)
    assert repr(many).splitlines()[1:] == ["  .text() lists them all"]
