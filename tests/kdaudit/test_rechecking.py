"""Counterexamples re-checked by programs that know nothing of the project."""

from __future__ import annotations

import re
import subprocess
import sys
from fractions import Fraction

import pytest

from proofs_checks.machine.discovery import load
from proofs_checks.machine.folder import OURS
from tests.kdaudit.tampering import kdaudit_in

CLAIMS = [load(claim) for claim in OURS.ids]
REFUTED = [file.id for file in CLAIMS if file.claim.expect == "refuted"]


@pytest.mark.parametrize("claim", REFUTED)
def test_a_counterexample_checks_itself_apart_from_the_project(audited, tmp_path, claim):
    printed = audited("explain", claim, "--script")
    assert printed.returncode == 0, printed.stderr
    file = tmp_path / "recheck.py"
    file.write_text(printed.stdout, encoding="utf-8")
    isolated = [sys.executable, "-I", str(file)]
    finished = subprocess.run(isolated, capture_output=True, text=True, check=False)
    assert (finished.returncode, finished.stderr) == (0, "")
    assert "> 0, as the audit found" in finished.stdout
    imported = set(re.findall(r"^(?:from|import) (\w+)", printed.stdout, re.MULTILINE))
    assert imported <= {"fractions", "flint"}
    assert ("flint" in imported) == (not isinstance(load(claim).by_hand(), Fraction))
    file.write_text(re.sub(r"RECORDED = (\w+)\(.*?\)", r"RECORDED = \1(9)", printed.stdout, count=1), encoding="utf-8")
    finished = subprocess.run(isolated, capture_output=True, text=True, check=False)
    assert finished.returncode == 1
    assert "and the audit found" in finished.stderr


def test_the_run_says_where_no_record_has_what_is_worked_by_hand(tmp_path):
    assert kdaudit_in(tmp_path, "new", "mine").returncode == 0
    as_it_is = kdaudit_in(tmp_path, "run", "--claims", "mine")
    assert (as_it_is.returncode, "worked by hand" in as_it_is.stdout) == (0, False)
    file = tmp_path / "mine" / "squares" / "more.py"
    text = file.read_text(encoding="utf-8")
    assert "a = b = c = Fraction(1)" in text
    file.write_text(text.replace("a = b = c = Fraction(1)", "a = b = c = Fraction(7)"), encoding="utf-8")
    finished = kdaudit_in(tmp_path, "run", "--claims", "mine")
    assert finished.returncode == 1
    assert "squares.more: worked by hand the violation is 147, and the legs found" in finished.stdout
    assert "1 not as expected" in finished.stdout


def test_only_what_is_refuted_has_a_script(audited):
    assert {file.id for file in CLAIMS if file.by_hand} == set(REFUTED)
    finished = audited("explain", "ties", "--script")
    assert (finished.returncode, finished.stdout) == (2, "")
    assert "operators.ties is proved: the ledger has no confirmed witness" in finished.stderr
    assert audited("explain", "power_boundary", "--script", "--json", "-").returncode == 2
    assert audited("report", "--latex", "-", "--json", "-").returncode == 2
