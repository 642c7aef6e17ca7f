"""What two audits found: the same outcomes, from as many replicates, able to notice as little?"""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from math import sqrt
from pathlib import Path

from tests.against.trees import Tree

Key = tuple[str, str, str]  # claim, leg, control
FEWER = 0.95  # a simulation that runs to a target ends at one replicate or another
RESTATED = {"convergence.budget": "was a refuted claim, and is the proved one that it fails"}


@dataclass(frozen=True)
class Found:
    """The outcome of a leg or control, and its figures."""

    outcome: str
    figures: dict

    @property
    def detectable(self) -> float:
        """The discrepancy that a simulation would notice, relative to what it is held beside."""
        return self.figures["detectable"] / abs(self.figures["derived"])


def agreement(ours: Tree, theirs: Tree) -> tuple[list[str], list[str]]:
    """Lines that compare the ledgers of two audits, and lines on what differs and should not."""
    return compared(*(records(tree.out / "ledger.sqlite") for tree in (ours, theirs)))


def compared(here: dict[Key, Found], there: dict[Key, Found]) -> tuple[list[str], list[str]]:
    """The same of two ledgers that were read.

    Standard errors are known to one part in √(2 · replicates): three of these are left to chance.
    """
    both = sorted(set(here) & set(there))
    other = [key for key in both if key[0] not in RESTATED and here[key].outcome != there[key].outcome]
    simulated = [k for k in both if not k[2] and "detectable" in here[k].figures and "detectable" in there[k].figures]
    less = {key: here[key].detectable / there[key].detectable for key in simulated}
    replicates = {key: [ledger[key].figures["replicates"] for ledger in (here, there)] for key in simulated}
    chance = {key: 1 + 3 * sqrt(sum(1 / (2 * count) for count in counts)) for key, counts in replicates.items()}
    lines = [f"{len(both)} legs and controls in both, {len(other)} with another outcome"]
    if less:
        span = f"{min(less.values()):.2g} to {max(less.values()):.2g} times"
        lines.append(f"{len(simulated)} simulations in both; what they would notice is {span} that of before")
    wrong = [f"{key}: {here[key].outcome}, and was {there[key].outcome}" for key in other]
    wrong += [f"{key}: notices {less[key]:.3g} times as much at least" for key in less if less[key] > chance[key]]
    for key, (now, then) in replicates.items():
        if now < FEWER * then and less[key] > 1:
            wrong.append(f"{key}: {now} replicates, and were {then}")
    return lines, wrong


def records(path: Path) -> dict[Key, Found]:
    """The last record of each leg and control of a ledger."""
    with closing(sqlite3.connect(path)) as ledger:
        rows = ledger.execute("SELECT claim, leg, control, outcome, figures FROM records ORDER BY id").fetchall()
    return {(claim, leg, control): Found(outcome, json.loads(text)) for claim, leg, control, outcome, text in rows}
