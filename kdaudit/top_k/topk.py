"""What a teacher's top k are worth: kept mass, softened tails, what targets made of them miss, what k or T would do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np

from figures.masses import draw
from kdaudit.errors import UsageError
from kdaudit.inputs.arrays import Source
from kdaudit.inputs.plots import plottable, write
from kdaudit.log_probabilities.read import Place
from kdaudit.log_probabilities.tables import Arrays
from kdaudit.top_k.parts import Part, Task, looked_at, parted
from kdaudit.top_k.record import TopK
from numerics.simplex import InputError

OPERATORS = ("power", "mixing")


def topk(
    source: Source | Arrays,
    *,
    format: str | None = None,  # noqa: A002
    vocab: int | None = None,
    operators: Sequence[str] = ("power",),
    temperatures: Sequence[float] = (1.0, 2.0, 4.0),
    error: float = 0.05,
    student: Source | Arrays | None = None,
    by: str = "id",
    repair: Sequence[str] = (),
    padding: int | None = None,
    digits: int | None = None,
    at: str | None = None,
    plot: str | Path | None = None,
    cluster: str | None = None,
    progress: Callable[[int, int, str], None] = lambda done, total, label: None,
) -> TopK:
    """Say what the top k log-probabilities of a teacher leave open of it, once it is softened.

    Parameters
    ----------
    source
        A file, whose maker is found by what is in it; a folder of such files, taken in order of their names; or arrays:
        log-probabilities of shape (positions, k), or a dict of them and of ids of the same shape.
    format
        Who made it, where that is not to be found.
    vocab
        V, the number of all classes. Without it bounds need no V, and may be infinite.
    operators
        "power" or "mixing", or both.
    temperatures
        T > 0; from 1 on for mixing.
    error
        The mean total variation of renormalised targets that is to be kept, between 0 and 1.
    student
        Log-probabilities of a student on the same positions; where the teacher's are a folder, a folder of as many
        files, each beside the teacher's of the same place.
    by
        What its tokens are matched by: "id" or "text".
    repair
        Of "unknown" (−9999 and null are not given), "duplicates" (a token counts once), "sums" (above one, divided).
    padding
        The number of real tokens: ids, or columns, from it on belong to no token.
    digits
        To how many decimals log-probabilities were rounded, where their digits do not show it.
    at
        A position to be shown in full: "record:position", both from 1 on, or "row" of arrays; of a folder with the
        name of the file before it, "file:record:position".
    plot
        A file to draw it to: .pdf, .png or .svg.
    cluster
        The address of a Dask scheduler, ``tcp://host:8786``, whose workers read the files of a folder.
    progress
        Called as work goes on, with how much is done, how much there is, and a name.

    Returns
    -------
    TopK
        Intervals that no law with this top k passes, and means of them over positions.

    Raises
    ------
    UsageError
        In one line for what cannot be used.
    """
    plot = plottable(None if plot is None else Path(plot))
    if not 0 < error < 1:
        raise UsageError(f"error: {error!r} is not a total variation between 0 and 1")
    if by not in ("id", "text"):
        raise UsageError(f"by: {by!r} is neither id nor text")
    try:
        asked = [(operator, float(T)) for operator, T in product(operators, temperatures)]
        for operator, T in asked:
            _askable(operator, T)
        about: dict[str, Any] = {"vocab": vocab, "padding": padding, "digits": digits, "repairs": tuple(repair)}
        about["texts"] = student is not None and by == "text"
        parts = parted(source, student)
        where, place = (None, None) if at is None else _place(at, parts)
        tasks = [Task(part, format, about, asked, place if part.name == where else None, by) for part in parts]
        each = looked_at(tasks, cluster, progress)
        found, compared = next(each)
        for more, also in each:
            found.join(more)
            if compared is not None and also is not None:
                compared.join(also)
        if at is not None and found.at is None:
            raise InputError(f"--at: {place} is not there, or could not be used")
        name = str(source) if isinstance(source, str | Path) else "arrays"
        of = student if isinstance(student, str) else "student"
        result = found.result(name, error, None if compared is None else compared.result(of, by))
    except InputError as wrong:
        raise UsageError(str(wrong)) from wrong
    if plot is not None:
        write(draw, found.pictured(error), plot)
    return result


def _askable(operator: str, T: float) -> None:
    if operator not in OPERATORS:
        raise InputError(f"operator: {operator!r} is neither power nor mixing, whose hidden classes are bounded")
    if not (np.isfinite(T) and T > 0):
        raise InputError(f"temperature: {T:g} is not a positive number")


def _place(text: str, parts: Sequence[Part]) -> tuple[str, Place]:
    """What "17:3" or "17" says, and of a folder "part.jsonl:17:3"."""
    names = [part.name for part in parts]
    of = next((name for name in names if name and text.startswith(f"{name}:")), "")
    if of not in names:
        raise InputError(f"--at: {text!r} names no file of the folder; write FILE:RECORD:POSITION")
    record, _, position = text[len(of) + bool(of) :].partition(":")
    if not (record.isdecimal() and (position or "0").isdecimal()):
        raise InputError(f"--at: {text!r} is not RECORD:POSITION, as in 17:3, nor the number of a row")
    return of, Place(int(record), int(position or 0))
