"""The table of pairs beside an earlier commit, and their ledgers: what differs is said, what agrees is counted."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.against.ledgers import Found, compared, records
from tests.against.measures import MEASURES, Measure
from tests.against.table import HEAD, MARK, RULE, row, written
from tests.against.trees import ROOT, Cost, Tree


def test_a_line_has_medians_and_their_ratio():
    ours = [Cost(1.0, 2.0, 100.0), Cost(9.0, 2.0, 300.0), Cost(2.0, 3.0, 200.0)]
    theirs = [Cost(4.0, 8.0, 50.0), Cost(4.0, 8.0, 60.0), Cost(5.0, 9.0, 70.0)]
    line = row(Measure("work", 0.5, lambda tree: ours[0]), ours, theirs)
    assert line == "| work | 2.00 | 4.00 | 0.50 | 0.5 | 0.25 | 300 | 70 |"


def test_the_table_on_a_page_is_replaced(tmp_path):
    page = tmp_path / "page.md"
    page.write_text(f"before\n\n{MARK}\n| old |\n| --- |\n\nafter\n", encoding="utf-8")
    for rows in (["| a |"], ["| b |", "| c |"]):
        written(page, rows)
        assert page.read_text(encoding="utf-8") == "\n".join(["before", "", MARK, HEAD, RULE, *rows, "", "after", ""])


def test_a_cost_is_what_the_command_took():
    tree = Tree(ROOT, Path(sys.executable), ROOT / "build", frozenset(), frozenset())
    busy = tree.cost(
        "-c",
        "import time; x = bytearray(200 << 20); s = time.process_time()\nwhile time.process_time() - s < 0.5: pass",
    )
    assert 0.5 <= busy.cores <= busy.wall * 1.5
    assert busy.memory > 200
    with pytest.raises(subprocess.CalledProcessError):
        tree.cost("-c", "raise SystemExit(4)")
    assert tree.cost("-c", "raise SystemExit(4)", expect=(4,)).wall > 0


def test_names_are_told_apart():
    assert len({measure.name for measure in MEASURES}) == len(MEASURES)
    assert not any(measure.name.startswith("-") for measure in MEASURES), "--only takes them"


def simulated(detectable, replicates=1000, outcome="supports"):
    return Found(outcome, {"detectable": detectable, "derived": -2.0, "replicates": replicates})


KEY, CONTROL, OTHER = ("c", "l", ""), ("c", "l", "2 % off"), ("c", "m", "")


def test_what_agrees_is_counted():
    both = {KEY: simulated(0.02), CONTROL: Found("refutes", {}), OTHER: Found("supports", {})}
    lines, wrong = compared({**both, ("new", "l", ""): Found("supports", {})}, {**both, KEY: simulated(0.04)})
    assert lines == [
        "3 legs and controls in both, 0 with another outcome",
        "1 simulations in both; what they would notice is 0.5 to 0.5 times that of before",
    ]
    assert wrong == []
    assert compared({}, both) == (["0 legs and controls in both, 0 with another outcome"], [])


def test_what_differs_is_said():
    before = {KEY: simulated(0.02), OTHER: Found("supports", {})}
    assert len(compared({KEY: simulated(0.022)}, before)[1]) == 1
    assert compared({KEY: simulated(0.0215)}, before)[1] == []
    assert len(compared({KEY: simulated(0.0205, replicates=940)}, before)[1]) == 1
    assert compared({KEY: simulated(0.0195, replicates=940)}, before)[1] == []
    assert len(compared({OTHER: Found("inconclusive", {})}, before)[1]) == 1
    assert len(compared({KEY: simulated(0.2, 100, "refutes")}, before)[1]) == 3
    restated = ("convergence.budget", "halves", "")
    assert compared({restated: Found("supports", {})}, {restated: Found("refutes", {})})[1] == []


def test_a_ledger_is_read(audited, tmp_path):
    audited("run", "squared", "--out", str(tmp_path))
    found = records(tmp_path / "ledger.sqlite")
    assert {claim for claim, _, _ in found} == {"bias_variance.squared"}
    assert {found.outcome for found in found.values()} >= {"supports"}
