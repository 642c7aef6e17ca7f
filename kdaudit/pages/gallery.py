"""Drawing the figures by name."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from figures.drawing import names, save
from kdaudit.audits.selection import OUT
from kdaudit.errors import CannotRunError, UsageError
from proofs_checks.machine.environment import added


def figures(wanted: Iterable[str] = (), *, out: Path | str = OUT) -> tuple[Path, ...]:
    """Draw figures into `out`/figures as PDF, PNG and SVG, with captions.

    Parameters
    ----------
    wanted
        Names of figures; all when none is given.
    out
        The folder in which `figures` is made.

    Returns
    -------
    tuple of Path
        The files that were written.

    Raises
    ------
    UsageError
        For an unknown name, and for a folder that cannot be written to.
    CannotRunError
        Where a figure needs what is not installed.
    """
    known = names()
    chosen = list(wanted) or list(known)
    for name in chosen:
        if name not in known:
            raise UsageError(f"figure: there is no {name!r}; there are {', '.join(known)}")
    paths: list[Path] = []
    for name in chosen:
        try:
            paths += save(name, Path(out) / "figures")
        except ImportError as error:
            raise CannotRunError(f"figure {name}: needs {error.name}; {added(error.name or '')}") from error
        except OSError as error:
            raise UsageError(f"figure {name}: cannot write to {Path(out) / 'figures'}: {error}") from error
    return tuple(paths)
