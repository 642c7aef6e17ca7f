"""What computes is known by its files; what a digest cannot cover is refused."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from importlib import invalidate_caches
from pathlib import Path

import pytest

from proofs_checks.machine import environment, places
from proofs_checks.machine.digest import covered
from proofs_checks.machine.environment import contents

ROOT = Path(__file__).parents[2]


@pytest.fixture
def library(tmp_path, monkeypatch):
    """An installed library of two files, and what asks for its hash as a new process does."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    folder = tmp_path / "site-packages" / "madeup_library"
    folder.mkdir(parents=True)
    (folder / "__init__.py").write_text("VALUE = 1")
    (folder / "deep.py").write_text("VALUE = 1")
    monkeypatch.syspath_prepend(folder.parent)

    def ask():
        invalidate_caches()
        for cached in (contents, places.locations, places.installed):
            cached.cache_clear()
        return contents("madeup_library")

    yield folder, ask
    places.forget()


def test_files_are_hashed_and_not_what_they_call_themselves(library):
    folder, ask = library
    first = ask()
    assert len(first) == 64
    assert ask() == first
    seen = {first}
    for change in (
        lambda: (folder / "deep.py").write_text("VALUE = 2"),
        (folder / "more.py").touch,
        lambda: (folder / "deep.py").rename(folder / "steep.py"),
        (folder.parent / "madeup_library.libs").mkdir,
        lambda: (folder.parent / "madeup_library.libs" / "lib.so").write_bytes(b"1"),
    ):
        change()
        seen.add(ask())
    assert len(seen) == 5, "an empty folder beside it is nothing"
    (folder / "__pycache__").mkdir()
    (folder / "__pycache__" / "deep.pyc").touch()
    assert ask() in seen


def test_an_edit_to_the_same_size_and_time_is_seen(library):
    folder, ask = library
    first, before = ask(), (folder / "deep.py").stat()
    (folder / "deep.py").write_text("VALUE = 2")
    os.utime(folder / "deep.py", ns=(before.st_atime_ns, before.st_mtime_ns))
    assert (folder / "deep.py").stat().st_mtime_ns == before.st_mtime_ns
    assert ask() != first


def test_what_was_read_before_is_not_read_again_and_a_broken_cache_is_none(library, monkeypatch, tmp_path):
    folder, ask = library
    first = ask()
    kept = tmp_path / "cache" / "kdaudit" / "libraries.json"
    assert str(first) in kept.read_text()
    read = []
    monkeypatch.setattr(environment.Path, "read_bytes", lambda path: read.append(path) or b"")
    assert ask() == first
    assert read == []
    monkeypatch.undo()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.syspath_prepend(folder.parent)
    for content in ("", "{", "[]", '{"madeup_library": 3}', '{"madeup_library": ["x"]}'):
        kept.write_text(content)
        assert ask() == first
    kept.unlink()
    kept.mkdir()
    assert ask() == first


def test_a_module_that_the_digest_does_not_cover_is_refused(tmp_path, monkeypatch):
    (tmp_path / "far_away_from_here.py").write_text("VALUE = 1")
    monkeypatch.syspath_prepend(tmp_path)
    says = "far_away_from_here was imported by a name that is computed"
    with pytest.raises(ImportError, match=says), covered("held.things.it"):
        __import__("far_away" + "_from_here")
    assert "far_away_from_here" not in sys.modules, "whoever imports it next is told as well"
    with covered("operators.ties"):
        __import__("wave")


READS = {"open", "read_text", "read_bytes", "load", "loadtxt", "genfromtxt", "fromfile", "memmap", "get_data"}
IMPORTS = {"import_module", "__import__", "spec_from_file_location", "run_path", "run_module", "exec", "eval"}


def test_our_own_claims_read_no_files_and_import_by_names_that_are_written_out():
    """Of these, digests cover no file; and of modules only those whose folder stands in a string."""
    found = set()
    for room in ("theory", "numerics", "proofs_checks", "figures"):
        for path in (ROOT / room).rglob("*.py"):
            if "machine" in path.parts:
                continue
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call):
                    name = getattr(node.func, "attr", None) or getattr(node.func, "id", "")
                    if name in READS | IMPORTS:
                        found.add((path.relative_to(ROOT).as_posix(), name))
    assert found == {
        ("numerics/registry.py", "import_module"),  # of folders that stand there in strings
        ("figures/drawing.py", "import_module"),  # of a figure, which no claim draws
        ("numerics/enclosure.py", "exec"),  # of arithmetic written there
    }


def test_the_processor_is_told_without_numpy_where_it_was_told_before(tmp_path):
    told = (
        "import sys; from proofs_checks.machine.environment import versions; "
        "print(versions()['processor'], 'numpy' in sys.modules)"
    )

    def ask(**more):
        environment = {**os.environ, "XDG_CACHE_HOME": str(tmp_path), **more}
        command = [sys.executable, "-c", told]
        return subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True
        ).stdout.split()

    first, again, other = ask(), ask(), ask(OPENBLAS_CORETYPE="Prescott")
    assert (first[:-1], first[-1], again[-1]) == (again[:-1], "True", "False")
    assert other[-1] == "True", "a variable that chooses other kernels"
