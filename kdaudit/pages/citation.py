"""Entries for BibTeX."""

from __future__ import annotations

from hashlib import sha256

import kdaudit
from kdaudit.pages.facts import Facts
from kdaudit.pages.latex_text import escaped


def bibtex(found: Facts, claim: str) -> str:
    """An entry that cites a claim as it stands: its verdict, the version, and what marks its evidence."""
    result = found.results[claim]
    mark = sha256("".join(sorted(f.record.digest for f in result.findings)).encode()).hexdigest()[:16]
    fields = {
        "author": "{The kdaudit authors}",
        "title": f"{{{escaped(result.standing.headline)}}}",
        "howpublished": f"kdaudit {kdaudit.__version__}, claim {escaped(claim)}",
        "note": f"{result.judged.verdict}; seed {found.seed}; evidence {mark}",
        "year": found.made[:4],
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@misc{{kdaudit:{claim},", *lines, "}"])
