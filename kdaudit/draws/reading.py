"""Draws as people keep them: a line each with a context and a text or label, or counts as an array."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from kdaudit.inputs.arrays import Source, only, opened, regular
from kdaudit.log_probabilities.lines import decoded, records
from kdaudit.log_probabilities.reading import ARRAYS, PACKED
from numerics.simplex import InputError

CONTEXTS, LABELS = ("context", "prompt", "input", "question"), ("label", "text", "completion", "response", "answer")
MOST = 2**40  # of one class
ONE = "all draws"  # the context of those that name none


@dataclass(frozen=True)
class Draws:
    """Draws by context: how often each label came up, V where it is known, and what was left out."""

    name: str
    counts: Mapping[str, Mapping[str, int]]
    classes: float
    left_out: Mapping[str, tuple[int, str]]
    fields: str = ""


def draws(source: Source, context: str | None, label: str | None, vocab: int | None) -> Draws:
    """The draws of a file or an array. Raises InputError for what has none."""
    if vocab is not None and vocab < 1:
        raise InputError(f"--vocab: {vocab} is not a number of classes")
    if isinstance(source, str | Path) and not _is_array(Path(source)):
        found = _of_lines(Path(source), context, label, vocab)
    else:
        found = _of_counts(source, vocab)
    most = max(map(len, found.counts.values()), default=0)
    if not most:
        raise InputError(f"file: has no draw{_reasons(found)}")
    if most > found.classes:
        raise InputError(f"--vocab: {found.classes:.15g} classes are fewer than the {most:,} of one context")
    return found


def _is_array(path: Path) -> bool:
    try:
        with regular(path, "file").open("rb") as file:
            return path.suffix in ARRAYS or file.read(8).startswith(PACKED)
    except OSError as error:
        raise InputError(f"file: cannot read {path}: {error.strerror or error}") from error


def _reasons(found: Draws) -> str:
    return "".join(f"; {says} ({count:,}, first {place})" for says, (count, place) in found.left_out.items())


def _of_counts(source: Source, vocab: int | None) -> Draws:
    array = np.asarray(only(opened(source, "counts"), "counts", ()))
    if array.ndim not in (1, 2) or array.dtype.kind not in "iu" or not array.size:
        what = f"{array.dtype} of shape {array.shape}; counts.astype(int) makes whole floats integers"
        raise InputError(f"counts: need integers of shape (contexts, V), not {what}")
    if array.min() < 0:
        raise InputError(f"counts: the least is {array.min()}, and counts are not negative")
    if array.max() > MOST:
        raise InputError(f"counts: the largest is {array.max()}, and {MOST:,} is the most that is read")
    rows = array.reshape(-1, array.shape[-1])
    empty = np.flatnonzero(rows.sum(axis=1) == 0)
    left_out = {"a context without draws": (len(empty), f"row {empty[0] + 1:,}")} if len(empty) else {}
    counts = {
        f"row {n + 1:,}": {str(label): int(row[label]) for label in np.flatnonzero(row)}
        for n, row in enumerate(rows)
        if row.any()
    }
    name = str(source) if isinstance(source, str | Path) else "counts"
    return Draws(name, counts, vocab or rows.shape[1], left_out)


def _of_lines(path: Path, context: str | None, label: str | None, vocab: int | None) -> Draws:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    left_out: dict[str, tuple[int, str]] = {}
    decoder, fields = msgspec.json.Decoder(dict[str, Any]), None
    for number, line in records(path, "file"):
        try:
            record = decoded(line, decoder, dict[str, Any])
            if fields is None or (fields[0] is None and any(name in record for name in CONTEXTS)):
                fields = _fields(record, context, label)
            of, drawn = (None if name is None else record.get(name) for name in fields)
            says = _refused(of, drawn, fields)
        except (msgspec.MsgspecError, ValueError, RecursionError) as error:
            if isinstance(error, InputError):
                raise
            of, drawn, says = None, None, "a line that is no object of JSON"
        if says:
            count, first = left_out.get(says, (0, f"record {number:,}"))
            left_out[says] = (count + 1, first)
        else:
            counts[ONE if of is None else _word(of)][_word(drawn)] += 1
    if len(counts) > 1 and fields is not None and fields[0] is not None and (before := counts.pop(ONE, None)):
        left_out[f"without {fields[0]}"] = (
            left_out.get(f"without {fields[0]}", (0, ""))[0] + before.total(),
            "before the first",
        )
    return Draws(str(path), counts, vocab or np.inf, left_out, "" if fields is None else _said(fields))


def _fields(record: Mapping[str, Any], context: str | None, label: str | None) -> tuple[str | None, str]:
    """The names of the context, if there is one, and of what was drawn."""
    of = context or next((name for name in CONTEXTS if name in record), None)
    drawn = label or next((name for name in LABELS if name in record), None)
    if drawn is None or drawn not in record or (of is not None and of not in record):
        there = ", ".join(record) or "nothing"
        missing = "--label" if drawn is None or drawn not in record else "--context"
        raise InputError(f"file: its lines have {there}; {missing} names the field meant")
    return of, drawn


def _said(fields: tuple[str | None, str]) -> str:
    of, drawn = fields
    return f"context: {of or 'none, all draws are of one law (--context names one)'}; drawn: {drawn}"


def _refused(of: Any, drawn: Any, fields: tuple[str | None, str]) -> str:
    if drawn is None:
        return f"without {fields[1]}"
    if not isinstance(drawn, str | int) or isinstance(drawn, bool):
        return f"{fields[1]} is no text and no whole number"
    if of is None and fields[0] is not None:
        return f"without {fields[0]}"
    return ""


def _word(value: Any) -> str:
    """A text, or what stands for one."""
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()
