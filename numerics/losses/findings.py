"""What is found of a loss: verdicts with witnesses that a person can redo."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from numerics.losses.subject import Subject, formed
from numerics.simplex import Array

Verdict = Literal["supported", "refuted", "inconclusive", "not asked"]


@dataclass(frozen=True)
class Witness:
    """What the loss was given, in its forms, and what came of it.

    `student` and `teacher` are arrays of shape (V,), or batches (..., V) where the question is one of batches. `also`
    has what else it was given, by name, or was given in the other call that is compared.
    """

    student: Array
    teacher: Array
    T: float | None
    value: float
    says: str
    also: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Finding:
    """A verdict on a question, what was looked at or why nothing was, and a witness where it is refuted."""

    verdict: Verdict
    scope: str
    witness: Witness | None = None


def witness(subject: Subject, z: Array, v: Array, value: float, says: str, **also: Any) -> Witness:
    """Laws by their logits, shape (..., V) each, as the loss is given them."""
    setting = subject.setting
    return Witness(formed(z, setting.student), formed(v, setting.teacher), setting.T, value, says, also)


def judged(subject: Subject, gap: float, scope: str, found: Witness, allowed: float = 1.0) -> Finding:
    """A difference that should be nothing: refuted if it tells, inconclusive beyond rounding, else supported.

    `allowed` is how many times more of it rounding may leave. What is no number refutes.
    """
    if not gap <= subject.telling * allowed:
        return Finding("refuted", scope, found)
    if gap > subject.tolerance * allowed:
        return Finding("inconclusive", f"it changes by {gap:.2g}, no more than an epsilon within it may leave")
    return Finding("supported", scope)


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
