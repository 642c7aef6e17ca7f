"""A digest covers all that a record depends on: it may change needlessly, it must not stay wrongly."""

import os
import time
from hashlib import sha256
from importlib import import_module

from proofs_checks.machine import digest as digests
from proofs_checks.machine.digest import digest, imports, sources, versions


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


def test_code_that_was_overtaken_by_its_file_gets_no_lasting_digest(room, tmp_path):
    name = room(a="X = 1", b="X = 1")
    import_module(f"{name.package}.things.a")
    for file in ("a", "b"):  # as if the files had been saved after the import
        os.utime(tmp_path / "madeup" / "things" / f"{file}.py", (time.time() + 60, time.time() + 60))
    plain = sha256((tmp_path / "madeup" / "things" / "a.py").read_bytes()).hexdigest()
    assert dict(sources(f"{name.package}.things.a"))[f"{name.package}.things.a"] != plain, "imported before it was read"
    assert dict(sources(f"{name.package}.things.b"))[f"{name.package}.things.b"] == plain, "not imported yet"
