"""A long tail: the frequencies of English words as wordfreq has them, one law on some 321,000 classes."""

from __future__ import annotations

from functools import cache

import numpy as np

from numerics.simplex import Array


@cache
def wordfreq() -> Array:
    """Frequencies of the large English list in order of rank, shape (1, words), divided by their sum.

    The list covers 98.7 % of what was counted. Raises ImportError without wordfreq (extra `realdata`).
    """
    from wordfreq import get_frequency_dict  # noqa: PLC0415 - optional

    frequencies = np.sort(np.array(list(get_frequency_dict("en", wordlist="large").values())))[::-1]
    return (frequencies / frequencies.sum())[None]
