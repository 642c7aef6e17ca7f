"""A call to make, and the digest under which its record is kept."""

from __future__ import annotations

from dataclasses import dataclass

from proofs_checks.machine.claim import Leg
from proofs_checks.machine.digest import digest
from proofs_checks.machine.discovery import ClaimFile
from proofs_checks.machine.folder import OURS, Folder


@dataclass(frozen=True)
class Task:
    """One call to make: a leg, or (with `number` ≥ 0) the control of that number. `key` is its digest."""

    claim: str
    leg: str
    number: int
    control: str  # its label, as in `Record`
    seed: int | None
    key: str
    folder: Folder = OURS

    name = property(lambda self: (self.claim, self.leg, self.control), doc="Claim, leg and control.")


def tasks(file: ClaimFile, leg: Leg, seed: int) -> list[Task]:
    """The leg, then its controls."""
    used = seed if leg.seeded else None
    labels = ["", *(f"{number}: {control.breaks}" for number, control in enumerate(leg.controls))]
    keys = [key_of(file.id, leg, label, file.module, used) for label in labels]
    numbered = enumerate(zip(labels, keys, strict=True), start=-1)
    return [Task(file.id, leg.name, n, label, used, key, file.folder) for n, (label, key) in numbered]


def key_of(claim: str, leg: Leg, label: str, module: str, seed: int | None) -> str:
    return digest(claim, leg.name, label, module=module, seed=seed, needs=leg.needs, theorem=leg.theorem)
