"""What the card of a loss shows: values on the way from far students to the teacher, what T does, a witness."""

from __future__ import annotations

import numpy as np

from figures.descent import Descent
from numerics.losses.investigation import Investigation
from numerics.losses.subject import Subject, pairs
from numerics.simplex import Array

STEPS, STUDENTS = 81, 5
HEATS = np.geomspace(0.5, 64.0, 15)


def pictured(subject: Subject, found: Investigation, seed: int) -> Descent:
    """Five students on straight paths in logits, through the teacher to as far beyond."""
    V = next((size for size in found.classes if size >= 5), found.classes[-1])
    z, v = pairs((STUDENTS,), V, seed + 5)
    shares = np.linspace(0.0, 2.0, STEPS)
    values = np.array([[subject.value(a + share * (b - a), b) for share in shares] for a, b in zip(z, v, strict=True)])
    heats, norms = np.empty(0), np.empty(0)
    if subject.setting.takes_temperature:
        heats = HEATS
        norms = np.array([_norm(subject, z[0], v[0], float(T)) for T in HEATS])
    witnesses = {name: one.witness for name, one in found.questions.items() if one.witness is not None}
    name, first = next(iter(witnesses.items()), ("", None))
    student, teacher = (
        (of.reshape(-1, of.shape[-1])[0] for of in (first.student, first.teacher)) if first else (np.empty(0),) * 2
    )
    says = f"{name} is refuted: {first.says}" if first else "nothing is refuted"
    return Descent(subject.name, shares, values, heats, norms, student, teacher, says)


def _norm(subject: Subject, z: Array, v: Array, T: float) -> float:
    return float(np.linalg.norm(subject.gradient(z, v, T=T)))
