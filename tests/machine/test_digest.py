"""A digest covers all that a record depends on: it may change needlessly, it must not stay wrongly."""

import ast
import os
import py_compile
import subprocess
import sys
import time
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from textwrap import dedent

import pytest

from proofs_checks.machine import digest as digests
from proofs_checks.machine.digest import digest, imports, sources
from proofs_checks.machine.environment import versions
from proofs_checks.machine.places import place
from tests.conftest import forget_everything

ROOT = Path(__file__).parents[2]


def names(module):
    return {name for name, _ in sources(module)}


def test_a_claim_depends_on_what_it_imports_and_on_what_that_imports():
    found = names("proofs_checks.operators.temperature")
    assert {"proofs_checks.operators.temperature", "proofs_checks.operators", "proofs_checks"} <= found
    assert {"theory.operators.power", "theory.simplex", "theory.sums", "numerics.operators.power"} <= found
    assert {
        "proofs_checks.machine.checks",
        "proofs_checks.machine.evidence",
        "numerics.enclosure",
        "numerics.teachers",
    } <= found


def test_and_not_on_what_it_does_not():
    found = names("proofs_checks.operators.temperature")
    assert not found & {"theory.operators.mixing", "numerics.operators.mixing", "numerics.registry"}
    assert not any(name.startswith(("kdaudit", "figures")) for name in found)
    assert "proofs_checks.operators.ties" not in found


def test_what_is_discovered_in_a_folder_counts():
    found = names("proofs_checks.operators.ties")
    assert {"numerics.registry", "numerics.operators.power", "numerics.operators.mixing"} <= found


def test_the_machine_counts_for_every_claim():
    assert "proofs_checks.machine.verdicts" in names(digests.MACHINE)
    assert "proofs_checks.operators" not in names(digests.MACHINE)


def test_all_ways_of_importing(room):
    room(
        a="from madeup.things import b\nimport madeup.things.c as other",
        b="def f():\n    from madeup.things.d import g",
        c="NAME = 'madeup.things.e'",
        d="",
        e="'mentions madeup.things.f in passing'",
        f="",
    )
    assert names("madeup.things.a") == {"madeup", "madeup.things", *(f"madeup.things.{name}" for name in "abcde")}


def test_imports_are_those_of_the_syntax_tree():
    """Read from compiled code, as fast as that compiles; the trees of all files of the project say the same."""
    for path in (path for top in digests.PROJECT for path in (ROOT / top).rglob("*.py")):
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        if file := place(module):  # not the template for others
            found = {name for name in digests._named(module) if not name.endswith(".*")}
            assert found == set(_in_the_tree(module, ast.parse(file.read_bytes()))), module


def _in_the_tree(module, tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            stem = ".".join([*digests._package(module, node.level), *filter(None, [node.module])])
            yield from (f"{stem}.{alias.name}" for alias in node.names)


def test_bytecode_of_another_text_is_never_run(room, tmp_path):
    """Of the same size and second, as Python tells them apart: a text that was edited, its time put back."""
    name = f"{room(a='V = (1, -2, 1)').package}.things.a"
    file = tmp_path / "madeup" / "things" / "a.py"
    py_compile.compile(str(file))
    stat = file.stat()
    file.write_text("V = (1, 2, -3)", encoding="utf-8")
    os.utime(file, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    plain = sha256(file.read_bytes()).hexdigest()
    stale = import_module(name)
    assert stale.V == (1, -2, 1), "what Python runs by itself"
    assert dict(sources(name))[name] != plain, "and then has a mark of its own"
    for cached in (sources, digests._read, digests._named, imports):
        cached.cache_clear()
    del sys.modules[name]
    assert dict(sources(name))[name] == plain
    assert import_module(name).V == (1, 2, -3), "once it counts, it is compiled from what was hashed"


def test_what_runs_is_the_text_that_was_hashed_even_if_the_file_changes_in_between(room, tmp_path):
    name = f"{room(a='X = 1').package}.things.a"
    file = tmp_path / "madeup" / "things" / "a.py"
    said = dict(sources(name))[name]
    file.write_text("X = 2", encoding="utf-8")
    assert (import_module(name).X, said) == (1, sha256(b"X = 1").hexdigest())


def test_a_file_that_is_read_again_does_not_answer_for_what_was_loaded_before(room, tmp_path):
    name = f"{room(a='X = 1').package}.things.a"
    file = tmp_path / "madeup" / "things" / "a.py"
    sources(name)
    assert import_module(name).X == 1
    file.write_text("X = 2", encoding="utf-8")
    forget_everything()
    assert dict(sources(name))[name] != sha256(b"X = 2").hexdigest(), "1 is what runs"
    file.write_text("X = 1", encoding="utf-8")
    forget_everything()
    assert dict(sources(name))[name] == sha256(b"X = 1").hexdigest()


@pytest.mark.parametrize("flags", [(), ("-O",), ("-OO",)])
def test_assertions_are_kept_whatever_the_flags(room, tmp_path, flags):
    room(a="def premise(x):\n    assert x > 0, 'not positive'\n")
    ask = """
        from proofs_checks.machine.digest import sources
        sources("madeup.things.a")
        from madeup.things.a import premise
        try:
            premise(0)
        except AssertionError as error:
            print(error)
    """
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{tmp_path}"}
    command = [sys.executable, *flags, "-c", dedent(ask)]
    assert (
        subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout == "not positive\n"
    )


def test_a_folder_named_in_a_string_counts_whole(room):
    room(a="FOLDER = 'madeup.things'", b="", c="")
    assert {"madeup.things.b", "madeup.things.c"} <= set(imports("madeup.things.a", "madeup"))


def test_everything_moves_the_digest(monkeypatch):
    module = "proofs_checks.operators.ties"
    first = digest("operators.ties", "squeeze", "", module=module, seed=None)
    assert first == digest("operators.ties", "squeeze", "", module=module, seed=None)
    others = [
        digest("operators.other", "squeeze", "", module=module, seed=None),
        digest("operators.ties", "other", "", module=module, seed=None),
        digest("operators.ties", "squeeze", "0: broken", module=module, seed=None),
        digest("operators.ties", "squeeze", "", module="proofs_checks.operators.affine", seed=None),
        digest("operators.ties", "squeeze", "", module=module, seed=0),
        digest("operators.ties", "squeeze", "", module=module, seed=1),
        digest("operators.ties", "squeeze", "", module=module, seed=None, needs=("sklearn",)),
    ]
    assert len({first, *others}) == len(others) + 1
    monkeypatch.setattr(digests, "versions", lambda needs=(): {**versions(needs), "numpy": "0"})
    assert digest("operators.ties", "squeeze", "", module=module, seed=None) != first


def test_versions_of_all_that_computes():
    assert set(versions()) == {"python", "processor", "numpy", "scipy", "sympy", "mpmath", "python-flint"}
    assert versions(("sklearn",))["scikit-learn"] != "missing"
    assert versions(("no_such_module",))["no_such_module"] == "missing"


def test_the_flag_that_leaves_out_assertions_moves_the_digest():
    ask = "from proofs_checks.machine.environment import versions; print(versions()['python'])"
    said = [
        subprocess.run([sys.executable, *flags, "-c", ask], capture_output=True, text=True, check=True, cwd=ROOT).stdout
        for flags in ((), ("-O",), ("-OO",))
    ]
    assert [line.strip().partition(" ")[2] for line in said] == ["", "-O", "-OO"]


def test_code_that_was_overtaken_by_its_file_gets_no_lasting_digest(room, tmp_path):
    name = room(a="X = 1", b="X = 1")
    import_module(f"{name.package}.things.a")
    for file in ("a", "b"):  # as if the files had been saved after the import
        os.utime(tmp_path / "madeup" / "things" / f"{file}.py", (time.time() + 60, time.time() + 60))
    plain = sha256((tmp_path / "madeup" / "things" / "a.py").read_bytes()).hexdigest()
    assert dict(sources(f"{name.package}.things.a"))[f"{name.package}.things.a"] != plain, "imported before it was read"
    assert dict(sources(f"{name.package}.things.b"))[f"{name.package}.things.b"] == plain, "not imported yet"


def test_a_list_of_imports_that_was_damaged_is_made_again(monkeypatch, tmp_path):
    """A name that got lost from the cache would be an edit that nobody notices."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(digests, "NAMED", digests.Kept("imports"))
    forget_everything()
    before = sources("proofs_checks.operators.ties")
    kept = tmp_path / "kdaudit" / "imports.json"
    text = kept.read_text(encoding="utf-8")
    assert "numerics.registry" in text
    for damage in ("numerics.registri", "numerics"):
        kept.write_text(text.replace("numerics.registry", damage), encoding="utf-8")
        monkeypatch.setattr(digests, "NAMED", digests.Kept("imports"))
        forget_everything()
        assert sources("proofs_checks.operators.ties") == before
    forget_everything()
