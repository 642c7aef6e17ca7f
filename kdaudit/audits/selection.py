"""Which claims are asked for, of which folder, and the ledger that answers for them."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path

from kdaudit.errors import UsageError
from proofs_checks.machine.discovery import ClaimFile, load, load_all
from proofs_checks.machine.folder import OURS, Folder, FolderError, opened
from proofs_checks.machine.ledger import Ledger, LedgerError
from proofs_checks.machine.paper import PaperError

OUT = Path("build")
Place = Path | str | None
"""Where a folder of claims lies; None for the project's own."""


def folder_at(place: Place) -> Folder:
    """The folder of claims that lies there. Raises UsageError where there is none, or its paper.toml cannot be read."""
    try:
        folder = OURS if place is None else opened(place)
        paper = folder.paper
    except (FolderError, PaperError) as error:
        raise UsageError(str(error)) from error
    if place is not None:
        load.cache_clear()  # what was loaded may have been edited since
    for sentence in paper.sentences:
        for claim in sentence.shown_by:
            if claim not in folder.ids:
                raise UsageError(
                    f"{folder.path}/paper.toml: sentence {sentence.id}: shown_by names no claim: {claim!r}"
                )
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
    return load_all(folder.ids, folder)[1]


def choose(names: Iterable[str] = (), components: Iterable[str] = (), folder: Folder = OURS) -> list[ClaimFile]:
    """The claims of these names (a last part is enough where it is unique) and components; all when none is given.

    Raises UsageError for one that there is not, or whose file is broken.
    """
    files, broken = chosen_files(names, components, folder)
    for says in broken.values():
        raise UsageError(says)
    return files


def chosen_files(
    names: Iterable[str], components: Iterable[str], folder: Folder
) -> tuple[list[ClaimFile], dict[str, str]]:
    """The same, and what is wrong with those whose files are broken, by id."""
    every = folder.ids
    named = {claim for name in ([names] if isinstance(names, str) else names) for claim in _resolve(name, folder)}
    parts = sorted({claim.partition(".")[0] for claim in every})
    wanted = list(components)
    for component in wanted:
        if component not in parts:
            raise UsageError(f"component: there is no {component!r}; there are {', '.join(parts)}")
    return load_all([c for c in every if c in named or c.partition(".")[0] in wanted or not (named or wanted)], folder)


def _resolve(name: str, folder: Folder) -> list[str]:
    """The claim of that name; of a sentence or clause of the paper all that read it, and what those rest on."""
    every = folder.ids
    of_paper = [sentence.id for sentence in folder.paper.sentences]
    if name in (*of_paper, *folder.paper.clauses):
        return _reading(name, folder)
    matches = [claim for claim in every if name in (claim, claim.partition(".")[2])]
    if len(matches) == 1:
        return matches
    if matches:
        raise UsageError(f"claim: {name!r} could be {' or '.join(matches)}; give the whole name")
    if name in {claim.partition(".")[0] for claim in every}:
        raise UsageError(f"claim: {name!r} is a component; ask for it with --component {name}")
    short = [claim.partition(".")[2] for claim in every]
    close = get_close_matches(name.rpartition(".")[2], short, n=1)
    lists = "`kdaudit claims` lists them" + (f"; sentences are {', '.join(of_paper)}" if of_paper else "")
    if name.upper() in of_paper:
        raise UsageError(f"claim: there is no {name!r}; did you mean {name.upper()!r}?")
    hint = f"did you mean {close[0]!r}?" if close else lists
    raise UsageError(f"claim: there is no {name!r}; {hint}")


def _reading(name: str, folder: Folder) -> list[str]:
    files = {file.id: file.claim for file in load_all(folder.ids, folder)[0]}
    todo = [claim for claim, it in files.items() if any(name in (c, c.partition(".")[0]) for c in it.reads)]
    if not todo:
        raise UsageError(f"claim: no claim reads {name}")
    found: set[str] = set()
    while todo:
        claim = todo.pop()
        if claim in files and claim not in found:
            found.add(claim)
            todo += files[claim].rests_on
    return sorted(found)


def open_ledger(out: Path | str, *, write: bool) -> Ledger:
    """The ledger of an output folder; to read where there is none yet, an empty one in memory."""
    path = Path(out) / "ledger.sqlite"
    try:
        return Ledger(path if write or path.exists() else Path(":memory:"))
    except LedgerError as error:
        raise UsageError(str(error)) from error
