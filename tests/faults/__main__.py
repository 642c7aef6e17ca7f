"""`make faults`: inject every fault, and write what came of it into docs/faults.md."""

from __future__ import annotations

import re
import sys
import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.faults import bits, disks, files, kills, ledgers, operators, seeds, staleness
from tests.faults.fault import ROOT, Fault

KINDS = (kills, disks, ledgers, files, operators, staleness, bits, seeds)
PAGE = ROOT / "docs" / "faults.md"
OUTCOMES = ("survived", "lost", "wrong")


def every() -> list[Fault]:
    """All faults, in order."""
    return [fault for kind in KINDS for fault in kind.faults()]


def main(only: str = "") -> int:
    """Inject those whose kind or name has some words, all by default; exits with 1 unless each is survived.

    Kinds of which all faults were injected get a new row.
    """
    faults = [fault for fault in every() if only in f"{fault.kind}: {fault.name}"]
    counts: Counter[tuple[str, str]] = Counter()
    start = time.monotonic()
    for number, fault in enumerate(faults, start=1):
        with TemporaryDirectory() as folder:
            outcome, says = fault.outcome(Path(folder))
        counts[fault.kind, outcome] += 1
        if outcome != "survived":
            sys.stdout.write(f"{outcome}: {fault.kind}: {fault.name}: {says}\n")
        sys.stderr.write(f"\r{number} of {len(faults)}, {time.monotonic() - start:.0f} s")
    sys.stdout.write(f"\n{table(counts)}\n")
    whole = {kind for kind, _ in counts if sum(f.kind == kind for f in faults) == sum(f.kind == kind for f in every())}
    text = PAGE.read_text(encoding="utf-8")
    kept = {(kind, o): n for (kind, o), n in written(text).items() if kind not in whole}
    new = {(kind, o): n for (kind, o), n in counts.items() if kind in whole}
    page = re.sub(
        r"(<!-- faults -->\n).*?(\n<!-- end -->)", lambda m: m[1] + table({**kept, **new}) + m[2], text, flags=re.S
    )
    PAGE.write_text(page, encoding="utf-8")
    return int(any(counts[kind, outcome] for kind, outcome in counts if outcome != "survived"))


def written(text: str) -> dict[tuple[str, str], int]:
    """What the page's table says."""
    rows = re.findall(r"^\| (\w+) \| \d+ \| (\d+) \| (\d+) \| (\d+) \|$", text, flags=re.MULTILINE)
    return {(kind, o): int(n) for kind, *found in rows for o, n in zip(OUTCOMES, found, strict=True)}


def table(counts: Mapping[tuple[str, str], int]) -> str:
    """Kinds with how many were injected, and what came of them, in Markdown."""
    counts = Counter(counts)
    rows = ["| kind | injected | survived | lost | wrong |", "| --- | ---: | ---: | ---: | ---: |"]
    asked = {kind for kind, _ in counts}
    for kind in dict.fromkeys(fault.kind for fault in every() if fault.kind in asked):
        found = [counts[kind, outcome] for outcome in OUTCOMES]
        rows.append(f"| {kind} | {sum(found)} | {' | '.join(map(str, found))} |")
    found = [sum(counts[kind, outcome] for kind in {k for k, _ in counts}) for outcome in OUTCOMES]
    return "\n".join([*rows, f"| **all** | {sum(found)} | {' | '.join(map(str, found))} |"])


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
