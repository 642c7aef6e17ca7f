"""A deep network: magika's classifier of file types, 214 classes, on small files of this project."""

from __future__ import annotations

from functools import cache
from io import BytesIO
from pathlib import Path

import numpy as np

from numerics.simplex import Array
from numerics.teachers.files import FILES


@cache
def magika() -> Array:
    """Probabilities of 214 types for each of `FILES`, shape (files, 214).

    The network ends in a softmax in single precision; here each row is divided by its sum. Raises
    ImportError without magika (extra `realdata`).
    """
    from magika import Magika  # noqa: PLC0415 - optional
    from magika.types.seekable import Seekable  # noqa: PLC0415

    network = Magika()
    paths = [Path(f"{n}") for n in range(len(FILES))]
    read = [network._get_result_or_features_from_seekable(Seekable(BytesIO(file)))[1] for file in FILES]
    # all scores, which the network's public methods keep to themselves
    scores = network._get_raw_predictions([(path, found) for path, found in zip(paths, read, strict=True) if found])
    rows = np.array(scores)
    return rows / rows.sum(axis=-1, keepdims=True)
