"""The project beside an earlier commit of itself, in pairs, on one machine: `make bench-against REF=…` prints a table.

The earlier commit is checked out below build/against, with an environment of its own. A pair runs the same thing in
both trees, one after the other, and the order changes from pair to pair; ratios are of medians.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

from tests.against.measures import MEASURES, Measure
from tests.against.table import row, written
from tests.against.trees import Cost, Tree, trees


def main() -> None:
    """Build the reference, run the pairs of each measure that is asked for, and print a line for each."""
    asked = argparse.ArgumentParser(prog="make bench-against", description=__doc__)
    asked.add_argument("reference", help="a commit")
    asked.add_argument("--only", nargs="*", choices=[m.name for m in MEASURES], help="measures; all but the slow ones")
    asked.add_argument("--pairs", type=int, default=3)
    asked.add_argument("--write", type=Path, help="a page whose table is replaced")
    given = asked.parse_args()
    ours, theirs = trees(given.reference)
    rows, wrong = [], []
    for measure in MEASURES:
        if measure.name in (given.only or [m.name for m in MEASURES if not m.slow]):
            rows.append(row(measure, *pairs(measure, ours, theirs, given.pairs)))
            print(rows[-1], flush=True)  # noqa: T201
            lines, differs = measure.after(ours, theirs)
            wrong += differs
            for line in [*lines, *differs]:
                print(line, flush=True)  # noqa: T201
    if given.write:
        written(given.write, rows)
    if wrong:
        sys.exit("bench-against: the two audits do not agree")


def pairs(measure: Measure, ours: Tree, theirs: Tree, number: int) -> tuple[list[Cost], list[Cost]]:
    """What each of the pairs took: here, and there or in what it is held beside."""
    runs = [(measure.run, ours), (measure.beside, ours) if measure.beside else (measure.run, theirs)]
    for _, tree in runs:
        measure.prepare(tree)
    found: tuple[list[Cost], list[Cost]] = ([], [])
    for n in range(number):
        for side in (0, 1) if n % 2 else (1, 0):
            run, tree = runs[side]
            found[side].append(run(tree))
    return found


if __name__ == "__main__":
    try:
        main()
    except subprocess.CalledProcessError as error:
        sys.exit(f"bench-against: {error}")
