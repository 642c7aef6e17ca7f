"""The table of pairs beside an earlier commit."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

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
