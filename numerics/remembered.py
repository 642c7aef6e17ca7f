"""Answers kept while one claim is checked: its legs and their controls ask much the same of costly functions.

Elsewhere nothing is kept: a function of a module is known by its name, and may be another after an edit.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from functools import wraps
from hashlib import sha256
from typing import Any, ParamSpec, TypeVar

import cloudpickle

P = ParamSpec("P")
R = TypeVar("R")


class _Memory:
    """What it is kept for, whether that is being checked now, and the answers, by function and arguments."""

    subject: Hashable = None
    open = False
    answers: OrderedDict[tuple[str, bytes], Any] = OrderedDict()  # noqa: RUF012 - there is one


MOST = 512  # answers


@contextmanager
def remembering(subject: Hashable) -> Iterator[None]:
    """Keep answers inside the block, and give those of the last one if it had the same subject; else forget them."""
    if subject != _Memory.subject:
        _Memory.subject = subject
        _Memory.answers.clear()
    _Memory.open = True
    try:
        yield
    finally:
        _Memory.open = False


def remembered(function: Callable[P, R]) -> Callable[P, R]:
    """Keep the answers of a pure function, to be given again and not to be changed, where `remembering` says so.

    Arguments are the same where cloudpickle writes the same bytes of them: so arrays, generators of random numbers in
    one state, and functions that were defined anew with the same code and the same values around them. Of what it
    cannot write nothing is kept. An exception is not an answer.
    """
    name = f"{function.__module__}.{function.__qualname__}"

    @wraps(function)
    def answer(*args: P.args, **kwargs: P.kwargs) -> R:
        if not _Memory.open:
            return function(*args, **kwargs)
        try:
            key = name, sha256(cloudpickle.dumps((args, kwargs))).digest()
        except Exception:  # noqa: BLE001 - whatever an object raises that is no text
            return function(*args, **kwargs)
        if key not in _Memory.answers:
            _Memory.answers[key] = function(*args, **kwargs)
            if len(_Memory.answers) > MOST:
                _Memory.answers.popitem(last=False)
        return _Memory.answers[key]

    return answer
