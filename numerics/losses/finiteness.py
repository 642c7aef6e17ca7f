"""Is a loss finite wherever its logits are: far apart, far from zero, in half precision?"""

from __future__ import annotations

from itertools import product
from typing import NamedTuple

import numpy as np

from numerics.losses.calls import Kind, RefusedError
from numerics.losses.findings import Finding, refuted, supported, witness
from numerics.losses.subject import Subject, formed, pairs
from numerics.simplex import Array

GAPS: dict[Kind, float] = {"float64": 1000.0, "float32": 300.0, "float16": 60.0, "bfloat16": 60.0}
LEVELS: dict[Kind, float] = {"float64": 5000.0, "float32": 5000.0, "float16": 2000.0, "bfloat16": 2000.0}
LARGEST: dict[Kind, float] = {"float32": 3.4e38, "float16": 65504.0, "bfloat16": 3.3e38}


class Extreme(NamedTuple):
    """Logits that a loss must bear, and what is extreme about them."""

    z: Array
    v: Array
    says: str


def finite(subject: Subject, classes: tuple[int, ...], seed: int) -> Finding:
    """Is a value, or a gradient, infinite or no number at finite logits?"""
    looked: list[Kind] = []
    for kind in subject.setting.kinds:
        try:
            subject.value(*(rows[0] for rows in pairs((1,), classes[0], seed)), kind=kind)
        except RefusedError:
            continue
        looked.append(kind)
    scope = (
        f"logits up to {GAPS['float64']:g} apart, up to {LEVELS['float64']:g} in size, equal sides; {', '.join(looked)}"
    )
    for kind, V in product(looked, (classes[0], classes[-1])):
        for one in _extremes(V, kind, seed):
            returned = subject.batch(*subject.alone(one.z, one.v), kind=kind, gradients=True)
            value = float(np.sum(returned.values, dtype=np.float64))
            broken = _broken(value, returned.student)
            is_right = value == np.inf and (_has_zeros(subject, one, kind) or _overflows(subject, one, kind))
            if broken and not is_right:
                return refuted(scope, witness(subject, one.z, one.v, value, f"{broken} {one.says}, in {kind}"))
        z, v = pairs((2, 1) if subject.sequences else (2,), V, seed)
        level = LEVELS[kind] * np.array([1.0, -1.0]).reshape(2, *([1] * (z.ndim - 1)))
        z, v = z + level, v + level
        returned = subject.batch(z, v, kind=kind, gradients=True)
        value, true = (float(np.sum(of.values, dtype=np.float64)) for of in (returned, subject.batch(z, v)))
        broken = _broken(value, returned.student)
        if broken and not (value == np.inf and _is_larger(true, kind)):
            says = f"{broken} where one example has logits near {LEVELS[kind]:g} and another near {-LEVELS[kind]:g}"
            return refuted(scope, witness(subject, z, v, value, f"{says}, in {kind}"))
    return supported(scope)


def _broken(value: float, gradient: Array | None) -> str:
    if not np.isfinite(value):
        return f"the loss is {value:g}"
    if gradient is not None and not np.isfinite(gradient).all():
        return f"the loss is {value:.4g}, and its gradient has an entry that is {_worst(gradient):g},"
    return ""


def _worst(gradient: Array) -> float:
    return float(gradient[~np.isfinite(gradient)].flat[0])


def _extremes(V: int, kind: Kind, seed: int) -> list[Extreme]:
    z, v = (rows[0] for rows in pairs((1,), V, seed))
    gap, level, first = GAPS[kind], LEVELS[kind], np.eye(V)[0]
    return [
        Extreme(z, v, "at ordinary logits"),
        Extreme(v, v, "where student and teacher are equal"),
        Extreme(z + gap * first, v, f"where a logit of the student is {gap:g} above the others"),
        Extreme(z, v + gap * first, f"where a logit of the teacher is {gap:g} above the others"),
        Extreme(z - gap * first, v + gap * first, f"where the teacher's likeliest class has a logit {gap:g} below"),
        Extreme(z + gap * first, v + gap * first, f"where both sides have a logit {gap:g} above the others"),
        Extreme(z + level, v + level, f"where all logits are near {level:g}"),
        Extreme(z - level, v - level, f"where all logits are near {-level:g}"),
    ]


def _has_zeros(subject: Subject, one: Extreme, kind: Kind) -> bool:
    """Whether a side is given a probability of zero, where a divergence may be infinite."""
    dtype = np.dtype("float32" if kind == "bfloat16" else kind)
    sides = ((one.z, subject.setting.student), (one.v, subject.setting.teacher))
    return any(form == "probabilities" and (formed(x, form).astype(dtype) == 0).any() for x, form in sides)


def _is_larger(true: float, kind: Kind) -> bool:
    """Whether a finite value is larger than any float of this kind."""
    return bool(np.isfinite(true)) and true > LARGEST.get(kind, np.inf)


def _overflows(subject: Subject, one: Extreme, kind: Kind) -> bool:
    """Whether its true value has no float of this kind: in float64 it is larger, or grows exponentially up to there."""
    true = subject.value(one.z, one.v)
    if np.isfinite(true):
        return _is_larger(true, kind)
    values = [subject.value(share * one.z, share * one.v) for share in (0.05, 0.1, 0.15)]
    if not np.isfinite(values).all() or values[0] <= 0:
        return False
    return bool(values[1] / values[0] > 1e6 and values[2] / values[1] > 1e6)
