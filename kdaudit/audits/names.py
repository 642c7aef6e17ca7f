"""What people call by name: folders of claims, claims, sentences, clauses, components.

Names are looked up before anything slow is imported, so that a misspelt one is answered at once.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path
from shlex import quote

from kdaudit.errors import UsageError
from proofs_checks.machine.folder import OURS, Folder, FolderError, opened
from proofs_checks.machine.paper import PaperError

Place = Path | str | None
"""Where a folder of claims lies; None for the project's own."""


def placed(place: Place) -> Folder:
    """The folder of claims that lies there. Raises UsageError where there is none, or its paper.toml cannot be read."""
    try:
        folder = OURS if place is None else opened(place)
        paper = folder.paper
    except (FolderError, PaperError) as error:
        raise UsageError(str(error)) from error
    for sentence in paper.sentences:
        for claim in sentence.shown_by:
            if claim not in folder.ids:
                raise UsageError(
                    f"{folder.path}/paper.toml: sentence {sentence.id}: shown_by names no claim: {claim!r}"
                )
    return folder


def meant(name: str, folder: Folder) -> str:
    """The id of the claim, sentence or clause of that name; a claim's last part is enough where it is unique.

    Raises UsageError where there is none, or several.
    """
    every, short = folder.ids, [claim.partition(".")[2] for claim in folder.ids]
    sentences = [sentence.id for sentence in folder.paper.sentences]
    if name in (*sentences, *folder.paper.clauses):
        return name
    matches = [claim for claim in every if name in (claim, claim.partition(".")[2])]
    if len(matches) == 1:
        return matches[0]
    if matches:
        raise UsageError(f"claim: {name!r} could be {' or '.join(matches)}; give the whole name")
    if name in components(folder):
        raise UsageError(f"claim: {name!r} is a component; ask for it with --component {name}{option(folder)}")
    if name.upper() in sentences:
        raise UsageError(f"claim: there is no {name!r}; did you mean {name.upper()!r}?")
    if name.partition(".")[0] in sentences:
        sentence = name.partition(".")[0]
        has = [clause for clause in folder.paper.clauses if clause.partition(".")[0] == sentence]
        raise UsageError(f"claim: {sentence} has no clause {name!r}; it has {', '.join(has)}")
    close = get_close_matches(name.rpartition(".")[2], short, n=1)
    of_paper = f"; sentences are {', '.join(sentences)}" if sentences else ""
    lists = f"`kdaudit claims{option(folder)}` lists them{of_paper}"
    raise UsageError(f"claim: there is no {name!r}; {f'did you mean {close[0]!r}?' if close else lists}")


def option(folder: Folder) -> str:
    """The option that a command needs to find it, as one writes it in the working directory; none for our own."""
    here = folder.path.relative_to(Path.cwd()) if folder.path.is_relative_to(Path.cwd()) else folder.path
    return f" --claims {quote(str(here))}" if folder.parent else ""


def components(folder: Folder) -> list[str]:
    """The components of its claims, in order."""
    return sorted({claim.partition(".")[0] for claim in folder.ids})


def known(names: Iterable[str], wanted: Iterable[str], folder: Folder) -> list[str]:
    """The ids that the names mean. Raises UsageError for one that means nothing, or a component that there is not."""
    ids = [meant(name, folder) for name in names]
    for component in wanted:
        if component not in components(folder):
            raise UsageError(f"component: there is no {component!r}; there are {', '.join(components(folder))}")
    return ids
