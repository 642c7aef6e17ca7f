"""How a prover cut its boxes: written down as it goes, or read back and followed.

A tree is a word with a letter for each box that was settled or halved, in the order in which boxes are taken up: "."
where it was settled, "!" where its midpoint refutes, else the side that was halved: "0" the first, "1" the second, and
so on through the characters that follow. Whoever follows a tree searches nothing, and settles each box again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

SETTLED, REFUTED = ".", "!"
_FIRST = ord("0")


class TreeError(Exception):
    """A tree is not one of these boxes."""


Mark = Callable[[str | int], int]
_KEPT: ContextVar[list[str] | None] = ContextVar("kept", default=None)
_GIVEN: ContextVar[list[str] | None] = ContextVar("given", default=None)


@contextmanager
def recording() -> Iterator[list[str]]:
    """The trees of all provers inside the block, in order, as they end."""
    trees: list[str] = []
    token = _KEPT.set(trees)
    try:
        yield trees
    finally:
        _KEPT.reset(token)


@contextmanager
def following(trees: Sequence[str]) -> Iterator[None]:
    """Provers inside the block follow these trees, one each in order. Raises TreeError where one does not fit."""
    given = list(trees)
    token = _GIVEN.set(given)
    try:
        yield
    finally:
        _GIVEN.reset(token)
    if given:
        raise TreeError(f"{len(given)} trees are left over")


@contextmanager
def tree() -> Iterator[Mark]:
    """For a prover: what it does with a box, told to `mark`, which says what to do in its place.

    `mark` takes SETTLED, REFUTED, or the number of the side to halve; it returns the side to halve, another one where
    a tree is followed.
    """
    given = _GIVEN.get()
    if given is not None:
        yield from _followed(given)
        return
    letters: list[str] = []

    def write(found: str | int) -> int:
        letters.append(found if isinstance(found, str) else chr(_FIRST + found))
        return -1 if isinstance(found, str) else found

    yield write
    kept = _KEPT.get()
    if kept is not None:
        kept.append("".join(letters))


def _followed(given: list[str]) -> Iterator[Mark]:
    if not given:
        raise TreeError("a tree is missing")
    word = given.pop(0)
    letters = iter(word)

    def read(found: str | int) -> int:
        wanted = next(letters, None)
        if wanted is None:
            raise TreeError(f"it ends after {len(word)} boxes, and there are more")
        if isinstance(found, str):
            if found != wanted:
                raise TreeError(f"a box is {found!r}, and the tree says {wanted!r}")
            return -1
        if ord(wanted) < _FIRST:
            raise TreeError(f"a box is not settled, and the tree says {wanted!r}")
        return ord(wanted) - _FIRST

    yield read
    if next(letters, None) is not None:
        raise TreeError("it has more boxes than there are")
