"""Answers kept in this process: a leg and its controls ask much the same of functions that cost seconds."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from typing import ParamSpec, TypeVar

import cloudpickle

P = ParamSpec("P")
R = TypeVar("R")


def remembered(most: int) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Keep the last `most` answers of a pure function, to be given again and not to be changed.

    Arguments are the same where cloudpickle writes the same bytes of them: so arrays, generators of random numbers in
    one state, and functions that were defined anew with the same code and the same values around them. Of what it
    cannot write nothing is kept. An exception is not an answer.
    """

    def keeping(function: Callable[P, R]) -> Callable[P, R]:
        kept: OrderedDict[bytes, R] = OrderedDict()

        @wraps(function)
        def answer(*args: P.args, **kwargs: P.kwargs) -> R:
            try:
                key = sha256(cloudpickle.dumps((args, kwargs))).digest()
            except Exception:  # noqa: BLE001 - whatever an object raises that is no text
                return function(*args, **kwargs)
            if key not in kept:
                kept[key] = function(*args, **kwargs)
                if len(kept) > most:
                    kept.popitem(last=False)
            kept.move_to_end(key)
            return kept[key]

        return answer

    return keeping
