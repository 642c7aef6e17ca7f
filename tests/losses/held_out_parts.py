"""What the held-out losses are written with."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tests.losses.case import Case

Array = NDArray[Any]


def log_law(logits: Array, temperature: float = 1.0) -> Array:
    """Log-softmax over the last axis."""
    scaled = logits / temperature
    scaled = scaled - scaled.max(axis=-1, keepdims=True)
    return scaled - np.log(np.exp(scaled).sum(axis=-1, keepdims=True))


def law(logits: Array, temperature: float = 1.0) -> Array:
    """Softmax over the last axis."""
    return np.exp(log_law(logits, temperature))


def kl(log_p: Array, log_q: Array) -> Array:
    """KL of every token, from log-probabilities."""
    return np.sum(np.exp(log_p) * (log_p - log_q), axis=-1)


def log_mixture(log_p: Array, log_q: Array, share: float) -> Array:
    """Log of share·p + (1 - share)·q."""
    if share <= 0.0:
        return log_q
    if share >= 1.0:
        return log_p
    return np.logaddexp(log_p + float(np.log(share)), log_q + float(np.log1p(-share)))


def log_sum(values: Array) -> Array:
    """Log of the sum of exponentials over the last axis."""
    top = values.max(axis=-1, keepdims=True)
    return np.log(np.exp(values - top).sum(axis=-1)) + top[..., 0]


def top(teacher: Array, k: int) -> Array:
    """The teacher's k likeliest classes, all of those that tie with the k-th included."""
    k = min(k, teacher.shape[-1] - 1)
    return teacher >= np.sort(teacher, axis=-1)[..., -k, None]


def picked(log_q: Array, labels: Array) -> Array:
    """Log-probability of the label; of class 0 where the label is ignored."""
    return np.take_along_axis(log_q, np.where(labels < 0, 0, labels)[..., None], axis=-1)[..., 0]


# ---- wrong: the scale only


def case(loss: Callable[..., Any], refuted: str = "", family: str | None = None, **options: Any) -> Case:
    """A case, from the refuted questions as words."""
    return Case(loss, frozenset(refuted.split()), family, options)
