"""What proofs use: the references to other definitions, lemmas and theorems that the compiler noted of each file."""

from __future__ import annotations

import re
from functools import cache

from proofs_checks.machine.rocq import sources, toolchain
from proofs_checks.machine.rocq.sources import Theorem

_START = re.compile(
    rb"^(?:Definition|Fixpoint|Lemma|Theorem|Let|Variables?|Hypothesis|Notation|Section|End) (\w+)", re.M
)
_REFERENCE = re.compile(r"^R(\d+):\d+ (\S+) \S+ (\S+) \S+$")


def used(theorem: Theorem) -> tuple[str, ...]:
    """The theorems that its proof uses, directly or through lemmas."""
    edges: dict[str, set[str]] = {}
    for module in sources.closure(theorem.file):
        edges |= references(module)
    seen: set[str] = set()
    todo = [theorem.full]
    while todo:
        new = edges.get(todo.pop(), set()) - seen
        seen |= new
        todo += new
    return tuple(sorted(t.name for t in sources.theorems().values() if t.full in seen and t != theorem))


@cache
def references(module: str) -> dict[str, set[str]]:
    """What each definition, lemma and theorem of a compiled file refers to in the project, by full names."""
    text = sources.files()[module].text.encode()
    starts = [(m.start(), f"kdaudit.{module}.{m[1].decode()}") for m in _START.finditer(text)]
    notes = (toolchain.build_folder() / sources.files()[module].path).with_suffix(".glob")
    found: dict[str, set[str]] = {}
    for line in notes.read_text(encoding="utf-8").splitlines():
        match = _REFERENCE.match(line)
        if match and int(match[1]) < len(text) and match[2].startswith("kdaudit."):
            owner = next((name for at, name in reversed(starts) if at <= int(match[1])), "")
            found.setdefault(owner, set()).add(f"{match[2]}.{match[3]}")
    return found
