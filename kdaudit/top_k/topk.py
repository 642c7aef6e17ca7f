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
from kdaudit.log_probabilities.reading import LogProbabilities
from kdaudit.log_probabilities.tables import Arrays
from kdaudit.top_k.gathered import Gathered
from kdaudit.top_k.record import TopK
from kdaudit.top_k.students import against
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
    progress: Callable[[int, int, str], None] = lambda done, total, label: None,
) -> TopK:
    """Say what the top k log-probabilities of a teacher leave open of it, once it is softened.

    Parameters
    ----------
    source
        A file, whose maker is found by what is in it, or arrays: log-probabilities of shape (positions, k), or a dict
        of them and of ids of the same shape.
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
        Log-probabilities of a student on the same positions.
    by
        What its tokens are matched by: "id" or "text".
    repair
        Of "unknown" (−9999 and null are not given), "duplicates" (a token counts once), "sums" (above one, divided).
    padding
        The number of real tokens: ids, or columns, from it on belong to no token.
    digits
        To how many decimals log-probabilities were rounded, where their digits do not show it.
    at
        A position to be shown in full: "record:position", both from 1 on, or "row" of arrays.
    plot
        A file to draw it to: .pdf, .png or .svg.
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
        reading = LogProbabilities(source, insisted=format, **about)
        found = Gathered(reading, asked, None if at is None else _place(at))
        for n, (block, read) in enumerate(reading.blocks()):
            found.add(block, read)
            progress(n, 0, "blocks of positions")
        compared = None
        if student is not None:
            compared = against(reading.again(), LogProbabilities(student, "student", **about), by)
        result = found.result(error, compared)
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


def _place(text: str) -> Place:
    """What "17:3" or "17" says."""
    record, _, position = text.partition(":")
    if not (record.isdecimal() and (position or "0").isdecimal()):
        raise InputError(f"--at: {text!r} is not RECORD:POSITION, as in 17:3, nor the number of a row")
    return Place(int(record), int(position or 0))
