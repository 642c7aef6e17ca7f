"""Other root seeds: every leg that draws says the same of its claim."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from kdaudit.audits.executors import processes
from numerics.threads import one_thread
from proofs_checks.machine.claim import Leg
from proofs_checks.machine.discovery import load
from proofs_checks.machine.folder import OURS
from tests.faults.fault import Fault, must

SEEDS = 20


def expected(claim: str, leg: Leg) -> str:
    return "refutes" if load(claim).claim.expect == "refuted" and not leg.premise else "supports"


def outcome(claim: str, leg: str, seed: int) -> str:
    with one_thread():
        return load(claim).leg(leg)(seed=seed).outcome


def drawn(seed: int, _: Path) -> None:
    legs = [(claim, leg) for claim in OURS.ids for leg in load(claim).legs if leg.seeded]
    with processes(os.cpu_count() or 1) as pool:
        found = [pool.submit(outcome, claim, leg.name, seed) for claim, leg in legs]
        others = [
            f"{claim}.{leg.name}: {future.result()}"
            for (claim, leg), future in zip(legs, found, strict=True)
            if future.result() != expected(claim, leg)
        ]
    must(not others, ", ".join(others))


def faults() -> Iterator[Fault]:
    """Twenty seeds, none of them the one that an audit takes by default."""
    for seed in range(1, SEEDS + 1):
        yield Fault("seeds", f"root seed {seed}", partial(drawn, seed), quick=False)
