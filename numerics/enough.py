"""When a search has found enough: by default only at its end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

ANY_WILL_DO: ContextVar[bool] = ContextVar("any_will_do", default=False)


@contextmanager
def until_violated(enough: bool = True) -> Iterator[None]:
    """Searches inside end at the first family, temperature or measure that shows a violation, if that is `enough`."""
    token = ANY_WILL_DO.set(enough)
    try:
        yield
    finally:
        ANY_WILL_DO.reset(token)
