"""What breaks formulas is itself tested: the changes it makes, what it leaves alone, and its list of excuses."""

from __future__ import annotations

import re
import tomllib
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

from tests import mutation
from tests.breaking import Mutant, mutants

ROOT = Path(__file__).parents[1]


def changes(source, file="numerics/made_up.py"):
    return {m.change for m in mutants(file, source)}


def test_each_kind_of_change():
    assert changes("y = a + b") == {"a + b  →  a - b"}
    assert changes("y = a ** b") == {"a ** b  →  a * b"}
    assert changes("y = a < b") == {"a < b  →  a >= b"}
    assert changes("y = a and b") == {"a and b  →  a or b"}
    assert changes("y = -a") == {"-a  →  +a"}
    assert changes("y = not a") == {"not a  →  not not a"}
    assert changes("y = True") == {"True  →  False"}
    assert changes("y = 2") == {"2  →  3", "2  →  -2"}
    assert changes("y = 0") == {"0  →  1"}
    assert changes("y = f(a, b, c)") == {"f(a, b, c)  →  f(b, a, c)"}
    assert changes("y = p.max(axis=-1)") == {"axis=-1  →  axis=0"}


def test_what_is_left_alone():
    assert not changes("y: list[1] = 'text' + \"more\"\n")
    assert not changes("y = max(a, b)")
    assert not changes("control(leg, 'broken', T=2)", "proofs_checks/operators/made_up.py")


CLAIM = """
POINTS = (1.5, 2.5)

def wrong(T):
    return T + 1

@leg("exact", covers="some")
def check(F=right):
    return F * T

control(check, "broken", F=wrong)
"""


def test_choices_of_a_claim_file_are_no_formulas_and_legs_are():
    assert changes(CLAIM, "proofs_checks/operators/made_up.py") == {"F * T  →  F / T"}
    assert "T + 1  →  T - 1" in changes(CLAIM)


def test_the_rest_of_the_file_stays_as_it_was():
    (mutant,) = mutants("numerics/made_up.py", "x = u\ny = a / b\n")
    assert (mutant.line, mutant.source) == (2, "x = u\ny = a * b\n")


def test_samples_are_drawn_by_seed():
    first = mutation.sample(5, 3, "theory/")
    assert first == mutation.sample(5, 3, "theory/") != mutation.sample(5, 4, "theory/")
    assert all(m.file.startswith("theory/") for m in first)
    assert {m.file.split("/")[0] for m in mutation.sample(400, 0)} == {"theory", "numerics", "proofs_checks"}


def test_no_excuse_is_left_without_a_mutant():
    everything = mutation.sample(10**9, 0)
    for entry in tomllib.loads((ROOT / "tests" / "mutants.toml").read_text(encoding="utf-8"))["equivalent"]:
        covered = [m for m in everything if excuses(entry, m)]
        assert covered, entry
        assert len(covered) < 60, (entry["line"], len(covered))


@cache
def lines(file):
    return (ROOT / file).read_text(encoding="utf-8").splitlines()


def excuses(entry, mutant: Mutant):
    matches = fnmatch(mutant.file, entry["file"]) and re.search(entry["line"], lines(mutant.file)[mutant.line - 1])
    found = bool(matches and re.fullmatch(entry.get("change", ".*"), mutant.change))
    assert not found or mutation.equivalent(mutant) is not None
    return found
