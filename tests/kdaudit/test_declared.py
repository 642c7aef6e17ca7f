"""What a claim file says is kept in the cache of the user, as long as what it depends on is the same."""

from __future__ import annotations

import json
import subprocess
import sys
from fractions import Fraction

import pytest

import kdaudit
from kdaudit.audits.declared import VERSIONS, files, read, written
from kdaudit.audits.recheck import violations, worked
from kdaudit.audits.selection import chosen_files, claims, folder_at
from proofs_checks.machine.folder import OURS
from tests.conftest import ROOT

FILES = claims()
SOURCE = '''
    """Two is even."""
    from sympy import Integer
    from proofs_checks.machine.checks import all_equal
    from proofs_checks.machine.claim import Claim, control, leg
    claim = Claim(statement="2 = 1 + 1", scope="two", expect="supported")
    @leg("exact", covers="two")
    def sums(one=Integer(1)):
        return all_equal([({}, one + one, Integer(2))])
    control(sums, "another one", one=Integer(2))
'''


PAPER = """
[[sentence]]
id = "N1"
text = "Two is even."
[sentence.clauses]
even = "two is even"
"""


@pytest.fixture
def numbers(room):
    """Makes a folder of claims on numbers, whose paper has one clause."""

    def make(source):
        folder = room(plain=source)
        (folder.path / "paper.toml").write_text(PAPER, encoding="utf-8")
        return folder

    return make


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    """A cache of the user's in which nothing lies yet."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "kdaudit" / "claims"


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.id)
def test_what_is_read_says_what_the_file_says(file):
    said = json.loads(json.dumps({**written(file), "by_hand": None}))
    again = read(file.id, OURS, said)
    assert written(again) == written(file)
    assert [leg.name for leg in again.legs] == [leg.name for leg in file.legs]
    assert [leg.seeded for leg in again.legs] == [leg.seeded for leg in file.legs]
    assert (again.title, again.component, again.module) == (file.title, file.component, file.module)
    for own, kept in zip(file.legs, again.legs, strict=True):
        assert [(c.breaks, c.drops) for c in own.controls] == [(c.breaks, c.drops) for c in kept.controls]
        assert (own.whole, own.wordless, own.coverage) == (kept.whole, kept.wordless, kept.coverage)


def test_what_was_worked_by_hand_is_kept():
    refuted = [file.id for file in FILES if file.by_hand is not None]
    assert len(refuted) > 20
    files(refuted, OURS)
    again, broken = files(refuted, OURS)
    assert not broken
    own = {file.id: file for file in FILES}
    for file in again:
        value, kept = worked(own[file.id]), worked(file)
        if isinstance(value, Fraction):
            assert value == kept
        else:
            assert kept.contains(value)
            assert kept.mid() == value.mid()
            assert kept.rad() <= value.rad() * (1 + 2.0**-28)  # radii have thirty bits


def test_a_leg_that_is_read_is_called_in_its_file():
    files(["operators.ties"], OURS)
    ((file,), _) = files(["operators.ties"], OURS)
    own = next(f for f in FILES if f.id == "operators.ties")
    exact = next(leg for leg in own.legs if leg.method == "exact")
    assert file.leg(exact.name)() == exact()


def test_a_run_from_the_ledger_imports_no_claim(numbers, tmp_path):
    numbers(SOURCE)
    told = (
        "import sys, kdaudit\n"
        f"found = kdaudit.run(claims={str(tmp_path / 'madeup')!r}, out={str(tmp_path / 'out')!r})\n"
        "assert found.exit_code == 0, found.text()\n"
        "print(sorted({'madeup.things.plain', 'numpy', 'sympy', 'scipy'} & set(sys.modules)))"
    )

    def run():
        command = [sys.executable, "-c", told]
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()

    assert "madeup.things.plain" in run()
    assert run() == "[]"


def test_an_edit_of_the_claim_is_read(numbers, tmp_path):
    folder, out = numbers(SOURCE), tmp_path / "out"
    assert kdaudit.run(claims=folder.path, out=out).exit_code == 0
    numbers(SOURCE.replace('scope="two"', 'scope="one and one"'))
    found = kdaudit.run(claims=folder.path, out=out)
    assert found.results[0].file.claim.scope == "one and one"


def test_an_edit_of_the_paper_is_read(numbers, tmp_path):
    folder, out = numbers(SOURCE.replace('"supported")', '"supported", reads={"N1.even": "lemma"})')), tmp_path / "out"
    assert kdaudit.run(claims=folder.path, out=out).exit_code == 0
    (folder.path / "paper.toml").write_text(PAPER.replace("even = ", "odd = "), encoding="utf-8")
    found = kdaudit.run(claims=folder.path, out=out)
    assert found.exit_code == 2
    assert "N1.even" in found.broken["things.plain"]


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: text.replace("proved", "derived"),
        lambda text: text[: len(text) // 2],
        lambda text: json.dumps({key: kept[:1] for key, kept in json.loads(text).items()}),
        lambda text: json.dumps({key: [*kept, ""] for key, kept in json.loads(text).items()}),
        lambda text: "[]",
    ],
    ids=["a word", "half of it", "no text", "more", "a list"],
)
def test_what_was_damaged_is_loaded(cache, damage):
    files(["operators.ties"], OURS)
    (kept,) = cache.glob("*.operators.ties.json")
    kept.write_text(damage(kept.read_text(encoding="utf-8")), encoding="utf-8")
    ((file,), _) = files(["operators.ties"], OURS)
    assert file.claim.expect == "proved"


def test_of_several_checkouts_each_finds_what_it_kept(numbers, cache):
    for number in range(20):
        scope = f"scope={number % 3}"
        folder = numbers(SOURCE.replace('scope="two"', f'scope="{scope}"'))
        ((file,), _) = chosen_files((), (), folder_at(folder.path))
        assert file.claim.scope == scope
        assert (number > 2) == bool(file.legs[0].controls[0].parameters == {})
    assert len(json.loads((cache / "madeup.things.plain.json").read_text(encoding="utf-8"))) == 3


def test_of_a_file_that_is_edited_often_the_last_versions_are_kept(numbers, cache):
    for number in range(2 * VERSIONS + 3):
        folder = numbers(SOURCE.replace('scope="two"', f'scope="{number}"'))
        chosen_files((), (), folder_at(folder.path))
    assert len(json.loads((cache / "madeup.things.plain.json").read_text(encoding="utf-8"))) <= VERSIONS


def test_what_does_not_come_back_the_same_is_loaded_each_time(room):
    folder = room(plain=SOURCE.replace('control(sums, "another one"', 'control(sums, ("a", "pair")'))
    for _ in range(2):
        ((file,), broken) = files(["things.plain"], folder)
        assert not broken
        assert file.legs[0].controls[0].parameters, "it was loaded"


def test_a_parameter_called_variant_is_anybody_s(room):
    named = SOURCE.replace(
        "def sums(one=Integer(1)):", "def sums(variant=lambda: Integer(1)):\n        one = variant()"
    )
    folder = room(plain=named.replace("one=Integer(2))", "variant=lambda: Integer(2))"))
    for _ in range(2):
        ((file,), broken) = files(["things.plain"], folder)
        assert not broken
        assert file.legs[0].name == "sums"


def test_violations_agree_from_the_ledger(tmp_path):
    refuted = next(f.id for f in FILES if f.by_hand is not None and len(f.legs) < 4)
    first = kdaudit.run(refuted, out=tmp_path)
    again = kdaudit.run(refuted, out=tmp_path)
    assert violations(first.results[0]) == violations(again.results[0]) != []
    assert first.exit_code == again.exit_code == 0
