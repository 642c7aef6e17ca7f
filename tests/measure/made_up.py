"""Predictions of six classes, as logits and as probabilities, and what one asks of a measurement of them."""

from __future__ import annotations

import ml_dtypes
import numpy as np
from scipy.special import softmax


def rng(seed: int = 22) -> np.random.Generator:
    """A stream of its own for each test."""
    return np.random.Generator(np.random.PCG64(seed))


_STREAM = rng()
SEEDS, EXAMPLES, V = 3, 40, 6
Z = _STREAM.normal(0, 2, (2, SEEDS, EXAMPLES, V))
TARGET = _STREAM.dirichlet(np.ones(V), EXAMPLES)
LABELS = _STREAM.integers(0, V, EXAMPLES)
P, S = softmax(Z, axis=-1)


def bfloat16(p):
    return p.astype(ml_dtypes.bfloat16)


def risk(p, q=TARGET):
    return float(((p - q) ** 2).sum(axis=-1).mean())


def notes(found):
    return " ".join(found.notes)
