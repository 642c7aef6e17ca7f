"""The record of what the kernel accepted, in `formal/checked.toml`: written by `make formal`, read where Rocq is not.

It answers for a theorem as long as the hash of its sources, false variants included, is the recorded one.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from proofs_checks.machine import places
from proofs_checks.machine.rocq import kernel, sources, statements, toolchain, variants
from proofs_checks.machine.rocq.kernel import Checked
from proofs_checks.machine.rocq.sources import FormalError, Theorem
from proofs_checks.machine.rocq.toolchain import RECORD

AGAIN = "run make formal, and look at what it prints"
_HEAD = """# What the kernel of Rocq accepted: written by `make formal`, never by hand. Where Rocq is not installed,
# the audit stands on this record, as long as the hash of a theorem's sources is the one recorded here.

"""


@dataclass(frozen=True)
class Recorded:
    """A theorem as the record has it."""

    statement: str
    digest: str
    sources: str
    axioms: tuple[str, ...]


@cache
def record() -> dict[str, Any]:
    """The whole record; empty where there is none."""
    return tomllib.loads(places.text(RECORD).decode()) if RECORD.is_file() else {}


def looked_up(theorem: Theorem) -> Recorded:
    """What is recorded of a theorem. Raises FormalError where nothing is, or its sources are others by now."""
    found = record().get("theorems", {}).get(theorem.name)
    if found is None:
        raise FormalError(f"{theorem.name} is not in formal/checked.toml: {AGAIN}")
    if found["sources"] != sources.digest(theorem.file):
        changed = f"formal/{sources.files()[theorem.file].path} or what it imports"
        raise FormalError(f"{theorem.name}: {changed} is not what formal/checked.toml says was checked: {AGAIN}")
    return Recorded(found["statement"], found["hash"], found["sources"], tuple(found["axioms"]))


def versions() -> dict[str, str]:
    """The versions with which the record was made."""
    return record().get("versions", {})


def held(checked: Checked) -> None:
    """Raises FormalError where the kernel states or assumes another thing than the record has."""
    kept = looked_up(checked.theorem)
    if versions() == toolchain.versions() and kept.digest != checked.digest:
        raise FormalError(f"{checked.theorem.name} does not state what formal/checked.toml records: {AGAIN}")
    if kept.axioms != checked.axioms:
        raise FormalError(f"{checked.theorem.name} uses other axioms than formal/checked.toml records: {AGAIN}")


def closed(theorem: str, claim: str, name: str, formula: Any) -> bool:
    """Whether a formula of a claim was seen to be a theorem's, of the same text as now, when the record was made."""
    text = statements.Held(theorem, claim, name, formula).lemma
    return record().get("formulas", {}).get(label(theorem, claim, name)) == statements.hashed(text)


def label(theorem: str, claim: str, formula: str) -> str:
    """The name under which a formula of a claim is recorded."""
    return f"{theorem.partition('.')[0]}.{claim}.{formula}"


def written(formulas: Mapping[str, str]) -> str:
    """The record as the kernel has it now; `formulas` are lemmas that it closed. Raises FormalError where it does not.

    Every false variant must be stated and fail.
    """
    lines = [_HEAD, "[versions]\n", *(f'{name} = "{found}"\n' for name, found in toolchain.versions().items())]
    lines += ["\n[formulas]\n", *(f'"{name}" = "{digest}"\n' for name, digest in sorted(formulas.items()))]
    for theorem in sources.theorems().values():
        checked = kernel.checked(theorem)
        for variant, fate in zip(theorem.variants, variants.fates(theorem), strict=True):
            if fate != "fails inside the proof":
                raise FormalError(f"{theorem.name}: its false variant {variant.words!r} {fate}")
        axioms = ", ".join(f'"{axiom}"' for axiom in checked.axioms)
        lines += [
            f'\n[theorems."{theorem.name}"]\n',
            f'hash = "{checked.digest}"\n',
            f'sources = "{sources.digest(theorem.file)}"\n',
            f"axioms = [{axioms}]\n",
            f"statement = '''\n{checked.statement}'''\n",
        ]
    return "".join(lines)
