"""Which claims are asked for, of which folder, and the ledger that answers for them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from kdaudit.audits.declared import files
from kdaudit.audits.names import Place, known, placed
from kdaudit.errors import UsageError
from proofs_checks.machine.discovery import ClaimFile, load, load_all
from proofs_checks.machine.folder import OURS, Folder
from proofs_checks.machine.ledger import Ledger, LedgerError

OUT = Path("build")


def folder_at(place: Place) -> Folder:
    """The folder of claims that lies there. Raises UsageError where there is none, or its paper.toml cannot be read."""
    folder = placed(place)
    if place is not None:
        load.cache_clear()  # what was loaded may have been edited since
    return folder


def claims(place: Place = None) -> tuple[ClaimFile, ...]:
    """Every claim that can be used, in order of id.

    Parameters
    ----------
    place
        Where a folder of claims of your own lies; the project's own claims when None.

    Returns
    -------
    tuple of ClaimFile
        What each claim says, its legs and its proof, before anything is run.

    Raises
    ------
    UsageError
        Where there is no such folder.
    """
    folder = folder_at(place)
    return tuple(load_all(folder.ids, folder)[0])


def broken_claims(place: Place = None) -> dict[str, str]:
    """What is wrong with the claim files that cannot be used, by id."""
    folder = folder_at(place)
    return files(folder.ids, folder)[1]


def choose(names: Iterable[str] = (), components: Iterable[str] = (), folder: Folder = OURS) -> list[ClaimFile]:
    """The claims of these names (a last part is enough where it is unique) and components; all when none is given.

    Raises UsageError for one that there is not, or whose file is broken.
    """
    chosen, broken = chosen_files(names, components, folder)
    for says in broken.values():
        raise UsageError(says)
    return chosen


def chosen_files(
    names: Iterable[str], components: Iterable[str], folder: Folder
) -> tuple[list[ClaimFile], dict[str, str]]:
    """The same, and what is wrong with those whose files are broken, by id."""
    wanted = list(components)
    asked = known([names] if isinstance(names, str) else names, wanted, folder)
    named = {claim for name in asked for claim in _called(name, folder)}
    every = [c for c in folder.ids if c in named or c.partition(".")[0] in wanted or not (named or wanted)]
    return files(every, folder)


def _called(name: str, folder: Folder) -> list[str]:
    """A claim; of a sentence or clause of the paper all that read it, and what those rest on."""
    return [name] if name in folder.ids else _reading(name, folder)


def _reading(name: str, folder: Folder) -> list[str]:
    every = {file.id: file.claim for file in files(folder.ids, folder)[0]}
    todo = [claim for claim, it in every.items() if any(name in (c, c.partition(".")[0]) for c in it.reads)]
    if not todo:
        raise UsageError(f"claim: no claim reads {name}")
    found: set[str] = set()
    while todo:
        claim = todo.pop()
        if claim in every and claim not in found:
            found.add(claim)
            todo += every[claim].rests_on
    return sorted(found)


def open_ledger(out: Path | str, *, write: bool) -> Ledger:
    """The ledger of an output folder; to read where there is none yet, an empty one in memory."""
    path = Path(out) / "ledger.sqlite"
    try:
        return Ledger(path, write=write) if write or path.exists() else Ledger(Path(":memory:"))
    except LedgerError as error:
        raise UsageError(str(error)) from error
