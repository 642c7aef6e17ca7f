"""A run that would say again what the last one said is answered as a whole: no claim is judged, no paper read.

What `kdaudit run` prints is a function of the ledger, of every file of the five packages and of the theorems, of what
computes, of what was asked for, and of the console. A run after which all stands as expected keeps in the ledger what
the next one would print, beside a hash of all that. A folder of claims of one's own may import from anywhere: its runs
are not kept.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from proofs_checks.machine.digest import PROJECT
from proofs_checks.machine.environment import contents, stats, versions
from proofs_checks.machine.evidence import RAISED
from proofs_checks.machine.ledger import Ledger, LedgerError
from proofs_checks.machine.places import locations
from proofs_checks.machine.rocq import toolchain
from proofs_checks.machine.rocq.sources import FORMAL

if TYPE_CHECKING:
    from kdaudit.audits.audit import Audit

FORMAT = 1  # of what is kept


@dataclass(frozen=True)
class Asked:
    """What a run was asked for, and of the console what its print depends on."""

    names: tuple[str, ...]
    components: tuple[str, ...]
    tier: str
    seed: int
    with_document: bool
    width: int
    colours: str

    @property
    def name(self) -> str:
        """Where in the ledger its answer is kept."""
        return _hash([FORMAT, asdict(self)])


@dataclass(frozen=True)
class Answer:
    """What a run prints above its last line; that line without its seconds; its document, if one was asked for."""

    above: str
    counted: str
    document: Mapping[str, Any]
    needs: tuple[str, ...]  # optional modules that its legs compute with
    made_of: str  # a hash of what it is a function of, beside what was asked


def answer(out: Path | str, asked: Asked, texts: str) -> Answer | None:
    """What the run would print; None where that is not kept, or where something has changed."""
    path = Path(out) / "ledger.sqlite"
    if not texts or not path.is_file():
        return None
    try:
        ledger = Ledger(path, write=False)
        try:
            said, head = ledger.answer(asked.name), ledger.head
        finally:
            ledger.close()
    except LedgerError:  # the run says what is wrong with it
        return None
    try:
        kept = Answer(**json.loads(said)) if said else None
    except (TypeError, ValueError):  # another version wrote it
        return None
    return kept if kept and kept.made_of == _made_of(head, texts, tuple(kept.needs)) else None


def keep(out: Path | str, asked: Asked, audit: Audit, texts: str, said: Callable[[Audit], tuple[str, str]]) -> None:
    """Keep what the next run would print, if every verdict is the expected one.

    `texts` are what they were before this run; `said` gives what is printed of an audit: above its last line, and that.
    """
    from kdaudit.audits.declared import files  # noqa: PLC0415 - what is kept is printed without them
    from proofs_checks.machine.folder import OURS  # noqa: PLC0415

    records = [f.record for result in audit.results for f in result.findings]
    if not texts or texts != every_text():  # what ran may have been edited meanwhile
        return
    if audit.exit_code or any(record.note.startswith(RAISED) for record in records):
        return
    kept = frozenset(record.digest for record in records if record.outcome != "not run")
    again = replace(audit, results=tuple(replace(result, cached=kept) for result in audit.results))
    every = files(OURS.ids, OURS)[0]  # clauses are answered from the claims that were not asked for, too
    needs = tuple(sorted({name for file in every for leg in file.legs for name in leg.needs}))
    document = again.document() if asked.with_document else {}
    try:
        ledger = Ledger(Path(out) / "ledger.sqlite")
        try:
            new = Answer(*said(again), document, needs, _made_of(ledger.head, texts, needs))
            ledger.keep(asked.name, json.dumps(asdict(new)))
        finally:
            ledger.close()
    except LedgerError:  # the next run looks for itself
        return


def timed(counted: str, seconds: float) -> str:
    """The last line of what a run prints."""
    return f"{counted}, {seconds:.1f} s."


def every_text() -> str:
    """A hash of every file of the five packages and of the theorems, of where they lie, and of when they were changed.

    "" where one cannot be read: then nothing is answered and nothing kept.
    """
    places = {FORMAL, *(folder for package in PROJECT for folder in locations(package))}
    roots = sorted(folder for folder in places if folder.is_dir())
    try:
        found = sorted(each for root in roots for each in stats(str(root)))
        return _hash([[path, *times, sha256(Path(path).read_bytes()).hexdigest()] for path, *times in found])
    except OSError:
        return ""


def _made_of(head: str, texts: str, needs: tuple[str, ...]) -> str:
    """A hash of what an answer is a function of, beside what was asked for."""
    return _hash([head, texts, versions(needs), contents("rich"), toolchain.versions()])


def _hash(parts: object) -> str:
    return sha256(json.dumps(parts).encode()).hexdigest()
