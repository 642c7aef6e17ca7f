"""A deep network: magika's classifier of file types, 214 classes, on files of this project."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from numerics.simplex import Array

# Dotted names, so that a record of evidence depends on what the network reads.
FOLDERS = (
    "theory.operators",
    "theory.non_operators",
    "numerics.operators",
    "numerics.non_operators",
)


@cache
def magika() -> Array:
    """Probabilities of 214 types for each file, shape (files, 214), in order of the files' places.

    The network ends in a softmax in single precision; here each row is divided by its sum. Raises
    ImportError without magika (extra `realdata`).
    """
    from magika import Magika  # noqa: PLC0415 - optional

    network = Magika()
    files = [path for folder in FOLDERS for path in sorted(_folder(folder).glob("*.py"))]
    read = [(path, network._get_result_or_features_from_path(path)[1]) for path in files]  # all scores, not the best
    rows = np.array(network._get_raw_predictions([(path, features) for path, features in read if features is not None]))
    return rows / rows.sum(axis=-1, keepdims=True)


def _folder(name: str) -> Path:
    spec = find_spec(name)
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent
