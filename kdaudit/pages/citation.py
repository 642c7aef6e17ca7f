"""Entries for BibTeX."""

from __future__ import annotations

from hashlib import sha256

import kdaudit
from kdaudit.pages.facts import Facts
from kdaudit.pages.latex_text import escaped
from proofs_checks.machine.folder import OURS


def bibtex(found: Facts, claim: str) -> str:
    """An entry that cites a claim as it stands: its verdict, the version, and what marks its evidence."""
    result = found.results[claim]
    records = [record for f in result.findings for record in (f.record, *(record for _, record in f.controls))]
    evidence = [(r.digest, r.outcome, sorted(r.figures.items()), r.witness) for r in records]
    mark = sha256(repr(evidence).encode()).hexdigest()[:16]
    about = f" of {escaped(found.paper.title)}" if found.paper.title else ""
    fields = {
        "author": "{The kdaudit authors}" if found.folder == OURS else "",
        "title": f"{{{escaped(result.standing.headline)}}}",
        "howpublished": f"kdaudit {kdaudit.__version__}, claim {escaped(claim)}{about}",
        "note": f"{result.judged.verdict}; seed {found.seed}; evidence {mark}",
        "year": found.made[:4],
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@misc{{kdaudit:{claim},", *lines, "}"])
