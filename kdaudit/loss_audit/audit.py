"""`kdaudit loss`: is a loss a divergence, which one, at which scale, and does it train what its author thinks?"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Any

from figures.descent import Descent, draw
from kdaudit.errors import UsageError
from kdaudit.inputs.plots import plottable, write
from kdaudit.inputs.sandbox import MEMORY, Watch, in_sandbox
from kdaudit.loss_audit.calling import Brought
from kdaudit.loss_audit.pictures import pictured
from kdaudit.loss_audit.record import LossAudit
from numerics.losses.calls import FORMS, Form
from numerics.losses.investigation import Investigation, investigate
from numerics.simplex import InputError

CLASSES = (3, 8, 1000)
CALLS = 9_000  # about as many as a loss takes that breaks nothing


def audit_loss(
    target: str | Callable[..., Any],
    *,
    student: Form = "logits",
    teacher: Form = "logits",
    temperature: float | None = None,
    mask: str | None = None,
    labels: str | None = None,
    arguments: Mapping[str, Any] | None = None,
    classes: Sequence[int] = CLASSES,
    seed: int = 0,
    time_limit: float = 10.0,
    memory: float = MEMORY,
    plot: str | Path | None = None,
    progress: Callable[[int, int, str], None] = lambda done, total, label: None,
) -> LossAudit:
    """Hunt for what is wrong with a distillation loss, and say which one it is.

    Parameters
    ----------
    target
        "package.module:function", "path/to/file.py:function", or a function, of a student and a teacher of shape
        (..., V), tensors of torch or arrays of NumPy; or a class or module with `forward`. It returns a number, or one
        for each example, token or entry. It is called in a process of its own.
    student, teacher
        What each side is given: "logits", "log-probabilities" or "probabilities".
    temperature
        T > 0, passed by name (temperature, T, tau or temp).
    mask, labels
        Names under which it takes a mask of tokens that count, shape (examples, tokens), or labels.
    arguments
        Further arguments, by name.
    classes
        Numbers of classes V.
    seed
        The root of all chance.
    time_limit
        Seconds that one call may take.
    memory
        GiB that its process may come to hold, where the system tells how much that is.
    plot
        A file to draw it to: .pdf, .png or .svg.
    progress
        Called as work goes on, with the number of calls, about how many there will be, and a name.

    Returns
    -------
    LossAudit
        A verdict on each question, with witnesses; the loss that it is; reduction, temperature, top k.

    Raises
    ------
    UsageError
        In one line for what cannot be used.
    CannotRunError
        Where the audit itself failed.
    """
    start = perf_counter()
    path = plottable(None if plot is None else Path(plot))
    for side, form in (("student", student), ("teacher", teacher)):
        if form not in FORMS:
            raise UsageError(f"{side}: {form!r} is none of {', '.join(FORMS)}")
    if temperature is not None and not 0 < temperature < float("inf"):
        raise UsageError(f"temperature: {temperature:g} is not a positive number")
    if isinstance(classes, int):
        raise UsageError(f"classes: expected numbers of classes, such as (3, 8), got {classes}")
    sizes = tuple(dict.fromkeys(classes))
    if not sizes or min(sizes) < 2:
        raise UsageError(f"classes: expected numbers of classes from 2 on, got {', '.join(map(str, sizes)) or 'none'}")
    name = target if isinstance(target, str) else getattr(target, "__name__", type(target).__name__)
    brought = Brought(target, name, student, teacher, temperature, mask, labels, dict(arguments or {}))
    try:
        found, drawn = in_sandbox(
            [partial(_investigated, brought, sizes, seed, path is not None)],
            name,
            time_limit,
            memory,
            lambda calls: progress(calls, CALLS, "calls, about"),
        )[0]
    except InputError as error:
        raise UsageError(str(error)) from error
    if path is not None:
        write(draw, drawn, path)
    return LossAudit(
        name,
        student,
        teacher,
        temperature,
        found.classes,
        found.questions,
        found.family,
        found.per_class,
        found.reduction,
        found.temperature,
        found.top_k,
        found.limits,
        found.calls,
        perf_counter() - start,
    )


def _investigated(
    brought: Brought, classes: tuple[int, ...], seed: int, is_drawn: bool, watch: Watch
) -> tuple[Investigation, Descent | None]:
    subject, parameters, notes = brought.subject(watch)
    found = investigate(subject, classes, parameters, seed)
    found = replace(found, limits=(*notes, *found.limits))
    return found, pictured(subject, found, seed) if is_drawn else None
