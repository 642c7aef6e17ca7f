"""Eight samplers computed in four types of floats, natively or stored wider, and what an audit says of each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ml_dtypes
import numpy as np

import kdaudit

Map = Callable[[Any, Any], Any]
TYPES = {"float64": np.float64, "float32": np.float32, "float16": np.float16, "bfloat16": ml_dtypes.bfloat16}
WIDER = {"float32": np.float64, "float16": np.float32, "bfloat16": np.float32}
CLASSES, TEMPERATURES = (3,), (0.25, 50.0)
LETTERS = {
    **{"simplex": "S", "ranking": "R", "continuity": "C", "entropy": "E", "identity": "I", "boundary": "B"},
    **{"semigroup": "s", "affine": "a", "commutes_with_conditioning": "c", "permutation_equivariant": "p"},
}


def normalised(weights):
    return weights / weights.sum(axis=-1, keepdims=True)


def temperature(p, T):
    return normalised((p / p.max(axis=-1, keepdims=True)) ** (1 / T))


def mixing(p, T):
    weight = 1 / max(T, T / T)
    return normalised(weight * p + (1 - weight) / p.dtype.type(p.shape[-1]))


def top_k(p, T):
    return temperature(np.where(p >= np.sort(p, axis=-1)[..., -2:-1], p, p.dtype.type(0)), T)


def top_p(p, T):
    order = np.argsort(-p, axis=-1)
    ordered = np.take_along_axis(p, order, axis=-1)
    before = np.cumsum(ordered, axis=-1, dtype=p.dtype) - ordered
    kept = np.zeros_like(p)
    np.put_along_axis(kept, order, np.where(before < p.dtype.type(0.8), ordered, p.dtype.type(0)), axis=-1)
    return temperature(kept, T)


def min_p(p, T):
    return temperature(np.where(p >= p.dtype.type(0.1) * p.max(axis=-1, keepdims=True), p, p.dtype.type(0)), T)


def label_smoothing(p, T):
    return normalised(p.dtype.type(0.9) * p + p.dtype.type(0.1) / p.dtype.type(p.shape[-1]))


def sparsemax(p, T):
    """The projection of p/T on the simplex."""
    scaled = p / T
    ordered = -np.sort(-scaled, axis=-1)
    ranks = np.arange(1, p.shape[-1] + 1).astype(p.dtype)
    over = (np.cumsum(ordered, axis=-1, dtype=p.dtype) - 1) / ranks
    count = (ordered > over).sum(axis=-1, keepdims=True)
    threshold = np.take_along_axis(over, count - 1, axis=-1)
    return normalised(np.maximum(scaled - threshold, p.dtype.type(0)))


def softmax_of_probabilities(p, T):
    z = p / T
    return normalised(np.exp(z - z.max(axis=-1, keepdims=True)))


SAMPLERS = (temperature, mixing, sparsemax, top_k, top_p, min_p, label_smoothing, softmax_of_probabilities)


def computed(sampler: Map, name: str, *, wider: bool) -> Map:
    """A sampler in a type of floats; with `wider` its values are stored in the next type."""
    dtype = TYPES[name]

    def F(p: Any, T: float) -> Any:
        q = sampler(p.astype(dtype), dtype(T))
        return q.astype(WIDER[name]) if wider else q

    F.__name__ = sampler.__name__
    return F


def audited(sampler: Map, name: str, *, wider: bool = False) -> kdaudit.OperatorAudit:
    """On three classes, T from 1/4 to 50."""
    F = computed(sampler, name, wider=wider)
    return kdaudit.audit_operator(F, classes=CLASSES, temperatures=TEMPERATURES, teachers=["none"], floor=0.0)


def verdicts(audit: kdaudit.OperatorAudit) -> dict[str, str]:
    """Each property's."""
    document = audit.document()
    return {name: (document["axioms"] | document["properties"])[name]["verdict"] for name in LETTERS}


def cell(audit: kdaudit.OperatorAudit) -> str:
    """What is refuted, in brackets what is inconclusive, and the family that is named."""
    found = verdicts(audit)
    refuted, unknown = (
        "".join(letter for name, letter in LETTERS.items() if found[name] == verdict)
        for verdict in ("refuted", "inconclusive")
    )
    named = (audit.document()["family"] or {}).get("name", "")
    return " ".join(filter(None, [refuted or "–", unknown and f"({unknown})", named]))


COLUMNS = [(name, wider) for name in TYPES for wider in (False, True) if not wider or name in WIDER]


def table() -> str:
    """Samplers by types."""
    heads = [f"{name} in {np.dtype(WIDER[name]).name}" if wider else name for name, wider in COLUMNS]
    lines = [f"| sampler | {' | '.join(heads)} |", f"| --- |{' --- |' * len(heads)}"]
    for sampler in SAMPLERS:
        cells = [cell(audited(sampler, name, wider=wider)) for name, wider in COLUMNS]
        lines.append(f"| {sampler.__name__.replace('_', ' ')} | {' | '.join(cells)} |")
    return "\n".join(lines)
