"""Does a loss train what it says: its automatic gradient against differences; how it scales with T."""

from __future__ import annotations

import numpy as np
from scipy.special import softmax

from numerics.losses.findings import Finding, inconclusive, not_asked, refuted, supported, witness
from numerics.losses.subject import Subject, formed, pairs
from numerics.precision import FLOAT64
from numerics.simplex import Array

PAIRS, LARGE, APART, COARSE = 6, 9, 1e-4, 1e-2
HOT = (64.0, 256.0)


def gradient(subject: Subject, classes: tuple[int, ...], seed: int) -> Finding:
    """Is the automatic gradient that of the values, in the student's own entries?"""
    if not subject.setting.automatic:
        return not_asked("a function of NumPy's arrays has no automatic gradient")
    if subject.is_half:
        return inconclusive(f"its values are {subject.precision.name} numbers, whose differences tell no gradient")
    small = [V for V in classes if V <= LARGE] or list(classes[:1])
    within = APART if subject.precision is FLOAT64 else COARSE
    scope = (
        f"to {within:g} of the largest, by differences in {subject.precision.name}, V in "
        f"{{{', '.join(map(str, small))}}}"
    )
    for V in small:
        for z, v in zip(*pairs((PAIRS,), V, seed), strict=True):
            returned = subject.batch(*subject.alone(z, v), gradients=True)
            value = float(np.sum(returned.values, dtype=np.float64))
            slope = _differences(subject, z, v)
            if returned.student is None:
                if np.abs(slope).max() > within * subject.scale:
                    says = (
                        f"the loss has no gradient for the student, and changes by {np.abs(slope).max():.3g} an entry"
                    )
                    return refuted(scope, witness(subject, z, v, value, says))
                continue
            own = returned.student.reshape(-1, V).sum(axis=0)  # of equal tokens, if there are several
            gap = np.abs(own - slope)
            if gap.max() > within * max(subject.scale, float(np.abs(slope).max())):
                n = int(np.argmax(gap))
                says = f"the gradient of the student's entry {n + 1} is {own[n]:.6g}, and by differences {slope[n]:.6g}"
                return refuted(scope, witness(subject, z, v, value, says))
    return supported(scope)


def into_teacher(subject: Subject, V: int, seed: int) -> bool:
    """Whether a gradient reaches the teacher, where that is asked for one."""
    z, v = (rows[0] for rows in pairs((1,), V, seed))
    returned = subject.batch(*subject.alone(z, v), gradients=True)
    return returned.teacher is not None and bool(np.abs(returned.teacher).max() > 0)


def _differences(subject: Subject, z: Array, v: Array) -> Array:
    """Of the value in each entry that the student's form has: of second order, with steps that balance rounding."""
    form = subject.setting.student
    size = np.abs(formed(z, form))
    steps = np.cbrt(subject.eps) * (size if form == "probabilities" else np.maximum(size, 1.0))
    ups = [[subject.value(z, v, moved=sign * d) for sign in (1, -1)] for d in np.diag(steps)]
    return np.array([up - down for up, down in ups]) / (2 * steps)


def power_of_temperature(subject: Subject, V: int, seed: int, label: float) -> float | None:
    """n, where the gradient goes as T^n as T grows; None where it vanishes.

    Of a loss with `label` times −log s of a label beside it, that of the rest.
    """
    z, v = (rows[0] for rows in pairs((1,), V, seed))
    of_label = label * (softmax(z) - np.eye(V)[np.argmax(v)])
    low, high = (float(np.linalg.norm(subject.gradient(z, v, T=T) - of_label)) for T in HOT)
    if not (low > 0 and high > 0):
        return None
    return float(np.log(high / low) / np.log(HOT[1] / HOT[0]))
