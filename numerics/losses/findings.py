"""What is found of a loss: verdicts with witnesses that a person can redo."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from numerics.losses.subject import Subject, formed
from numerics.simplex import Array

Verdict = Literal["supported", "refuted", "inconclusive", "not asked"]


@dataclass(frozen=True)
class Witness:
    """What the loss was given, in its forms, and what came of it.

    `student` and `teacher` are one row, or one of each token where several were given.
    """

    student: tuple[float, ...]
    teacher: tuple[float, ...]
    T: float | None
    value: float
    says: str


@dataclass(frozen=True)
class Finding:
    """A verdict on a question, what was looked at or why nothing was, and a witness where it is refuted."""

    verdict: Verdict
    scope: str
    witness: Witness | None = None


def witness(subject: Subject, z: Array, v: Array, value: float, says: str, T: float | None = None) -> Witness:
    """Two laws by their logits, shape (V,) each, as the loss is given them."""
    setting = subject.setting
    student, teacher = formed(z, setting.student), formed(v, setting.teacher)
    T = setting.T if T is None else T
    return Witness(tuple(student.tolist()), tuple(teacher.tolist()), T, value, says)


def refuted(scope: str, found: Witness) -> Finding:
    """A question that the witness answers with no."""
    return Finding("refuted", scope, found)


def supported(scope: str) -> Finding:
    """A question of which no counterexample was found."""
    return Finding("supported", scope)


def inconclusive(why: str) -> Finding:
    """A question that could not be told."""
    return Finding("inconclusive", why)


def not_asked(why: str) -> Finding:
    """A question that does not arise."""
    return Finding("not asked", why)
